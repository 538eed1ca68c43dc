/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/revision.h"

#include "model/names.h"
#include "model/option.h"
#include "model/proto.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <stdlib.h>

typedef enum nf_conntrack_attr attr_t;

/* The entry as it is, and the values that shall be different. */
struct revision {
	const struct change *change;
	const struct opt_set *given;
	const struct nf_conntrack *old;
	struct nf_conntrack *new;
	bool differs;
};

static void set_u32(struct revision *r, attr_t attr, uint32_t value)
{
	nfct_set_attr_u32(r->new, attr, value);
	r->differs = true;
}

static void revise_mark(struct revision *r)
{
	uint32_t old = nfct_get_attr_u32(r->old, ATTR_MARK);
	uint32_t new = (old & ~r->change->mark_mask) ^ r->change->mark;

	if (opt_set_has(r->given, OPT_MARK) && new != old)
		set_u32(r, ATTR_MARK, new);
}

static void revise_status(struct revision *r)
{
	uint32_t old = nfct_get_attr_u32(r->old, ATTR_STATUS);
	uint32_t new = old | r->change->status;

	if (opt_set_has(r->given, OPT_STATUS) && new != old)
		set_u32(r, ATTR_STATUS, new);
}

static void revise_timeout(struct revision *r)
{
	uint32_t new;

	if (!opt_set_has(r->given, OPT_TIMEOUT))
		return;
	new = nfct_get_attr_u32(r->change->flow, ATTR_TIMEOUT);
	if (nfct_attr_is_set(r->old, ATTR_TIMEOUT) <= 0 || new != nfct_get_attr_u32(r->old, ATTR_TIMEOUT))
		set_u32(r, ATTR_TIMEOUT, new);
}

static bool wants(const struct revision *r, attr_t attr)
{
	return r->change->flow && nfct_attr_is_set(r->change->flow, attr) > 0;
}

/* A value of eight bits that is sent as it is; whether it differs. */
static bool revise_u8(struct revision *r, attr_t attr)
{
	const struct nf_conntrack *wanted = r->change->flow;
	bool differs;

	if (!wants(r, attr))
		return false;
	differs = nfct_attr_is_set(r->old, attr) <= 0 ||
		  nfct_get_attr_u8(wanted, attr) != nfct_get_attr_u8(r->old, attr);
	nfct_copy_attr(r->new, wanted, attr);
	r->differs |= differs;
	return differs;
}

/* Flags that were not named come with a state, and only where it is another one. */
static void revise_tcp(struct revision *r)
{
	static const struct { unsigned option; attr_t flags, mask, scale; } sides[] = {
		{ OPT_ORIG_FLAGS, ATTR_TCP_FLAGS_ORIG, ATTR_TCP_MASK_ORIG, ATTR_TCP_WSCALE_ORIG },
		{ OPT_REPLY_FLAGS, ATTR_TCP_FLAGS_REPL, ATTR_TCP_MASK_REPL, ATTR_TCP_WSCALE_REPL },
	};
	bool moves = revise_u8(r, ATTR_TCP_STATE);

	for (size_t i = 0; i < sizeof(sides) / sizeof(*sides); i++) {
		revise_u8(r, sides[i].scale);
		if (!moves && !opt_set_has(r->given, sides[i].option))
			continue;
		revise_u8(r, sides[i].flags);
		nfct_copy_attr(r->new, r->change->flow, sides[i].mask);
	}
}

/* The kernel takes state and tags only together: what is not given stays as it is. */
static void revise_sctp(struct revision *r)
{
	static const attr_t attrs[] = { ATTR_SCTP_STATE, ATTR_SCTP_VTAG_ORIG, ATTR_SCTP_VTAG_REPL };
	const size_t count = sizeof(attrs) / sizeof(*attrs);
	bool wanted = false;

	for (size_t i = 0; i < count; i++)
		wanted |= wants(r, attrs[i]);
	for (size_t i = 0; wanted && i < count; i++) {
		const struct nf_conntrack *from = wants(r, attrs[i]) ? r->change->flow : r->old;

		if (attrs[i] == ATTR_SCTP_STATE)
			r->differs |= nfct_get_attr_u8(from, attrs[i]) != nfct_get_attr_u8(r->old, attrs[i]);
		else
			r->differs |= nfct_get_attr_u32(from, attrs[i]) != nfct_get_attr_u32(r->old, attrs[i]);
		nfct_copy_attr(r->new, from, attrs[i]);
	}
}

/* Kernels that track it take the state together with the role, and neither alone. */
static void revise_dccp(struct revision *r)
{
	const struct nf_conntrack *role = wants(r, ATTR_DCCP_ROLE) ? r->change->flow : r->old;

	if (!wants(r, ATTR_DCCP_STATE) && !wants(r, ATTR_DCCP_ROLE))
		return;
	r->differs |= nfct_get_attr_u8(role, ATTR_DCCP_ROLE) != nfct_get_attr_u8(r->old, ATTR_DCCP_ROLE);
	nfct_set_attr_u8(r->new, ATTR_DCCP_ROLE, nfct_get_attr_u8(role, ATTR_DCCP_ROLE));
	if (!revise_u8(r, ATTR_DCCP_STATE))
		nfct_set_attr_u8(r->new, ATTR_DCCP_STATE,
				 nfct_get_attr_u8(wants(r, ATTR_DCCP_STATE) ? r->change->flow : r->old, ATTR_DCCP_STATE));
}

/* State and what belongs to it; only for entries of the protocol that has it. */
static void revise_protocol(struct revision *r)
{
	uint8_t protonum = nfct_get_attr_u8(r->old, ATTR_L4PROTO);

	if (protonum == proto_tcp.number)
		revise_tcp(r);
	else if (protonum == proto_dccp.number)
		revise_dccp(r);
	else if (protonum == proto_sctp.number)
		revise_sctp(r);
	change_complete_scales(r->new, r->old);
}

/* A label operation on an entry that has labels always counts as a change. */
static int revise_labels(struct revision *r, struct error *err)
{
	struct label_set all = { .bits = { UINT64_MAX, UINT64_MAX } }, none = { .bits = { 0 } };
	enum label_change kind = r->change->label_change;
	bool adds = kind == LABELS_ADD || kind == LABELS_REPLACE;
	const struct label_set *value = adds ? &r->change->labels : &none;
	const struct label_set *mask = kind == LABELS_CLEAR || kind == LABELS_REPLACE ? &all : &r->change->labels;
	struct nfct_bitmask *bits;

	if (kind == LABELS_KEEP || (!adds && nfct_attr_is_set(r->old, ATTR_CONNLABELS) <= 0))
		return 0;
	bits = change_bitmask(value);
	if (bits)
		nfct_set_attr(r->new, ATTR_CONNLABELS, bits);
	bits = bits ? change_bitmask(mask) : NULL;
	if (!bits)
		return error_nomem(err);
	nfct_set_attr(r->new, ATTR_CONNLABELS_MASK, bits);
	r->differs = true;
	return 0;
}

static void revise_helper(struct revision *r)
{
	if (!opt_set_has(r->given, OPT_HELPER))
		return;
	nfct_set_attr(r->new, ATTR_HELPER_NAME, nfct_get_attr(r->change->flow, ATTR_HELPER_NAME));
	r->differs = true;
}

int revision_put(struct query *query, const struct change *change, const struct opt_set *given,
		 const struct nf_conntrack *flow, struct error *err)
{
	struct revision r = { .change = change, .given = given, .old = flow, .new = nfct_new() };
	int result;

	if (!r.new)
		return error_nomem(err);
	revise_mark(&r);
	revise_status(&r);
	revise_timeout(&r);
	revise_protocol(&r);
	revise_helper(&r);
	result = revise_labels(&r, err);
	if (result == 0 && r.differs)
		result = query_put_revision(query, flow, r.new, err) < 0 ? -1 : 1;
	nfct_destroy(r.new);
	return result;
}
