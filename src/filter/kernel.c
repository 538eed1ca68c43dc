/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/kernel.h"

#include "model/proto.h"

#include <string.h>
#include <sys/socket.h>

/*
 * Kernels (6.18 among them) take the comparison of IPv6 addresses the wrong way
 * round and hide the very entries that were asked for. So only the family of
 * such an address is of use.
 */
static void take_addr(struct prefilter_tuple *t, bool source, const struct addr *a, uint8_t *family)
{
	/* an address of another family than one before: nothing can match */
	if (*family && *family != a->family)
		return;
	*family = a->family;
	if (a->family != AF_INET)
		return;
	memcpy(source ? t->src : t->dst, a->bytes, sizeof(t->src));
	*(source ? &t->has_src : &t->has_dst) = true;
}

/*
 * What an exact test says of a tuple. A tuple that already has a value keeps
 * it: asking for less is always right.
 */
static void take_exact_number(struct prefilter *f, enum field_id id, uint64_t n)
{
	struct prefilter_tuple *t = id >= FIELD_ID_REPLY_SRC && id <= FIELD_ID_REPLY_DSTKEY ?
		&f->reply : &f->orig;

	switch ((int)id) {
	case FIELD_ID_PROTONUM:
		t->proto = (uint8_t)n;
		t->has_proto = true;
		break;
	case FIELD_ID_ORIG_SPORT:
	case FIELD_ID_REPLY_SPORT:
		t->sport = (uint16_t)n;
		t->has_sport = true;
		break;
	case FIELD_ID_ORIG_DPORT:
	case FIELD_ID_REPLY_DPORT:
		t->dport = (uint16_t)n;
		t->has_dport = true;
		break;
	case FIELD_ID_ORIG_TYPE:
		t->icmp_type = (uint8_t)n;
		t->has_icmp_type = true;
		break;
	case FIELD_ID_ORIG_CODE:
		t->icmp_code = (uint8_t)n;
		t->has_icmp_code = true;
		break;
	case FIELD_ID_ORIG_ID:
		t->icmp_id = (uint16_t)n;
		t->has_icmp_id = true;
		break;
	case FIELD_ID_ZONE:
		/* for the kernel zone 0 excludes entries with a zone in one direction */
		f->zone = (uint16_t)n;
		f->has_zone = n != 0;
		break;
	case FIELD_ID_MARK:
		f->mark = (uint32_t)n;
		f->mark_mask = UINT32_MAX;
		f->has_mark = true;
		break;
	default:
		break;
	}
}

static void take_in(const struct expr *e, struct prefilter *f, uint8_t *family)
{
	enum field_id id = (enum field_id)(e->field - fields);
	const struct addr *a = set_single_addr(&e->set);
	uint64_t n;

	if (a)
		take_addr(id == FIELD_ID_REPLY_SRC || id == FIELD_ID_REPLY_DST ? &f->reply : &f->orig,
			  id == FIELD_ID_ORIG_SRC || id == FIELD_ID_REPLY_SRC, a, family);
	else if (e->set.type == FIELD_ADDRESS && e->set.count &&
		 e->set.addrs[0].low.family == e->set.addrs[e->set.count - 1].low.family && !*family)
		*family = e->set.addrs[0].low.family;
	else if (set_single_number(&e->set, &n))
		take_exact_number(f, id, n);
}

static void take_masked(const struct expr *e, struct prefilter *f)
{
	uint32_t mask = (uint32_t)e->masked.mask, wanted = (uint32_t)e->masked.wanted;

	if (e->field == &fields[FIELD_ID_MARK]) {
		f->mark = wanted;
		f->mark_mask = mask;
		f->has_mark = true;
	} else if (e->field == &fields[FIELD_ID_STATUS] && mask) {
		f->status = wanted;
		f->status_mask = mask;
		f->has_status = true;
	}
}

static void take(const struct expr *e, struct prefilter *f, uint8_t *family)
{
	switch (e->kind) {
	case EXPR_AND:
		take(e->left, f, family);
		take(e->right, f, family);
		break;
	case EXPR_IN:
		take_in(e, f, family);
		break;
	case EXPR_MASKED:
		take_masked(e, f);
		break;
	case EXPR_MASKED_ADDR:
		if (!*family)
			*family = e->masked_addr.wanted.family;
		break;
	case EXPR_TRUE:
	case EXPR_OR:
	case EXPR_NOT:
	case EXPR_LABELS:
		break;
	}
}

/* The kernel compares ports and ICMP values only together with the protocol. */
static void drop_orphans(struct prefilter_tuple *t)
{
	const struct proto *proto = t->has_proto ? proto_by_number(t->proto) : NULL;

	if (!proto || proto->shape != PROTO_PORTS)
		t->has_sport = t->has_dport = false;
	if (!proto || proto->shape != PROTO_ICMP)
		t->has_icmp_type = t->has_icmp_code = t->has_icmp_id = false;
}

void kernel_prefilter(const struct expr *e, struct prefilter *out, uint8_t *family)
{
	memset(out, 0, sizeof(*out));
	take(e, out, family);
	/* both tuples of an entry have the same protocol */
	if (out->orig.has_proto && (out->reply.has_sport || out->reply.has_dport)) {
		out->reply.proto = out->orig.proto;
		out->reply.has_proto = true;
	}
	drop_orphans(&out->orig);
	drop_orphans(&out->reply);
}
