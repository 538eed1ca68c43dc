/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_CANDIDATES_H
#define CONNTRACK_CMD_CANDIDATES_H

#include "base/buf.h"
#include "cmd/command.h"
#include "model/field.h"

/*
 * What may be typed, read from the tables of the program: one candidate a line,
 * a tab, and a line of help. "head" is put before each candidate; only those
 * that begin as "typed" does, in any case, are put at all.
 */
struct candidates {
	struct buf *out;
	const char *head;
	size_t head_len;
	const char *typed;
	bool details;		/* options, commands: a column each for letter and argument */
	bool selects;		/* values are those of filters */
	const struct field_table *fields;	/* what records have */
};

/* NAME, where it fits; or, in place of candidates, what is wanted. */
void candidate_put(const struct candidates *c, const char *name, const char *help);
void candidate_put_wanted(const struct candidates *c, const char *what);

/* One candidate for each spelling of ROW. */
void candidate_option(const struct candidates *c, const struct opt *row);

/* The options of COMMAND; NULL: every option that there is. */
void candidates_options(const struct candidates *c, const struct command *command);

/* The commands; for TABLE_EXPECT those that may stand behind "expect". */
void candidates_commands(const struct candidates *c, enum table table);

/* What there is help on besides commands. */
void candidates_topics(const struct candidates *c);

/* Every field with its type, its unit ("-": none) and its help, a column each. */
void candidates_fields(const struct candidates *c);

/*
 * What may stand behind VERB, and the values of option ID, given what else is on
 * the LINE (NULL: nothing). Where nothing can be listed, an empty candidate says
 * what is wanted.
 */
void candidates_operands(const struct candidates *c, const struct verb *verb);
void candidates_values(const struct candidates *c, unsigned id, const struct opt_line *line);

/* Names of a map of labels (NULL: the usual one), and of services. */
void candidates_labels(const struct candidates *c, const char *path);
void candidates_services(const struct candidates *c);

/*
 * What may stand in an expression behind COUNT words, where LAST has been typed; it
 * becomes the head, up to the part that is completed. LABEL_MAP may be NULL.
 */
void candidates_expression(struct candidates *c, const char *const *words, size_t count, const char *last,
			   const char *label_map);

#endif
