/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/setters.h"

#include "base/number.h"

#include <arpa/inet.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <string.h>

/* Where an option's value goes, and how it is read. */
enum width { W8 = 1, W16, W16_NET, W32, W32_NET, W_ADDRESS };
enum object { IN_FLOW, IN_REPLY, IN_EXPECTED, IN_MASK };

struct assignment {
	enum object object;
	enum width width;
	int attr, attr6;
	enum number_base base;
};

#define TUPLE(object, dir, src, dst) \
	[OPT_##src] = { object, W_ADDRESS, ATTR_##dir##_IPV4_SRC, ATTR_##dir##_IPV6_SRC, 0 }, \
	[OPT_##dst] = { object, W_ADDRESS, ATTR_##dir##_IPV4_DST, ATTR_##dir##_IPV6_DST, 0 }
#define PORTS(object, dir, src, dst, base) \
	[OPT_##src] = { object, W16_NET, ATTR_##dir##_PORT_SRC, 0, base }, \
	[OPT_##dst] = { object, W16_NET, ATTR_##dir##_PORT_DST, 0, base }
#define VALUE(id, width, attr) [OPT_##id] = { IN_FLOW, width, attr, 0, NUMBER_DECIMAL }

static const struct assignment assignments[OPTION_COUNT] = {
	TUPLE(IN_FLOW, ORIG, SRC, DST),
	TUPLE(IN_REPLY, REPL, REPLY_SRC, REPLY_DST),
	TUPLE(IN_EXPECTED, ORIG, TUPLE_SRC, TUPLE_DST),
	TUPLE(IN_MASK, ORIG, MASK_SRC, MASK_DST),
	TUPLE(IN_FLOW, MASTER, MASTER_SRC, MASTER_DST),
	PORTS(IN_FLOW, ORIG, SPORT, DPORT, NUMBER_DECIMAL),
	PORTS(IN_REPLY, REPL, REPLY_PORT_SRC, REPLY_PORT_DST, NUMBER_DECIMAL),
	PORTS(IN_EXPECTED, ORIG, TUPLE_PORT_SRC, TUPLE_PORT_DST, NUMBER_DECIMAL),
	PORTS(IN_MASK, ORIG, MASK_PORT_SRC, MASK_PORT_DST, NUMBER_DECIMAL),
	PORTS(IN_FLOW, MASTER, MASTER_PORT_SRC, MASTER_PORT_DST, NUMBER_DECIMAL),
	PORTS(IN_FLOW, ORIG, SRCKEY, DSTKEY, NUMBER_C),
	PORTS(IN_REPLY, REPL, REPLY_KEY_SRC, REPLY_KEY_DST, NUMBER_C),
	PORTS(IN_EXPECTED, ORIG, TUPLE_KEY_SRC, TUPLE_KEY_DST, NUMBER_C),
	PORTS(IN_MASK, ORIG, MASK_KEY_SRC, MASK_KEY_DST, NUMBER_C),
	VALUE(TIMEOUT, W32, ATTR_TIMEOUT),
	VALUE(ICMP_TYPE, W8, ATTR_ICMP_TYPE),
	VALUE(ICMP_CODE, W8, ATTR_ICMP_CODE),
	VALUE(ICMP_ID, W16_NET, ATTR_ICMP_ID),
	VALUE(ICMPV6_TYPE, W8, ATTR_ICMP_TYPE),
	VALUE(ICMPV6_CODE, W8, ATTR_ICMP_CODE),
	VALUE(ICMPV6_ID, W16_NET, ATTR_ICMP_ID),
	/* swapped as in every file that was ever saved */
	VALUE(ORIG_VTAG, W32_NET, ATTR_SCTP_VTAG_ORIG),
	VALUE(REPLY_VTAG, W32_NET, ATTR_SCTP_VTAG_REPL),
	VALUE(ORIG_WSCALE, W8, ATTR_TCP_WSCALE_ORIG),
	VALUE(REPLY_WSCALE, W8, ATTR_TCP_WSCALE_REPL),
	[OPT_ZONE] = { IN_FLOW, W16, ATTR_ZONE, 0, NUMBER_C },
	[OPT_ORIG_ZONE] = { IN_FLOW, W16, ATTR_ORIG_ZONE, 0, NUMBER_C },
	[OPT_REPLY_ZONE] = { IN_FLOW, W16, ATTR_REPL_ZONE, 0, NUMBER_C },
};

static struct nf_conntrack *target(struct builder *b, unsigned id, struct error *err)
{
	struct change *c = &b->rq->change;
	struct nf_conntrack **objects[] = {
		[IN_FLOW] = &c->flow, [IN_REPLY] = &c->reply,
		[IN_EXPECTED] = &c->expected, [IN_MASK] = &c->mask,
	};

	return change_object(c, objects[assignments[id].object], err);
}

static void put_address(struct nf_conntrack *flow, int attr, int attr6, const struct addr *a)
{
	nfct_set_attr(flow, (enum nf_conntrack_attr)(a->family == AF_INET6 ? attr6 : attr), a->bytes);
}

static enum mask_source mask_source(unsigned id)
{
	if (id == OPT_MASK_SRC || id == OPT_MASK_DST)
		return MASK_SAID;
	return id == OPT_TUPLE_SRC || id == OPT_TUPLE_DST ? MASK_OF_TUPLE : MASK_OF_ADDRESS;
}

/* Take a mask of the expected addresses, if nothing stronger said one. */
static int put_mask(struct builder *b, unsigned id, bool source, const struct addr *mask,
		    struct error *err)
{
	const unsigned option = source ? OPT_MASK_SRC : OPT_MASK_DST;
	struct nf_conntrack *flow = target(b, option, err);

	if (!flow)
		return -1;
	if (b->masks[!source].source > mask_source(id))
		return 0;
	b->masks[!source].source = mask_source(id);
	put_address(flow, assignments[option].attr, assignments[option].attr6, mask);
	return 0;
}

/* A prefix is a mask to whoever forbids masks; a full one is none. */
int assign_address(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	struct nf_conntrack *flow = target(b, id, err);
	bool source = id == OPT_SRC || id == OPT_TUPLE_SRC || id == OPT_MASK_SRC;
	struct addr a, mask;
	unsigned bits;

	if (!flow || builder_parse_prefix(b, id, arg, &a, &bits, err) < 0)
		return -1;
	if (mask_source(id) == MASK_SAID)
		return put_mask(b, id, source, &a, err);
	put_address(flow, assignments[id].attr, assignments[id].attr6, &a);
	if (bits == addr_bits(a.family))
		return 0;
	builder_imply_mask(b, id, source);
	mask = addr_mask(a.family, bits);
	return put_mask(b, id, source, &mask, err);
}

int assign_number(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	const struct assignment *to = &assignments[id];
	enum nf_conntrack_attr attr = (enum nf_conntrack_attr)to->attr;
	static const uint64_t max[] = {
		[W8] = UINT8_MAX, [W16] = UINT16_MAX, [W16_NET] = UINT16_MAX, [W32] = UINT32_MAX,
		[W32_NET] = UINT32_MAX,
	};
	struct nf_conntrack *flow = target(b, id, err);
	uint64_t n;

	if (!flow)
		return -1;
	/* as where it selects: 0x is hexadecimal even where a leading 0 is decimal */
	if (!number_parse(arg, arg[0] == '0' && (arg[1] == 'x' || arg[1] == 'X') ? NUMBER_C : to->base,
			  max[to->width], &n))
		return builder_bad_value(id, arg, err);
	if (to->width == W8)
		nfct_set_attr_u8(flow, attr, (uint8_t)n);
	else if (to->width == W32 || to->width == W32_NET)
		nfct_set_attr_u32(flow, attr, to->width == W32 ? (uint32_t)n : htonl((uint32_t)n));
	else
		nfct_set_attr_u16(flow, attr, to->width == W16 ? (uint16_t)n : htons((uint16_t)n));
	return 0;
}
