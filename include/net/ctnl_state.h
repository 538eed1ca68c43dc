/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_CTNL_STATE_H
#define CONNTRACK_NET_CTNL_STATE_H

#include "net/wire.h"

#include <linux/netlink.h>

/* What the files behind net/ctnl.h and net/batch.h share; nobody else looks. */

/* The kernel puts at most 32 KiB of a dump into one datagram. */
enum { BLOCK_SIZE = 64 * 1024 };

struct ctnl {
	struct wire *wire;
	uint32_t seq;		/* of the last request; never 0, which events bear */
	bool interrupted;
	uint32_t drops;		/* of the wire, when they were counted last */
	uint64_t lost;		/* datagrams, so far */
	_Alignas(struct nlmsghdr) char block[BLOCK_SIZE];
};

uint32_t ctnl_next_seq(struct ctnl *ctnl);

/* The next datagram into the block: its length, or -1 with ERR. Signals are waited through. */
ssize_t ctnl_receive(struct ctnl *ctnl, struct error *err);

#endif
