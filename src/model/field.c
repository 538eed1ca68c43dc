/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"

#include "model/names.h"
#include "model/nat.h"
#include "model/proto.h"

#include <arpa/inet.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <string.h>

typedef enum nf_conntrack_attr attr_t;

static bool has(const struct record *rec, int attr)
{
	return rec->flow && nfct_attr_is_set(rec->flow, (attr_t)attr) > 0;
}

static bool get_u8(const struct field *f, const struct record *rec, struct value *out)
{
	if (!has(rec, f->attr))
		return false;
	out->number = nfct_get_attr_u8(rec->flow, (attr_t)f->attr);
	return true;
}

static bool get_u16(const struct field *f, const struct record *rec, struct value *out)
{
	if (!has(rec, f->attr))
		return false;
	out->number = nfct_get_attr_u16(rec->flow, (attr_t)f->attr);
	return true;
}

static bool get_u32(const struct field *f, const struct record *rec, struct value *out)
{
	if (!has(rec, f->attr))
		return false;
	out->number = nfct_get_attr_u32(rec->flow, (attr_t)f->attr);
	return true;
}

static bool get_u64(const struct field *f, const struct record *rec, struct value *out)
{
	if (!has(rec, f->attr))
		return false;
	out->number = nfct_get_attr_u64(rec->flow, (attr_t)f->attr);
	return true;
}

static bool get_text(const struct field *f, const struct record *rec, struct value *out)
{
	const char *text = has(rec, f->attr) ? nfct_get_attr(rec->flow, (attr_t)f->attr) : NULL;

	if (!text)
		return false;
	out->text = text;
	return true;
}

static bool get_address(const struct field *f, const struct record *rec, struct value *out)
{
	bool v6 = !has(rec, f->attr);
	const void *bytes;

	if (v6 && !has(rec, f->attr6))
		return false;
	bytes = nfct_get_attr(rec->flow, (attr_t)(v6 ? f->attr6 : f->attr));
	out->addr = (struct addr){ .family = v6 ? AF_INET6 : AF_INET };
	memcpy(out->addr.bytes, bytes, v6 ? 16 : 4);
	return true;
}

static uint8_t protonum(const struct record *rec)
{
	return rec->flow ? nfct_get_attr_u8(rec->flow, ATTR_L4PROTO) : 0;
}

/* Ports and keys share a slot of the tuple: the protocol says what it holds. */
static bool get_slot(const struct field *f, const struct record *rec,
		     enum proto_shape shape, struct value *out)
{
	const struct proto *proto = proto_by_number(protonum(rec));

	if (!proto || proto->shape != shape || !has(rec, f->attr))
		return false;
	out->number = ntohs(nfct_get_attr_u16(rec->flow, (attr_t)f->attr));
	return true;
}

static bool get_port(const struct field *f, const struct record *rec, struct value *out)
{
	return get_slot(f, rec, PROTO_PORTS, out);
}

static bool get_key(const struct field *f, const struct record *rec, struct value *out)
{
	return get_slot(f, rec, PROTO_KEYS, out);
}

static bool get_icmp_id(const struct field *f, const struct record *rec, struct value *out)
{
	if (!has(rec, f->attr))
		return false;
	out->number = ntohs(nfct_get_attr_u16(rec->flow, (attr_t)f->attr));
	return true;
}

static bool get_reply_icmp(const struct field *f, const struct record *rec, struct value *out)
{
	if (!rec->has_reply_icmp)
		return false;
	out->number = f->attr == ATTR_ICMP_TYPE ? rec->reply_icmp_type :
		      f->attr == ATTR_ICMP_CODE ? rec->reply_icmp_code : rec->reply_icmp_id;
	return true;
}

static bool get_family(const struct field *f, const struct record *rec, struct value *out)
{
	const char *name = has(rec, f->attr) ?
		word_name(family_words, nfct_get_attr_u8(rec->flow, (attr_t)f->attr)) : NULL;

	if (!name)
		return false;
	out->text = name;
	return true;
}

static bool get_proto(const struct field *f, const struct record *rec, struct value *out)
{
	const struct proto *proto = has(rec, f->attr) ? proto_by_number(protonum(rec)) : NULL;

	if (!proto)
		return false;
	out->text = proto->name;
	return true;
}

static bool get_state(const struct field *f, const struct record *rec, struct value *out)
{
	const char *name = rec->flow ? proto_state(rec->flow) : NULL;

	(void)f;
	if (!name)
		return false;
	out->text = name;
	return true;
}

static bool get_ctstate(const struct field *f, const struct record *rec, struct value *out)
{
	uint32_t status;

	if (!has(rec, f->attr))
		return false;
	status = nfct_get_attr_u32(rec->flow, (attr_t)f->attr);
	out->text = status & STATUS_EXPECTED ? "RELATED" :
		    status & STATUS_SEEN_REPLY ? "ESTABLISHED" : "NEW";
	return true;
}

static bool get_sum(const struct field *f, const struct record *rec, struct value *out)
{
	if (!has(rec, f->attr) && !has(rec, f->attr6))
		return false;
	out->number = nfct_get_attr_u64(rec->flow, (attr_t)f->attr) +
		      nfct_get_attr_u64(rec->flow, (attr_t)f->attr6);
	return true;
}

static bool get_nat(const struct field *f, const struct record *rec, struct value *out)
{
	(void)f;
	if (!rec->flow)
		return false;
	out->number = nat_of(rec->flow);
	return true;
}

static bool get_labels(const struct field *f, const struct record *rec, struct value *out)
{
	(void)f;
	return rec->flow && label_set_of(rec->flow, &out->labels);
}

static const struct word nat_words[] = {
	{ "snat", NAT_SRC, "the source is translated" },
	{ "dnat", NAT_DST, "the destination is translated" },
	{ NULL, 0, NULL },
};

#define DIRECTION(DIR, dir, LIB, of) \
	[FIELD_ID_##DIR##_SRC] = { dir ".src", FIELD_ADDRESS, NULL, "source address of the " of, \
		.attr = ATTR_##LIB##_IPV4_SRC, .attr6 = ATTR_##LIB##_IPV6_SRC, .get = get_address }, \
	[FIELD_ID_##DIR##_DST] = { dir ".dst", FIELD_ADDRESS, NULL, "destination address of the " of, \
		.attr = ATTR_##LIB##_IPV4_DST, .attr6 = ATTR_##LIB##_IPV6_DST, .get = get_address }, \
	[FIELD_ID_##DIR##_SPORT] = { dir ".sport", FIELD_PORT, NULL, "source port of the " of, \
		.attr = ATTR_##LIB##_PORT_SRC, .get = get_port }, \
	[FIELD_ID_##DIR##_DPORT] = { dir ".dport", FIELD_PORT, NULL, "destination port of the " of, \
		.attr = ATTR_##LIB##_PORT_DST, .get = get_port }, \
	[FIELD_ID_##DIR##_SRCKEY] = { dir ".srckey", FIELD_NUMBER, NULL, "GRE source key of the " of, \
		.attr = ATTR_##LIB##_PORT_SRC, .get = get_key }, \
	[FIELD_ID_##DIR##_DSTKEY] = { dir ".dstkey", FIELD_NUMBER, NULL, "GRE destination key of the " of, \
		.attr = ATTR_##LIB##_PORT_DST, .get = get_key }, \
	[FIELD_ID_##DIR##_PACKETS] = { dir ".packets", FIELD_NUMBER, NULL, "packets of the " of, \
		.attr = ATTR_##LIB##_COUNTER_PACKETS, .get = get_u64 }, \
	[FIELD_ID_##DIR##_BYTES] = { dir ".bytes", FIELD_BYTES, "bytes", "bytes of the " of, \
		.attr = ATTR_##LIB##_COUNTER_BYTES, .get = get_u64 }, \
	[FIELD_ID_##DIR##_ZONE] = { dir ".zone", FIELD_NUMBER, NULL, "zone of the " of " only", \
		.zero_if_absent = true, .attr = ATTR_##LIB##_ZONE, .get = get_u16 }

const struct field fields[FIELD_COUNT] = {
	[FIELD_ID_FAMILY] = { "family", FIELD_WORD, NULL, "network protocol: ipv4 or ipv6",
		.attr = ATTR_L3PROTO, .get = get_family },
	[FIELD_ID_PROTO] = { "proto", FIELD_WORD, NULL, "transport protocol by name",
		.attr = ATTR_L4PROTO, .get = get_proto },
	[FIELD_ID_PROTONUM] = { "protonum", FIELD_NUMBER, NULL, "transport protocol by IANA number",
		.attr = ATTR_L4PROTO, .get = get_u8 },
	[FIELD_ID_STATE] = { "state", FIELD_WORD, NULL, "state of the transport protocol, where it has one",
		.get = get_state },
	[FIELD_ID_CTSTATE] = { "ctstate", FIELD_WORD, NULL, "NEW, ESTABLISHED or RELATED, as a firewall rule sees it",
		.attr = ATTR_STATUS, .get = get_ctstate },
	[FIELD_ID_TIMEOUT] = { "timeout", FIELD_SECONDS, "seconds", "time until the kernel drops the entry",
		.attr = ATTR_TIMEOUT, .get = get_u32 },
	DIRECTION(ORIG, "orig", ORIG, "original direction"),
	DIRECTION(REPLY, "reply", REPL, "reply direction"),
	[FIELD_ID_ORIG_TYPE] = { "orig.type", FIELD_NUMBER, NULL, "ICMP type of the original direction",
		.attr = ATTR_ICMP_TYPE, .get = get_u8 },
	[FIELD_ID_ORIG_CODE] = { "orig.code", FIELD_NUMBER, NULL, "ICMP code of the original direction",
		.attr = ATTR_ICMP_CODE, .get = get_u8 },
	[FIELD_ID_ORIG_ID] = { "orig.id", FIELD_NUMBER, NULL, "ICMP id of the original direction",
		.attr = ATTR_ICMP_ID, .get = get_icmp_id },
	[FIELD_ID_REPLY_TYPE] = { "reply.type", FIELD_NUMBER, NULL, "ICMP type of the reply direction",
		.attr = ATTR_ICMP_TYPE, .get = get_reply_icmp },
	[FIELD_ID_REPLY_CODE] = { "reply.code", FIELD_NUMBER, NULL, "ICMP code of the reply direction",
		.attr = ATTR_ICMP_CODE, .get = get_reply_icmp },
	[FIELD_ID_REPLY_ID] = { "reply.id", FIELD_NUMBER, NULL, "ICMP id of the reply direction",
		.attr = ATTR_ICMP_ID, .get = get_reply_icmp },
	[FIELD_ID_PACKETS] = { "packets", FIELD_NUMBER, NULL, "packets of both directions",
		.attr = ATTR_ORIG_COUNTER_PACKETS, .attr6 = ATTR_REPL_COUNTER_PACKETS, .get = get_sum },
	[FIELD_ID_BYTES] = { "bytes", FIELD_BYTES, "bytes", "bytes of both directions",
		.attr = ATTR_ORIG_COUNTER_BYTES, .attr6 = ATTR_REPL_COUNTER_BYTES, .get = get_sum },
	[FIELD_ID_STATUS] = { "status", FIELD_BITS, NULL, "status bits of the kernel",
		.words = status_words, .attr = ATTR_STATUS, .get = get_u32 },
	[FIELD_ID_NAT] = { "nat", FIELD_BITS, NULL, "what is translated",
		.words = nat_words, .get = get_nat },
	[FIELD_ID_MARK] = { "mark", FIELD_NUMBER, NULL, "connection mark",
		.zero_if_absent = true, .attr = ATTR_MARK, .get = get_u32 },
	[FIELD_ID_SECMARK] = { "secmark", FIELD_NUMBER, NULL, "security mark, from kernels that send it",
		.attr = ATTR_SECMARK, .get = get_u32 },
	[FIELD_ID_SECCTX] = { "secctx", FIELD_TEXT, NULL, "security context",
		.attr = ATTR_SECCTX, .get = get_text },
	[FIELD_ID_ZONE] = { "zone", FIELD_NUMBER, NULL, "zone of both directions",
		.zero_if_absent = true, .attr = ATTR_ZONE, .get = get_u16 },
	[FIELD_ID_LABELS] = { "labels", FIELD_LABELS, NULL, "connection labels", .get = get_labels },
	[FIELD_ID_HELPER] = { "helper", FIELD_TEXT, NULL, "helper that watches the flow",
		.attr = ATTR_HELPER_NAME, .get = get_text },
	[FIELD_ID_USE] = { "use", FIELD_NUMBER, NULL, "references held to the entry",
		.attr = ATTR_USE, .get = get_u32 },
	[FIELD_ID_ID] = { "id", FIELD_NUMBER, NULL, "the entry's number, unique while it lives",
		.attr = ATTR_ID, .get = get_u32 },
};

const struct field *field_find(const char *name)
{
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}
