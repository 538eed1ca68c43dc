/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_TAKEN_H
#define CONNTRACK_NET_TAKEN_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

/*
 * The flows that somebody has dealt with: a table that changes while it is
 * read, or is read several times, brings one again. Eight bytes a flow, of its id,
 * original tuple and zone; that two flows have the same is as good as excluded,
 * for the kernel keeps to itself what makes an id. Half of the room stays free.
 */
struct taken {
	uint64_t *keys;
	size_t size, count;
};

#define TAKEN_INIT { .keys = NULL }

/* Note the flow of MSG: 1; 0 when that was done before; -1 with ERR. */
int taken_add(struct taken *t, const struct nlmsghdr *msg, struct error *err);

void taken_free(struct taken *t);

#endif
