/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/builder.h"

#include "cmd/setters.h"

#include <string.h>

void builder_init(struct builder *b, struct request_reader *reader, struct request *rq)
{
	memset(b, 0, offsetof(struct builder, sets));
	set_init(&b->typed[0], &fields[FIELD_ID_ORIG_SRC]);
	set_init(&b->typed[1], &fields[FIELD_ID_ORIG_DST]);
	b->reader = reader;
	b->rq = rq;
}

void builder_release(struct builder *b)
{
	for (unsigned id = 0; (id = opt_set_next(&b->with_set, id)) < OPTION_COUNT; id++)
		set_free(&b->sets[id]);
	for (unsigned id = 0; (id = opt_set_next(&b->with_test, id)) < OPTION_COUNT; id++)
		expr_free(b->tests[id]);
	set_free(&b->typed[0]);
	set_free(&b->typed[1]);
}

void builder_imply_mask(struct builder *b, unsigned id, bool source)
{
	opt_set_add(&b->rq->given, source ? OPT_MASK_SRC : OPT_MASK_DST);
	b->masks[!source].prefixed = true;
	b->masks[!source].option = (uint8_t)id;
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

void builder_forget_protocols(struct builder *b)
{
	b->protos = 0;
	b->proto_other = false;
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

	for (unsigned id = OPTION_FIRST_L4;
	     (id = opt_set_next(&b->rq->given, id)) <= OPTION_LAST_L4; id++) {
		if (known_to(any ? ~0U : b->protos, id, (int)role))
			continue;
		if (!any && !known_to(b->protos, id, -1))
			return error_usage(err, "unknown option `--%s'", options[id].opt.name);
		return error_usage(err, "Illegal option `--%s' with this command",
				   options[id].opt.name);
	}
	if (!only)
		return 0;
	return opt_check(b->reader->rows, OPTION_FIRST_L4, OPTION_LAST_L4, &b->rq->given,
			 &only->use[role], err);
}

/* The options of each kind of ICMP, which compare the same fields. */
static const struct icmp_kind {
	const struct proto *proto;
	unsigned first, last;
} icmp_kinds[] = {
	{ &proto_icmp, OPT_ICMP_TYPE, OPT_ICMP_ID },
	{ &proto_icmpv6, OPT_ICMPV6_TYPE, OPT_ICMPV6_ID },
};

enum { ICMP_KINDS = sizeof(icmp_kinds) / sizeof(*icmp_kinds) };

static bool has_kind(const struct builder *b, const struct icmp_kind *kind)
{
	return opt_set_next(&b->with_set, kind->first) <= kind->last;
}

/* Addresses under a mask that needs not be a prefix: one test each. */
static struct expr *masked_addresses(struct builder *b, unsigned id, struct error *err)
{
	const struct addr *mask = &b->masks[id == OPT_DST].mask;
	enum field_id field = id == OPT_DST ? FIELD_ID_ORIG_DST : FIELD_ID_ORIG_SRC;
	const struct set *set = &b->typed[id == OPT_DST];
	struct expr *any;

	if (b->masks[id == OPT_DST].ranges) {
		error_usage(err, "Can't use --mask-%s with a range", options[id].opt.name);
		return NULL;
	}
	any = expr_masked_addr(field, &set->addrs[0].low, mask, err);
	for (size_t i = 1; i < set->count; i++)
		any = expr_or(expr_masked_addr(field, &set->addrs[i].low, mask, err), any, err);
	return any;
}

static struct expr *option_test(struct builder *b, unsigned id, struct error *err)
{
	if ((id == OPT_SRC || id == OPT_DST) && b->masks[id == OPT_DST].source == MASK_SAID)
		return masked_addresses(b, id, err);
	if (opt_set_has(&b->with_set, id))
		return expr_in(builder_field(id), &b->sets[id], err);
	opt_set_remove(&b->with_test, id);
	return b->tests[id];
}

/* Fields that both kinds have, of flows of this one. */
static struct expr *icmp_test(struct builder *b, const struct icmp_kind *kind, struct error *err)
{
	struct expr *all = builder_only_protocol(b) == kind->proto ? expr_true(err) :
			   expr_number(FIELD_ID_PROTONUM, kind->proto->number, err);

	for (unsigned id = kind->first; all && id <= kind->last; id++)
		if (opt_set_has(&b->with_set, id))
			all = expr_and(all, option_test(b, id, err), err);
	return all;
}

/* What the options of one kind ask no flow of the other has: of both, either will do. */
static struct expr *icmp_tests(struct builder *b, struct error *err)
{
	struct expr *any = NULL;

	for (size_t i = 0; i < ICMP_KINDS; i++) {
		struct expr *one;

		if (!has_kind(b, &icmp_kinds[i]))
			continue;
		one = icmp_test(b, &icmp_kinds[i], err);
		any = any ? expr_or(any, one, err) : one;
		if (!any)
			return NULL;
	}
	return any ? any : expr_true(err);
}

static struct expr *status_test(struct builder *b, struct error *err)
{
	const uint32_t both = b->status_set & b->status_clear;

	if (!(b->status_set | b->status_clear)) {
		error_usage(err, "option `--status' names no status to select by");
		return NULL;
	}
	if (both) {
		error_usage(err, "option `--status' contradicts itself: %s is to be set and to be clear",
			    word_name(status_words, both & -both));
		return NULL;
	}
	return expr_masked(FIELD_ID_STATUS, b->status_set, b->status_set | b->status_clear, err);
}

int builder_filter(struct builder *b, struct error *err)
{
	struct expr *all = expr_true(err);
	const struct opt_set selecting = opt_set_union(&b->with_set, &b->with_test);

	for (unsigned id = 0; all && (id = opt_set_next(&selecting, id)) < OPTION_COUNT; id++)
		if (id < OPT_ICMP_TYPE || id > OPT_ICMPV6_ID)
			all = expr_and(all, option_test(b, id, err), err);
	if (all)
		all = expr_and(all, icmp_tests(b, err), err);
	if (all && request_has(b->rq, OPT_STATUS) && !opt_list_has(b->rq->command->assigns, OPT_STATUS))
		all = expr_and(all, status_test(b, err), err);
	if (all && b->labels_wanted)
		all = expr_and(all, expr_labels(&b->labels, err), err);
	if (all && builder_has_expression(b))
		all = expr_and(all, builder_expression(b, err), err);
	b->rq->filter = all;
	return all ? 0 : -1;
}
