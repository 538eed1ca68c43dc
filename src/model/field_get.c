/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field_get.h"

#include "model/names.h"
#include "model/nat.h"
#include "model/proto.h"
#include "model/timeouts.h"

#include <arpa/inet.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <string.h>

enum { NSEC_PER_SEC = 1000000000 };

/* The object that the row is about; NULL when the record has none. */
static const struct nf_conntrack *object(const struct field *f, const struct record *rec)
{
	static const enum nf_expect_attr parts[] = {
		[PART_EXPECTED] = ATTR_EXP_EXPECTED, [PART_MASK] = ATTR_EXP_MASK,
		[PART_MASTER] = ATTR_EXP_MASTER, [PART_NAT] = ATTR_EXP_NAT_TUPLE,
	};

	if (f->part == PART_FLOW)
		return rec->flow;
	return rec->expect ? nfexp_get_attr(rec->expect, parts[f->part]) : NULL;
}

static const void *read_attr(const struct field *f, const struct record *rec, int attr)
{
	const struct nf_conntrack *flow = object(f, rec);

	return flow ? nfct_get_attr(flow, (enum nf_conntrack_attr)attr) : NULL;
}

#define GET_NUMBER(name, member_type, convert) \
	bool name(const struct field *f, const struct record *rec, struct value *out) \
	{ \
		const member_type *value = read_attr(f, rec, f->attr); \
	\
		if (!value) \
			return false; \
		out->number = convert(*value); \
		return true; \
	}

GET_NUMBER(get_u8, uint8_t, )
GET_NUMBER(get_u16, uint16_t, )
GET_NUMBER(get_u32, uint32_t, )
GET_NUMBER(get_u64, uint64_t, )
GET_NUMBER(get_net16, uint16_t, ntohs)

static bool put_text(const char *text, struct value *out)
{
	if (!text)
		return false;
	out->text = text;
	return true;
}

bool get_text(const struct field *f, const struct record *rec, struct value *out)
{
	return put_text(read_attr(f, rec, f->attr), out);
}

bool get_address(const struct field *f, const struct record *rec, struct value *out)
{
	const void *v4 = read_attr(f, rec, f->attr);
	const void *v6 = v4 ? NULL : read_attr(f, rec, f->attr6);

	if (!v4 && !v6)
		return false;
	out->addr = (struct addr){ .family = v4 ? FAMILY_IPV4 : FAMILY_IPV6 };
	memcpy(out->addr.bytes, v4 ? v4 : v6, v4 ? 4 : 16);
	return true;
}

/* Ports and keys share a slot of the tuple: the protocol says what it holds. */
static bool get_slot(const struct field *f, const struct record *rec, enum proto_shape shape,
		     struct value *out)
{
	const uint8_t *number = read_attr(f, rec, ATTR_L4PROTO);
	const struct proto *proto = number ? proto_by_number(*number) : NULL;
	const uint16_t *slot = proto && proto->shape == shape ? read_attr(f, rec, f->attr) : NULL;

	if (!slot)
		return false;
	out->number = ntohs(*slot);
	return true;
}

bool get_port(const struct field *f, const struct record *rec, struct value *out)
{
	return get_slot(f, rec, PROTO_PORTS, out);
}

bool get_key(const struct field *f, const struct record *rec, struct value *out)
{
	return get_slot(f, rec, PROTO_KEYS, out);
}

bool get_reply_icmp(const struct field *f, const struct record *rec, struct value *out)
{
	if (!rec->has_reply_icmp)
		return false;
	out->number = f->attr == ATTR_ICMP_TYPE ? rec->reply_icmp_type :
		      f->attr == ATTR_ICMP_CODE ? rec->reply_icmp_code : rec->reply_icmp_id;
	return true;
}

bool get_family(const struct field *f, const struct record *rec, struct value *out)
{
	const uint8_t *family = read_attr(f, rec, f->attr);

	return family && put_text(word_name(family_words, *family), out);
}

#define TEN(tens) tens "0", tens "1", tens "2", tens "3", tens "4", \
	tens "5", tens "6", tens "7", tens "8", tens "9"

/* A protocol without a name goes by its number. No pointers: they would have to be relocated. */
static const char numbers[UINT8_MAX + 1][4] = {
	TEN(""), TEN("1"), TEN("2"), TEN("3"), TEN("4"), TEN("5"), TEN("6"), TEN("7"), TEN("8"),
	TEN("9"), TEN("10"), TEN("11"), TEN("12"), TEN("13"), TEN("14"), TEN("15"), TEN("16"),
	TEN("17"), TEN("18"), TEN("19"), TEN("20"), TEN("21"), TEN("22"), TEN("23"), TEN("24"),
	"250", "251", "252", "253", "254", "255",
};

bool get_proto(const struct field *f, const struct record *rec, struct value *out)
{
	const uint8_t *number = read_attr(f, rec, f->attr);
	const struct proto *proto = number ? proto_by_number(*number) : NULL;

	return number && put_text(proto ? proto->name : numbers[*number], out);
}

bool get_state(const struct field *f, const struct record *rec, struct value *out)
{
	(void)f;
	return rec->flow && put_text(proto_state(rec->flow), out);
}

bool get_ctstate(const struct field *f, const struct record *rec, struct value *out)
{
	const uint32_t *status = read_attr(f, rec, f->attr);

	return status && put_text(*status & STATUS_EXPECTED ? "RELATED" :
				  *status & STATUS_SEEN_REPLY ? "ESTABLISHED" : "NEW", out);
}

bool get_role(const struct field *f, const struct record *rec, struct value *out)
{
	const uint8_t *role = read_attr(f, rec, f->attr);

	return role && put_text(word_name(role_words, *role), out);
}

bool get_sum(const struct field *f, const struct record *rec, struct value *out)
{
	const uint64_t *orig = read_attr(f, rec, f->attr), *reply = read_attr(f, rec, f->attr6);

	if (!orig && !reply)
		return false;
	out->number = (orig ? *orig : 0) + (reply ? *reply : 0);
	return true;
}

bool get_name(const struct field *f, const struct record *rec, struct value *out)
{
	return rec->names && put_text(rec->names[f->attr], out);
}

bool get_rate(const struct field *f, const struct record *rec, struct value *out)
{
	if (!rec->has_rate)
		return false;
	out->number = rec->rate[f->attr];
	return true;
}

bool get_rate_sum(const struct field *f, const struct record *rec, struct value *out)
{
	if (!rec->has_rate)
		return false;
	out->number = rec->rate[f->attr] + rec->rate[f->attr6];
	return true;
}

bool get_nat(const struct field *f, const struct record *rec, struct value *out)
{
	(void)f;
	if (!rec->flow)
		return false;
	out->number = nat_of(rec->flow);
	return true;
}

bool get_labels(const struct field *f, const struct record *rec, struct value *out)
{
	(void)f;
	return rec->flow && label_set_of(rec->flow, &out->labels);
}

static uint64_t nanoseconds(struct timespec t)
{
	return (uint64_t)t.tv_sec * NSEC_PER_SEC + (uint64_t)t.tv_nsec;
}

/* A clock that was set back makes nothing younger than new. */
bool get_age(const struct field *f, const struct record *rec, struct value *out)
{
	const uint64_t *start = read_attr(f, rec, ATTR_TIMESTAMP_START);
	const uint64_t *stop = read_attr(f, rec, ATTR_TIMESTAMP_STOP);
	uint64_t now = stop ? *stop : nanoseconds(rec->time);

	if (!start || now == 0)
		return false;
	out->number = now > *start ? now - *start : 0;
	return true;
}

bool get_idle(const struct field *f, const struct record *rec, struct value *out)
{
	const uint32_t *left = read_attr(f, rec, f->attr);
	uint32_t whole = left && rec->timeouts ? timeout_whole(rec->timeouts, rec->flow, *left) : 0;

	if (!whole)
		return false;
	out->number = whole - *left;
	return true;
}

bool get_event(const struct field *f, const struct record *rec, struct value *out)
{
	static const char *const names[] = {
		[RECORD_NEW] = "new", [RECORD_UPDATE] = "update", [RECORD_DESTROY] = "destroy",
	};

	(void)f;
	return record_is_event(rec) && put_text(names[rec->cause], out);
}

bool get_time(const struct field *f, const struct record *rec, struct value *out)
{
	(void)f;
	if (!record_is_event(rec))
		return false;
	out->number = nanoseconds(rec->time);
	return true;
}

bool get_portid(const struct field *f, const struct record *rec, struct value *out)
{
	(void)f;
	if (!record_is_event(rec) || rec->portid == 0)
		return false;
	out->number = rec->portid;
	return true;
}

bool get_via(const struct field *f, const struct record *rec, struct value *out)
{
	static const char *const names[] = { [VIA_RESYNC] = "resync", [VIA_SELECTION] = "selection" };

	(void)f;
	return record_is_event(rec) && rec->via != VIA_KERNEL && put_text(names[rec->via], out);
}

/* Outside a tuple; "attr" is one of nf_expect. */
static const void *read_expect_attr(const struct field *f, const struct record *rec)
{
	enum nf_expect_attr attr = (enum nf_expect_attr)f->attr;

	if (!rec->expect || nfexp_attr_is_set(rec->expect, attr) <= 0)
		return NULL;
	return nfexp_get_attr(rec->expect, attr);
}

bool get_expect_u16(const struct field *f, const struct record *rec, struct value *out)
{
	const uint16_t *value = read_expect_attr(f, rec);

	if (!value)
		return false;
	out->number = *value;
	return true;
}

bool get_expect_u32(const struct field *f, const struct record *rec, struct value *out)
{
	const uint32_t *value = read_expect_attr(f, rec);

	if (!value)
		return false;
	out->number = *value;
	return true;
}

bool get_expect_text(const struct field *f, const struct record *rec, struct value *out)
{
	const char *text = read_expect_attr(f, rec);

	if (!text)
		return false;
	out->text = text;
	return true;
}
