/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests, read back attribute by attribute. */
#include "net/attr.h"
#include "net/kernel.h"
#include "net/query.h"
#include "tap.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <netinet/in.h>

struct made {
	struct query query;
	const struct nlmsghdr *msg;
};

static void make(struct made *made, uint8_t family, const struct prefilter *filter)
{
	query_begin(&made->query, QUERY_FLOWS, family);
	query_put_filter(&made->query, family, filter);
	made->msg = query_header(&made->query);
}

static uint32_t flags_of(const struct made *made, uint16_t which)
{
	const struct nlattr *nest = attr_find(made->msg, CTA_FILTER);
	const struct nlattr *attr = nest ? attr_find_nested(nest, which) : NULL;

	return attr ? mnl_attr_get_u32(attr) : UINT32_MAX;
}

static const struct nlattr *part(const struct made *made, uint16_t tuple, uint16_t nest,
				 uint16_t type)
{
	const struct nlattr *attr = attr_find(made->msg, tuple);

	attr = attr ? attr_find_nested(attr, nest) : NULL;
	return attr ? attr_find_nested(attr, type) : NULL;
}

static void test_kinds(void)
{
	static const struct { enum query_kind kind; uint16_t type; bool dump; } rows[] = {
		{ QUERY_FLOWS, 0x101, true }, { QUERY_FLOWS_ZERO, 0x103, true },
		{ QUERY_DYING, 0x106, true }, { QUERY_UNCONFIRMED, 0x107, true },
		{ QUERY_EXPECTATIONS, 0x201, true }, { QUERY_CPU_STATS, 0x104, true },
		{ QUERY_EXPECT_CPU_STATS, 0x203, true }, { QUERY_TABLE_STATS, 0x105, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct nlmsghdr *msg;
		const struct nfgenmsg *nfg;
		struct query query;

		memset(&query, 0xff, sizeof(query));
		query_begin(&query, rows[i].kind, AF_INET6);
		msg = query_header(&query);
		nfg = mnl_nlmsg_get_payload(msg);
		is_int(msg->nlmsg_type, rows[i].type, "type");
		is_int(msg->nlmsg_flags, NLM_F_REQUEST | (rows[i].dump ? NLM_F_DUMP : 0), "flags");
		is_int(msg->nlmsg_len, 20, "length");
		ok(nfg->nfgen_family == AF_INET6 && nfg->version == 0 && nfg->res_id == 0,
		   "family");
	}
}

static void test_scalars(void)
{
	struct made made;

	make(&made, AF_UNSPEC, &(struct prefilter){
		.has_mark = true, .mark = 0x10, .mark_mask = 0xf0,
		.has_status = true, .status = 2, .status_mask = 6,
		.has_zone = true, .zone = 5,
	});
	is_int(ntohl(mnl_attr_get_u32(attr_find(made.msg, CTA_MARK))), 0x10, "mark");
	is_int(ntohl(mnl_attr_get_u32(attr_find(made.msg, CTA_MARK_MASK))), 0xf0, "mark mask");
	is_int(ntohl(mnl_attr_get_u32(attr_find(made.msg, CTA_STATUS))), 2, "status");
	is_int(ntohl(mnl_attr_get_u32(attr_find(made.msg, CTA_STATUS_MASK))), 6, "status mask");
	is_int(ntohs(mnl_attr_get_u16(attr_find(made.msg, CTA_ZONE))), 5, "zone");
	ok(!attr_find(made.msg, CTA_FILTER), "no tuple, no filter attribute");

	make(&made, AF_INET, &(struct prefilter){
		.has_mark = true, .mark = 1, .has_status = true, .status = 1, .has_zone = true,
	});
	is_int(made.msg->nlmsg_len, 20, "empty masks and zone 0 are not sent");
}

static void test_tuple_v4(void)
{
	struct made made;

	make(&made, AF_INET, &(struct prefilter){
		.orig = {
			.has_src = true, .src = { 192, 0, 2, 1 }, .has_proto = true,
			.proto = IPPROTO_TCP, .has_dport = true, .dport = 443,
		},
		.reply = { .has_dst = true, .dst = { 198, 51, 100, 7 } },
	});
	is_int(flags_of(&made, CTA_FILTER_ORIG_FLAGS), FILTER_IP_SRC | FILTER_PROTO | FILTER_DPORT,
	       "orig flags");
	is_int(flags_of(&made, CTA_FILTER_REPLY_FLAGS), FILTER_IP_DST, "reply flags");
	is_int(ntohl(mnl_attr_get_u32(part(&made, CTA_TUPLE_ORIG, CTA_TUPLE_IP, CTA_IP_V4_SRC))),
	       0xc0000201, "source");
	ok(!part(&made, CTA_TUPLE_ORIG, CTA_TUPLE_IP, CTA_IP_V4_DST), "no destination");
	is_int(mnl_attr_get_u8(part(&made, CTA_TUPLE_ORIG, CTA_TUPLE_PROTO, CTA_PROTO_NUM)), 6,
	       "protocol");
	is_int(ntohs(mnl_attr_get_u16(part(&made, CTA_TUPLE_ORIG, CTA_TUPLE_PROTO,
					   CTA_PROTO_DST_PORT))), 443, "port");
	is_int(ntohl(mnl_attr_get_u32(part(&made, CTA_TUPLE_REPLY, CTA_TUPLE_IP, CTA_IP_V4_DST))),
	       0xc6336407, "reply destination");
}

static void test_tuple_v6(void)
{
	const struct prefilter filter = {
		.orig = {
			.has_dst = true, .dst = { 0x20, 1, 0xd, 0xb8, [15] = 1 },
			.has_proto = true, .proto = IPPROTO_ICMPV6,
			.has_icmp_type = true, .icmp_type = 128, .has_icmp_id = true, .icmp_id = 9,
		},
	};
	struct made made;

	make(&made, AF_INET6, &filter);
	is_int(flags_of(&made, CTA_FILTER_ORIG_FLAGS),
	       FILTER_IP_DST | FILTER_PROTO | FILTER_ICMPV6_TYPE | FILTER_ICMPV6_ID,
	       "ICMPv6 flags");
	is_int(mnl_attr_get_payload_len(part(&made, CTA_TUPLE_ORIG, CTA_TUPLE_IP, CTA_IP_V6_DST)),
	       16, "an IPv6 address");
	is_int(mnl_attr_get_u8(part(&made, CTA_TUPLE_ORIG, CTA_TUPLE_PROTO,
				    CTA_PROTO_ICMPV6_TYPE)), 128, "ICMPv6 type");
	make(&made, AF_UNSPEC, &filter);
	is_int(made.msg->nlmsg_len, 20, "a tuple needs a family");
	ok(prefilter_needs_family(&filter), "  and the filter says so");
	ok(!prefilter_needs_family(&(struct prefilter){ .has_mark = true }),
	   "  which a mark does not");
}

/* What the kernel refuses or does not compare, by protocol. */
static void test_left_out(void)
{
	static const struct { uint8_t family, proto, type; uint32_t flags; } rows[] = {
		{ AF_INET, IPPROTO_SCTP, 0, FILTER_PROTO },
		{ AF_INET, IPPROTO_UDP, 0, FILTER_PROTO | FILTER_SPORT },
		{ AF_INET, IPPROTO_GRE, 0, FILTER_PROTO },
		{ AF_INET, IPPROTO_ICMP, 3, FILTER_PROTO | FILTER_ICMP_CODE },
		{ AF_INET, IPPROTO_ICMP, 8, FILTER_PROTO | FILTER_ICMP_TYPE | FILTER_ICMP_CODE },
		{ AF_INET6, IPPROTO_ICMP, 8, FILTER_PROTO },
		{ AF_INET, IPPROTO_ICMPV6, 128, FILTER_PROTO },
		{ AF_INET6, IPPROTO_ICMPV6, 1, FILTER_PROTO | FILTER_ICMPV6_CODE },
	};
	struct made made;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		make(&made, rows[i].family, &(struct prefilter){ .orig = {
			.has_proto = true, .proto = rows[i].proto,
			.has_sport = true, .sport = 1,
			.has_icmp_type = true, .icmp_type = rows[i].type, .has_icmp_code = true,
		} });
		is_int(flags_of(&made, CTA_FILTER_ORIG_FLAGS), rows[i].flags, "only what fits");
	}
	make(&made, AF_INET, &(struct prefilter){ .orig = { .has_sport = true, .sport = 1 } });
	is_int(made.msg->nlmsg_len, 20, "a port without a protocol is not sent");
}

int main(void)
{
	test_kinds();
	test_scalars();
	test_tuple_v4();
	test_tuple_v6();
	test_left_out();
	return done();
}
