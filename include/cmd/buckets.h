/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_BUCKETS_H
#define CONNTRACK_CMD_BUCKETS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether the table was resized while it was read. The kernel says nothing when it
 * moves the entries into a table of another size, and goes on in that at the place
 * where it was in the old one, so that entries are missed or come twice. That can be
 * beyond its end: few entries are no sign of a small table.
 */
struct buckets {
	int fd;			/* -1: nobody may know */
	uint64_t before;	/* 0: not known */
};

/*
 * Once in front of all readings, so that who gives up privileges can still ask;
 * what is not HASHED has no size. To be closed.
 */
void buckets_open(struct buckets *b, bool hashed);
void buckets_close(struct buckets *b);

/* In front of each reading, and behind it. */
void buckets_begin(struct buckets *b);
bool buckets_changed(const struct buckets *b);

#endif
