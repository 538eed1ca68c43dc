/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_KEPT_H
#define CONNTRACK_CMD_KEPT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct nf_conntrack;
struct request;
struct session;

/*
 * What a kernel acknowledges and does not keep: ports and states of protocols that it
 * does not track, labels where no rule uses any, timeouts beyond its clock. Whoever
 * makes or changes an entry looks at what became of it, but only where the request
 * asks for something of that sort.
 */
enum { KEPT_PROTOS = 4 };	/* of which there may be no more than addresses */

enum kept {
	KEPT_PORTS, KEPT_STATE = KEPT_PORTS + KEPT_PROTOS,
	KEPT_LABELS = KEPT_STATE + KEPT_PROTOS, KEPT_TIMEOUT, KEPT_EXPECTED_TIMEOUT, KEPT_KINDS,
};

/* How many entries lack something that was asked for, by enum kept. */
struct losses {
	uint64_t count[KEPT_KINDS];
	uint32_t timeout;	/* what a kernel made of one that was too long */
};

/* What RQ asks of an entry that may not be kept: bits 1 << enum kept. */
unsigned kept_doubts(const struct request *rq);

/* Those of DOUBTS that FLOW lacks; what became of a timeout is noted in L. */
unsigned kept_lacks(const struct request *rq, unsigned doubts, const struct nf_conntrack *flow,
		    struct losses *l);

/* The same by looking the entry of RQ up; -1: it is gone, or cannot be looked up. */
int kept_look(const struct request *rq, struct session *s, unsigned doubts);

/* Whether FLOW, which the kernel found for the tuple of RQ, has another one; that is said. */
bool kept_is_other(const struct request *rq, const struct nf_conntrack *flow);

void losses_add(struct losses *l, unsigned lacks, uint64_t count);
bool losses_any(const struct losses *l);

/* Say what was lost, a line each, and forget it. */
void losses_tell(struct losses *l);

#endif
