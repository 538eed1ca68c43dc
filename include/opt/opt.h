/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OPT_OPT_H
#define CONNTRACK_OPT_OPT_H

#include "base/buf.h"
#include "base/error.h"
#include "opt/opt_set.h"

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
	OPT_OWED,	/* as OPT_MAYBE, for the name means something else besides; whoever takes it asks for one */
};

/* Short texts stand in the row: a pointer takes time at every start of the program. */
struct opt {
	char name[20];		/* the spelling of messages */
	const char *synonyms;	/* comma list or NULL */
	char letter;		/* 0: none */
	char takes;		/* enum opt_takes */
	char section;		/* the user's own grouping for help */
	uint8_t rank;		/* an abbreviation belongs to the lowest rank that it fits, below OPT_RANKS */
	char metavar[20];	/* name of the argument in help, empty if none */
	const char *help;	/* one line */
};

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

/* One option as it stood on the line, behind so many words; arg points into argv or is NULL. */
struct opt_given { unsigned id, behind; bool shortened; const char *arg; };

/* A parsed line. Arrays are owned by the struct, texts by argv. */
struct opt_line {
	struct opt_given *given;
	size_t count;
	const char **words;	/* everything that is no option; NULL behind the last */
	size_t word_count;
	size_t room;		/* in each of the arrays */
};

#define OPT_LINE_INIT { .given = NULL, .count = 0, .words = NULL, .word_count = 0, .room = 0 }

/*
 * Rows, an id being an index into them. Whoever reads many lines has them indexed;
 * for one line that takes longer than it saves.
 */
enum { OPT_BUCKETS = 32, OPT_PLACES = 512, OPT_RANKS = 3 };

struct opt_index {
	struct opt_set names[OPT_BUCKETS];	/* by how they begin */
	uint8_t letters[UINT8_MAX + 1];	/* an id and 1; 0: none */
	uint8_t whole[OPT_PLACES];	/* the same; far more places than names */
};

struct opt_table {
	const struct opt *const *rows;
	struct opt_set all;
	const struct opt_index *index;	/* NULL: none */
};

/* The rows, at most OPT_ID_MAX, outlive the table; so does the index. */
void opt_table_init(struct opt_table *table, const struct opt *const *rows, size_t row_count);
void opt_table_index(struct opt_table *table, struct opt_index *index);

/*
 * Split ARGV (ended by NULL, without program name) into LINE, which is fresh or was parsed
 * before. Errors: unknown or ambiguous option, argument missing or too much.
 */
int opt_parse(const struct opt_table *table, const char *const *argv, struct opt_line *line,
	      struct error *err);
void opt_line_free(struct opt_line *line);

/* The row that the long NAME (no dashes) means; -1 none or several. */
int opt_find(const struct opt_table *table, const char *name, size_t len);

/* The row with this LETTER; -1. */
int opt_find_letter(const struct opt_table *table, char letter);

/*
 * Hold what was given of the rows FIRST..LAST against a command's use: rows in
 * their order, the first offender decides the message.
 */
int opt_check(const struct opt *const *rows, unsigned first, unsigned last,
	      const struct opt_set *given, const struct opt_use *use, struct error *err);

/* One line of help for ROW: letters, names, argument, text. */
void opt_describe(struct buf *out, const struct opt *row);
bool opt_needs_argument(const struct opt *row);

/* What is wrong with the table itself: one line per fault, nothing when sound. */
void opt_table_faults(const struct opt *const *rows, size_t row_count, struct buf *out);

#endif
