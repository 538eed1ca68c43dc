/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_KERNEL_H
#define CONNTRACK_FILTER_KERNEL_H

#include "base/buf.h"
#include "filter/expr.h"
#include "model/prefilter.h"

/*
 * What the kernel can be asked to filter by, derived from a tree: one or more
 * dumps that together bring every entry the tree accepts. The kernel may bring
 * more than was asked for and one entry in several dumps, so user space judges
 * each entry, and takes it from the first dump only whose conditions it fits.
 * Every dump walks the whole table, so that more of them are no gain.
 */
enum { PLAN_MAX = 8, PLAN_ROOM = 2 * PLAN_MAX };

struct plan_step {
	uint8_t family;			/* AF_UNSPEC: both */
	struct prefilter filter;
};

struct plan {
	unsigned count;			/* at least one; 0 is one that asks for nothing */
	unsigned most;			/* alternatives that it may have while it is made */
	struct plan_step steps[PLAN_ROOM];	/* two plans fit while they are joined */
};

/* FAMILY: the only one wanted, or AF_UNSPEC. */
void plan_make(struct plan *plan, const struct expr *e, uint8_t family);

/*
 * The same as a single filter, of less use. *family becomes the only family that
 * can match, or stays as it is.
 */
void kernel_prefilter(const struct expr *e, struct prefilter *out, uint8_t *family);

/* Whether an accepted entry that came with STEP is to be taken from it. */
bool plan_takes(const struct plan *plan, unsigned step, const struct record *rec);

/* A line for each dump. */
void plan_describe(struct buf *out, const struct plan *plan);

#endif
