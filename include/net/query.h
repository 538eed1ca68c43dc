/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_QUERY_H
#define CONNTRACK_NET_QUERY_H

#include <stdbool.h>
#include <stddef.h>
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

struct nlmsghdr *query_header(struct query *query);

/* Room behind the message, for libmnl's mnl_attr_put_* on query_header(). */

/* What the kernel may pre-filter a dump by; has-flags say which parts count. */
struct query_tuple {
	bool has_src, has_dst, has_proto, has_sport, has_dport;
	bool has_icmp_type, has_icmp_code, has_icmp_id;
	uint8_t src[16], dst[16];	/* network order, by the query's family */
	uint8_t proto, icmp_type, icmp_code;
	uint16_t sport, dport, icmp_id;	/* host order */
};

struct query_filter {
	bool has_mark, has_status, has_zone;
	uint32_t mark, mark_mask, status, status_mask;
	uint16_t zone;
	struct query_tuple orig, reply;
};

/*
 * Ask the kernel to send only what fits. It may send more (an old kernel knows
 * fewer attributes); it never sends less.
 */
void query_put_filter(struct query *query, uint8_t family, const struct query_filter *filter);

/* Whether the filter asks for anything that needs a single family. */
bool query_filter_needs_family(const struct query_filter *filter);

#endif
