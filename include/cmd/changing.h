/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_CHANGING_H
#define CONNTRACK_CMD_CHANGING_H

#include "cmd/request.h"
#include "cmd/session.h"
#include "net/batch.h"
#include "net/taken.h"

/*
 * Change every flow that a request selects: dumped over one socket, changed in
 * batches over another, and told of once the kernel has confirmed it. A flow
 * that vanished meanwhile is nobody's fault. The kernel goes on behind a
 * refusal: all that was done is told of, and the first failure is returned. So it
 * does when nobody takes what is told: it is only counted from there on. Who is
 * told to end by a signal finishes what the kernel has, and fails. When
 * answers are lost, a summary tells of how many entries nothing is known. What is
 * changed can be listed once more: where that would matter it is remembered.
 */
struct changing {
	const struct request *rq;
	struct session *session;

	/* Put into QUERY what is asked for REC: 1, 0 for nothing, -1 with ERR. */
	int (*put)(struct changing *c, struct record *rec, struct query *query, struct error *err);
	/* Tell of what was done to REC. */
	int (*done)(struct changing *c, const struct record *rec, struct error *err);
	/* What a refusal with ERRNUM means; -1 with ERR. */
	int (*refused)(const struct changing *c, const struct record *rec, int errnum, struct error *err);

	uint64_t fitting;		/* of put: entries that are as they shall be */
	bool once;			/* an entry that was changed would be changed again */
	struct taken taken;
	struct error untold;		/* why telling ended, once it has */

	/* on their way */
	struct batch *batch;
	struct record rows[BATCH_MAX];
	unsigned count;
	uint64_t unknown;		/* changed, or perhaps, and not told of */
};

int changing_run(struct changing *c, struct error *err);

/* Show what became of an entry; what cannot be written is no failure before the end. */
int changing_tell(struct changing *c, const struct record *rec, struct error *err);

#endif
