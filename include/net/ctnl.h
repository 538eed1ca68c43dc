/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_CTNL_H
#define CONNTRACK_NET_CTNL_H

#include "base/error.h"
#include "net/query.h"
#include "net/wire.h"

#include <stdbool.h>

struct nlmsghdr;

/*
 * Conversations with ctnetlink over a wire: sequence numbers, interrupted
 * calls, multi-part answers and kernel errors are dealt with here. A refusal of
 * the kernel comes back as ERROR_KERNEL with errnum set and "Operation failed:
 * TEXT"; what a particular command calls an errno is the command's business.
 */
struct ctnl;

struct ctnl *ctnl_open(const struct wire_source *source, struct error *err);
void ctnl_close(struct ctnl *ctnl);

/*
 * Handed each message of an answer, which lives until it returns. MSG NULL
 * says that a received block is done: a moment for work per block.
 * A negative return ends the conversation with the callee's ERR; the rest of
 * the answer is still under way then, so that CTNL is good for closing only.
 */
typedef int ctnl_take(const struct nlmsghdr *msg, void *into, struct error *err);

/* A dump: every message up to NLMSG_DONE. */
int ctnl_dump(struct ctnl *ctnl, struct query *query, ctnl_take *take, void *into,
	      struct error *err);

/* One request with an ack: its answers, if any, then 0; TAKE may be NULL. It empties no table. */
int ctnl_ask(struct ctnl *ctnl, struct query *query, ctnl_take *take, void *into,
	     struct error *err);

/* This does: KIND is QUERY_FLUSH or QUERY_EXPECT_FLUSH. */
int ctnl_flush(struct ctnl *ctnl, enum query_kind kind, struct error *err);

/* Fill ERR as for a request that the kernel refused with ERRNUM; returns -1. */
int ctnl_refusal(int errnum, struct error *err);

/* Fill ERR for an answer that cannot be read; returns -1. */
int ctnl_damaged(struct error *err);

/*
 * Whether the kernel said of any dump, since this was last asked, that it may
 * have missed or repeated entries.
 */
bool ctnl_interrupted(struct ctnl *ctnl);

#endif
