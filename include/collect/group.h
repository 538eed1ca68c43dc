/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_COLLECT_GROUP_H
#define CONNTRACK_COLLECT_GROUP_H

#include "base/error.h"
#include "collect/value.h"

/*
 * Counts flows that have the same values in some fields. Memory goes with the
 * number of groups.
 */
struct grouper;

/* Sums are those of the flows that have counters; counted: at least one had. */
struct group {
	uint64_t flows, packets, bytes;
	const struct grouper *grouper;	/* whose fields the readings are of */
	bool counted;
	struct reading readings[];	/* by field */
};

/* The array of fields is borrowed. */
struct grouper *grouper_new(const struct field *const *fields, size_t count, struct error *err);
void grouper_free(struct grouper *g);

int grouper_add(struct grouper *g, const struct record *rec, struct error *err);

/*
 * The groups, those of most flows first, then of most bytes, then by their values; *count is how many.
 * The array and what it points to belong to the grouper, which takes no more.
 */
const struct group *const *grouper_sorted(struct grouper *g, size_t *count);

#endif
