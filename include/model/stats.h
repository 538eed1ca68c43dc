/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_STATS_H
#define CONNTRACK_MODEL_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Counters of one CPU, in the order in which they came. A counter that the tool
 * has no name for is "unknownN", N counted from 1.
 */
enum { STATS_MAX = 64, STATS_NAME_MAX = 24 };

struct stats {
	unsigned cpu;
	bool total;		/* the sum of all CPUs; cpu says nothing */
	size_t count;
	struct { char name[STATS_NAME_MAX]; uint64_t value; } counter[STATS_MAX];
};

#endif
