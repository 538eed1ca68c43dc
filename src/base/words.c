/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/words.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 63 };

const struct word *word_find(const struct word *table, const char *name)
{
	for (; *table->name; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

/* Most words begin with another letter, whatever its case. */
static bool may_begin(const char *word, char c)
{
	return ((word[0] ^ c) & ~('a' ^ 'A')) == 0;
}

const struct word *word_find_prefix(const struct word *table, const char *name, size_t len)
{
	if (len == 0)
		return NULL;
	for (; *table->name; table++)
		if (may_begin(table->name, name[0]) && strlen(table->name) >= len &&
		    strncasecmp(table->name, name, len) == 0)
			return table;
	return NULL;
}

const struct word *word_in_any_case(const struct word *table, const char *name)
{
	for (; table && *table->name; table++)
		if (strcasecmp(table->name, name) == 0)
			return table;
	return NULL;
}

const char *word_name(const struct word *table, uint32_t value)
{
	for (; *table->name; table++)
		if (table->value == value)
			return table->name;
	return NULL;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned word_distance(const char *a, const char *b)
{
	unsigned rows[3][LONGEST + 1];
	size_t la = strlen(a), lb = strlen(b);

	if (la > LONGEST || lb > LONGEST)
		return UINT_MAX;
	for (size_t j = 0; j <= lb; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= la; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *above = rows[(i - 1) % 3], *above2 = rows[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= lb; j++) {
			unsigned differ = a[i - 1] != b[j - 1];

			row[j] = least(least(row[j - 1], above[j]) + 1, above[j - 1] + differ);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], above2[j - 2] + 1);
		}
	}
	return rows[la % 3][lb];
}

int word_is_near(const char *word, unsigned distance)
{
	size_t len = strlen(word);

	return distance <= (len < 4 ? 1U : len < 8 ? 2U : 3U);
}

int word_is_short_for(const char *name, const char *text)
{
	enum { ENOUGH = 3 };
	const char *dot = strrchr(name, '.');
	size_t len = strlen(text);

	return (dot && strcasecmp(dot + 1, text) == 0) ||
	       (len >= ENOUGH && strncasecmp(name, text, len) == 0);
}
