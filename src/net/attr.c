/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/attr.h"
#include "net/kernel.h"

#include <libmnl/libmnl.h>

enum { NAME_SIZE = 16, FUNCTION_SIZE = 24, SECCTX_SIZE = 4096, LABELS_SIZE = 256 };

#define BYTES(n) { .min = (n), .max = (n) }
#define TEXT(n) { .min = 1, .max = (n), .text = true }
#define NEST(shape) { .nest = &(shape) }
#define MUST(type) (UINT64_C(1) << (type))
#define SHAPE(table, needed) \
	{ .rules = (table), .count = sizeof(table) / sizeof(*(table)), .must = (needed) }

static const struct attr_rule ip_rules[] = {
	[CTA_IP_V4_SRC] = BYTES(4),
	[CTA_IP_V4_DST] = BYTES(4),
	[CTA_IP_V6_SRC] = BYTES(16),
	[CTA_IP_V6_DST] = BYTES(16),
};
static const struct attr_shape ip = SHAPE(ip_rules, 0);

static const struct attr_rule proto_rules[] = {
	[CTA_PROTO_NUM] = BYTES(1),
	[CTA_PROTO_SRC_PORT] = BYTES(2),
	[CTA_PROTO_DST_PORT] = BYTES(2),
	[CTA_PROTO_ICMP_ID] = BYTES(2),
	[CTA_PROTO_ICMP_TYPE] = BYTES(1),
	[CTA_PROTO_ICMP_CODE] = BYTES(1),
	[CTA_PROTO_ICMPV6_ID] = BYTES(2),
	[CTA_PROTO_ICMPV6_TYPE] = BYTES(1),
	[CTA_PROTO_ICMPV6_CODE] = BYTES(1),
};
static const struct attr_shape proto = SHAPE(proto_rules, MUST(CTA_PROTO_NUM));

static const struct attr_rule tuple_rules[] = {
	[CTA_TUPLE_IP] = NEST(ip),
	[CTA_TUPLE_PROTO] = NEST(proto),
	[CTA_TUPLE_ZONE] = BYTES(2),
};
static const struct attr_shape tuple =
	SHAPE(tuple_rules, MUST(CTA_TUPLE_IP) | MUST(CTA_TUPLE_PROTO));

static const struct attr_rule tcp_rules[] = {
	[CTA_PROTOINFO_TCP_STATE] = BYTES(1),
	[CTA_PROTOINFO_TCP_WSCALE_ORIGINAL] = BYTES(1),
	[CTA_PROTOINFO_TCP_WSCALE_REPLY] = BYTES(1),
	[CTA_PROTOINFO_TCP_FLAGS_ORIGINAL] = BYTES(2),
	[CTA_PROTOINFO_TCP_FLAGS_REPLY] = BYTES(2),
};
static const struct attr_shape tcp = SHAPE(tcp_rules, 0);

static const struct attr_rule dccp_rules[] = {
	[CTA_PROTOINFO_DCCP_STATE] = BYTES(1),
	[CTA_PROTOINFO_DCCP_ROLE] = BYTES(1),
	[CTA_PROTOINFO_DCCP_HANDSHAKE_SEQ] = BYTES(8),
};
static const struct attr_shape dccp = SHAPE(dccp_rules, 0);

static const struct attr_rule sctp_rules[] = {
	[CTA_PROTOINFO_SCTP_STATE] = BYTES(1),
	[CTA_PROTOINFO_SCTP_VTAG_ORIGINAL] = BYTES(4),
	[CTA_PROTOINFO_SCTP_VTAG_REPLY] = BYTES(4),
};
static const struct attr_shape sctp = SHAPE(sctp_rules, 0);

static const struct attr_rule protoinfo_rules[] = {
	[CTA_PROTOINFO_TCP] = NEST(tcp),
	[CTA_PROTOINFO_DCCP] = NEST(dccp),
	[CTA_PROTOINFO_SCTP] = NEST(sctp),
};
static const struct attr_shape protoinfo = SHAPE(protoinfo_rules, 0);

static const struct attr_rule help_rules[] = { [CTA_HELP_NAME] = TEXT(NAME_SIZE) };
static const struct attr_shape help = SHAPE(help_rules, 0);

static const struct attr_rule secctx_rules[] = { [CTA_SECCTX_NAME] = TEXT(SECCTX_SIZE) };
static const struct attr_shape secctx = SHAPE(secctx_rules, 0);

static const struct attr_rule counters_rules[] = {
	[CTA_COUNTERS_PACKETS] = BYTES(8),
	[CTA_COUNTERS_BYTES] = BYTES(8),
	[CTA_COUNTERS32_PACKETS] = BYTES(4),
	[CTA_COUNTERS32_BYTES] = BYTES(4),
};
static const struct attr_shape counters = SHAPE(counters_rules, 0);

static const struct attr_rule seqadj_rules[] = {
	[CTA_SEQADJ_CORRECTION_POS] = BYTES(4),
	[CTA_SEQADJ_OFFSET_BEFORE] = BYTES(4),
	[CTA_SEQADJ_OFFSET_AFTER] = BYTES(4),
};
static const struct attr_shape seqadj = SHAPE(seqadj_rules, 0);

static const struct attr_rule timestamp_rules[] = {
	[CTA_TIMESTAMP_START] = BYTES(8),
	[CTA_TIMESTAMP_STOP] = BYTES(8),
};
static const struct attr_shape timestamp = SHAPE(timestamp_rules, 0);

static const struct attr_rule synproxy_rules[] = {
	[CTA_SYNPROXY_ISN] = BYTES(4),
	[CTA_SYNPROXY_ITS] = BYTES(4),
	[CTA_SYNPROXY_TSOFF] = BYTES(4),
};
static const struct attr_shape synproxy = SHAPE(synproxy_rules, 0);

static const struct attr_rule flow_rules[] = {
	[CTA_TUPLE_ORIG] = NEST(tuple),
	[CTA_TUPLE_REPLY] = NEST(tuple),
	[CTA_TUPLE_MASTER] = NEST(tuple),
	[CTA_STATUS] = BYTES(4),
	[CTA_PROTOINFO] = NEST(protoinfo),
	[CTA_HELP] = NEST(help),
	[CTA_TIMEOUT] = BYTES(4),
	[CTA_MARK] = BYTES(4),
	[CTA_COUNTERS_ORIG] = NEST(counters),
	[CTA_COUNTERS_REPLY] = NEST(counters),
	[CTA_USE] = BYTES(4),
	[CTA_ID] = BYTES(4),
	[CTA_SEQ_ADJ_ORIG] = NEST(seqadj),
	[CTA_SEQ_ADJ_REPLY] = NEST(seqadj),
	[CTA_SECMARK] = BYTES(4),
	[CTA_ZONE] = BYTES(2),
	[CTA_SECCTX] = NEST(secctx),
	[CTA_TIMESTAMP] = NEST(timestamp),
	[CTA_LABELS] = { .min = 4, .max = LABELS_SIZE },
	[CTA_LABELS_MASK] = { .min = 4, .max = LABELS_SIZE },
	[CTA_SYNPROXY] = NEST(synproxy),
	[KERNEL_CTA_TIMESTAMP_EVENT] = BYTES(8),
};
const struct attr_shape attr_flow =
	SHAPE(flow_rules, MUST(CTA_TUPLE_ORIG) | MUST(CTA_TUPLE_REPLY));

static const struct attr_rule expect_nat_rules[] = {
	[CTA_EXPECT_NAT_DIR] = BYTES(4),
	[CTA_EXPECT_NAT_TUPLE] = NEST(tuple),
};
static const struct attr_shape expect_nat = SHAPE(expect_nat_rules, 0);

static const struct attr_rule expect_rules[] = {
	[CTA_EXPECT_MASTER] = NEST(tuple),
	[CTA_EXPECT_TUPLE] = NEST(tuple),
	[CTA_EXPECT_MASK] = NEST(tuple),
	[CTA_EXPECT_TIMEOUT] = BYTES(4),
	[CTA_EXPECT_ID] = BYTES(4),
	[CTA_EXPECT_HELP_NAME] = TEXT(NAME_SIZE),
	[CTA_EXPECT_ZONE] = BYTES(2),
	[CTA_EXPECT_FLAGS] = BYTES(4),
	[CTA_EXPECT_CLASS] = BYTES(4),
	[CTA_EXPECT_NAT] = NEST(expect_nat),
	[CTA_EXPECT_FN] = TEXT(FUNCTION_SIZE),
};
const struct attr_shape attr_expect =
	SHAPE(expect_rules, MUST(CTA_EXPECT_MASTER) | MUST(CTA_EXPECT_TUPLE) |
			    MUST(CTA_EXPECT_MASK));

/*
 * The steps of a walk over attributes, as in libmnl. Every attribute of every
 * flow is stepped over here, so the steps are not calls into a library.
 */
static bool sound(const struct nlattr *attr, int left)
{
	return left >= (int)sizeof(*attr) && attr->nla_len >= sizeof(*attr) && attr->nla_len <= left;
}

static const struct nlattr *behind(const struct nlattr *attr)
{
	return (const void *)((const char *)attr + MNL_ALIGN(attr->nla_len));
}

static uint16_t type_of(const struct nlattr *attr)
{
	return attr->nla_type & NLA_TYPE_MASK;
}

static bool payload_fits(const void *payload, size_t len, const struct attr_shape *shape);

static bool value_fits(const struct nlattr *attr, const struct attr_rule *rule)
{
	const char *value = (const char *)attr + MNL_ATTR_HDRLEN;
	uint16_t len = (uint16_t)(attr->nla_len - MNL_ATTR_HDRLEN);

	if (rule->nest)
		return payload_fits(value, len, rule->nest);
	if (!rule->max)
		return true;
	return len >= rule->min && len <= rule->max && (!rule->text || !value[len - 1]);
}

/* As deep as the shapes are, whatever the message says. */
static bool payload_fits(const void *payload, size_t len, const struct attr_shape *shape)
{
	const struct nlattr *attr = payload;
	uint64_t seen = 0;
	int left = (int)len;

	for (; sound(attr, left); attr = behind(attr)) {
		uint16_t type = type_of(attr);

		left -= MNL_ALIGN(attr->nla_len);
		if (type >= shape->count)
			continue;
		if (seen & MUST(type) || !value_fits(attr, &shape->rules[type]))
			return false;
		seen |= MUST(type);
	}
	return left <= 0 && (seen & shape->must) == shape->must;
}

bool attr_fits(const struct nlmsghdr *msg, const struct attr_shape *shape)
{
	size_t len = mnl_nlmsg_get_payload_len(msg);
	const size_t head = MNL_ALIGN(sizeof(struct nfgenmsg));

	return msg->nlmsg_len >= MNL_NLMSG_HDRLEN + head &&
	       payload_fits(mnl_nlmsg_get_payload_offset(msg, head), len - head, shape);
}

static const struct nlattr *find(const void *payload, size_t len, uint16_t type)
{
	const struct nlattr *attr = payload;
	int left = (int)len;

	for (; sound(attr, left); attr = behind(attr)) {
		if (type_of(attr) == type)
			return attr;
		left -= MNL_ALIGN(attr->nla_len);
	}
	return NULL;
}

const struct nlattr *attr_find(const struct nlmsghdr *msg, uint16_t type)
{
	const size_t head = MNL_ALIGN(sizeof(struct nfgenmsg));

	return find(mnl_nlmsg_get_payload_offset(msg, head),
		    mnl_nlmsg_get_payload_len(msg) - head, type);
}

const struct nlattr *attr_find_nested(const struct nlattr *nest, uint16_t type)
{
	return find(mnl_attr_get_payload(nest), mnl_attr_get_payload_len(nest), type);
}
