/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_LISTEN_H
#define CONNTRACK_NET_LISTEN_H

#include "model/prefilter.h"
#include "net/ctnl.h"

#include <time.h>

/*
 * Events, on a CTNL that is used for nothing else. From listen_open on they
 * gather in its receive buffer; listen_run takes them out.
 */
struct listen_subject {
	bool expectations;		/* of that table rather than of flows */
	unsigned events;		/* enum event_bit */
	uint8_t family;			/* of flows; AF_UNSPEC: both */
	const struct prefilter *filter;	/* of flows; more may pass */
	size_t buffer;			/* bytes to ask for */
};

/* *granted: the size of the buffer, as the kernel counts it. */
int listen_open(struct ctnl *ctnl, const struct listen_subject *subject, size_t *granted,
		struct error *err);

/*
 * Who listens. All may end it: -1 with ERR, or, event and idle, a number above 0.
 * overrun: events came faster than they were taken; called once until idle.
 * damaged: a datagram was cut or malformed, what had been whole of it was handed over.
 * idle: no further event waits, a moment to hand on what is gathered.
 */
struct listener {
	int (*event)(const struct nlmsghdr *msg, void *into, struct error *err);
	int (*overrun)(void *into, struct error *err);
	int (*damaged)(void *into, struct error *err);
	int (*idle)(void *into, struct error *err);
	void *into;
};

/*
 * What ends it from outside: any news on one of the descriptors (-1: none), a
 * moment of CLOCK_MONOTONIC (NULL: none). What had come until then is taken.
 */
struct listen_limit {
	int readable, broken;	/* readable; or closed at the other end */
	const struct timespec *until;
};

enum listen_end {
	LISTEN_FAILED = -1,
	LISTEN_OVER,		/* the wire has nothing more */
	LISTEN_ENOUGH,		/* event said so */
	LISTEN_TOLD,		/* by a descriptor */
	LISTEN_TIME_UP,
};

enum listen_end listen_run(struct ctnl *ctnl, const struct listener *listener,
			   const struct listen_limit *limit, struct error *err);

/*
 * How many events were lost so far, as far as the kernel says. Of its number it keeps
 * 32 bits: to be asked before so many more are lost.
 */
uint64_t listen_lost(struct ctnl *ctnl);

#endif
