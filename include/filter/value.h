/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_VALUE_H
#define CONNTRACK_FILTER_VALUE_H

#include "filter/predicate.h"
#include "filter/set.h"

/* A test while it is read. */
struct test {
	const char *name;		/* of the field, as it was written */
	enum field_id field;
	enum comparison comparison;
	bool masked;
	uint64_t mask;			/* under which numbers and bits are compared */
	struct addr addr_mask;
	bool negated;			/* the bit is clear */
	struct set set;			/* the values ... */
	uint64_t bits;			/* ... or bits ... */
	struct label_set labels;	/* ... or labels */
	struct expr *others;		/* and what accepts, or excludes, all other values; NULL */
};

/*
 * How the values of a type of field are written. ADD takes one; SET_UNREADABLE
 * when it is none. MASK does the same for what stands behind "&", and is NULL
 * where nothing may. FINISH makes the test, from what was taken.
 */
struct value_kind {
	const char *what, *hint;	/* for errors */
	bool ordered;			/* < and > are known */
	enum set_answer (*add)(const struct parser *p, struct test *t, const char *text);
	enum set_answer (*mask)(const struct parser *p, struct test *t, const char *text);
	struct expr *(*finish)(struct parser *p, struct test *t);
};

const struct value_kind *value_kind_of(enum field_id field);

/*
 * A number with the unit of FIELD behind it, or two of them as LOW-HIGH. NOW:
 * the time, in nanoseconds since 1970. A moment lasts as long as it was written,
 * a minute or a second.
 */
bool value_read(const struct field *field, const char *text, uint64_t now, uint64_t *low, uint64_t *high);

/* Whether TEXT is a single moment. */
bool value_is_moment(const struct field *field, const char *text, uint64_t now);

#endif
