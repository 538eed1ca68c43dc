/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_SAMPLE_H
#define CONNTRACK_CMD_SAMPLE_H

#include "base/error.h"
#include "model/stats.h"

#include <time.h>

/* The counters of all CPUs at one moment; the rows are the sample's. */
struct sample {
	struct timespec when;		/* CLOCK_MONOTONIC, when it was begun */
	struct stats *rows;
	size_t count, room;
};

void sample_begin(struct sample *sample);
void sample_free(struct sample *sample);

int sample_add(struct sample *sample, const struct stats *row, struct error *err);

/* Make of the counters what they grew by until NOW, per second and rounded. */
void sample_rates(struct sample *sample, const struct sample *now);

/* Make one row of all. */
void sample_total(struct sample *sample);

/* Leave out the counters whose name does not begin so; every row has the same ones. */
void sample_keep(struct sample *sample, const char *prefix);

/* Leave out the counters that are 0 in every row. */
void sample_drop_zeros(struct sample *sample);

#endif
