/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_VOCABULARY_H
#define CONNTRACK_FILTER_VOCABULARY_H

#include "base/buf.h"
#include "filter/expr.h"

/*
 * The words of the filter language, gathered from the tables that define them.
 * Names are borrowed from there.
 */
enum { VOCABULARY_MAX = 256 };

struct vocabulary {
	size_t count;
	const char *names[VOCABULARY_MAX];
};

/* What may begin a predicate: fields, aliases, and words of their own. */
void vocabulary_begin(struct vocabulary *v, const struct field_table *table);

/* What FIELD may be; none when it is no matter of words. */
void vocabulary_values(struct vocabulary *v, const struct field *field);

/* The spelling of TEXT, which may be in any case; NULL when it is none of them. */
const char *vocabulary_find(const struct vocabulary *v, const char *text);

/* "did you mean 'NAME'?", or nothing; or all of them when none is near and the list is short. */
void vocabulary_nearest(struct buf *out, const struct vocabulary *v, const char *text);
void vocabulary_hint(struct buf *out, const struct vocabulary *v, const char *text);

/* The bits of FIELD that NAME says to be clear; 0 when it is no such word. */
uint32_t vocabulary_clear(enum field_id field, const char *name);

/* A field, or what an alias stands for; false when NAME is neither. */
bool subject_find(const struct field_table *table, const char *name, struct field_alias *out);

/* The test for a protocol. */
struct expr *protocol_test(const struct field_table *table, uint8_t number, struct error *err);

/* The test that a word of its own means; *known says whether it is one. */
struct expr *word_test(const struct field_table *table, const char *word, bool *known, struct error *err);

#endif
