/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_CHANGE_H
#define CONNTRACK_CMD_CHANGE_H

#include "base/error.h"
#include "model/label.h"

#include <stdbool.h>
#include <stdint.h>

struct nf_conntrack;

/* What becomes of the labels of a flow that is updated. */
enum label_change { LABELS_KEEP, LABELS_ADD, LABELS_REPLACE, LABELS_REMOVE, LABELS_CLEAR };

/* Objects that one line has done with, for the next; none of them has anything of its own. */
enum { CHANGE_SPARES = 2 };

struct change_spares {
	struct nf_conntrack *blank;	/* what the others are made again; NULL: there are none yet */
	struct nf_conntrack *objects[CHANGE_SPARES];
	unsigned count;
};

void change_spares_release(struct change_spares *spares);

/*
 * The values that a command line sets, as opposed to those it selects by. The
 * objects are owned here and NULL until the first value is put in.
 */
struct change {
	struct nf_conntrack *flow;	/* original tuple, and everything else of a flow */
	struct nf_conntrack *reply;	/* what was said of the reply tuple */
	struct nf_conntrack *expected, *mask;	/* of an expectation */
	struct nf_conntrack *told;	/* the original tuple of what is looked up by the reply */
	uint32_t mark, mark_mask;	/* new = (old & ~mask) ^ mark */
	uint32_t status;		/* bits to add */
	bool by_reply;			/* an entry is looked up by its reply tuple */
	enum label_change label_change;
	struct label_set labels;	/* to add, to have or to remove */
	struct change_spares *spares;	/* where objects come from and go to; NULL: nowhere */
};

void change_release(struct change *c);

/* One of the objects of C, made when it is not there yet; NULL out of memory. */
struct nf_conntrack *change_make(struct change *c, struct nf_conntrack **object, struct error *err);
static inline struct nf_conntrack *change_object(struct change *c, struct nf_conntrack **object,
						 struct error *err)
{
	return *object ? *object : change_make(c, object, err);
}

/*
 * Complete the flow that is to be created or asked for: every part of a tuple
 * that was not given mirrors the other tuple. What is translated stays
 * untranslated in the reply tuple, since the kernel marks a flow as translated
 * only when it does the translation itself.
 */
int change_complete_flow(struct change *c, uint8_t family, struct error *err);

/*
 * The kernel takes the window scales of both directions or none, and only where
 * the tracking flags speak of scales: add what FLOW lacks of that. The scale that
 * is not given stays as it is in OLD; NULL: 0.
 */
void change_complete_scales(struct nf_conntrack *flow, const struct nf_conntrack *old);

/* Complete the original tuple to look a flow up, and say which one was given. */
int change_complete_lookup(struct change *c, uint8_t family, struct error *err);

/*
 * Whether a flow that was looked up is what the line describes besides the tuple
 * that led to it: the other tuple, its zone, the state.
 */
bool change_describes(const struct change *c, const struct nf_conntrack *flow);

/* Give the expectation's tuples and mask their family and protocol. */
int change_complete_expectation(struct change *c, uint8_t family, struct error *err);

/* The labels as the library wants them; owned by whoever it is handed to. */
struct nfct_bitmask *change_bitmask(const struct label_set *labels);

#endif
