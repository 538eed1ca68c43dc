/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_COLLECT_GROUP_H
#define CONNTRACK_COLLECT_GROUP_H

#include "base/error.h"
#include "collect/group_keys.h"
#include "collect/sort.h"
#include "collect/value.h"
#include "model/field_sum.h"

/*
 * Counts flows that have the same values in some fields. Memory goes with the
 * number of groups.
 */
struct grouper;

/* Sums are those of the flows that have counters; counted: at least one had. */
struct group {
	uint64_t sums[SUM_SHARE];	/* enum sum_id */
	const struct grouper *grouper;	/* whose fields the readings are of */
	bool counted;
	struct reading readings[];	/* by key */
};

/*
 * Keys and order are borrowed. ORDER has sums and fields that are among the keys;
 * what it leaves equal, and all without it, has most flows first, then most
 * bytes, then stands by its values.
 */
struct grouper *grouper_new(const struct group_keys *keys, const struct sort_keys *order,
			    struct error *err);
void grouper_free(struct grouper *g);

int grouper_add(struct grouper *g, const struct record *rec, struct error *err);

/*
 * The groups in order; *count is how many.
 * The array and what it points to belong to the grouper, which takes no more.
 */
const struct group *const *grouper_sorted(struct grouper *g, size_t *count);

#endif
