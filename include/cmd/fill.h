/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_FILL_H
#define CONNTRACK_CMD_FILL_H

#include "cmd/session.h"

/* How full a table is. */
struct fill {
	uint64_t entries;
	uint64_t most;		/* the kernel keeps no more; 0: it has no limit, or tells none */
};

/* The kernel's own numbers, which take no privilege. */
int fill_of_flows(struct session *s, struct fill *fill, struct error *err);

/* The limit of expectations; nobody counts them but who walks them. */
int fill_of_expectations(struct fill *fill, struct error *err);

/* Print both numbers and the percentage; an error from PERCENT on, unless that is 0. */
int fill_tell(const struct fill *fill, uint64_t percent, struct output *out, struct error *err);

#endif
