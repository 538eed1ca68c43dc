/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_BASE_BUF_H
#define CONNTRACK_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Growable text, written front to back.
 *
 * Invariants: len <= cap; data holds cap bytes or is NULL with cap 0; the text
 * is not NUL terminated (see buf_cstr). When memory runs out "failed" is set
 * and stays set, further appends do nothing, and what was written before is
 * whole; whoever hands the text on checks the flag once.
 */
struct buf {
	char *data;
	size_t len, cap;
	bool failed;
};

#define BUF_INIT { .data = NULL, .len = 0, .cap = 0, .failed = false }

void buf_free(struct buf *b);
static inline void buf_reset(struct buf *b) { b->len = 0; }

/* Make room for EXTRA more bytes; false when memory ran out. */
bool buf_grow(struct buf *b, size_t extra);
static inline bool buf_reserve(struct buf *b, size_t extra)
{
	return b->cap - b->len >= extra ? true : buf_grow(b, extra);
}

static inline void buf_mem(struct buf *b, const void *bytes, size_t n)
{
	if (n == 0 || !buf_reserve(b, n))
		return;
	memcpy(b->data + b->len, bytes, n);
	b->len += n;
}

static inline void buf_char(struct buf *b, char c)
{
	if (buf_reserve(b, 1))
		b->data[b->len++] = c;
}

static inline void buf_str(struct buf *b, const char *s) { buf_mem(b, s, strlen(s)); }
#define buf_lit(b, literal) buf_mem((b), "" literal, sizeof(literal) - 1)

void buf_u64(struct buf *b, uint64_t n);		/* decimal */
void buf_u64_pad(struct buf *b, uint64_t n, unsigned width); /* zeros in front */
void buf_hex(struct buf *b, uint64_t n);		/* lower case, no prefix */
void buf_left(struct buf *b, const char *s, unsigned width);  /* blanks behind */
/* The rest of a line that is INDENT columns wide so far, in lines of less than 80 columns. */
void buf_wrap(struct buf *b, const char *s, unsigned indent);

/* The text with a NUL behind it, owned by the buffer; NULL out of memory. */
const char *buf_cstr(struct buf *b);

/* printf into the buffer; for texts that are written once, never per flow. */
void buf_printf(struct buf *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
