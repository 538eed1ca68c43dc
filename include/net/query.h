/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_QUERY_H
#define CONNTRACK_NET_QUERY_H

#include "base/error.h"
#include "model/prefilter.h"

#include <stdbool.h>
#include <stdint.h>

struct nf_conntrack;
struct nf_expect;
struct nlmsghdr;

/*
 * Requests to ctnetlink, built in the caller's struct. A query is complete
 * after query_begin; attributes may be added until it is sent. ctnl fills in
 * the sequence number.
 */
enum { QUERY_SIZE = 2048 };

struct query {
	_Alignas(8) char bytes[QUERY_SIZE];
};

enum query_kind {
	QUERY_FLOWS,		/* dump the table */
	QUERY_FLOWS_ZERO,	/* dump and reset the counters */
	QUERY_DYING, QUERY_UNCONFIRMED,	/* dump these lists */
	QUERY_EXPECTATIONS,	/* dump */
	QUERY_CPU_STATS, QUERY_EXPECT_CPU_STATS,	/* dump */
	QUERY_TABLE_STATS,	/* ask: number of entries and its limit */
	QUERY_GET,		/* ask: one entry by its tuple */
	QUERY_CREATE,		/* fails where the entry exists */
	QUERY_ADD,		/* updates it where it exists */
	QUERY_UPDATE,		/* fails where it does not exist */
	QUERY_DELETE, QUERY_FLUSH,
	QUERY_EXPECT_GET, QUERY_EXPECT_CREATE, QUERY_EXPECT_DELETE, QUERY_EXPECT_FLUSH,
};

/* FAMILY: AF_UNSPEC, AF_INET or AF_INET6. */
void query_begin(struct query *query, enum query_kind kind, uint8_t family);

/* The message, for libmnl's mnl_attr_put_*. */
struct nlmsghdr *query_header(struct query *query);

/*
 * Ask the kernel to send only what fits. It may send more (an old kernel knows
 * fewer attributes); it never sends less. What it would refuse or misjudge is
 * left out: tuples without a FAMILY, ports and ICMP values but of the protocols
 * it compares, a mask of no bits, zone 0 (which hides entries that have a zone
 * in one direction).
 */
void query_put_filter(struct query *query, uint8_t family, const struct prefilter *filter);

/*
 * Everything that is set in FLOW: tuples, values, what is to become of it.
 * Fails only for a flow that no message could hold.
 */
int query_put_flow(struct query *query, const struct nf_conntrack *flow, struct error *err);

/*
 * What says which entry of the table FLOW is and nothing else: the original
 * tuple, the zones, and the id. By that the kernel spares a younger entry with the
 * same tuple where it deletes; where it updates or is asked for one it does not look
 * at the id.
 */
int query_put_identity(struct query *query, const struct nf_conntrack *flow, struct error *err);

/*
 * The same of a flow, or of an expectation without its id, straight from the message that it was
 * listed by: its attributes are copied, not understood, which is a third of the work. False when the message
 * has no tuple, or more in one of them than a query has room for.
 */
bool query_put_listed(struct query *query, const struct nlmsghdr *listed);

/* The identity of FLOW, and the values of NEW that it is to have. */
int query_put_revision(struct query *query, const struct nf_conntrack *flow,
		       struct nf_conntrack *new, struct error *err);

/*
 * The tuple to look an entry up by: the original one of FLOW, or, BY_REPLY, what
 * that is seen from the other side. Zones as the flow has them.
 */
int query_put_tuple(struct query *query, const struct nf_conntrack *flow, bool by_reply,
		    struct error *err);

int query_put_expect(struct query *query, const struct nf_expect *expect, struct error *err);

/*
 * That QUERY means an entry where it deletes: without a tuple the kernel takes it
 * for a request to empty the table. What sends queries asks this first.
 */
int query_check(const struct query *query, struct error *err);

#endif
