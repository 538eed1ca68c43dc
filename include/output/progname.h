/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OUTPUT_PROGNAME_H
#define CONNTRACK_OUTPUT_PROGNAME_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/*
 * Which program holds a netlink port, found by a walk through /proc. The walk
 * costs milliseconds and one program tends to cause many events, so an answer,
 * also that there is none, holds for the second in which it was found.
 */
enum { PROGNAME_SIZE = 64 };

struct progname {
	uint32_t portid;	/* 0: nothing was looked up yet */
	time_t when;
	char name[PROGNAME_SIZE];	/* empty: the program is gone */
};

/*
 * The name of the program behind PORTID of NETLINK_NETFILTER in this network
 * namespace, kept in CACHE until the next call; NULL when it is gone or cannot
 * be seen. NOW is the wall clock.
 */
const char *progname_of(struct progname *cache, uint32_t portid, time_t now);

#endif
