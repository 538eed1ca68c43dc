/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_WATCHING_H
#define CONNTRACK_CMD_WATCHING_H

#include "cmd/request.h"
#include "cmd/session.h"

/*
 * Reading again and again, every so many seconds, until a signal comes, the reader
 * goes away or as many rounds as were asked for were shown.
 */
struct watching {
	struct session *session;
	bool timed;	/* rows of several readings follow each other under one header */

	/*
	 * Take a reading and show it, or only remember it: what is shown are differences.
	 * On a terminal the first one is shown, too.
	 */
	int (*read)(void *into, bool show, struct error *err);
	void *into;
};

int watching_run(const struct watching *w, const struct request *rq, struct error *err);

/* How many rows of a list have room on the terminal that is drawn upon; 0: there is none. */
uint64_t watching_rows(const struct request *rq, const struct session *s);

/* What makes no sense with --watch, and what makes none without. */
int watching_check(const struct request *rq, struct error *err);

#endif
