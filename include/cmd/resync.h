/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_RESYNC_H
#define CONNTRACK_CMD_RESYNC_H

#include "cmd/buckets.h"
#include "cmd/request.h"
#include "cmd/session.h"
#include "model/prefilter.h"
#include "net/picture.h"

/*
 * What whoever reads the events knows of the table, and how to put it right when
 * events were lost: the table is read and the difference shown as events.
 */
struct resync {
	const struct request *rq;
	struct session *session;
	uint8_t family;			/* with the filter: what the kernel need not send */
	struct prefilter filter;

	/* show the end of a flow among the events; as resync_note returns */
	int (*tell)(const struct record *rec, void *into, struct error *err);
	void *into;

	struct picture *picture;
	struct buckets buckets;
	bool silent;			/* the first reading shows nothing */
	uint64_t news, updates, destroys;	/* shown by the last reading */
};

/*
 * Read the table for the first time, after events are subscribed to; all in front
 * of the picture is filled in. To be closed in any case.
 */
int resync_open(struct resync *r, struct error *err);
void resync_close(struct resync *r);

/*
 * An event happened; SHOWN: and the reader is told. Where it is not, and the flow
 * is one that the reader knows, its end is: 1 when that was enough, -1 with ERR.
 */
int resync_note(struct resync *r, const struct record *rec, bool shown, struct error *err);

/* Show the difference and say so: 0, 1 when as much as was asked for is shown, -1 with ERR. */
int resync_run(struct resync *r, struct error *err);

#endif
