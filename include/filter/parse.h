/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_PARSE_H
#define CONNTRACK_FILTER_PARSE_H

#include "filter/expr.h"

/*
 * The filter language: text to tree.
 *
 *     expression: predicates joined by "or" (weakest), "and" or nothing, "not",
 *                 and parentheses; ||, && and ! mean the same
 *     predicate:  FIELDS [OPERATOR] VALUES, FIELDS in VALUES, FIELD OPERATOR FIELD,
 *                 FIELD & MASK OPERATOR VALUES, an address, or a word of its own
 *     fields:     one, or some of one type with "or" or "and" between them
 *     operator:   = == eq, != ne, < lt, <= le, > gt, >= ge
 *     values:     one, several with commas, or several in braces or parentheses
 *
 * Fields are those of the registry, besides src, dst, sport and dport for those
 * of the original direction, addr and port for any of the four, in any case. A
 * word of its own is a protocol, a family, a bit of the status, unreplied,
 * unset, snat, dnat or nat. An address of its own is one of addr.
 * Sets (status, nat, labels) compare as "has one of". Quotes make any text a
 * value; # begins a comment that goes to the end of the line.
 *
 * A file may also be a list: an address, a prefix or a range on each line, which
 * are values of addr.
 *
 * "!=" wants a value that differs from all that are listed (of addr and port,
 * that each of the four differs); where the kernel sent none it is false, and
 * only "not FIELD = VALUE" is true.
 */
struct filter_source {
	const char *text;
	const char *file;	/* where the text was read; NULL: a command line */
	const struct field_table *fields;	/* NULL: those of flows */

	/* the names of labels, asked for when one is to be looked up; may give NULL */
	const struct label_map *(*labels)(void *user);
	void *user;

	uint64_t now;		/* from which "-1h" counts, in nanoseconds since 1970 */
};

enum { FILTER_DEPTH_MAX = 1000 };

/*
 * The tree, or NULL with ERR: ERROR_USAGE tells where the text is wrong and what
 * could stand there.
 */
struct expr *filter_parse(const struct filter_source *source, struct error *err);

#endif
