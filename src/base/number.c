/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/number.h"

#include <string.h>

static unsigned digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return 16;
}

enum { SURE_DIGITS = 18 };	/* so many never overflow */

/* Nearly every number: decimal, and short. */
static bool parse_short(const char *text, size_t len, uint64_t max, uint64_t *out)
{
	uint64_t n = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned digit = (unsigned)text[i] - '0';

		if (digit > 9)
			return false;
		n = n * 10 + digit;
	}
	*out = n <= max ? n : *out;
	return n <= max;
}

bool number_parse_n(const char *text, size_t len, enum number_base base,
		    uint64_t max, uint64_t *out)
{
	unsigned radix = 10;
	uint64_t n = 0;
	size_t i = 0;

	if (base == NUMBER_DECIMAL && len && len <= SURE_DIGITS)
		return parse_short(text, len, max, out);
	if (base == NUMBER_C && len > 1 && text[0] == '0') {
		bool hex = text[1] == 'x' || text[1] == 'X';

		radix = hex ? 16 : 8;
		i = hex ? 2 : 1;
	}
	if (i == len)
		return false;
	for (; i < len; i++) {
		unsigned d = digit_value(text[i]);

		if (d >= radix || __builtin_mul_overflow(n, radix, &n) ||
		    __builtin_add_overflow(n, d, &n) || n > max)
			return false;
	}
	*out = n;
	return true;
}

bool number_parse(const char *text, enum number_base base, uint64_t max, uint64_t *out)
{
	return number_parse_n(text, strlen(text), base, max, out);
}
