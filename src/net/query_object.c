/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/query.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

static int too_large(struct error *err)
{
	return error_failed(err, EMSGSIZE, "cannot put the entry into a request");
}

int query_put_flow(struct query *query, const struct nf_conntrack *flow, struct error *err)
{
	return nfct_nlmsg_build(query_header(query), flow) < 0 ? too_large(err) : 0;
}

/* The attributes that lead to an entry. */
static const enum nf_conntrack_attr identity[] = {
	ATTR_ORIG_L3PROTO, ATTR_ORIG_L4PROTO,
	ATTR_ORIG_IPV4_SRC, ATTR_ORIG_IPV4_DST, ATTR_ORIG_IPV6_SRC, ATTR_ORIG_IPV6_DST,
	ATTR_ORIG_PORT_SRC, ATTR_ORIG_PORT_DST, ATTR_ICMP_TYPE, ATTR_ICMP_CODE, ATTR_ICMP_ID,
	ATTR_ZONE, ATTR_ORIG_ZONE, ATTR_REPL_ZONE,
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
	result = query_put_flow(query, both, err);
	nfct_destroy(both);
	/* the kernel prefers an original tuple: make it an attribute that it ignores */
	mnl_attr_for_each(attr, query_header(query), sizeof(struct nfgenmsg))
		if (by_reply && mnl_attr_get_type(attr) == CTA_TUPLE_ORIG)
			attr->nla_type = CTA_UNSPEC;
	return result;
}

int query_put_expect(struct query *query, const struct nf_expect *expect, struct error *err)
{
	return nfexp_nlmsg_build(query_header(query), expect) < 0 ? too_large(err) : 0;
}
