/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_TIMEOUTS_H
#define CONNTRACK_MODEL_TIMEOUTS_H

#include <stdbool.h>
#include <stdint.h>

struct nf_conntrack;

enum { TIMEOUT_PROTOS = 8, TIMEOUT_STATES = 12 };

/*
 * How long the kernel lets flows live after a packet, in seconds, as its settings
 * say; 0: not known. Protocols are numbered as in protos[].
 */
struct timeouts {
	uint32_t state[TIMEOUT_PROTOS][TIMEOUT_STATES];	/* or alone in the first */
	uint32_t stream[TIMEOUT_PROTOS];
	uint32_t unacknowledged;	/* TCP: data that is under way */
	uint32_t generic;		/* protocols that the kernel does not know */
};

/* Fill them; SETTING reads one by its name below net.netfilter, 0 where there is none. */
void timeouts_read(struct timeouts *t, uint32_t (*setting)(const char *name));

/*
 * The whole time that FLOW had after its last packet, of which LEFT seconds are
 * left; 0: not known, as where more is left than the settings give.
 */
uint32_t timeout_whole(const struct timeouts *t, const struct nf_conntrack *flow, uint32_t left);

#endif
