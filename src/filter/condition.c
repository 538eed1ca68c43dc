/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/condition.h"

#include "model/names.h"
#include "model/proto.h"

#include <string.h>
#include <sys/socket.h>

/*
 * Of an address only the four bytes of IPv4 count: kernels (6.18 among
 * them) take the comparison of IPv6 addresses the wrong way round and hide the
 * very entries that were asked for.
 */
struct condition {
	enum field_id field;
	uint8_t size;
	enum proto_shape needs;		/* compared only for such protocols */
	size_t has, value;
};

#define TUPLE_PART(id, size, needs, tuple, part) \
	{ FIELD_ID_##id, size, needs, offsetof(struct prefilter, tuple.has_##part), \
	  offsetof(struct prefilter, tuple.part) }
#define VALUE(id, size, part) \
	{ FIELD_ID_##id, size, PROTO_BARE, offsetof(struct prefilter, has_##part), \
	  offsetof(struct prefilter, part) }

static const struct condition conditions[] = {
	TUPLE_PART(PROTONUM, 1, PROTO_BARE, orig, proto),
	TUPLE_PART(ORIG_SRC, 4, PROTO_BARE, orig, src),
	TUPLE_PART(ORIG_DST, 4, PROTO_BARE, orig, dst),
	TUPLE_PART(ORIG_SPORT, 2, PROTO_PORTS, orig, sport),
	TUPLE_PART(ORIG_DPORT, 2, PROTO_PORTS, orig, dport),
	TUPLE_PART(ORIG_TYPE, 1, PROTO_ICMP, orig, icmp_type),
	TUPLE_PART(ORIG_CODE, 1, PROTO_ICMP, orig, icmp_code),
	TUPLE_PART(ORIG_ID, 2, PROTO_ICMP, orig, icmp_id),
	TUPLE_PART(REPLY_SRC, 4, PROTO_BARE, reply, src),
	TUPLE_PART(REPLY_DST, 4, PROTO_BARE, reply, dst),
	TUPLE_PART(REPLY_SPORT, 2, PROTO_PORTS, reply, sport),
	TUPLE_PART(REPLY_DPORT, 2, PROTO_PORTS, reply, dport),
	VALUE(ZONE, 2, zone),
	VALUE(MARK, 4, mark),
};

enum { CONDITION_COUNT = sizeof(conditions) / sizeof(*conditions) };

const struct condition *condition_of(const struct field *field)
{
	for (size_t i = 0; i < CONDITION_COUNT; i++)
		if (field == &fields[conditions[i].field])
			return &conditions[i];
	return NULL;
}

/* The flag and the value of a condition in F. */
static bool *has_of(const struct condition *c, struct prefilter *f)
{
	return (bool *)((char *)f + c->has);
}

static bool has(const struct condition *c, const struct prefilter *f)
{
	return *(const bool *)((const char *)f + c->has);
}

static uint64_t number_in(const struct condition *c, const struct prefilter *f)
{
	const void *at = (const char *)f + c->value;
	uint32_t n32;
	uint16_t n16;

	switch (c->size) {
	case 4:
		memcpy(&n32, at, sizeof(n32));
		return n32;
	case 2:
		memcpy(&n16, at, sizeof(n16));
		return n16;
	default:
		return *(const uint8_t *)at;
	}
}

static void put_number(const struct condition *c, struct prefilter *f, uint64_t n)
{
	void *at = (char *)f + c->value;
	uint32_t n32 = (uint32_t)n;
	uint16_t n16 = (uint16_t)n;

	if (c->size == 4)
		memcpy(at, &n32, sizeof(n32));
	else if (c->size == 2)
		memcpy(at, &n16, sizeof(n16));
	else
		*(uint8_t *)at = (uint8_t)n;
}

enum outcome condition_take_addr(const struct condition *c, struct plan_step *s, const struct addr *a)
{
	char *at = (char *)&s->filter + c->value;
	bool new_family = !s->family;

	if (s->family && s->family != a->family)
		return EMPTY;
	s->family = a->family;
	if (a->family != AF_INET)
		return new_family ? NARROWED : UNCHANGED;
	if (has(c, &s->filter))
		return memcmp(at, a->bytes, c->size) == 0 ? UNCHANGED : EMPTY;
	memcpy(at, a->bytes, c->size);
	*has_of(c, &s->filter) = true;
	return NARROWED;
}

static bool comparable(const struct condition *c, const struct prefilter *f)
{
	const struct proto *proto = f->orig.has_proto ? proto_by_number(f->orig.proto) : NULL;

	return c->needs == PROTO_BARE || (proto && proto->shape == c->needs);
}

enum outcome condition_take_number(const struct condition *c, struct plan_step *s, uint64_t n)
{
	struct prefilter *f = &s->filter;

	/* for the kernel zone 0 excludes entries with a zone in one direction */
	if (!comparable(c, f) || n >> (8 * c->size) || (c->field == FIELD_ID_ZONE && n == 0))
		return UNCHANGED;
	if (has(c, f))
		return c->field == FIELD_ID_MARK || number_in(c, f) == n ? UNCHANGED : EMPTY;
	put_number(c, f, n);
	*has_of(c, f) = true;
	if (c->field == FIELD_ID_MARK)
		f->mark_mask = UINT32_MAX;
	if (c->field == FIELD_ID_REPLY_SPORT || c->field == FIELD_ID_REPLY_DPORT) {
		/* both tuples have the same protocol, and it has to be said */
		f->reply.proto = f->orig.proto;
		f->reply.has_proto = true;
	}
	return NARROWED;
}

static bool value_is(const struct condition *c, const struct prefilter *f, const struct record *rec)
{
	const struct field *field = &fields[c->field];
	const char *at = (const char *)f + c->value;
	struct value v;

	if (!field->get(field, rec, &v)) {
		if (!field->zero_if_absent)
			return false;
		v.number = 0;
	}
	if (field->type == FIELD_ADDRESS)
		return v.addr.family == AF_INET && memcmp(v.addr.bytes, at, c->size) == 0;
	if (c->field == FIELD_ID_MARK)
		return (v.number & f->mark_mask) == f->mark;
	return v.number == number_in(c, f);
}

static bool family_is(uint8_t family, const struct record *rec)
{
	const struct field *field = &fields[FIELD_ID_ORIG_SRC];
	struct value v;

	return field->get(field, rec, &v) && v.addr.family == family;
}

static bool status_is(const struct prefilter *f, const struct record *rec)
{
	const struct field *field = &fields[FIELD_ID_STATUS];
	struct value v;

	return field->get(field, rec, &v) && (v.number & f->status_mask) == f->status;
}

bool step_fits(const struct plan_step *step, const struct record *rec)
{
	const struct prefilter *f = &step->filter;

	if (step->family && !family_is(step->family, rec))
		return false;
	for (size_t i = 0; i < CONDITION_COUNT; i++)
		if (has(&conditions[i], f) && !value_is(&conditions[i], f, rec))
			return false;
	return !f->has_status || status_is(f, rec);
}

static void describe_value(struct buf *out, const struct condition *c, const struct prefilter *f)
{
	buf_printf(out, " %s=", fields[c->field].name);
	if (fields[c->field].type == FIELD_ADDRESS)
		addr_put4(out, (const char *)f + c->value);
	else
		buf_u64(out, number_in(c, f));
	if (c->field == FIELD_ID_MARK && f->mark_mask != UINT32_MAX)
		buf_printf(out, "/0x%x", f->mark_mask);
}

void step_describe(struct buf *out, const struct plan_step *step)
{
	const struct prefilter *f = &step->filter;

	buf_printf(out, " family=%s", step->family ? word_name(family_words, step->family) : "any");
	for (size_t i = 0; i < CONDITION_COUNT; i++)
		if (has(&conditions[i], f))
			describe_value(out, &conditions[i], f);
	if (f->has_status)
		buf_printf(out, " status=0x%x/0x%x", f->status, f->status_mask);
}
