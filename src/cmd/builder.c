/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/builder.h"

void builder_init(struct builder *b, struct request_reader *reader, struct request *rq)
{
	*b = (struct builder){ .reader = reader, .rq = rq };
}

void builder_release(struct builder *b)
{
	for (unsigned id = 0; id < OPTION_COUNT; id++) {
		if (b->set_used[id])
			set_free(&b->sets[id]);
		expr_free(b->tests[id]);
	}
}

int builder_family(struct builder *b, uint8_t family, struct error *err)
{
	if (b->rq->family && b->rq->family != family)
		return error_usage(err, "mismatched address family");
	b->rq->family = family;
	return 0;
}

/* Whether one of the protocols in BITS of protos[] allows option ID at all, or in ROLE. */
static bool known_to(unsigned bits, unsigned id, int role)
{
	for (unsigned i = 0; protos[i]; i++)
		for (int r = 0; bits >> i & 1 && r < PROTO_ROLE_COUNT; r++)
			if ((role < 0 || r == role) && (opt_list_has(protos[i]->use[r].may, id) ||
							opt_list_has(protos[i]->use[r].must, id)))
				return true;
	return false;
}

void builder_take_protocol(struct builder *b, const struct proto *own)
{
	for (unsigned i = 0; own && protos[i]; i++)
		if (protos[i] == own)
			b->protos |= 1U << i;
	b->proto_other |= !own;
}

const struct proto *builder_only_protocol(const struct builder *b)
{
	for (unsigned i = 0; protos[i]; i++)
		if (b->protos == 1U << i && !b->proto_other)
			return protos[i];
	return NULL;
}

int builder_check_protocols(struct builder *b, struct error *err)
{
	enum proto_role role = b->rq->command->role;
	const struct proto *only = builder_only_protocol(b);
	bool any = !b->protos && !b->proto_other;

	for (unsigned id = OPTION_FIRST_L4; id <= OPTION_LAST_L4; id++) {
		if (!request_has(b->rq, id))
			continue;
		if (!any && !known_to(b->protos, id, -1))
			return error_usage(err, "unknown option `--%s'", options[id].opt.name);
		if (!known_to(any ? ~0U : b->protos, id, (int)role))
			return error_usage(err, "Illegal option `--%s' with this command",
					   options[id].opt.name);
	}
	if (!only)
		return 0;
	return opt_check(b->reader->rows, OPTION_FIRST_L4, OPTION_LAST_L4, &b->rq->given,
			 &only->use[role], err);
}

/* An option of one kind of ICMP, without -p, implies the protocol. */
static int imply_icmp(struct builder *b, struct error *err)
{
	for (unsigned id = OPT_ICMP_TYPE; id <= OPT_ICMPV6_ID && !b->set_used[OPT_PROTONUM]; id++)
		if (b->set_used[id])
			return select_protocol(b, OPT_PROTONUM,
					       id < OPT_ICMPV6_TYPE ? "icmp" : "icmpv6", err);
	return 0;
}

/* Addresses under a mask that needs not be a prefix: one test each. */
static struct expr *masked_addresses(struct builder *b, unsigned id, struct error *err)
{
	const struct addr *mask = &b->masks[id == OPT_DST].mask;
	enum field_id field = id == OPT_DST ? FIELD_ID_ORIG_DST : FIELD_ID_ORIG_SRC;
	const struct set *set = &b->sets[id];
	struct expr *any = expr_masked_addr(field, &set->addrs[0].low, mask, err);

	for (size_t i = 1; i < set->count; i++)
		any = expr_or(expr_masked_addr(field, &set->addrs[i].low, mask, err), any, err);
	return any;
}

static struct expr *option_test(struct builder *b, unsigned id, struct error *err)
{
	struct expr *test = b->tests[id];

	if ((id == OPT_SRC || id == OPT_DST) && b->masks[id == OPT_DST].counts)
		return masked_addresses(b, id, err);
	if (b->set_used[id])
		return expr_in(builder_field(id), &b->sets[id], err);
	b->tests[id] = NULL;
	return test;
}

static struct expr *status_test(struct builder *b, struct error *err)
{
	if (!b->status_mask) {
		error_usage(err, "option `--status' names no status to select by");
		return NULL;
	}
	return expr_masked(FIELD_ID_STATUS, b->status_wanted, b->status_mask, err);
}

int builder_filter(struct builder *b, struct error *err)
{
	struct expr *all = expr_true(err);

	if (imply_icmp(b, err) < 0) {
		expr_free(all);
		return -1;
	}
	for (unsigned id = 0; id < OPTION_COUNT; id++)
		if (b->set_used[id] || b->tests[id])
			all = expr_and(all, option_test(b, id, err), err);
	if (request_has(b->rq, OPT_STATUS) && !opt_list_has(b->rq->command->assigns, OPT_STATUS))
		all = expr_and(all, status_test(b, err), err);
	if (b->labels_wanted)
		all = expr_and(all, expr_labels(&b->labels, err), err);
	if (all)
		all = expr_and(all, builder_expression(b, err), err);
	b->rq->filter = all;
	return all ? 0 : -1;
}
