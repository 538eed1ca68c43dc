/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_BASE_WORDS_H
#define CONNTRACK_BASE_WORDS_H

#include <stddef.h>
#include <stdint.h>

/*
 * A word table: names with values, ended by a row whose name is empty.
 * Tables are const and static; nothing here allocates. A row holds its texts
 * and does not point to them: a pointer costs time whenever the program starts,
 * for where it will be loaded is known only then.
 */
struct word {
	char name[20];
	uint32_t value;
	char help[64];	/* one line for completion and the manual, or empty */
};

/* Exact spelling; NULL when there is none. */
const struct word *word_find(const struct word *table, const char *name);

/* The same in any case; TABLE may be NULL. */
const struct word *word_in_any_case(const struct word *table, const char *name);

/*
 * Any prefix of a name in any case, the first row that fits wins; NAME is LEN
 * bytes. An empty name fits nothing.
 */
const struct word *word_find_prefix(const struct word *table, const char *name, size_t len);

/* The name of VALUE, or NULL. */
const char *word_name(const struct word *table, uint32_t value);

/*
 * Edit distance between two words, for "did you mean"; a swap of neighbours
 * counts one. Words longer than 63 bytes count as far apart.
 */
unsigned word_distance(const char *a, const char *b);

/* Whether DISTANCE from a word of this length is near enough to suggest. */
int word_is_near(const char *word, unsigned distance);

/*
 * Whether TEXT, in any case, is what stands behind the last dot of NAME, or begins it
 * with three letters or more.
 */
int word_is_short_for(const char *name, const char *text);

#endif
