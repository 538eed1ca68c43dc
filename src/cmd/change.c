/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/change.h"

#include "model/proto.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack_tcp.h>
#include <string.h>
#include <sys/socket.h>

typedef enum nf_conntrack_attr attr_t;

/* An attribute, its mirror in the other tuple, and what translates it. */
struct part { attr_t orig, reply; };

static const struct part v4_parts[] = {
	{ ATTR_ORIG_IPV4_SRC, ATTR_REPL_IPV4_DST }, { ATTR_ORIG_IPV4_DST, ATTR_REPL_IPV4_SRC },
}, v6_parts[] = {
	{ ATTR_ORIG_IPV6_SRC, ATTR_REPL_IPV6_DST }, { ATTR_ORIG_IPV6_DST, ATTR_REPL_IPV6_SRC },
}, port_parts[] = {
	{ ATTR_ORIG_PORT_SRC, ATTR_REPL_PORT_DST }, { ATTR_ORIG_PORT_DST, ATTR_REPL_PORT_SRC },
};

/* What translates the source (index 0) and the destination (1) of a flow. */
static const struct { attr_t v4, v6, port; } nat_parts[] = {
	{ ATTR_SNAT_IPV4, ATTR_SNAT_IPV6, ATTR_SNAT_PORT },
	{ ATTR_DNAT_IPV4, ATTR_DNAT_IPV6, ATTR_DNAT_PORT },
};

static bool is_set(const struct nf_conntrack *flow, attr_t attr)
{
	return flow && nfct_attr_is_set(flow, attr) > 0;
}

/* Whether an object can be made blank by writing over it: nothing is allocated for it. */
static bool is_plain(const struct nf_conntrack *flow)
{
	static const attr_t owned[] = { ATTR_SECCTX, ATTR_HELPER_INFO, ATTR_CONNLABELS, ATTR_CONNLABELS_MASK };

	for (size_t i = 0; i < sizeof(owned) / sizeof(*owned); i++)
		if (is_set(flow, owned[i]))
			return false;
	return true;
}

static void give_back(struct change_spares *spares, struct nf_conntrack *object)
{
	if (spares && spares->blank && spares->count < CHANGE_SPARES && is_plain(object))
		spares->objects[spares->count++] = object;
	else
		nfct_destroy(object);
}

static struct nf_conntrack *take_spare(struct change_spares *spares)
{
	struct nf_conntrack *object = spares->objects[--spares->count];

	nfct_copy(object, spares->blank, NFCT_CP_OVERRIDE);
	return object;
}

void change_spares_release(struct change_spares *spares)
{
	while (spares->count)
		nfct_destroy(spares->objects[--spares->count]);
	if (spares->blank)
		nfct_destroy(spares->blank);
	spares->blank = NULL;
}

void change_release(struct change *c)
{
	struct nf_conntrack *objects[] = { c->flow, c->reply, c->expected, c->mask, c->told };

	for (size_t i = 0; i < sizeof(objects) / sizeof(*objects); i++)
		if (objects[i])
			give_back(c->spares, objects[i]);
	*c = (struct change){ .flow = NULL };
}

struct nf_conntrack *change_make(struct change *c, struct nf_conntrack **object, struct error *err)
{
	*object = c->spares && c->spares->count ? take_spare(c->spares) : nfct_new();
	if (!*object)
		error_nomem(err);
	return *object;
}

static const struct part *addresses(uint8_t family)
{
	return family == AF_INET6 ? v6_parts : v4_parts;
}

/* Which sides of a flow are translated. */
struct translated { bool side[2]; };

static struct translated translated(const struct nf_conntrack *flow)
{
	struct translated t;

	for (int side = 0; side < 2; side++)
		t.side[side] = is_set(flow, nat_parts[side].v4) || is_set(flow, nat_parts[side].v6);
	return t;
}

/* Original parts that were not given, from the reply tuple. */
static void mirror_to_original(struct change *c, const struct part parts[2], bool wide)
{
	for (int side = 0; side < 2; side++) {
		if (is_set(c->flow, parts[side].orig) || !is_set(c->reply, parts[side].reply))
			continue;
		if (wide)
			nfct_set_attr(c->flow, parts[side].orig, nfct_get_attr(c->reply, parts[side].reply));
		else if (parts == v4_parts)
			nfct_set_attr_u32(c->flow, parts[side].orig,
					  nfct_get_attr_u32(c->reply, parts[side].reply));
		else
			nfct_set_attr_u16(c->flow, parts[side].orig,
					  nfct_get_attr_u16(c->reply, parts[side].reply));
	}
}

/* What was said of the reply tuple, where no translation makes it. */
static void apply_reply(struct change *c, const struct part parts[2], struct translated t)
{
	for (int side = 0; side < 2; side++)
		if (!t.side[side] && is_set(c->reply, parts[side].reply))
			nfct_set_attr(c->flow, parts[side].reply,
				      nfct_get_attr(c->reply, parts[side].reply));
}

/* A reply port beside a translation says which port it translates to. */
static void port_of_translation(struct change *c, struct translated t)
{
	for (int side = 0; side < 2; side++) {
		attr_t port = nat_parts[side].port;
		uint16_t wanted;

		if (!t.side[side] || is_set(c->flow, port) ||
		    !is_set(c->reply, port_parts[side].reply))
			continue;
		wanted = nfct_get_attr_u16(c->reply, port_parts[side].reply);
		if (wanted != nfct_get_attr_u16(c->flow, port_parts[side].orig))
			nfct_set_attr_u16(c->flow, port, wanted);
	}
}

static int mirror(struct change *c, uint8_t family, struct error *err)
{
	if (!change_object(c, &c->flow, err))
		return -1;
	nfct_set_attr_u8(c->flow, ATTR_L3PROTO, family);
	/* the library derives the reply's type from the family: set it once more */
	if (is_set(c->flow, ATTR_ICMP_TYPE))
		nfct_set_attr_u8(c->flow, ATTR_ICMP_TYPE, nfct_get_attr_u8(c->flow, ATTR_ICMP_TYPE));
	mirror_to_original(c, addresses(family), family == AF_INET6);
	mirror_to_original(c, port_parts, false);
	return 0;
}

int change_complete_flow(struct change *c, uint8_t family, struct error *err)
{
	struct translated t;

	if (mirror(c, family, err) < 0)
		return -1;
	t = translated(c->flow);
	nfct_setobjopt(c->flow, NFCT_SOPT_SETUP_REPLY);
	apply_reply(c, addresses(family), t);
	apply_reply(c, port_parts, t);
	port_of_translation(c, t);
	return 0;
}

void change_complete_scales(struct nf_conntrack *flow, const struct nf_conntrack *old)
{
	static const struct { attr_t scale, flags, mask; } sides[] = {
		{ ATTR_TCP_WSCALE_ORIG, ATTR_TCP_FLAGS_ORIG, ATTR_TCP_MASK_ORIG },
		{ ATTR_TCP_WSCALE_REPL, ATTR_TCP_FLAGS_REPL, ATTR_TCP_MASK_REPL },
	};
	bool any = is_set(flow, sides[0].scale) || is_set(flow, sides[1].scale);

	for (int i = 0; any && i < 2; i++) {
		uint8_t flags = nfct_get_attr_u8(flow, sides[i].flags);
		uint8_t mask = nfct_get_attr_u8(flow, sides[i].mask);

		if (!is_set(flow, sides[i].scale))
			nfct_set_attr_u8(flow, sides[i].scale,
					 is_set(old, sides[i].scale) ? nfct_get_attr_u8(old, sides[i].scale) : 0);
		if (mask == UINT8_MAX)	/* all of them were named */
			continue;
		nfct_set_attr_u8(flow, sides[i].flags, flags | IP_CT_TCP_FLAG_WINDOW_SCALE);
		nfct_set_attr_u8(flow, sides[i].mask, mask | IP_CT_TCP_FLAG_WINDOW_SCALE);
	}
}

/* The reply tuple leads to the flow: parts of the original one must not stand in its way. */
static int prefer_reply(struct change *c, uint8_t family, struct error *err)
{
	const struct part *const parts[] = { addresses(family), port_parts };

	c->told = c->flow ? nfct_clone(c->flow) : NULL;
	if (c->flow && !c->told)
		return error_nomem(err);
	for (int i = 0; i < 2; i++)
		for (int side = 0; side < 2; side++)
			if (is_set(c->flow, parts[i][side].orig) && is_set(c->reply, parts[i][side].reply))
				nfct_attr_unset(c->flow, parts[i][side].orig);
	return 0;
}

int change_complete_lookup(struct change *c, uint8_t family, struct error *err)
{
	c->by_reply = !is_set(c->flow, addresses(family)[0].orig);
	if (c->by_reply && prefer_reply(c, family, err) < 0)
		return -1;
	return mirror(c, family, err);
}

/* Whether FLOW has the value of ATTR that WANTED has, if it has one. */
static bool agrees(const struct nf_conntrack *wanted, const struct nf_conntrack *flow, attr_t attr,
		   size_t size)
{
	return !is_set(wanted, attr) ||
	       (is_set(flow, attr) &&
		memcmp(nfct_get_attr(wanted, attr), nfct_get_attr(flow, attr), size) == 0);
}

/* A flow that is in no zone is in zone 0, as where zones select. */
static bool zone_agrees(const struct nf_conntrack *wanted, const struct nf_conntrack *flow, attr_t attr)
{
	return !is_set(wanted, attr) || nfct_get_attr_u16(wanted, attr) == nfct_get_attr_u16(flow, attr);
}

bool change_describes(const struct change *c, const struct nf_conntrack *flow)
{
	static const struct { attr_t attr; size_t size; } of_reply[] = {
		{ ATTR_REPL_IPV4_SRC, 4 }, { ATTR_REPL_IPV4_DST, 4 },
		{ ATTR_REPL_IPV6_SRC, 16 }, { ATTR_REPL_IPV6_DST, 16 },
		{ ATTR_REPL_PORT_SRC, 2 }, { ATTR_REPL_PORT_DST, 2 },
	}, of_flow[] = {
		{ ATTR_TCP_STATE, 1 }, { ATTR_SCTP_STATE, 1 },
		{ ATTR_DCCP_STATE, 1 }, { ATTR_SCTP_VTAG_ORIG, 4 }, { ATTR_SCTP_VTAG_REPL, 4 },
	}, of_orig[] = {
		{ ATTR_ORIG_IPV4_DST, 4 }, { ATTR_ORIG_IPV6_DST, 16 },
		{ ATTR_ORIG_PORT_SRC, 2 }, { ATTR_ORIG_PORT_DST, 2 },
	};
	bool fits = zone_agrees(c->flow, flow, ATTR_REPL_ZONE) && zone_agrees(c->told, flow, ATTR_ORIG_ZONE);

	for (size_t i = 0; i < sizeof(of_reply) / sizeof(*of_reply); i++)
		fits = fits && agrees(c->reply, flow, of_reply[i].attr, of_reply[i].size);
	for (size_t i = 0; i < sizeof(of_flow) / sizeof(*of_flow); i++)
		fits = fits && agrees(c->flow, flow, of_flow[i].attr, of_flow[i].size);
	for (size_t i = 0; i < sizeof(of_orig) / sizeof(*of_orig); i++)
		fits = fits && agrees(c->told, flow, of_orig[i].attr, of_orig[i].size);
	return fits;
}

int change_complete_expectation(struct change *c, uint8_t family, struct error *err)
{
	uint8_t protonum = c->flow ? nfct_get_attr_u8(c->flow, ATTR_L4PROTO) : 0;
	struct nf_conntrack **objects[] = { &c->flow, &c->expected, &c->mask };

	for (size_t i = 0; i < sizeof(objects) / sizeof(*objects); i++) {
		if (!change_object(c, objects[i], err))
			return -1;
		nfct_set_attr_u8(*objects[i], ATTR_L3PROTO, family);
		nfct_set_attr_u8(*objects[i], ATTR_L4PROTO, protonum);
	}
	if (is_set(c->flow, ATTR_MASTER_L4PROTO))
		nfct_set_attr_u8(c->flow, ATTR_L4PROTO, nfct_get_attr_u8(c->flow, ATTR_MASTER_L4PROTO));
	return 0;
}

struct nfct_bitmask *change_bitmask(const struct label_set *labels)
{
	struct nfct_bitmask *mask = nfct_bitmask_new(LABEL_BITS - 1);

	for (unsigned bit = 0; mask && bit < LABEL_BITS; bit++)
		if (label_set_has(labels, bit))
			nfct_bitmask_set_bit(mask, bit);
	return mask;
}
