/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OUTPUT_VIEW_H
#define CONNTRACK_OUTPUT_VIEW_H

#include "model/field.h"
#include "output/output.h"

/*
 * What a table on a terminal shows in place of several fields, as people write it:
 * ADDRESS:PORT, and where NAT leads.
 */
struct view {
	char title[12];			/* of the column; empty: the field's name does */
	unsigned typical;		/* characters that mostly do */
	unsigned widest;		/* ... and always */
	unsigned char part, end, tuple;	/* its own business */

	/* Write it; false, and nothing is written: there is none. */
	bool (*put)(struct output *out, const struct view *view, const struct record *rec);
};

/* What stands in place of FIELD, one that tables show; NULL. */
const struct view *view_of(const struct field *field);

/* Whether FIELD, one that tables show, stands in the place of another. */
bool view_includes(const struct field *field);

/* Where the flow leads; behind the addresses. */
extern const struct view view_nat;

/* What a column is called: VIEW may be NULL. */
const char *view_name(const struct view *view, const struct field *field);

#endif
