/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OPT_OPT_H
#define CONNTRACK_OPT_OPT_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Options as data. A row says everything about an option; parsing, the checks
 * of what a command allows, help and completion are read from the rows.
 *
 * The conventions are those of GNU getopt_long (permuted words, abbreviations,
 * clustered letters, "--"), written again because getopt keeps its state in
 * globals, which batch files and tests cannot share, and because a new option
 * must not make an abbreviation ambiguous that scripts already use.
 */
enum opt_takes {
	OPT_NOTHING,
	OPT_ARGUMENT,	/* attached or the next word, whatever it is */
	OPT_MAYBE,	/* attached, or the next word unless it begins with - or ! */
	OPT_WORD,	/* as OPT_MAYBE, but text behind the letter is more letters */
};

struct opt {
	const char *name;	/* the spelling of messages */
	const char *synonyms;	/* comma list or NULL */
	char letter;		/* 0: none */
	char takes;		/* enum opt_takes */
	char section;		/* the user's own grouping for help */
	bool recent;		/* an abbreviation shared with an older option is the older one's */
	const char *metavar;	/* name of the argument in help, NULL if none */
	const char *help;	/* one line */
};

enum { OPT_ID_MAX = 127, OPT_LIST_END = 255 };

/* A set of option ids. */
struct opt_set { uint64_t bits[2]; };

static inline void opt_set_add(struct opt_set *s, unsigned id)
{
	s->bits[id / 64] |= UINT64_C(1) << (id % 64);
}

static inline bool opt_set_has(const struct opt_set *s, unsigned id)
{
	return s->bits[id / 64] >> (id % 64) & 1;
}

/* Two options that belong together, or two others in their place. */
struct opt_pair {
	uint8_t first, second, other_first, other_second;
};

/*
 * What a command allows: lists of ids ended by OPT_LIST_END, NULL is empty.
 * "must" need not be repeated in "may".
 */
struct opt_use {
	const uint8_t *may, *must;
	const struct opt_pair *pair;	/* NULL: none */
};

bool opt_list_has(const uint8_t *list, unsigned id);

/* One option as it stood on the line; arg points into argv or is NULL. */
struct opt_given { unsigned id; const char *arg; };

/* A parsed line. Arrays are owned by the struct, texts by argv. */
struct opt_line {
	struct opt_given *given;
	size_t count;
	const char **words;	/* everything that is no option; NULL behind the last */
	size_t word_count;
};

#define OPT_LINE_INIT { .given = NULL, .count = 0, .words = NULL, .word_count = 0 }

/*
 * Split ARGV (ended by NULL, without program name) by ROWS; an id is an index
 * into ROWS. Errors: unknown or ambiguous option, argument missing or too much.
 */
int opt_parse(const struct opt *const *rows, size_t row_count, const char *const *argv,
	      struct opt_line *line, struct error *err);
void opt_line_free(struct opt_line *line);

/* The row that the long NAME (no dashes) means; -1 none or several. */
int opt_find(const struct opt *const *rows, size_t row_count, const char *name, size_t len);

/*
 * Hold what was given of the rows FIRST..LAST against a command's use: rows in
 * their order, the first offender decides the message.
 */
int opt_check(const struct opt *const *rows, unsigned first, unsigned last,
	      const struct opt_set *given, const struct opt_use *use, struct error *err);

/* One line of help for ROW: letters, names, argument, text. */
void opt_describe(struct buf *out, const struct opt *row);

/* What is wrong with the table itself: one line per fault, nothing when sound. */
void opt_table_faults(const struct opt *const *rows, size_t row_count, struct buf *out);

#endif
