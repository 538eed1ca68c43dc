/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CAPACITY = 256, DIGITS_MAX = 20 };

void buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf)BUF_INIT;
}

bool buf_grow(struct buf *b, size_t extra)
{
	size_t cap = b->cap ? b->cap : FIRST_CAPACITY;
	char *data;

	if (b->failed || extra > SIZE_MAX / 2 - b->len) {
		b->failed = true;
		return false;
	}
	while (cap - b->len < extra)
		cap *= 2;
	data = realloc(b->data, cap);
	if (!data) {
		b->failed = true;
		return false;
	}
	b->data = data;
	b->cap = cap;
	return true;
}

static const char pairs[] =
	"00010203040506070809101112131415161718192021222324"
	"25262728293031323334353637383940414243444546474849"
	"50515253545556575859606162636465666768697071727374"
	"75767778798081828384858687888990919293949596979899";

/* Digits of N, ending at END; returns where they begin. */
static char *digits(char *end, uint64_t n)
{
	while (n >= 100) {
		end -= 2;
		memcpy(end, pairs + n % 100 * 2, 2);
		n /= 100;
	}
	if (n >= 10) {
		end -= 2;
		memcpy(end, pairs + n * 2, 2);
	} else {
		*--end = (char)('0' + n);
	}
	return end;
}

void buf_u64(struct buf *b, uint64_t n)
{
	char text[DIGITS_MAX];
	char *first = digits(text + sizeof(text), n);

	buf_mem(b, first, (size_t)(text + sizeof(text) - first));
}

void buf_u64_pad(struct buf *b, uint64_t n, unsigned width)
{
	char text[DIGITS_MAX];
	char *first = digits(text + sizeof(text), n);
	unsigned len = (unsigned)(text + sizeof(text) - first);

	for (; len < width; width--)
		buf_char(b, '0');
	buf_mem(b, first, len);
}

void buf_hex(struct buf *b, uint64_t n)
{
	char text[16];
	char *first = text + sizeof(text);

	do {
		*--first = "0123456789abcdef"[n & 15];
		n >>= 4;
	} while (n);
	buf_mem(b, first, (size_t)(text + sizeof(text) - first));
}

void buf_left(struct buf *b, const char *s, unsigned width)
{
	size_t len = strlen(s);

	buf_mem(b, s, len);
	for (; len < width; len++)
		buf_char(b, ' ');
}

const char *buf_cstr(struct buf *b)
{
	if (b->failed || !buf_reserve(b, 1))
		return NULL;
	b->data[b->len] = '\0';
	return b->data;
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (n < 0 || !buf_reserve(b, (size_t)n + 1))
		return;
	va_start(ap, format);
	vsnprintf(b->data + b->len, (size_t)n + 1, format, ap);
	va_end(ap);
	b->len += (size_t)n;
}
