/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/attr.h"
#include "net/kernel.h"
#include "net/query.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <string.h>

static int too_large(struct error *err)
{
	return error_failed(err, EMSGSIZE, "cannot put the entry into a request");
}

/* Where a translation leads, on one side of a flow. */
struct translation { uint16_t kind; enum nf_conntrack_attr v4, v6, port; };

static void put_translation(struct nlmsghdr *msg, const struct nf_conntrack *flow,
			    const struct translation *to)
{
	struct nlattr *nest = mnl_attr_nest_start(msg, to->kind), *proto;

	if (nfct_attr_is_set(flow, to->v6) > 0)
		mnl_attr_put(msg, CTA_NAT_V6_MINIP, 16, nfct_get_attr(flow, to->v6));
	else
		mnl_attr_put_u32(msg, CTA_NAT_V4_MINIP, nfct_get_attr_u32(flow, to->v4));
	proto = mnl_attr_nest_start(msg, CTA_NAT_PROTO);
	mnl_attr_put_u16(msg, CTA_PROTONAT_PORT_MIN, nfct_get_attr_u16(flow, to->port));
	mnl_attr_put_u16(msg, CTA_PROTONAT_PORT_MAX, nfct_get_attr_u16(flow, to->port));
	mnl_attr_nest_end(msg, proto);
	mnl_attr_nest_end(msg, nest);
}

/*
 * The library tells the port of a translation for TCP and UDP only. Of two
 * attributes of a kind the kernel heeds the later.
 */
static void put_translated_ports(struct nlmsghdr *msg, const struct nf_conntrack *flow)
{
	static const struct translation sides[] = {
		{ CTA_NAT_SRC, ATTR_SNAT_IPV4, ATTR_SNAT_IPV6, ATTR_SNAT_PORT },
		{ CTA_NAT_DST, ATTR_DNAT_IPV4, ATTR_DNAT_IPV6, ATTR_DNAT_PORT },
	};

	for (size_t i = 0; i < sizeof(sides) / sizeof(*sides); i++)
		if (nfct_attr_is_set(flow, sides[i].port) > 0)
			put_translation(msg, flow, &sides[i]);
}

int query_put_flow(struct query *query, const struct nf_conntrack *flow, struct error *err)
{
	if (nfct_nlmsg_build(query_header(query), flow) < 0)
		return too_large(err);
	put_translated_ports(query_header(query), flow);
	return 0;
}

/*
 * The attributes that lead to an entry. A zone of the reply direction does not:
 * it counts for the reply tuple only, which is not sent.
 */
static const enum nf_conntrack_attr identity[] = {
	ATTR_ORIG_L3PROTO, ATTR_ORIG_L4PROTO,
	ATTR_ORIG_IPV4_SRC, ATTR_ORIG_IPV4_DST, ATTR_ORIG_IPV6_SRC, ATTR_ORIG_IPV6_DST,
	ATTR_ORIG_PORT_SRC, ATTR_ORIG_PORT_DST, ATTR_ICMP_TYPE, ATTR_ICMP_CODE, ATTR_ICMP_ID,
	ATTR_ZONE, ATTR_ORIG_ZONE,
};

int query_put_revision(struct query *query, const struct nf_conntrack *flow,
		       struct nf_conntrack *new, struct error *err)
{
	for (size_t i = 0; i < sizeof(identity) / sizeof(*identity); i++)
		if (nfct_attr_is_set(flow, identity[i]) > 0)
			nfct_copy_attr(new, flow, identity[i]);
	if (query_put_flow(query, new, err) < 0)
		return -1;
	if (nfct_attr_is_set(flow, ATTR_ID) > 0)
		mnl_attr_put_u32(query_header(query), CTA_ID, htonl(nfct_get_attr_u32(flow, ATTR_ID)));
	return 0;
}

int query_put_identity(struct query *query, const struct nf_conntrack *flow, struct error *err)
{
	struct nf_conntrack *key = nfct_new();
	int result;

	if (!key)
		return error_nomem(err);
	result = query_put_revision(query, flow, key, err);
	nfct_destroy(key);
	return result;
}

/* An attribute as it stands; false when there is no room for it. */
static bool put_copy(struct query *query, const struct nlattr *attr)
{
	struct nlmsghdr *msg = query_header(query);
	size_t len = MNL_ALIGN(attr->nla_len);

	if (msg->nlmsg_len + len > sizeof(query->bytes))
		return false;
	memcpy(mnl_nlmsg_get_payload_tail(msg), attr, len);
	msg->nlmsg_len += (uint32_t)len;
	return true;
}

bool query_put_listed(struct query *query, const struct nlmsghdr *listed)
{
	enum { PARTS = 3 };
	static const uint16_t flow[PARTS] = { CTA_TUPLE_ORIG, CTA_ZONE, CTA_ID };
	/* Linux 5.10 finds no expectation by the id that it has listed; no two that fit one tuple are there at a time. */
	static const uint16_t expectation[PARTS] = { CTA_EXPECT_TUPLE, CTA_EXPECT_ZONE, CTA_UNSPEC };
	const uint16_t *types = NFNL_SUBSYS_ID(listed->nlmsg_type) == NFNL_SUBSYS_CTNETLINK_EXP ? expectation : flow;

	for (size_t i = 0; i < PARTS && types[i] != CTA_UNSPEC; i++) {
		const struct nlattr *attr = attr_find(listed, types[i]);

		if (attr ? !put_copy(query, attr) : i == 0)
			return false;
	}
	return true;
}

int query_put_tuple(struct query *query, const struct nf_conntrack *flow, bool by_reply,
		    struct error *err)
{
	struct nf_conntrack *both = nfct_clone(flow);
	struct nlattr *attr;
	int result;

	if (!both)
		return error_nomem(err);
	if (by_reply)
		nfct_setobjopt(both, NFCT_SOPT_SETUP_REPLY);
	else
		nfct_attr_unset(both, ATTR_REPL_ZONE);	/* it belongs to the tuple that is not sent */
	result = query_put_flow(query, both, err);
	nfct_destroy(both);
	/* the kernel prefers an original tuple: make it an attribute that it ignores */
	mnl_attr_for_each(attr, query_header(query), sizeof(struct nfgenmsg))
		if (by_reply && mnl_attr_get_type(attr) == CTA_TUPLE_ORIG)
			attr->nla_type = CTA_UNSPEC;
	return result;
}

int query_check(const struct query *query, struct error *err)
{
	const struct nlmsghdr *msg = (const void *)query->bytes;
	bool named = true;

	if (msg->nlmsg_type == KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_DELETE))
		named = attr_find(msg, CTA_TUPLE_ORIG) || attr_find(msg, CTA_TUPLE_REPLY);
	else if (msg->nlmsg_type == KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_DELETE))
		named = attr_find(msg, CTA_EXPECT_TUPLE);
	return named ? 0 : too_large(err);
}

int query_put_expect(struct query *query, const struct nf_expect *expect, struct error *err)
{
	return nfexp_nlmsg_build(query_header(query), expect) < 0 ? too_large(err) : 0;
}
