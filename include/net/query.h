/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_QUERY_H
#define CONNTRACK_NET_QUERY_H

#include "model/prefilter.h"

#include <stdbool.h>
#include <stdint.h>

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
void query_put_filter(struct query *query, uint8_t family, const struct query_filter *filter);

/* Whether the filter asks for anything that needs a single family. */
bool query_filter_needs_family(const struct query_filter *filter);

#endif
