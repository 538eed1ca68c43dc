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

/* Somebody else who looks; PROGNAME_SIZE bytes at NAME, as progname_find fills them. */
struct progname_finder {
	bool (*find)(const struct progname_finder *finder, uint32_t portid, char *name);
};

struct progname {
	const struct progname_finder *finder;	/* NULL: this process looks itself */
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

/* The same by a walk of this process; false when there is none. */
bool progname_find(uint32_t portid, char name[PROGNAME_SIZE]);

#endif
