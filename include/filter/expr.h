/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_EXPR_H
#define CONNTRACK_FILTER_EXPR_H

#include "filter/set.h"
#include "model/record.h"

/*
 * The predicate tree: what every criterion becomes, whatever notation it was
 * written in. A node owns its children and its set. Constructors return NULL
 * with ERR when memory runs out, and then have freed what they were given;
 * given NULL for a child they return NULL, so that calls can be nested.
 *
 * A test of a field that the kernel did not send is false, and so is an inverted
 * one: "field != value" wants a value that differs, "not field = value" is also
 * content with none. Chains of one kind lean to the right, so that judging and
 * freeing take only as much stack as there are nested groups.
 */
enum expr_kind {
	EXPR_TRUE,
	EXPR_AND, EXPR_OR, EXPR_NOT,
	EXPR_IN,	/* the value, under the mask if it is a number, lies in the set */
	EXPR_MASKED,	/* (value & mask) == wanted, for numbers and bits */
	EXPR_MASKED_ADDR,	/* the same for addresses */
	EXPR_LABELS,	/* all of the labels are set */
	EXPR_FIELDS,	/* the value compares so with that of another field */
};

enum comparison { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE };

struct expr {
	enum expr_kind kind;
	bool inverted;				/* of a test: a value that fails it */
	const struct field *field;
	struct expr *left, *right;		/* AND, OR; NOT has left */
	char *typed;				/* IN: sign and values as people wrote them; NULL */
	union {
		struct { struct set set; uint64_t mask; } in;
		struct { uint64_t mask, wanted; } masked;
		struct { struct addr mask, wanted; } masked_addr;
		struct label_set labels;
		struct { const struct field *other; enum comparison comparison; } fields;
	};
};

struct expr *expr_true(struct error *err);
struct expr *expr_and(struct expr *left, struct expr *right, struct error *err);
struct expr *expr_or(struct expr *left, struct expr *right, struct error *err);
struct expr *expr_not(struct expr *inner, struct error *err);

/* Takes over the set's memory and closes it. */
struct expr *expr_in(enum field_id field, struct set *set, struct error *err);
struct expr *expr_number(enum field_id field, uint64_t number, struct error *err);
struct expr *expr_addr(enum field_id field, const struct addr *a, struct error *err);
struct expr *expr_masked(enum field_id field, uint64_t wanted, uint64_t mask, struct error *err);
struct expr *expr_masked_addr(enum field_id field, const struct addr *wanted,
			      const struct addr *mask, struct error *err);
struct expr *expr_labels(const struct label_set *labels, struct error *err);

/* Only where the fields are comparable: both addresses, times, durations, sets of the same, or numbers. */
bool expr_comparable(enum field_id a, enum field_id b);
struct expr *expr_fields(enum field_id field, enum comparison comparison, enum field_id other,
			 struct error *err);

/* Turn a test into that of a value that differs. */
struct expr *expr_inverted(struct expr *test);

void expr_free(struct expr *e);

/* Whether some test reads FIELD. */
bool expr_mentions(const struct expr *e, const struct field *field);

/* The judgement: pure, and the authority on what matches. */
bool expr_accepts(const struct expr *e, const struct record *rec);

#endif
