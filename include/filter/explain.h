/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_EXPLAIN_H
#define CONNTRACK_FILTER_EXPLAIN_H

#include "base/buf.h"
#include "filter/expr.h"

/*
 * A tree for people: one test or join a line, the parts of a join below it and
 * two blanks further in, starting with INDENT. Of a long list only the first
 * values are shown. MAP may be NULL.
 */
void explain_tree(struct buf *out, const struct expr *e, unsigned indent,
		  const struct label_map *map);

/* A test by itself, without the line's end. */
void explain_test(struct buf *out, const struct expr *e, const struct label_map *map);

#endif
