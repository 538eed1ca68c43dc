/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/nat.h"

#include "model/names.h"
#include "model/proto.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <string.h>
#include <sys/socket.h>

/* Whether two addresses of a flow are there and differ. */
static bool addresses_differ(const struct nf_conntrack *flow,
			     enum nf_conntrack_attr a4, enum nf_conntrack_attr b4,
			     enum nf_conntrack_attr a6, enum nf_conntrack_attr b6)
{
	const void *a, *b;

	switch (nfct_get_attr_u8(flow, ATTR_L3PROTO)) {
	case AF_INET:
		return nfct_get_attr_u32(flow, a4) != nfct_get_attr_u32(flow, b4);
	case AF_INET6:
		a = nfct_get_attr(flow, a6);
		b = nfct_get_attr(flow, b6);
		return a && b && memcmp(a, b, 16) != 0;
	default:
		return false;
	}
}

static unsigned done(const struct nf_conntrack *flow)
{
	uint32_t status = nfct_get_attr_u32(flow, ATTR_STATUS);

	return (status & STATUS_SRC_NAT_DONE ? NAT_SRC : 0U) |
	       (status & STATUS_DST_NAT_DONE ? NAT_DST : 0U);
}

static unsigned differing_addresses(const struct nf_conntrack *flow)
{
	unsigned nat = 0;

	if (addresses_differ(flow, ATTR_REPL_IPV4_DST, ATTR_ORIG_IPV4_SRC,
			     ATTR_REPL_IPV6_DST, ATTR_ORIG_IPV6_SRC))
		nat |= NAT_SRC;
	if (addresses_differ(flow, ATTR_REPL_IPV4_SRC, ATTR_ORIG_IPV4_DST,
			     ATTR_REPL_IPV6_SRC, ATTR_ORIG_IPV6_DST))
		nat |= NAT_DST;
	return nat;
}

static unsigned differing_ports(const struct nf_conntrack *flow)
{
	const struct proto *proto = proto_by_number(nfct_get_attr_u8(flow, ATTR_L4PROTO));
	unsigned nat = 0;

	if (!proto || proto->shape != PROTO_PORTS || !nfct_attr_is_set(flow, ATTR_REPL_PORT_SRC))
		return 0;
	if (nfct_get_attr_u16(flow, ATTR_REPL_PORT_DST) != nfct_get_attr_u16(flow, ATTR_ORIG_PORT_SRC))
		nat |= NAT_SRC;
	if (nfct_get_attr_u16(flow, ATTR_REPL_PORT_SRC) != nfct_get_attr_u16(flow, ATTR_ORIG_PORT_DST))
		nat |= NAT_DST;
	return nat;
}

unsigned nat_of(const struct nf_conntrack *flow)
{
	unsigned possible = done(flow);

	return possible ? possible & (differing_addresses(flow) | differing_ports(flow)) : 0;
}

unsigned nat_of_addresses(const struct nf_conntrack *flow)
{
	unsigned possible = done(flow);

	return possible ? possible & differing_addresses(flow) : 0;
}
