/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_OPTIONS_H
#define CONNTRACK_CMD_OPTIONS_H

#include "base/words.h"
#include "model/option.h"
#include "opt/opt.h"

struct builder;

/* Where help puts an option. */
enum option_section {
	SECTION_FLOW,		/* what a flow looks like */
	SECTION_PROTO,		/* layer 4 */
	SECTION_EXPECT, SECTION_UPDATE, SECTION_COMMON,
};

/*
 * One option. "select" makes a value a criterion or a setting of the request,
 * "assign" a new value for what is created or updated; NULL where the option
 * never does that. ARG points into argv, and is NULL when there is none.
 */
struct option {
	struct opt opt;
	int (*select)(struct builder *b, unsigned id, const char *arg, struct error *err);
	int (*assign)(struct builder *b, unsigned id, const char *arg, struct error *err);
};

extern const struct option options[OPTION_COUNT];

/* What -o understands: a format, or something to add to one. */
extern const struct word output_words[];

/* The words of LEN bytes of a list, as bits; those that are none are left out. Whether words go together. */
unsigned output_words_taken(const char *list, size_t len);
bool output_words_fit(unsigned words);

/* ... --time and --color. */
extern const struct word time_words[], color_words[];

/*
 * What the parser reads: the options by their id, then the switches of all
 * verbs. The array is the caller's.
 */
enum { SWITCHES_MAX = 24, PARSER_ROWS_MAX = OPTION_COUNT + SWITCHES_MAX };
size_t option_parser_rows(const struct opt *rows[PARSER_ROWS_MAX]);

#endif
