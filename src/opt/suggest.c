/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "opt/suggest.h"

#include "base/words.h"

#include <limits.h>
#include <string.h>

/* So many letters are a word although the first is another one, and so few a short form. */
enum { TYPED_MAX = 32, SHOWN_MAX = 3, LONG_ENOUGH = 4, SHORTEST = 3 };

/* What is worth suggesting: names that are equally likely. */
struct likely {
	const char *typed;
	unsigned distance;		/* of the names; less is more alike */
	size_t count;			/* may be more than are kept */
	char names[SHOWN_MAX][TYPED_MAX];
};

/* How alike a name is, by one of several measures; UINT_MAX: not at all. */
typedef unsigned measure(const char *typed, const char *name);

static unsigned by_beginning(const char *typed, const char *name)
{
	return strncmp(typed, name, strlen(typed)) == 0 ? 0 : UINT_MAX;
}

/* Whether letters of NAME were left out and no others put in. */
static bool is_left_of(const char *typed, const char *name)
{
	for (; *name; name++)
		typed += *typed == *name;
	return !*typed;
}

/* What is left out is the likelier slip, and seldom in so few letters that nothing is left of the word. */
static unsigned by_spelling(const char *typed, const char *name)
{
	unsigned distance = word_distance(typed, name);
	bool plausible = *typed == *name || strlen(typed) >= LONG_ENOUGH;

	return plausible && word_is_near(typed, distance) ? 2 * distance + !is_left_of(typed, name) : UINT_MAX;
}

static unsigned by_ending(const char *typed, const char *name)
{
	const char *dash = strrchr(name, '-');

	return dash && strcmp(dash + 1, typed) == 0 ? 0 : UINT_MAX;
}

/* Many names are short for a whole word: src, dport. */
static unsigned by_abbreviation(const char *typed, const char *name)
{
	size_t len = strlen(name);

	return len >= SHORTEST && *typed == *name && is_left_of(name, typed) ? (unsigned)(strlen(typed) - len) : UINT_MAX;
}

static void judge(struct likely *l, measure *alike, const char *name, size_t len)
{
	char copy[TYPED_MAX];
	unsigned distance;

	if (len >= sizeof(copy))
		return;
	memcpy(copy, name, len);
	copy[len] = '\0';
	distance = alike(l->typed, copy);
	if (distance > l->distance || distance == UINT_MAX)
		return;
	if (distance < l->distance)
		l->count = 0;
	l->distance = distance;
	if (l->count < SHOWN_MAX)
		memcpy(l->names[l->count], copy, sizeof(copy));
	l->count++;
}

static void judge_row(struct likely *l, measure *alike, const struct opt *row)
{
	judge(l, alike, row->name, strlen(row->name));
	for (const char *s = row->synonyms; s && *s;) {
		size_t len = strcspn(s, ",");

		judge(l, alike, s, len);
		s += len + (s[len] == ',');
	}
}

static int tell(const struct likely *l, struct error *err)
{
	const char (*n)[TYPED_MAX] = l->names;

	if (l->count == 1)
		return error_hint(err, "Did you mean `--%s'?", n[0]);
	if (l->count == 2)
		return error_hint(err, "Did you mean `--%s' or `--%s'?", n[0], n[1]);
	return error_hint(err, "Did you mean `--%s', `--%s' or `--%s'?", n[0], n[1], n[2]);
}

int opt_suggest(const struct opt_table *table, int except, const char *name, size_t len, struct error *err)
{
	static measure *const measures[] = { by_beginning, by_spelling, by_ending, by_abbreviation };
	char typed[TYPED_MAX];

	if (len == 0 || len >= sizeof(typed))
		return -1;
	memcpy(typed, name, len);
	typed[len] = '\0';
	for (size_t i = 0; i < sizeof(measures) / sizeof(*measures); i++) {
		struct likely l = { .typed = typed, .distance = UINT_MAX };

		for (unsigned id = 0; (id = opt_set_next(&table->all, id)) <= OPT_ID_MAX; id++)
			if ((int)id != except)
				judge_row(&l, measures[i], table->rows[id]);
		if (l.count && l.count <= SHOWN_MAX)
			return tell(&l, err);
	}
	return -1;
}
