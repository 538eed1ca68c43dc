/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_VALUE_KINDS_H
#define CONNTRACK_FILTER_VALUE_KINDS_H

#include "filter/value.h"

/* The parts of struct value_kind that have a file of their own. */
typedef enum set_answer value_adder(const struct parser *p, struct test *t, const char *text);
typedef struct expr *value_finisher(struct parser *p, struct test *t);

value_adder add_address, mask_address, add_bits, mask_bits, add_label;
value_finisher finish_address, finish_bits, finish_labels;

static inline bool test_differs(const struct test *t)
{
	return t->comparison == COMPARE_NE;
}

/* The test, or that of a value that differs. */
static inline struct expr *test_polarity(const struct test *t, struct expr *test)
{
	return test_differs(t) ? expr_inverted(test) : test;
}

/* One value that no set can hold: TEST accepts it, or, behind "!=", everything else. */
enum set_answer test_add_other(const struct parser *p, struct test *t, struct expr *test);

/* A field without a value, or, behind "!=", one with any. */
enum set_answer test_add_none(const struct parser *p, struct test *t);

#endif
