/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"

#include "model/field_get.h"
#include "model/names.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

/* The fields of an expectation; "attr" of those outside a tuple is one of nf_expect. */

static const void *read_attr(const struct field *f, const struct record *rec)
{
	enum nf_expect_attr attr = (enum nf_expect_attr)f->attr;

	if (!rec->expect || nfexp_attr_is_set(rec->expect, attr) <= 0)
		return NULL;
	return nfexp_get_attr(rec->expect, attr);
}

static bool get_expect_u16(const struct field *f, const struct record *rec, struct value *out)
{
	const uint16_t *value = read_attr(f, rec);

	if (!value)
		return false;
	out->number = *value;
	return true;
}

static bool get_expect_u32(const struct field *f, const struct record *rec, struct value *out)
{
	const uint32_t *value = read_attr(f, rec);

	if (!value)
		return false;
	out->number = *value;
	return true;
}

static bool get_expect_text(const struct field *f, const struct record *rec, struct value *out)
{
	const char *text = read_attr(f, rec);

	if (!text)
		return false;
	out->text = text;
	return true;
}

enum {
	EXPECT_EVENT, EXPECT_TIME, EXPECT_FAMILY, EXPECT_PROTO, EXPECT_PROTONUM, EXPECT_TIMEOUT,
	EXPECTED_SRC, EXPECTED_DST, EXPECTED_SPORT, EXPECTED_DPORT, EXPECTED_TYPE, EXPECTED_CODE,
	EXPECTED_ID, EXPECTED_SRCKEY, EXPECTED_DSTKEY,
	MASK_SRC, MASK_DST, MASK_SPORT, MASK_DPORT, MASK_TYPE, MASK_CODE, MASK_ID,
	MASK_SRCKEY, MASK_DSTKEY,
	MASTER_SRC, MASTER_DST, MASTER_SPORT, MASTER_DPORT, MASTER_TYPE, MASTER_CODE, MASTER_ID,
	MASTER_SRCKEY, MASTER_DSTKEY,
	NAT_SRC, NAT_DST, NAT_SPORT, NAT_DPORT, NAT_TYPE, NAT_CODE, NAT_ID, NAT_SRCKEY, NAT_DSTKEY,
	EXPECT_ZONE, EXPECT_FLAGS, EXPECT_CLASS, EXPECT_HELPER, EXPECT_FN, EXPECT_PORTID,
	EXPECT_FIELD_COUNT,
};

#define ROW(id, name_, type_, help_, get_, ...) \
	[id] = { .name = name_, .type = FIELD_##type_, .help = help_, .get = get_, __VA_ARGS__ }

#define TUPLE(PART, name, of, table) \
	ROW(PART##_SRC, name ".src", ADDRESS, "source address of the " of, get_address, \
	    .part = PART_##PART, .traits = table, .attr = ATTR_ORIG_IPV4_SRC, .attr6 = ATTR_ORIG_IPV6_SRC), \
	ROW(PART##_DST, name ".dst", ADDRESS, "destination address of the " of, get_address, \
	    .part = PART_##PART, .traits = table, .attr = ATTR_ORIG_IPV4_DST, .attr6 = ATTR_ORIG_IPV6_DST), \
	ROW(PART##_SPORT, name ".sport", PORT, "source port of the " of, get_port, \
	    .part = PART_##PART, .attr = ATTR_ORIG_PORT_SRC), \
	ROW(PART##_DPORT, name ".dport", PORT, "destination port of the " of, get_port, \
	    .part = PART_##PART, .traits = table, .attr = ATTR_ORIG_PORT_DST), \
	ROW(PART##_TYPE, name ".type", NUMBER, "ICMP type of the " of, get_u8, \
	    .part = PART_##PART, .attr = ATTR_ICMP_TYPE), \
	ROW(PART##_CODE, name ".code", NUMBER, "ICMP code of the " of, get_u8, \
	    .part = PART_##PART, .attr = ATTR_ICMP_CODE), \
	ROW(PART##_ID, name ".id", NUMBER, "ICMP id of the " of, get_net16, \
	    .part = PART_##PART, .attr = ATTR_ICMP_ID), \
	ROW(PART##_SRCKEY, name ".srckey", NUMBER, "GRE source key of the " of, get_key, \
	    .traits = FIELD_OCTAL | FIELD_HEX, .part = PART_##PART, .attr = ATTR_ORIG_PORT_SRC), \
	ROW(PART##_DSTKEY, name ".dstkey", NUMBER, "GRE destination key of the " of, get_key, \
	    .traits = FIELD_OCTAL | FIELD_HEX, .part = PART_##PART, .attr = ATTR_ORIG_PORT_DST)

static const struct field rows[EXPECT_FIELD_COUNT] = {
	ROW(EXPECT_EVENT, "event", WORD, "what happened: new, update or destroy", get_event,
	    .traits = FIELD_OF_EVENTS | FIELD_IN_TABLE),
	ROW(EXPECT_TIME, "time", TIME, "when the event happened", get_time, .unit = "seconds",
	    .traits = FIELD_OF_EVENTS | FIELD_IN_TABLE),
	ROW(EXPECT_FAMILY, "family", WORD, "network protocol: ipv4 or ipv6", get_family,
	    .part = PART_EXPECTED, .attr = ATTR_L3PROTO),
	ROW(EXPECT_PROTO, "proto", WORD, "transport protocol by name, or its number where it has none",
	    get_proto, .part = PART_EXPECTED, .traits = FIELD_IN_TABLE, .attr = ATTR_L4PROTO),
	ROW(EXPECT_PROTONUM, "protonum", NUMBER, "transport protocol by IANA number", get_u8,
	    .traits = FIELD_OCTAL, .part = PART_EXPECTED, .attr = ATTR_L4PROTO),
	ROW(EXPECT_TIMEOUT, "timeout", SECONDS, "time until the kernel drops the entry",
	    get_expect_u32, .unit = "seconds", .traits = FIELD_IN_TABLE, .attr = ATTR_EXP_TIMEOUT),
	TUPLE(EXPECTED, "expected", "expected connection", FIELD_IN_TABLE),
	TUPLE(MASK, "mask", "mask over the expected connection", 0),
	TUPLE(MASTER, "master", "connection that it belongs to", FIELD_IN_TABLE),
	TUPLE(NAT, "nat", "translation of the expected connection", 0),
	ROW(EXPECT_ZONE, "zone", NUMBER, "zone", get_expect_u16,
	    .traits = FIELD_OCTAL, .zero_if_absent = true, .attr = ATTR_EXP_ZONE),
	ROW(EXPECT_FLAGS, "flags", BITS, "flags of the expectation", get_expect_u32,
	    .words = expect_flag_words, .attr = ATTR_EXP_FLAGS),
	ROW(EXPECT_CLASS, "class", NUMBER, "class within the helper", get_expect_u32,
	    .attr = ATTR_EXP_CLASS),
	ROW(EXPECT_HELPER, "helper", TEXT, "helper that expects the connection", get_expect_text,
	    .traits = FIELD_IN_TABLE, .attr = ATTR_EXP_HELPER_NAME),
	ROW(EXPECT_FN, "fn", TEXT, "function of the kernel that is called for the connection",
	    get_expect_text, .attr = ATTR_EXP_FN),
	ROW(EXPECT_PORTID, "portid", NUMBER, "netlink port of the program that caused the event",
	    get_portid, .traits = FIELD_OF_EVENTS),
};

static const struct field_alias aliases[] = {
	{ "src", "source address of the expected connection", 1, { EXPECTED_SRC } },
	{ "dst", "destination address of the expected connection", 1, { EXPECTED_DST } },
	{ "sport", "source port of the expected connection", 1, { EXPECTED_SPORT } },
	{ "dport", "destination port of the expected connection", 1, { EXPECTED_DPORT } },
	{ .name = NULL },
};

const struct field_table expect_fields = { rows, EXPECT_FIELD_COUNT, aliases };
