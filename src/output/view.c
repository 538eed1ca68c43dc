/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/view.h"

#include "base/escape.h"
#include "model/field_get.h"
#include "model/names.h"
#include "model/nat.h"
#include "output/parts.h"
#include "output/value.h"

/* [2001:db8:1:2:3:4:5:6]:65535 at most, but for addresses that are longer. */
enum { TYPICAL_END = 21, WIDEST_END = 39 + 8, WIDEST_NAT = 2 * (WIDEST_END + 4) + 1 };

enum { SRC, DST };

/* What follows the address: a port, a key, the number of a ping; false: nothing, or any. */
static bool number_of(const struct tuple *t, unsigned end, unsigned *number)
{
	bool has_id = t->proto && t->proto->shape == PROTO_ICMP;

	if (!t->has_l4 || (has_id && end == DST))
		return false;
	*number = has_id ? t->id : end == SRC ? t->sport : t->dport;
	return *number != 0;
}

/* NAME may be NULL. */
static void put_end(struct buf *b, const struct tuple *t, unsigned end, const char *name, bool with_number)
{
	bool brackets = false;
	unsigned number = 0;

	with_number = with_number && number_of(t, end, &number);
	brackets = with_number && !name && t->family == FAMILY_IPV6;
	if (brackets)
		buf_char(b, '[');
	if (name)
		put_plain(b, name);
	else
		put_address(b, t->family, end == SRC ? t->src : t->dst);
	if (brackets)
		buf_char(b, ']');
	if (with_number)
		put_field(b, ":", number);
}

static bool put_flow_end(struct output *out, const struct view *view, const struct record *rec)
{
	struct tuple t = tuple_orig(rec->flow);

	put_end(&out->text, &t, view->end,
		rec->names ? rec->names[view->end == SRC ? NAME_ORIG_SRC : NAME_ORIG_DST] : NULL, true);
	return true;
}

static bool put_expect_end(struct output *out, const struct view *view, const struct record *rec)
{
	struct tuple t = tuple_expect(rec->expect, (enum nf_expect_attr)view->tuple);

	if (t.family == FAMILY_NONE)
		return false;
	put_end(&out->text, &t, view->end, NULL, true);
	return true;
}

/* The end that END of the original direction becomes: the opposite one of the reply. */
static void put_translated(struct buf *b, const struct tuple *orig, const struct tuple *reply, unsigned end)
{
	unsigned before = 0, behind = 0;
	bool other = number_of(orig, end, &before) && number_of(reply, !end, &behind) && before != behind;

	if (end == SRC)
		buf_lit(b, "S-> ");
	else
		buf_lit(b, "D-> ");
	put_end(b, reply, !end, NULL, other);
}

static bool put_nat(struct output *out, const struct view *view, const struct record *rec)
{
	unsigned nat = nat_of(rec->flow);
	struct tuple orig, reply;

	(void)view;
	if (!nat)
		return false;
	orig = tuple_orig(rec->flow);
	reply = tuple_reply(rec, &orig);
	if (nat & NAT_SRC)
		put_translated(&out->text, &orig, &reply, SRC);
	if (nat == (NAT_SRC | NAT_DST))
		buf_char(&out->text, ' ');
	if (nat & NAT_DST)
		put_translated(&out->text, &orig, &reply, DST);
	return true;
}

#define END(title_, part_, end_, tuple_, put_) \
	{ .title = title_, .part = part_, .end = end_, .tuple = tuple_, \
	  .typical = TYPICAL_END, .widest = WIDEST_END, .put = put_ }

static const struct view views[] = {
	END("src", PART_FLOW, SRC, 0, put_flow_end),
	END("dst", PART_FLOW, DST, 0, put_flow_end),
	END("", PART_EXPECTED, SRC, ATTR_EXP_EXPECTED, put_expect_end),
	END("", PART_EXPECTED, DST, ATTR_EXP_EXPECTED, put_expect_end),
	END("", PART_MASTER, SRC, ATTR_EXP_MASTER, put_expect_end),
	END("", PART_MASTER, DST, ATTR_EXP_MASTER, put_expect_end),
};

static bool put_rate(struct output *out, const struct view *view, const struct record *rec)
{
	const struct value rate = { .number = rec->rate[view->end] };

	if (rec->has_rate)
		put_value(out, &fields[FIELD_ID_RATE_BYTES], &rate, 0);
	return rec->has_rate;
}

static const struct view rate_views[RATE_COUNT] = {
	[RATE_ORIG_BYTES] = { .title = "orig B/s", .end = RATE_ORIG_BYTES, .put = put_rate },
	[RATE_REPLY_BYTES] = { .title = "reply B/s", .end = RATE_REPLY_BYTES, .put = put_rate },
};

const struct view view_nat = { .title = "nat", .widest = WIDEST_NAT, .put = put_nat };

const struct view *view_of(const struct field *field)
{
	const unsigned end = field->attr == ATTR_ORIG_IPV4_SRC ? SRC : DST;

	if (field->get == get_rate)
		return &rate_views[field->attr];
	if (field->get != get_address)
		return NULL;
	for (size_t i = 0; i < sizeof(views) / sizeof(*views); i++)
		if (views[i].part == field->part && views[i].end == end)
			return &views[i];
	return NULL;
}

bool view_includes(const struct field *field)
{
	return field->get == get_port || field->get == get_nat || field->get == get_name;
}

const char *view_name(const struct view *view, const struct field *field)
{
	return view && *view->title ? view->title : field->name;
}
