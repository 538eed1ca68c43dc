/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/setters.h"
#include "cmd/word_list.h"

#include "base/number.h"

#include <arpa/inet.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <string.h>
#include <strings.h>

typedef enum nf_conntrack_attr attr_t;

/* The kernel keeps so much of a helper's name, the NUL among it. */
enum { HELPER_NAME_SIZE = 16 };

static struct nf_conntrack *flow_of(struct builder *b, struct error *err)
{
	return change_object(&b->rq->change, &b->rq->change.flow, err);
}

int assign_protocol(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	struct nf_conntrack *flow = flow_of(b, err);
	const struct proto *own;
	uint8_t number;

	if (!flow || proto_parse(arg, &number, &own, err) < 0)
		return -1;
	nfct_set_attr_u8(flow, id == OPT_MASTER_PROTO ? ATTR_MASTER_L4PROTO : ATTR_L4PROTO, number);
	return 0;
}

int assign_mark(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	uint64_t mark, mask;

	(void)id;
	if (builder_parse_mark(arg, &mark, &mask, err) < 0)
		return -1;
	b->rq->change.mark = (uint32_t)mark;
	b->rq->change.mark_mask = (uint32_t)mask;
	return 0;
}

static void take_status(struct builder *b, const struct word *word, bool negated)
{
	if (word && !negated)
		b->rq->change.status |= word->value;
}

/* Bits are only ever added, so a name behind ! asks for nothing. */
int assign_status(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	static const struct word_list list = {
		.option = OPT_STATUS, .words = status_option_words, .exact = "UNREPLIED", .negatable = true,
		.take = take_status,
	};

	(void)id;
	return builder_words(b, &list, arg, err);
}

/* Flags that were named stay, wherever on the line they stood. */
static void put_default_flags(struct nf_conntrack *flow, uint8_t state)
{
	static const struct { attr_t flags, mask; } sides[] = {
		{ ATTR_TCP_FLAGS_ORIG, ATTR_TCP_MASK_ORIG }, { ATTR_TCP_FLAGS_REPL, ATTR_TCP_MASK_REPL },
	};
	uint8_t flags = proto_tcp_default_flags(state);

	for (size_t i = 0; i < sizeof(sides) / sizeof(*sides); i++) {
		if (nfct_get_attr_u8(flow, sides[i].mask) == UINT8_MAX)
			continue;
		nfct_set_attr_u8(flow, sides[i].flags, flags);
		nfct_set_attr_u8(flow, sides[i].mask, flags);
	}
}

int assign_state(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	struct nf_conntrack *flow = flow_of(b, err);
	const struct proto *proto = builder_only_protocol(b);
	const struct word *state;

	if (!flow)
		return -1;
	if (!proto || !proto->states)
		return error_usage(err, "unknown option `--state'");
	state = word_in_any_case(proto->states, arg);
	if (!state) {
		error_usage(err, "%s `%s'", proto->state_fault, arg);
		return builder_advise(id, arg, strlen(arg), proto->states, err);
	}
	nfct_set_attr_u8(flow, (attr_t)proto->state_attr, (uint8_t)state->value);
	if (proto == &proto_tcp)
		put_default_flags(flow, (uint8_t)state->value);
	return 0;
}

int assign_role(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	const struct word *role = word_find_prefix(role_words, arg, strlen(arg));
	struct nf_conntrack *flow = flow_of(b, err);

	(void)id;
	if (!role)
		return error_usage(err, "Unknown DCCP role `%s'", arg);
	if (flow)
		nfct_set_attr_u8(flow, ATTR_DCCP_ROLE, (uint8_t)role->value);
	return flow ? 0 : -1;
}

int assign_nat(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	bool source = id == OPT_SRC_NAT, v6;
	struct nf_conntrack *flow = flow_of(b, err);
	struct addr a;
	int port;

	if (!flow)
		return -1;
	if (!arg)	/* "translated": nothing to set */
		return 0;
	if (builder_parse_endpoint(b, id, arg, &a, &port, err) < 0)
		return -1;
	v6 = a.family == AF_INET6;
	nfct_set_attr(flow, source ? (v6 ? ATTR_SNAT_IPV6 : ATTR_SNAT_IPV4) :
				     (v6 ? ATTR_DNAT_IPV6 : ATTR_DNAT_IPV4), a.bytes);
	if (port >= 0)
		nfct_set_attr_u16(flow, source ? ATTR_SNAT_PORT : ATTR_DNAT_PORT, htons((uint16_t)port));
	else	/* not that of an option that stood in front */
		nfct_attr_unset(flow, source ? ATTR_SNAT_PORT : ATTR_DNAT_PORT);
	return 0;
}

/* Names are looked up once the whole line is read. */
int assign_labels(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	struct change *c = &b->rq->change;
	enum label_change kind = id == OPT_LABEL_ADD ? LABELS_ADD : arg ? LABELS_REMOVE : LABELS_CLEAR;

	if (c->label_change != LABELS_KEEP && (c->label_change == LABELS_ADD) != (kind == LABELS_ADD))
		return error_usage(err, "cannot use --label-add and --label-del at the same time");
	c->label_change = kind;
	return 0;
}

int assign_helper(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	struct nf_conntrack *flow = flow_of(b, err);

	(void)id;
	if (!*arg || strlen(arg) >= HELPER_NAME_SIZE)
		return error_usage(err, "`%s' is no name of a helper: 1 to %d characters", arg,
				   HELPER_NAME_SIZE - 1);
	if (flow)
		nfct_set_attr(flow, ATTR_HELPER_NAME, arg);
	return flow ? 0 : -1;
}

/* Flags of one direction; naming them also says that the others are clear. */
int assign_flags(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	bool orig = id == OPT_ORIG_FLAGS;
	struct nf_conntrack *flow = flow_of(b, err);
	uint64_t n;

	if (!number_parse(arg, NUMBER_C, UINT8_MAX, &n))
		return builder_bad_value(id, arg, err);
	if (!flow)
		return -1;
	nfct_set_attr_u8(flow, orig ? ATTR_TCP_FLAGS_ORIG : ATTR_TCP_FLAGS_REPL, (uint8_t)n);
	nfct_set_attr_u8(flow, orig ? ATTR_TCP_MASK_ORIG : ATTR_TCP_MASK_REPL, UINT8_MAX);
	return 0;
}

/* Three numbers A:B:C into three attributes. */
int assign_triple(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	static const attr_t orig[] = { ATTR_ORIG_NAT_SEQ_CORRECTION_POS,
		ATTR_ORIG_NAT_SEQ_OFFSET_BEFORE, ATTR_ORIG_NAT_SEQ_OFFSET_AFTER };
	static const attr_t reply[] = { ATTR_REPL_NAT_SEQ_CORRECTION_POS,
		ATTR_REPL_NAT_SEQ_OFFSET_BEFORE, ATTR_REPL_NAT_SEQ_OFFSET_AFTER };
	static const attr_t synproxy[] = { ATTR_SYNPROXY_ISN, ATTR_SYNPROXY_ITS, ATTR_SYNPROXY_TSOFF };
	const attr_t *attrs = id == OPT_ORIG_SEQADJ ? orig : id == OPT_REPLY_SEQADJ ? reply : synproxy;
	struct nf_conntrack *flow = flow_of(b, err);
	const char *text = arg;

	for (int i = 0; flow && i < 3; i++) {
		size_t len = strcspn(text, ":");
		uint64_t n;

		if (!number_parse_n(text, len, NUMBER_DECIMAL, UINT32_MAX, &n) ||
		    (text[len] == ':') != (i < 2))
			return builder_bad_value(id, arg, err);
		nfct_set_attr_u32(flow, attrs[i], (uint32_t)n);
		text += len + 1;
	}
	return flow ? 0 : -1;
}
