/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"

#include "model/field_get.h"
#include "model/names.h"
#include "model/nat.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

static const struct word nat_words[] = {
	{ "snat", NAT_SRC, "the source is translated" },
	{ "dnat", NAT_DST, "the destination is translated" },
	{ .name = "" },
};

static const struct word event_names[] = {
	{ "new", 0, "an entry was added" },
	{ "update", 0, "an entry changed" },
	{ "destroy", 0, "an entry went away" },
	{ .name = "" },
};

static const struct word via_names[] = {
	{ "resync", 0, "found by reading the table after events were lost" },
	{ "selection", 0, "no end: the flow goes on and is no longer selected" },
	{ .name = "" },
};

static const struct word ctstate_names[] = {
	{ "NEW", 0, "no answer yet" },
	{ "ESTABLISHED", 0, "packets went both ways" },
	{ "RELATED", 0, "expected because of another flow" },
	{ .name = "" },
};

/* What the kernel keeps of a flow only where it is told to: the settings, below net.netfilter. */
#define ACCT "nf_conntrack_acct"
#define TIMESTAMP "nf_conntrack_timestamp"

#define ROW(id, name_, type_, help_, get_, ...) \
	[FIELD_ID_##id] = { .name = name_, .type = FIELD_##type_, .help = help_, .get = get_, __VA_ARGS__ }

#define DIRECTION(DIR, dir, LIB, of, table) \
	ROW(DIR##_SRC, dir ".src", ADDRESS, "source address of the " of, get_address, \
	    .traits = table, .attr = ATTR_##LIB##_IPV4_SRC, .attr6 = ATTR_##LIB##_IPV6_SRC), \
	ROW(DIR##_DST, dir ".dst", ADDRESS, "destination address of the " of, get_address, \
	    .traits = table, .attr = ATTR_##LIB##_IPV4_DST, .attr6 = ATTR_##LIB##_IPV6_DST), \
	ROW(DIR##_SPORT, dir ".sport", PORT, "source port of the " of, get_port, \
	    .traits = table, .attr = ATTR_##LIB##_PORT_SRC), \
	ROW(DIR##_DPORT, dir ".dport", PORT, "destination port of the " of, get_port, \
	    .traits = table, .attr = ATTR_##LIB##_PORT_DST), \
	ROW(DIR##_SRCNAME, dir ".srcname", TEXT, "name of the source of the " of, get_name, \
	    .traits = FIELD_OF_NAMES | ((table) & FIELD_IN_TABLE), .attr = NAME_##DIR##_SRC), \
	ROW(DIR##_DSTNAME, dir ".dstname", TEXT, "name of the destination of the " of, get_name, \
	    .traits = FIELD_OF_NAMES | ((table) & FIELD_IN_TABLE), .attr = NAME_##DIR##_DST), \
	ROW(DIR##_SRCKEY, dir ".srckey", NUMBER, "GRE source key of the " of, get_key, \
	    .traits = FIELD_OCTAL | FIELD_HEX, .attr = ATTR_##LIB##_PORT_SRC), \
	ROW(DIR##_DSTKEY, dir ".dstkey", NUMBER, "GRE destination key of the " of, get_key, \
	    .traits = FIELD_OCTAL | FIELD_HEX, .attr = ATTR_##LIB##_PORT_DST), \
	ROW(DIR##_VTAG, dir ".vtag", NUMBER, "SCTP verification tag of the " of, get_u32, \
	    .attr = ATTR_SCTP_VTAG_##LIB), \
	ROW(DIR##_PACKETS, dir ".packets", NUMBER, "packets of the " of, get_u64, \
	    .attr = ATTR_##LIB##_COUNTER_PACKETS, .sysctl = ACCT), \
	ROW(DIR##_BYTES, dir ".bytes", BYTES, "bytes of the " of, get_u64, .unit = "bytes", \
	    .attr = ATTR_##LIB##_COUNTER_BYTES, .sysctl = ACCT), \
	ROW(DIR##_ZONE, dir ".zone", NUMBER, "zone of the " of " only", get_u16, \
	    .traits = FIELD_OCTAL, .zero_if_absent = true, .attr = ATTR_##LIB##_ZONE), \
	ROW(DIR##_WSCALE, dir ".wscale", NUMBER, "TCP window scale of the " of, get_u8, \
	    .unit = "bits", .traits = FIELD_DETAIL, .attr = ATTR_TCP_WSCALE_##LIB), \
	ROW(DIR##_FLAGS, dir ".flags", BITS, "TCP tracking flags of the " of, get_u8, \
	    .traits = FIELD_DETAIL, .words = tcp_flag_words, .attr = ATTR_TCP_FLAGS_##LIB)

/* Places among the fields of expectations; "attr" of those outside a tuple is one of nf_expect. */
enum {
	EXPECT_EVENT, EXPECT_TIME, EXPECT_FAMILY, EXPECT_PROTO, EXPECT_PROTONUM, EXPECT_TIMEOUT,
	PLACE_EXPECTED_SRC, PLACE_EXPECTED_DST, PLACE_EXPECTED_SPORT, PLACE_EXPECTED_DPORT,
	PLACE_EXPECTED_TYPE, PLACE_EXPECTED_CODE, PLACE_EXPECTED_ID, PLACE_EXPECTED_SRCKEY,
	PLACE_EXPECTED_DSTKEY, PLACE_MASK_SRC, PLACE_MASK_DST, PLACE_MASK_SPORT, PLACE_MASK_DPORT,
	PLACE_MASK_TYPE, PLACE_MASK_CODE, PLACE_MASK_ID, PLACE_MASK_SRCKEY, PLACE_MASK_DSTKEY,
	PLACE_MASTER_SRC, PLACE_MASTER_DST, PLACE_MASTER_SPORT, PLACE_MASTER_DPORT, PLACE_MASTER_TYPE,
	PLACE_MASTER_CODE, PLACE_MASTER_ID, PLACE_MASTER_SRCKEY, PLACE_MASTER_DSTKEY, PLACE_NAT_SRC,
	PLACE_NAT_DST, PLACE_NAT_SPORT, PLACE_NAT_DPORT, PLACE_NAT_TYPE, PLACE_NAT_CODE, PLACE_NAT_ID,
	PLACE_NAT_SRCKEY, PLACE_NAT_DSTKEY, EXPECT_ZONE, EXPECT_FLAGS, EXPECT_CLASS, EXPECT_HELPER,
	EXPECT_FN, EXPECT_PORTID, EXPECT_FIELD_COUNT,
};

#define EXPECT(id, name_, type_, help_, get_, ...) \
	[FIELD_COUNT + id] = { .name = name_, .type = FIELD_##type_, .help = help_, .get = get_, __VA_ARGS__ }

#define TUPLE(PART, name, of, table) \
	EXPECT(PLACE_##PART##_SRC, name ".src", ADDRESS, "source address of the " of, get_address, \
	    .part = PART_##PART, .traits = table, .attr = ATTR_ORIG_IPV4_SRC, .attr6 = ATTR_ORIG_IPV6_SRC), \
	EXPECT(PLACE_##PART##_DST, name ".dst", ADDRESS, "destination address of the " of, get_address, \
	    .part = PART_##PART, .traits = table, .attr = ATTR_ORIG_IPV4_DST, .attr6 = ATTR_ORIG_IPV6_DST), \
	EXPECT(PLACE_##PART##_SPORT, name ".sport", PORT, "source port of the " of, get_port, \
	    .part = PART_##PART, .attr = ATTR_ORIG_PORT_SRC), \
	EXPECT(PLACE_##PART##_DPORT, name ".dport", PORT, "destination port of the " of, get_port, \
	    .part = PART_##PART, .traits = table, .attr = ATTR_ORIG_PORT_DST), \
	EXPECT(PLACE_##PART##_TYPE, name ".type", NUMBER, "ICMP type of the " of, get_u8, \
	    .part = PART_##PART, .attr = ATTR_ICMP_TYPE), \
	EXPECT(PLACE_##PART##_CODE, name ".code", NUMBER, "ICMP code of the " of, get_u8, \
	    .part = PART_##PART, .attr = ATTR_ICMP_CODE), \
	EXPECT(PLACE_##PART##_ID, name ".id", NUMBER, "ICMP id of the " of, get_net16, \
	    .part = PART_##PART, .attr = ATTR_ICMP_ID), \
	EXPECT(PLACE_##PART##_SRCKEY, name ".srckey", NUMBER, "GRE source key of the " of, get_key, \
	    .traits = FIELD_OCTAL | FIELD_HEX, .part = PART_##PART, .attr = ATTR_ORIG_PORT_SRC), \
	EXPECT(PLACE_##PART##_DSTKEY, name ".dstkey", NUMBER, "GRE destination key of the " of, get_key, \
	    .traits = FIELD_OCTAL | FIELD_HEX, .part = PART_##PART, .attr = ATTR_ORIG_PORT_DST)

#define RATE(id, name_, type_, what, of, get_, table, ...) \
	ROW(RATE_##id, "rate." name_, type_, what " " of " per second, where a table is watched", get_, \
	    .unit = what " per second", .traits = FIELD_OF_WATCH | (table), .sysctl = ACCT, __VA_ARGS__)

const struct field fields[FIELD_COUNT + EXPECT_FIELD_COUNT] = {
	ROW(EVENT, "event", WORD, "what happened: new, update or destroy", get_event,
	    .traits = FIELD_OF_EVENTS | FIELD_IN_TABLE, .words = event_names),
	ROW(TIME, "time", TIME, "when the event happened, or the watched table was read", get_time,
	    .unit = "seconds", .traits = FIELD_OF_EVENTS | FIELD_IN_EVENTS),
	ROW(FAMILY, "family", WORD, "network protocol: ipv4 or ipv6", get_family,
	    .words = family_words, .attr = ATTR_L3PROTO),
	ROW(PROTO, "proto", WORD, "transport protocol by name, or its number where it has none",
	    get_proto, .traits = FIELD_IN_TABLE, .attr = ATTR_L4PROTO),
	ROW(PROTONUM, "protonum", NUMBER, "transport protocol by IANA number", get_u8,
	    .traits = FIELD_OCTAL, .attr = ATTR_L4PROTO),
	ROW(STATE, "state", WORD, "state of the transport protocol, where it has one", get_state,
	    .traits = FIELD_IN_TABLE),
	ROW(CTSTATE, "ctstate", WORD, "NEW, ESTABLISHED or RELATED, as a firewall rule sees it",
	    get_ctstate, .words = ctstate_names, .attr = ATTR_STATUS),
	ROW(TIMEOUT, "timeout", SECONDS, "time until the kernel drops the entry", get_u32,
	    .unit = "seconds", .traits = FIELD_IN_TABLE, .attr = ATTR_TIMEOUT),
	ROW(IDLE, "idle", SECONDS, "time since the last packet, by the timeouts that the kernel has",
	    get_idle, .unit = "seconds", .traits = FIELD_DETAIL, .attr = ATTR_TIMEOUT),
	DIRECTION(ORIG, "orig", ORIG, "original direction", FIELD_IN_TABLE),
	DIRECTION(REPLY, "reply", REPL, "reply direction", 0),
	ROW(ORIG_TYPE, "orig.type", NUMBER, "ICMP type of the original direction", get_u8,
	    .attr = ATTR_ICMP_TYPE),
	ROW(ORIG_CODE, "orig.code", NUMBER, "ICMP code of the original direction", get_u8,
	    .attr = ATTR_ICMP_CODE),
	ROW(ORIG_ID, "orig.id", NUMBER, "ICMP id of the original direction", get_net16,
	    .attr = ATTR_ICMP_ID),
	ROW(REPLY_TYPE, "reply.type", NUMBER, "ICMP type of the reply direction", get_reply_icmp,
	    .attr = ATTR_ICMP_TYPE),
	ROW(REPLY_CODE, "reply.code", NUMBER, "ICMP code of the reply direction", get_reply_icmp,
	    .attr = ATTR_ICMP_CODE),
	ROW(REPLY_ID, "reply.id", NUMBER, "ICMP id of the reply direction", get_reply_icmp,
	    .attr = ATTR_ICMP_ID),
	ROW(PACKETS, "packets", NUMBER, "packets of both directions", get_sum,
	    .traits = FIELD_IN_LIST,
	    .attr = ATTR_ORIG_COUNTER_PACKETS, .attr6 = ATTR_REPL_COUNTER_PACKETS,
	    .sysctl = ACCT),
	ROW(BYTES, "bytes", BYTES, "bytes of both directions", get_sum, .unit = "bytes",
	    .traits = FIELD_IN_LIST,
	    .attr = ATTR_ORIG_COUNTER_BYTES, .attr6 = ATTR_REPL_COUNTER_BYTES,
	    .sysctl = ACCT),
	RATE(PACKETS, "packets", NUMBER, "packets", "of both directions", get_rate_sum, 0,
	     .attr = RATE_ORIG_PACKETS, .attr6 = RATE_REPLY_PACKETS),
	RATE(BYTES, "bytes", BYTES, "bytes", "of both directions", get_rate_sum, 0,
	     .attr = RATE_ORIG_BYTES, .attr6 = RATE_REPLY_BYTES),
	RATE(ORIG_PACKETS, "origpackets", NUMBER, "packets", "of the original direction", get_rate, 0,
	     .attr = RATE_ORIG_PACKETS),
	RATE(ORIG_BYTES, "origbytes", BYTES, "bytes", "of the original direction", get_rate, FIELD_IN_LIST,
	     .attr = RATE_ORIG_BYTES),
	RATE(REPLY_PACKETS, "replypackets", NUMBER, "packets", "of the reply direction", get_rate, 0,
	     .attr = RATE_REPLY_PACKETS),
	RATE(REPLY_BYTES, "replybytes", BYTES, "bytes", "of the reply direction", get_rate, FIELD_IN_LIST,
	     .attr = RATE_REPLY_BYTES),
	ROW(NAT, "nat", BITS, "what is translated", get_nat,
	    .traits = FIELD_IN_EVENTS, .words = nat_words),
	ROW(STATUS, "status", BITS, "status bits of the kernel", get_u32,
	    .words = status_words, .attr = ATTR_STATUS),
	ROW(MARK, "mark", NUMBER, "connection mark", get_u32,
	    .traits = FIELD_OCTAL | FIELD_HEX, .zero_if_absent = true, .attr = ATTR_MARK),
	ROW(SECMARK, "secmark", NUMBER, "security mark, from kernels that send it", get_u32,
	    .traits = FIELD_OCTAL | FIELD_HEX, .attr = ATTR_SECMARK),
	ROW(SECCTX, "secctx", TEXT, "security context", get_text, .attr = ATTR_SECCTX),
	ROW(ZONE, "zone", NUMBER, "zone of both directions", get_u16,
	    .traits = FIELD_OCTAL, .zero_if_absent = true, .attr = ATTR_ZONE),
	ROW(LABELS, "labels", LABELS, "connection labels", get_labels, .attr = ATTR_CONNLABELS),
	ROW(HELPER, "helper", TEXT, "helper that watches the flow", get_text,
	    .attr = ATTR_HELPER_NAME),
	ROW(ROLE, "role", WORD, "DCCP role of the original direction: client or server", get_role,
	    .words = role_words, .attr = ATTR_DCCP_ROLE),
	ROW(START, "start", TIME, "when the flow began, from kernels that keep it", get_u64,
	    .unit = "seconds", .attr = ATTR_TIMESTAMP_START, .sysctl = TIMESTAMP),
	ROW(STOP, "stop", TIME, "when the flow ended", get_u64,
	    .unit = "seconds", .traits = FIELD_OF_ENDS, .attr = ATTR_TIMESTAMP_STOP, .sysctl = TIMESTAMP),
	ROW(AGE, "age", SPAN, "time since the flow began, until it ended", get_age,
	    .unit = "seconds", .sysctl = TIMESTAMP),
	ROW(USE, "use", NUMBER, "references held to the entry", get_u32, .attr = ATTR_USE),
	ROW(ID, "id", NUMBER, "the entry's number, unique while it lives", get_u32,
	    .traits = FIELD_OCTAL, .attr = ATTR_ID),
	ROW(PORTID, "portid", NUMBER, "netlink port of the program that caused the event",
	    get_portid, .traits = FIELD_OF_EVENTS),
	ROW(VIA, "via", WORD, "what made an event that is not the kernel's: resync, a reading of the table; selection, a flow that left it",
	    get_via, .traits = FIELD_OF_EVENTS, .words = via_names),

	EXPECT(EXPECT_EVENT, "event", WORD, "what happened: new, update or destroy", get_event,
	    .traits = FIELD_OF_EVENTS | FIELD_IN_TABLE, .words = event_names),
	EXPECT(EXPECT_TIME, "time", TIME, "when the event happened, or the watched table was read",
	    get_time, .unit = "seconds",
	    .traits = FIELD_OF_EVENTS | FIELD_IN_EVENTS),
	EXPECT(EXPECT_FAMILY, "family", WORD, "network protocol: ipv4 or ipv6", get_family,
	    .words = family_words, .part = PART_EXPECTED, .attr = ATTR_L3PROTO),
	EXPECT(EXPECT_PROTO, "proto", WORD, "transport protocol by name, or its number where it has none",
	    get_proto, .part = PART_EXPECTED, .traits = FIELD_IN_TABLE, .attr = ATTR_L4PROTO),
	EXPECT(EXPECT_PROTONUM, "protonum", NUMBER, "transport protocol by IANA number", get_u8,
	    .traits = FIELD_OCTAL, .part = PART_EXPECTED, .attr = ATTR_L4PROTO),
	EXPECT(EXPECT_TIMEOUT, "timeout", SECONDS, "time until the kernel drops the entry",
	    get_expect_u32, .unit = "seconds", .traits = FIELD_IN_TABLE, .attr = ATTR_EXP_TIMEOUT),
	TUPLE(EXPECTED, "expected", "expected connection", FIELD_IN_TABLE),
	TUPLE(MASK, "mask", "mask over the expected connection", 0),
	TUPLE(MASTER, "master", "connection that it belongs to", FIELD_IN_TABLE),
	TUPLE(NAT, "nat", "translation of the expected connection", 0),
	EXPECT(EXPECT_ZONE, "zone", NUMBER, "zone", get_expect_u16,
	    .traits = FIELD_OCTAL, .zero_if_absent = true, .attr = ATTR_EXP_ZONE),
	EXPECT(EXPECT_FLAGS, "flags", BITS, "flags of the expectation", get_expect_u32,
	    .words = expect_flag_words, .attr = ATTR_EXP_FLAGS),
	EXPECT(EXPECT_CLASS, "class", NUMBER, "class within the helper", get_expect_u32,
	    .attr = ATTR_EXP_CLASS),
	EXPECT(EXPECT_HELPER, "helper", TEXT, "helper that expects the connection", get_expect_text,
	    .traits = FIELD_IN_TABLE, .attr = ATTR_EXP_HELPER_NAME),
	EXPECT(EXPECT_FN, "fn", TEXT, "function of the kernel that is called for the connection",
	    get_expect_text, .attr = ATTR_EXP_FN),
	EXPECT(EXPECT_PORTID, "portid", NUMBER, "netlink port of the program that caused the event",
	    get_portid, .traits = FIELD_OF_EVENTS),
};

static const struct field_alias flow_aliases[] = {
	{ "src", "source address of the original direction", 1, { FIELD_ID_ORIG_SRC } },
	{ "dst", "destination address of the original direction", 1, { FIELD_ID_ORIG_DST } },
	{ "sport", "source port of the original direction", 1, { FIELD_ID_ORIG_SPORT } },
	{ "dport", "destination port of the original direction", 1, { FIELD_ID_ORIG_DPORT } },
	{ "addr", "any of the four addresses", 4,
	  { FIELD_ID_ORIG_SRC, FIELD_ID_ORIG_DST, FIELD_ID_REPLY_SRC, FIELD_ID_REPLY_DST } },
	{ "port", "any of the four ports", 4,
	  { FIELD_ID_ORIG_SPORT, FIELD_ID_ORIG_DPORT, FIELD_ID_REPLY_SPORT, FIELD_ID_REPLY_DPORT } },
	{ "host", "another name of addr", 4,
	  { FIELD_ID_ORIG_SRC, FIELD_ID_ORIG_DST, FIELD_ID_REPLY_SRC, FIELD_ID_REPLY_DST } },
	{ "net", "another name of addr", 4,
	  { FIELD_ID_ORIG_SRC, FIELD_ID_ORIG_DST, FIELD_ID_REPLY_SRC, FIELD_ID_REPLY_DST } },
	{ "label", "another name of labels", 1, { FIELD_ID_LABELS } },
	{ .name = NULL },
};

static const struct field_alias expect_aliases[] = {
	{ "src", "source address of the expected connection", 1, { PLACE_EXPECTED_SRC } },
	{ "dst", "destination address of the expected connection", 1, { PLACE_EXPECTED_DST } },
	{ "sport", "source port of the expected connection", 1, { PLACE_EXPECTED_SPORT } },
	{ "dport", "destination port of the expected connection", 1, { PLACE_EXPECTED_DPORT } },
	{ "addr", "any address of the expected connection or of the one that it belongs to", 4,
	  { PLACE_EXPECTED_SRC, PLACE_EXPECTED_DST, PLACE_MASTER_SRC, PLACE_MASTER_DST } },
	{ "port", "any port of these", 4,
	  { PLACE_EXPECTED_SPORT, PLACE_EXPECTED_DPORT, PLACE_MASTER_SPORT, PLACE_MASTER_DPORT } },
	{ "host", "another name of addr", 4, { PLACE_EXPECTED_SRC, PLACE_EXPECTED_DST, PLACE_MASTER_SRC, PLACE_MASTER_DST } },
	{ "net", "another name of addr", 4, { PLACE_EXPECTED_SRC, PLACE_EXPECTED_DST, PLACE_MASTER_SRC, PLACE_MASTER_DST } },
	{ .name = NULL },
};

const struct field_table flow_fields = { fields, FIELD_COUNT, flow_aliases };
const struct field_table expect_fields = { fields + FIELD_COUNT, EXPECT_FIELD_COUNT, expect_aliases };
