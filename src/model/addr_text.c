/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/addr.h"

#include <stddef.h>
#include <sys/socket.h>

/* inet_ntop goes through printf; an address is half of what a row consists of. */

static char *put_byte(char *p, unsigned n)
{
	if (n >= 100) {
		*p++ = (char)('0' + n / 100);
		n %= 100;
		*p++ = (char)('0' + n / 10);
	} else if (n >= 10) {
		*p++ = (char)('0' + n / 10);
	}
	*p++ = (char)('0' + n % 10);
	return p;
}

static char *put_dotted(char *p, const uint8_t *b)
{
	for (int i = 0; i < 4; i++) {
		if (i)
			*p++ = '.';
		p = put_byte(p, b[i]);
	}
	return p;
}

static char *put_group(char *p, unsigned n)
{
	static const char hex[] = "0123456789abcdef";

	if (n >= 0x1000)
		*p++ = hex[n >> 12];
	if (n >= 0x100)
		*p++ = hex[n >> 8 & 15];
	if (n >= 0x10)
		*p++ = hex[n >> 4 & 15];
	*p++ = hex[n & 15];
	return p;
}

/* The longest run of at least two zero groups, the first of equals; -1 none. */
static int longest_zeros(const unsigned *group, int *len)
{
	int best = -1;

	*len = 1;
	for (int i = 0; i < 8; i++) {
		int n = 0;

		while (i + n < 8 && group[i + n] == 0)
			n++;
		if (n > *len) {
			best = i;
			*len = n;
		}
		i += n;
	}
	return best;
}

static char *put_groups(char *p, const uint8_t *b)
{
	unsigned group[8];
	int zeros, len;

	for (size_t i = 0; i < 8; i++)
		group[i] = (unsigned)(b[2 * i] << 8 | b[2 * i + 1]);
	zeros = longest_zeros(group, &len);
	for (int i = 0; i < 8; i++) {
		if (i == zeros) {
			*p++ = ':';
			i += len - 1;
			if (i == 7)
				*p++ = ':';
			continue;
		}
		if (i)
			*p++ = ':';
		/* an embedded IPv4 address behind ::, or ::ffff: */
		if (i == 6 && zeros == 0 && (len == 6 || (len == 5 && group[5] == 0xffff)))
			return put_dotted(p, b + 12);
		p = put_group(p, group[i]);
	}
	return p;
}

enum { TEXT_MAX4 = 16, TEXT_MAX6 = 48 };

void addr_put4(struct buf *out, const void *bytes)
{
	if (buf_reserve(out, TEXT_MAX4))
		out->len = (size_t)(put_dotted(out->data + out->len, bytes) - out->data);
}

void addr_put6(struct buf *out, const void *bytes)
{
	if (buf_reserve(out, TEXT_MAX6))
		out->len = (size_t)(put_groups(out->data + out->len, bytes) - out->data);
}

void addr_put(struct buf *out, const struct addr *a)
{
	if (a->family == AF_INET)
		addr_put4(out, a->bytes);
	else
		addr_put6(out, a->bytes);
}
