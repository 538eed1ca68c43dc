/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_DOUBT_H
#define CONNTRACK_FILTER_DOUBT_H

#include "filter/expr.h"

/*
 * What is not known of a record: the fields with one of these traits, and, ABSENT,
 * those of the flow that there is no value of. A missing value that stands for zero
 * is known.
 */
struct doubt {
	unsigned traits;		/* enum field_trait */
	bool absent;
};

/* Whether the tree accepts RECORD with some values of the fields that are in doubt. */
bool doubt_may_accept(const struct expr *e, const struct record *rec, const struct doubt *doubt);

#endif
