/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/attr.h"
#include "net/kernel.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

enum { NAME_SIZE = 16, FUNCTION_SIZE = 24, SECCTX_SIZE = 4096, LABELS_SIZE = 256 };

#define BYTES(n) { .min = (n), .max = (n) }
#define TEXT(n) { .min = 1, .max = (n), .text = true }
#define NEST(shape) { .nest = &(shape) }
#define LIBRARY(low, high) { .min = (low), .max = (high), .store = STORE_LIBRARY }
#define STORE(how, n, name) { .min = (n), .max = (n), .store = (how), .attr = ATTR_##name }
#define RAW(n, name) STORE(STORE_BYTES, n, name)
#define MUST(type) (UINT64_C(1) << (type))
#define SHAPE(table, needed) \
	{ .rules = (table), .count = sizeof(table) / sizeof(*(table)), .must = (needed) }

/* A tuple's parts without a place: those of a master and of expectations. */
static const struct attr_rule ip_rules[] = {
	[CTA_IP_V4_SRC] = BYTES(4),
	[CTA_IP_V4_DST] = BYTES(4),
	[CTA_IP_V6_SRC] = BYTES(16),
	[CTA_IP_V6_DST] = BYTES(16),
};
static const struct attr_shape ip = SHAPE(ip_rules, 0);

#define ICMP_LENGTHS \
	[CTA_PROTO_ICMP_ID] = BYTES(2), [CTA_PROTO_ICMPV6_ID] = BYTES(2), \
	[CTA_PROTO_ICMP_TYPE] = BYTES(1), [CTA_PROTO_ICMPV6_TYPE] = BYTES(1), \
	[CTA_PROTO_ICMP_CODE] = BYTES(1), [CTA_PROTO_ICMPV6_CODE] = BYTES(1)

static const struct attr_rule proto_rules[] = {
	[CTA_PROTO_NUM] = BYTES(1),
	[CTA_PROTO_SRC_PORT] = BYTES(2),
	[CTA_PROTO_DST_PORT] = BYTES(2),
	ICMP_LENGTHS,
};
static const struct attr_shape proto = SHAPE(proto_rules, MUST(CTA_PROTO_NUM));

enum { TUPLE_MUST = MUST(CTA_TUPLE_IP) | MUST(CTA_TUPLE_PROTO) };

static const struct attr_rule tuple_rules[] = {
	[CTA_TUPLE_IP] = NEST(ip),
	[CTA_TUPLE_PROTO] = NEST(proto),
	[CTA_TUPLE_ZONE] = BYTES(2),
};
static const struct attr_shape tuple = SHAPE(tuple_rules, TUPLE_MUST);

/* The two directions of a flow. */
#define IP_PLACES(dir) { \
	[CTA_IP_V4_SRC] = RAW(4, dir##_IPV4_SRC), \
	[CTA_IP_V4_DST] = RAW(4, dir##_IPV4_DST), \
	[CTA_IP_V6_SRC] = RAW(16, dir##_IPV6_SRC), \
	[CTA_IP_V6_DST] = RAW(16, dir##_IPV6_DST), \
}
static const struct attr_rule orig_ip_rules[] = IP_PLACES(ORIG), reply_ip_rules[] = IP_PLACES(REPL);
static const struct attr_shape orig_ip = SHAPE(orig_ip_rules, 0), reply_ip = SHAPE(reply_ip_rules, 0);

static const struct attr_rule orig_proto_rules[] = {
	[CTA_PROTO_NUM] = RAW(1, ORIG_L4PROTO),
	[CTA_PROTO_SRC_PORT] = RAW(2, ORIG_PORT_SRC),
	[CTA_PROTO_DST_PORT] = RAW(2, ORIG_PORT_DST),
	[CTA_PROTO_ICMP_ID] = RAW(2, ICMP_ID),
	[CTA_PROTO_ICMP_TYPE] = RAW(1, ICMP_TYPE),
	[CTA_PROTO_ICMP_CODE] = RAW(1, ICMP_CODE),
	[CTA_PROTO_ICMPV6_ID] = RAW(2, ICMP_ID),
	[CTA_PROTO_ICMPV6_TYPE] = RAW(1, ICMP_TYPE),
	[CTA_PROTO_ICMPV6_CODE] = RAW(1, ICMP_CODE),
};
static const struct attr_shape orig_proto = SHAPE(orig_proto_rules, MUST(CTA_PROTO_NUM));

/* The library's objects have one place for ICMP, the original direction's. */
static const struct attr_rule reply_proto_rules[] = {
	[CTA_PROTO_NUM] = RAW(1, REPL_L4PROTO),
	[CTA_PROTO_SRC_PORT] = RAW(2, REPL_PORT_SRC),
	[CTA_PROTO_DST_PORT] = RAW(2, REPL_PORT_DST),
	ICMP_LENGTHS,
};
static const struct attr_shape reply_proto = SHAPE(reply_proto_rules, MUST(CTA_PROTO_NUM));

static const struct attr_rule orig_rules[] = {
	[CTA_TUPLE_IP] = NEST(orig_ip),
	[CTA_TUPLE_PROTO] = NEST(orig_proto),
	[CTA_TUPLE_ZONE] = STORE(STORE_16, 2, ORIG_ZONE),
}, reply_rules[] = {
	[CTA_TUPLE_IP] = NEST(reply_ip),
	[CTA_TUPLE_PROTO] = NEST(reply_proto),
	[CTA_TUPLE_ZONE] = STORE(STORE_16, 2, REPL_ZONE),
};
static const struct attr_shape orig = SHAPE(orig_rules, TUPLE_MUST), reply = SHAPE(reply_rules, TUPLE_MUST);

static const struct attr_rule tcp_rules[] = {
	[CTA_PROTOINFO_TCP_STATE] = RAW(1, TCP_STATE),
	[CTA_PROTOINFO_TCP_WSCALE_ORIGINAL] = RAW(1, TCP_WSCALE_ORIG),
	[CTA_PROTOINFO_TCP_WSCALE_REPLY] = RAW(1, TCP_WSCALE_REPL),
	[CTA_PROTOINFO_TCP_FLAGS_ORIGINAL] = STORE(STORE_TCP_FLAGS, 2, TCP_FLAGS_ORIG),
	[CTA_PROTOINFO_TCP_FLAGS_REPLY] = STORE(STORE_TCP_FLAGS, 2, TCP_FLAGS_REPL),
};
static const struct attr_shape tcp = SHAPE(tcp_rules, 0);

static const struct attr_rule dccp_rules[] = {
	[CTA_PROTOINFO_DCCP_STATE] = RAW(1, DCCP_STATE),
	[CTA_PROTOINFO_DCCP_ROLE] = RAW(1, DCCP_ROLE),
	[CTA_PROTOINFO_DCCP_HANDSHAKE_SEQ] = STORE(STORE_64, 8, DCCP_HANDSHAKE_SEQ),
};
static const struct attr_shape dccp = SHAPE(dccp_rules, 0);

static const struct attr_rule sctp_rules[] = {
	[CTA_PROTOINFO_SCTP_STATE] = RAW(1, SCTP_STATE),
	[CTA_PROTOINFO_SCTP_VTAG_ORIGINAL] = STORE(STORE_32, 4, SCTP_VTAG_ORIG),
	[CTA_PROTOINFO_SCTP_VTAG_REPLY] = STORE(STORE_32, 4, SCTP_VTAG_REPL),
};
static const struct attr_shape sctp = SHAPE(sctp_rules, 0);

static const struct attr_rule protoinfo_rules[] = {
	[CTA_PROTOINFO_TCP] = NEST(tcp),
	[CTA_PROTOINFO_DCCP] = NEST(dccp),
	[CTA_PROTOINFO_SCTP] = NEST(sctp),
};
static const struct attr_shape protoinfo = SHAPE(protoinfo_rules, 0);

static const struct attr_rule help_rules[] = {
	[CTA_HELP_NAME] = { .min = 1, .max = NAME_SIZE, .text = true,
			    .store = STORE_BYTES, .attr = ATTR_HELPER_NAME },
};
static const struct attr_shape help = SHAPE(help_rules, 0);

static const struct attr_rule secctx_rules[] = { [CTA_SECCTX_NAME] = TEXT(SECCTX_SIZE) };
static const struct attr_shape secctx = SHAPE(secctx_rules, 0);

#define COUNTER_PLACES(dir) { \
	[CTA_COUNTERS_PACKETS] = STORE(STORE_SLOT64, 8, dir##_COUNTER_PACKETS), \
	[CTA_COUNTERS_BYTES] = STORE(STORE_SLOT64, 8, dir##_COUNTER_BYTES), \
	[CTA_COUNTERS32_PACKETS] = LIBRARY(4, 4), \
	[CTA_COUNTERS32_BYTES] = LIBRARY(4, 4), \
}
static const struct attr_rule orig_counters_rules[] = COUNTER_PLACES(ORIG),
	reply_counters_rules[] = COUNTER_PLACES(REPL);
static const struct attr_shape orig_counters = SHAPE(orig_counters_rules, 0),
	reply_counters = SHAPE(reply_counters_rules, 0);

#define SEQADJ_PLACES(dir) { \
	[CTA_SEQADJ_CORRECTION_POS] = STORE(STORE_32, 4, dir##_NAT_SEQ_CORRECTION_POS), \
	[CTA_SEQADJ_OFFSET_BEFORE] = STORE(STORE_32, 4, dir##_NAT_SEQ_OFFSET_BEFORE), \
	[CTA_SEQADJ_OFFSET_AFTER] = STORE(STORE_32, 4, dir##_NAT_SEQ_OFFSET_AFTER), \
}
static const struct attr_rule orig_seqadj_rules[] = SEQADJ_PLACES(ORIG),
	reply_seqadj_rules[] = SEQADJ_PLACES(REPL);
static const struct attr_shape orig_seqadj = SHAPE(orig_seqadj_rules, 0),
	reply_seqadj = SHAPE(reply_seqadj_rules, 0);

static const struct attr_rule timestamp_rules[] = {
	[CTA_TIMESTAMP_START] = STORE(STORE_SLOT64, 8, TIMESTAMP_START),
	[CTA_TIMESTAMP_STOP] = STORE(STORE_SLOT64, 8, TIMESTAMP_STOP),
};
static const struct attr_shape timestamp = SHAPE(timestamp_rules, 0);

static const struct attr_rule synproxy_rules[] = {
	[CTA_SYNPROXY_ISN] = STORE(STORE_32, 4, SYNPROXY_ISN),
	[CTA_SYNPROXY_ITS] = STORE(STORE_32, 4, SYNPROXY_ITS),
	[CTA_SYNPROXY_TSOFF] = STORE(STORE_32, 4, SYNPROXY_TSOFF),
};
static const struct attr_shape synproxy = SHAPE(synproxy_rules, 0);

static const struct attr_rule flow_rules[] = {
	[CTA_TUPLE_ORIG] = NEST(orig),
	[CTA_TUPLE_REPLY] = NEST(reply),
	[CTA_TUPLE_MASTER] = { .nest = &tuple, .store = STORE_LIBRARY },
	[CTA_STATUS] = STORE(STORE_32, 4, STATUS),
	[CTA_PROTOINFO] = NEST(protoinfo),
	[CTA_HELP] = NEST(help),
	[CTA_TIMEOUT] = STORE(STORE_32, 4, TIMEOUT),
	[CTA_MARK] = STORE(STORE_32, 4, MARK),
	[CTA_COUNTERS_ORIG] = NEST(orig_counters),
	[CTA_COUNTERS_REPLY] = NEST(reply_counters),
	[CTA_USE] = STORE(STORE_SLOT32, 4, USE),
	[CTA_ID] = STORE(STORE_32, 4, ID),
	[CTA_SEQ_ADJ_ORIG] = NEST(orig_seqadj),
	[CTA_SEQ_ADJ_REPLY] = NEST(reply_seqadj),
	[CTA_SECMARK] = STORE(STORE_32, 4, SECMARK),
	[CTA_ZONE] = STORE(STORE_16, 2, ZONE),
	[CTA_SECCTX] = { .nest = &secctx, .store = STORE_LIBRARY },
	[CTA_TIMESTAMP] = NEST(timestamp),
	[CTA_LABELS] = LIBRARY(4, LABELS_SIZE),
	[CTA_LABELS_MASK] = LIBRARY(4, LABELS_SIZE),
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
