/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/explain.h"

#include "base/escape.h"
#include "filter/typed.h"

enum { SHOWN_MAX = 16 };

static bool is_prefix(const struct addr_range *r, unsigned *bits)
{
	for (*bits = 0; *bits <= addr_bits(r->low.family); ++*bits) {
		struct addr mask = addr_mask(r->low.family, *bits);
		struct addr low = addr_and(&r->low, &mask), high = addr_last(&r->low, *bits);

		if (addr_equal(&low, &r->low) && addr_equal(&high, &r->high))
			return true;
	}
	return false;
}

static void put_addresses(struct buf *out, const struct addr_range *r)
{
	unsigned bits;

	addr_put(out, &r->low);
	if (addr_equal(&r->low, &r->high))
		return;
	if (is_prefix(r, &bits)) {
		buf_char(out, '/');
		buf_u64(out, bits);
	} else {
		buf_char(out, '-');
		addr_put(out, &r->high);
	}
}

static void put_numbers(struct buf *out, const struct number_range *r)
{
	buf_u64(out, r->low);
	if (r->low == r->high)
		return;
	buf_char(out, '-');
	buf_u64(out, r->high);
}

static void put_value(struct buf *out, const struct set *s, size_t i)
{
	if (s->type == FIELD_ADDRESS)
		put_addresses(out, &s->addrs[i]);
	else if (s->type == FIELD_TEXT || s->type == FIELD_WORD)
		put_plain(out, s->words[i]);
	else
		put_numbers(out, &s->numbers[i]);
}

static void put_set(struct buf *out, const struct set *s)
{
	size_t shown = s->count < SHOWN_MAX ? s->count : SHOWN_MAX;

	if (s->count != 1)
		buf_char(out, '{');
	for (size_t i = 0; i < shown; i++) {
		if (i)
			buf_lit(out, ", ");
		put_value(out, s, i);
	}
	if (shown < s->count)
		buf_printf(out, " and %zu more", s->count - shown);
	if (s->count != 1)
		buf_char(out, '}');
}

static void put_hex(struct buf *out, uint64_t n)
{
	buf_lit(out, "0x");
	buf_hex(out, n);
}

/* Numbers from LOW on, with no end. */
static bool is_open(const struct set *s)
{
	return s->type != FIELD_ADDRESS && s->type != FIELD_TEXT && s->type != FIELD_WORD &&
	       s->count == 1 && s->numbers[0].low < UINT64_MAX && s->numbers[0].high == UINT64_MAX;
}

static void put_in(struct buf *out, const struct expr *e, const char *sign)
{
	if (e->in.mask != UINT64_MAX) {
		buf_lit(out, " & ");
		put_hex(out, e->in.mask);
	}
	if (e->typed) {
		buf_char(out, ' ');
		put_plain(out, e->typed);
	} else if (!e->inverted && is_open(&e->in.set)) {
		buf_lit(out, " >= ");
		buf_u64(out, e->in.set.numbers[0].low);
	} else {
		buf_str(out, sign);
		put_set(out, &e->in.set);
	}
}

/* Bits by their names where the field has names for them. */
static void put_bits(struct buf *out, const struct field *field, uint64_t bits)
{
	const char *between = "";

	for (const struct word *w = field->words; w && *w->name; w++) {
		if (!(bits & w->value))
			continue;
		buf_str(out, between);
		buf_str(out, w->name);
		bits &= ~(uint64_t)w->value;
		between = ",";
	}
	if (bits || !*between) {
		buf_str(out, between);
		put_hex(out, bits);
	}
}

static void put_labels(struct buf *out, const struct label_set *labels, const struct label_map *map)
{
	const char *between = "";

	for (unsigned bit = 0; bit < LABEL_BITS; bit++) {
		const char *name = label_map_name(map, bit);

		if (!label_set_has(labels, bit))
			continue;
		buf_str(out, between);
		between = " and ";
		if (name)
			put_plain(out, name);
		else
			buf_u64(out, bit);
	}
}

void explain_test(struct buf *out, const struct expr *e, const struct label_map *map)
{
	const char *sign = e->inverted ? " != " : " = ";

	buf_str(out, e->field->name);
	if (e->kind == EXPR_IN) {
		put_in(out, e, sign);
	} else if (e->kind == EXPR_MASKED) {
		if (!e->field->words || e->masked.mask != e->masked.wanted) {
			buf_lit(out, " & ");
			put_bits(out, e->field, e->masked.mask);
		}
		buf_str(out, sign);
		put_bits(out, e->field, e->masked.wanted);
	} else if (e->kind == EXPR_MASKED_ADDR) {
		buf_lit(out, " & ");
		addr_put(out, &e->masked_addr.mask);
		buf_str(out, sign);
		addr_put(out, &e->masked_addr.wanted);
	} else if (e->kind == EXPR_FIELDS) {
		bool equal = e->fields.comparison == COMPARE_EQ;

		buf_printf(out, " %s %s", typed_sign(equal && e->inverted ? COMPARE_NE : e->fields.comparison),
			   e->fields.other->name);
	} else {
		buf_str(out, sign);
		put_labels(out, &e->labels, map);
	}
}

static const char *join_name(const struct expr *e)
{
	return e->kind == EXPR_AND ? "and" : e->kind == EXPR_OR ? "or" : e->kind == EXPR_NOT ? "not" : NULL;
}

/* A chain is one join of many, whichever way it leans. */
static void put_parts(struct buf *out, const struct expr *e, enum expr_kind kind, unsigned indent,
		      const struct label_map *map)
{
	for (; e->kind == kind; e = e->right)
		put_parts(out, e->left, kind, indent, map);
	explain_tree(out, e, indent, map);
}

void explain_tree(struct buf *out, const struct expr *e, unsigned indent, const struct label_map *map)
{
	const char *join = join_name(e);

	for (unsigned i = 0; i < indent; i++)
		buf_char(out, ' ');
	if (join)
		buf_str(out, join);
	else if (e->kind == EXPR_TRUE)
		buf_lit(out, "everything");
	else
		explain_test(out, e, map);
	buf_char(out, '\n');
	if (e->kind == EXPR_NOT)
		explain_tree(out, e->left, indent + 2, map);
	else if (join)
		put_parts(out, e, e->kind, indent + 2, map);
}
