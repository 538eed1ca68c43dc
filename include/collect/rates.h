/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_COLLECT_RATES_H
#define CONNTRACK_COLLECT_RATES_H

#include "base/error.h"
#include "model/record.h"

/*
 * The counters of every flow as they were when the table was last read, and what
 * they grew by since. Memory goes with the number of flows: 40 bytes each, and
 * room to find them.
 */
struct rates;

struct rates *rates_new(struct error *err);
void rates_free(struct rates *r);

/* A reading begins, at that moment of CLOCK_MONOTONIC. What the last one did not have is forgotten. */
int rates_begin(struct rates *r, const struct timespec *now, struct error *err);

/*
 * Remember the counters of REC and tell it its rates. One without counters, that is
 * met for the first time, whose counters were reset or that cannot be told from
 * another has none.
 */
int rates_measure(struct rates *r, struct record *rec, struct error *err);

#endif
