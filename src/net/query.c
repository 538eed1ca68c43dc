/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/query.h"
#include "net/kernel.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <netinet/in.h>

static const struct { uint16_t type, flags; } kinds[] = {
	[QUERY_FLOWS] = { KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_GET), NLM_F_DUMP },
	[QUERY_FLOWS_ZERO] = { KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_GET_CTRZERO), NLM_F_DUMP },
	[QUERY_DYING] = { KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_GET_DYING), NLM_F_DUMP },
	[QUERY_UNCONFIRMED] = { KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_GET_UNCONFIRMED), NLM_F_DUMP },
	[QUERY_EXPECTATIONS] = { KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_GET), NLM_F_DUMP },
	[QUERY_CPU_STATS] = { KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_GET_STATS_CPU), NLM_F_DUMP },
	[QUERY_EXPECT_CPU_STATS] = {
		KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_GET_STATS_CPU), NLM_F_DUMP,
	},
	[QUERY_TABLE_STATS] = { KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_GET_STATS), 0 },
	[QUERY_GET] = { KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_GET), 0 },
	[QUERY_CREATE] = { KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), NLM_F_CREATE | NLM_F_EXCL },
	[QUERY_ADD] = { KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), NLM_F_CREATE },
	[QUERY_UPDATE] = { KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), 0 },
	[QUERY_DELETE] = { KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_DELETE), 0 },
	[QUERY_FLUSH] = { KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_DELETE), 0 },
	[QUERY_EXPECT_GET] = { KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_GET), 0 },
	[QUERY_EXPECT_CREATE] = {
		KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_NEW), NLM_F_CREATE | NLM_F_EXCL,
	},
	[QUERY_EXPECT_DELETE] = { KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_DELETE), 0 },
	[QUERY_EXPECT_FLUSH] = { KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_DELETE), 0 },
};

struct nlmsghdr *query_header(struct query *query)
{
	return (struct nlmsghdr *)query->bytes;
}

void query_begin(struct query *query, enum query_kind kind, uint8_t family)
{
	struct nlmsghdr *msg = query_header(query);
	struct nfgenmsg *nfg = NLMSG_DATA(msg);

	*msg = (struct nlmsghdr){
		.nlmsg_len = NLMSG_LENGTH(sizeof(*nfg)), .nlmsg_type = kinds[kind].type,
		.nlmsg_flags = NLM_F_REQUEST | kinds[kind].flags,
	};
	*nfg = (struct nfgenmsg){ .nfgen_family = family, .version = NFNETLINK_V0 };
}

/* Types with a counterpart; the kernel refuses to compare any other. */
static bool icmp_type_fits(uint8_t type)
{
	return type == ICMP_ECHOREPLY || type == ICMP_ECHO ||
	       (type >= ICMP_TIMESTAMP && type <= ICMP_ADDRESSREPLY);
}

static bool icmpv6_type_fits(uint8_t type)
{
	return type == ICMPV6_ECHO_REQUEST || type == ICMPV6_ECHO_REPLY ||
	       type == ICMPV6_NI_QUERY || type == ICMPV6_NI_REPLY;
}

static uint32_t port_bits(const struct prefilter_tuple *t)
{
	return (t->has_sport ? FILTER_SPORT : 0) | (t->has_dport ? FILTER_DPORT : 0);
}

static uint32_t icmp_bits(const struct prefilter_tuple *t)
{
	return (t->has_icmp_type && icmp_type_fits(t->icmp_type) ? FILTER_ICMP_TYPE : 0) |
	       (t->has_icmp_code ? FILTER_ICMP_CODE : 0) |
	       (t->has_icmp_id ? FILTER_ICMP_ID : 0);
}

static uint32_t icmpv6_bits(const struct prefilter_tuple *t)
{
	return (t->has_icmp_type && icmpv6_type_fits(t->icmp_type) ? FILTER_ICMPV6_TYPE : 0) |
	       (t->has_icmp_code ? FILTER_ICMPV6_CODE : 0) |
	       (t->has_icmp_id ? FILTER_ICMPV6_ID : 0);
}

/* The kernel compares more than the number for four protocols only. */
static uint32_t tuple_bits(const struct prefilter_tuple *t, uint8_t family)
{
	uint32_t bits = (t->has_src ? FILTER_IP_SRC : 0) | (t->has_dst ? FILTER_IP_DST : 0);

	if (!t->has_proto)
		return bits;
	bits |= FILTER_PROTO;
	if (t->proto == IPPROTO_TCP || t->proto == IPPROTO_UDP)
		bits |= port_bits(t);
	else if (t->proto == IPPROTO_ICMP && family == AF_INET)
		bits |= icmp_bits(t);
	else if (t->proto == IPPROTO_ICMPV6 && family == AF_INET6)
		bits |= icmpv6_bits(t);
	return bits;
}

static void put_addresses(struct nlmsghdr *msg, uint8_t family, const struct prefilter_tuple *t)
{
	bool v4 = family == AF_INET;
	size_t len = v4 ? 4 : 16;
	struct nlattr *nest = mnl_attr_nest_start(msg, CTA_TUPLE_IP);

	if (t->has_src)
		mnl_attr_put(msg, v4 ? CTA_IP_V4_SRC : CTA_IP_V6_SRC, len, t->src);
	if (t->has_dst)
		mnl_attr_put(msg, v4 ? CTA_IP_V4_DST : CTA_IP_V6_DST, len, t->dst);
	mnl_attr_nest_end(msg, nest);
}

static void put_protocol(struct nlmsghdr *msg, const struct prefilter_tuple *t, uint32_t bits)
{
	struct nlattr *nest = mnl_attr_nest_start(msg, CTA_TUPLE_PROTO);

	mnl_attr_put_u8(msg, CTA_PROTO_NUM, t->proto);
	if (bits & FILTER_SPORT)
		mnl_attr_put_u16(msg, CTA_PROTO_SRC_PORT, htons(t->sport));
	if (bits & FILTER_DPORT)
		mnl_attr_put_u16(msg, CTA_PROTO_DST_PORT, htons(t->dport));
	if (bits & FILTER_ICMP_TYPE)
		mnl_attr_put_u8(msg, CTA_PROTO_ICMP_TYPE, t->icmp_type);
	if (bits & FILTER_ICMP_CODE)
		mnl_attr_put_u8(msg, CTA_PROTO_ICMP_CODE, t->icmp_code);
	if (bits & FILTER_ICMP_ID)
		mnl_attr_put_u16(msg, CTA_PROTO_ICMP_ID, htons(t->icmp_id));
	if (bits & FILTER_ICMPV6_TYPE)
		mnl_attr_put_u8(msg, CTA_PROTO_ICMPV6_TYPE, t->icmp_type);
	if (bits & FILTER_ICMPV6_CODE)
		mnl_attr_put_u8(msg, CTA_PROTO_ICMPV6_CODE, t->icmp_code);
	if (bits & FILTER_ICMPV6_ID)
		mnl_attr_put_u16(msg, CTA_PROTO_ICMPV6_ID, htons(t->icmp_id));
	mnl_attr_nest_end(msg, nest);
}

static void put_tuple(struct nlmsghdr *msg, uint16_t type, uint8_t family,
		      const struct prefilter_tuple *t, uint32_t bits)
{
	struct nlattr *nest;

	if (!bits)
		return;
	nest = mnl_attr_nest_start(msg, type);
	if (t->has_src || t->has_dst)
		put_addresses(msg, family, t);
	if (t->has_proto)
		put_protocol(msg, t, bits);
	mnl_attr_nest_end(msg, nest);
}

static void put_tuples(struct nlmsghdr *msg, uint8_t family, const struct prefilter *filter)
{
	uint32_t orig = tuple_bits(&filter->orig, family);
	uint32_t reply = tuple_bits(&filter->reply, family);
	struct nlattr *nest;

	put_tuple(msg, CTA_TUPLE_ORIG, family, &filter->orig, orig);
	put_tuple(msg, CTA_TUPLE_REPLY, family, &filter->reply, reply);
	nest = mnl_attr_nest_start(msg, CTA_FILTER);
	mnl_attr_put_u32(msg, CTA_FILTER_ORIG_FLAGS, orig);
	mnl_attr_put_u32(msg, CTA_FILTER_REPLY_FLAGS, reply);
	mnl_attr_nest_end(msg, nest);
}

void query_put_filter(struct query *query, uint8_t family, const struct prefilter *filter)
{
	struct nlmsghdr *msg = query_header(query);

	if (filter->has_mark && filter->mark_mask) {
		mnl_attr_put_u32(msg, CTA_MARK, htonl(filter->mark));
		mnl_attr_put_u32(msg, CTA_MARK_MASK, htonl(filter->mark_mask));
	}
	if (filter->has_status && filter->status_mask) {
		mnl_attr_put_u32(msg, CTA_STATUS, htonl(filter->status));
		mnl_attr_put_u32(msg, CTA_STATUS_MASK, htonl(filter->status_mask));
	}
	if (filter->has_zone && filter->zone)
		mnl_attr_put_u16(msg, CTA_ZONE, htons(filter->zone));
	if (family != AF_UNSPEC && prefilter_needs_family(filter))
		put_tuples(msg, family, filter);
}
