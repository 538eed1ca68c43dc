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

static unsigned count_digits(uint64_t n)
{
	unsigned count = 1;

	for (; n >= 10000; n /= 10000)
		count += 4;
	return count + (n >= 10) + (n >= 100) + (n >= 1000);
}

/* The digits of N, the last of them in front of END. */
static void put_digits(char *end, uint64_t n)
{
	for (; n >= 100; n /= 100) {
		end -= 2;
		memcpy(end, pairs + n % 100 * 2, 2);
	}
	if (n >= 10)
		memcpy(end - 2, pairs + n * 2, 2);
	else
		end[-1] = (char)('0' + n);
}

void buf_u64(struct buf *b, uint64_t n)
{
	if (!buf_reserve(b, DIGITS_MAX))
		return;
	b->len += count_digits(n);
	put_digits(b->data + b->len, n);
}

void buf_u64_pad(struct buf *b, uint64_t n, unsigned width)
{
	for (unsigned len = count_digits(n); len < width; width--)
		buf_char(b, '0');
	buf_u64(b, n);
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
	size_t len = strlen(s), blanks = len < width ? width - len : 0;

	if (!buf_reserve(b, len + blanks))
		return;
	memcpy(b->data + b->len, s, len);
	memset(b->data + b->len + len, ' ', blanks);
	b->len += len + blanks;
}

void buf_wrap(struct buf *b, const char *s, unsigned indent)
{
	enum { WIDTH = 79 };
	size_t room = WIDTH - indent;

	while (strlen(s) > room) {
		size_t n = room;

		while (n && s[n] != ' ')
			n--;
		if (!n)
			break;
		buf_mem(b, s, n);
		buf_char(b, '\n');
		for (unsigned i = 0; i < indent; i++)
			buf_char(b, ' ');
		s += n + 1;
	}
	buf_str(b, s);
	buf_char(b, '\n');
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
