/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's part in filtering, as far as the program makes use of it. */
#include "filter_model.h"
#include "fuzz.h"
#include "net/attr.h"
#include "net/kernel.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <string.h>

static uint8_t family_of(const struct nlmsghdr *msg)
{
	return ((const struct nfgenmsg *)mnl_nlmsg_get_payload(msg))->nfgen_family;
}

static uint32_t u32_of(const struct nlmsghdr *msg, uint16_t type)
{
	const struct nlattr *attr = attr_find(msg, type);

	return attr ? ntohl(mnl_attr_get_u32(attr)) : 0;
}

/* The kernel has but one zone of a flow, be it for one direction only. */
static uint16_t zone_of(const struct nlmsghdr *flow)
{
	static const uint16_t tuples[] = { CTA_TUPLE_ORIG, CTA_TUPLE_REPLY };
	const struct nlattr *zone = attr_find(flow, CTA_ZONE);

	for (size_t i = 0; !zone && i < 2; i++)
		zone = attr_find_nested(attr_find(flow, tuples[i]), CTA_TUPLE_ZONE);
	return zone ? ntohs(mnl_attr_get_u16(zone)) : 0;
}

static bool masked_same(const struct nlmsghdr *query, const struct nlmsghdr *flow, uint16_t value,
			uint16_t mask)
{
	return !attr_find(query, value) ||
	       (u32_of(flow, value) & u32_of(query, mask)) == u32_of(query, value);
}

static const struct {
	uint32_t bit;
	uint16_t nest, v4, v6;
} parts[] = {
	{ FILTER_IP_SRC, CTA_TUPLE_IP, CTA_IP_V4_SRC, CTA_IP_V6_SRC },
	{ FILTER_IP_DST, CTA_TUPLE_IP, CTA_IP_V4_DST, CTA_IP_V6_DST },
	{ FILTER_PROTO, CTA_TUPLE_PROTO, CTA_PROTO_NUM, CTA_PROTO_NUM },
	{ FILTER_SPORT, CTA_TUPLE_PROTO, CTA_PROTO_SRC_PORT, CTA_PROTO_SRC_PORT },
	{ FILTER_DPORT, CTA_TUPLE_PROTO, CTA_PROTO_DST_PORT, CTA_PROTO_DST_PORT },
	{ FILTER_ICMP_TYPE, CTA_TUPLE_PROTO, CTA_PROTO_ICMP_TYPE, CTA_PROTO_ICMP_TYPE },
	{ FILTER_ICMP_CODE, CTA_TUPLE_PROTO, CTA_PROTO_ICMP_CODE, CTA_PROTO_ICMP_CODE },
	{ FILTER_ICMP_ID, CTA_TUPLE_PROTO, CTA_PROTO_ICMP_ID, CTA_PROTO_ICMP_ID },
	{ FILTER_ICMPV6_TYPE, CTA_TUPLE_PROTO, CTA_PROTO_ICMPV6_TYPE, CTA_PROTO_ICMPV6_TYPE },
	{ FILTER_ICMPV6_CODE, CTA_TUPLE_PROTO, CTA_PROTO_ICMPV6_CODE, CTA_PROTO_ICMPV6_CODE },
	{ FILTER_ICMPV6_ID, CTA_TUPLE_PROTO, CTA_PROTO_ICMPV6_ID, CTA_PROTO_ICMPV6_ID },
};

enum { PARTS = sizeof(parts) / sizeof(*parts) };

static const struct nlattr *part_of(const struct nlattr *tuple, unsigned part, uint8_t family)
{
	const struct nlattr *nest = attr_find_nested(tuple, parts[part].nest);

	return nest ? attr_find_nested(nest, family == AF_INET ? parts[part].v4 : parts[part].v6) : NULL;
}

static bool same_value(const struct nlattr *a, const struct nlattr *b)
{
	return a->nla_len == b->nla_len &&
	       memcmp(mnl_attr_get_payload(a), mnl_attr_get_payload(b), mnl_attr_get_payload_len(a)) == 0;
}

/* What is to be compared must be in the query, and of a single family. */
static bool tuple_same(const struct nlmsghdr *query, const struct nlmsghdr *flow, uint16_t type,
		       uint16_t flags)
{
	const struct nlattr *filter = attr_find(query, CTA_FILTER);
	const struct nlattr *bits = filter ? attr_find_nested(filter, flags) : NULL;
	const uint32_t wanted = bits ? mnl_attr_get_u32(bits) : 0;
	bool same = true;

	for (unsigned i = 0; i < PARTS && same; i++) {
		const struct nlattr *asked, *there;

		if (!(wanted & parts[i].bit))
			continue;
		EXPECT(family_of(query) != AF_UNSPEC && attr_find(query, type));
		asked = part_of(attr_find(query, type), i, family_of(query));
		there = part_of(attr_find(flow, type), i, family_of(query));
		EXPECT(asked);
		same = there && same_value(asked, there);
	}
	return same;
}

bool model_sends(const struct query *query, const struct nlmsghdr *flow)
{
	const struct nlmsghdr *asked = (const void *)query->bytes;
	const struct nlattr *zone = attr_find(asked, CTA_ZONE);

	if (family_of(asked) && family_of(asked) != family_of(flow))
		return false;
	return masked_same(asked, flow, CTA_MARK, CTA_MARK_MASK) &&
	       masked_same(asked, flow, CTA_STATUS, CTA_STATUS_MASK) &&
	       (!zone || ntohs(mnl_attr_get_u16(zone)) == zone_of(flow)) &&
	       tuple_same(asked, flow, CTA_TUPLE_ORIG, CTA_FILTER_ORIG_FLAGS) &&
	       tuple_same(asked, flow, CTA_TUPLE_REPLY, CTA_FILTER_REPLY_FLAGS);
}

struct machine {
	const uint8_t *bytes;
	size_t len;
	uint32_t a, x;
};

/* An attribute's offset, or 0; as the kernel looks for it. */
static uint32_t find(const struct machine *m, size_t at, size_t end)
{
	while (at + sizeof(struct nlattr) <= end) {
		const struct nlattr *attr = (const void *)(m->bytes + at);

		if (attr->nla_len < sizeof(*attr) || at + attr->nla_len > end)
			return 0;
		if ((attr->nla_type & NLA_TYPE_MASK) == m->x)
			return (uint32_t)at;
		at += MNL_ALIGN(attr->nla_len);
	}
	return 0;
}

static bool load(struct machine *m, const struct sock_filter *op)
{
	const size_t size = BPF_SIZE(op->code) == BPF_W ? 4 : BPF_SIZE(op->code) == BPF_H ? 2 : 1;
	const size_t at = BPF_MODE(op->code) == BPF_IND ? m->x + op->k : op->k;

	if (at + size > m->len)
		return false;
	m->a = 0;
	for (size_t i = 0; i < size; i++)
		m->a = m->a << 8 | m->bytes[at + i];
	return true;
}

static bool step(struct machine *m, const struct sock_filter *op, unsigned *pc)
{
	const struct nlattr *nest = (const void *)(m->bytes + m->a);

	switch (op->code) {
	case BPF_LD | BPF_IMM:
		m->a = op->k;
		return true;
	case BPF_LDX | BPF_IMM:
		m->x = op->k;
		return true;
	case BPF_MISC | BPF_TAX:
		m->x = m->a;
		return true;
	case BPF_JMP | BPF_JEQ | BPF_K:
		*pc += m->a == op->k ? op->jt : op->jf;
		return true;
	}
	EXPECT(BPF_CLASS(op->code) == BPF_LD);
	if (op->k == (uint32_t)(SKF_AD_OFF + SKF_AD_NLATTR))
		m->a = find(m, m->a, m->len);
	else if (op->k == (uint32_t)(SKF_AD_OFF + SKF_AD_NLATTR_NEST))
		m->a = find(m, m->a + sizeof(*nest), m->a + nest->nla_len);
	else
		return load(m, op);
	return true;
}

bool model_queues(const struct bpf *program, const struct nlmsghdr *msg)
{
	struct machine m = { .bytes = (const void *)msg, .len = msg->nlmsg_len };

	for (unsigned pc = 0; ; pc++) {
		EXPECT(pc < program->len);
		if (BPF_CLASS(program->code[pc].code) == BPF_RET)
			return program->code[pc].k;
		if (!step(&m, &program->code[pc], &pc))
			return false;
	}
}
