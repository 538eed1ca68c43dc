/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_CONDITION_H
#define CONNTRACK_FILTER_CONDITION_H

#include "filter/kernel.h"

/*
 * A field that the kernel compares for exact values, and where a step of a plan
 * holds its value.
 */
struct condition;

/* NULL: the kernel does not compare FIELD. */
const struct condition *condition_of(const struct field *field);

/* What becomes of a step that is asked for one value more. */
enum outcome {
	NARROWED,
	UNCHANGED,	/* the kernel cannot judge that, or does so already */
	EMPTY,		/* nothing can fit both the step and the value */
};

enum outcome condition_take_addr(const struct condition *c, struct plan_step *step,
				 const struct addr *a);
enum outcome condition_take_number(const struct condition *c, struct plan_step *step, uint64_t n);

/* Whether an entry fits all conditions of a step. */
bool step_fits(const struct plan_step *step, const struct record *rec);

/* The conditions of a step, with blanks between them. */
void step_describe(struct buf *out, const struct plan_step *step);

#endif
