/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/exclude.h"

#include "model/names.h"
#include "model/proto.h"

#include <string.h>
#include <strings.h>

enum { VALUES_MAX = 256 };

/* A test with the "not" in front of it. */
struct side {
	const struct expr *test;
	bool negated;		/* content with no value, too */
	bool inverted;		/* the values that fail the test */
};

static bool side_of(const struct expr *e, struct side *out)
{
	out->negated = e->kind == EXPR_NOT;
	out->test = out->negated ? e->left : e;
	out->inverted = out->test->inverted != out->negated;
	return out->test->field;
}

static bool is_plain_set(const struct expr *e)
{
	return e->kind == EXPR_IN && e->in.mask == UINT64_MAX;
}

static bool holds_words(const struct set *s)
{
	return s->type == FIELD_TEXT || s->type == FIELD_WORD;
}

static bool has_word(const struct set *s, const char *word)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcasecmp(s->words[i], word) == 0)
			return true;
	return false;
}

static int order_addrs(const struct addr *a, const struct addr *b)
{
	return memcmp(a, b, sizeof(*a));
}

/* How range I of A lies to range J of B: whether they meet, and whether it lies within. */
static void compare_ranges(const struct set *a, size_t i, const struct set *b, size_t j, bool *meet,
			   bool *within)
{
	if (a->type == FIELD_ADDRESS) {
		const struct addr_range *x = &a->addrs[i], *y = &b->addrs[j];

		*meet = order_addrs(&x->low, &y->high) <= 0 && order_addrs(&y->low, &x->high) <= 0;
		*within = order_addrs(&y->low, &x->low) <= 0 && order_addrs(&x->high, &y->high) <= 0;
	} else {
		const struct number_range *x = &a->numbers[i], *y = &b->numbers[j];

		*meet = x->low <= y->high && y->low <= x->high;
		*within = y->low <= x->low && x->high <= y->high;
	}
}

/* Whether each value of A is one of B, or (OUTSIDE) none is. */
static bool all_values(const struct set *a, const struct set *b, bool outside)
{
	if (a->count > VALUES_MAX || b->count > VALUES_MAX)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		bool meets = false, lies = false;

		for (size_t j = 0; j < b->count; j++) {
			bool meet, within;

			if (holds_words(a))
				meet = within = strcasecmp(a->words[i], b->words[j]) == 0;
			else
				compare_ranges(a, i, b, j, &meet, &within);
			meets |= meet;
			lies |= within;
		}
		if (outside ? meets : !lies)
			return false;
	}
	return true;
}

static bool sets_exclude(const struct side *a, const struct side *b)
{
	if (a->inverted && b->inverted)
		return false;
	if (a->inverted)
		return all_values(&b->test->in.set, &a->test->in.set, false);
	return all_values(&a->test->in.set, &b->test->in.set, !b->inverted);
}

/* "Not this value" of a single bit is the other value. */
static uint64_t wanted_bits(const struct side *s, bool *inverted)
{
	uint64_t mask = s->test->masked.mask, wanted = s->test->masked.wanted;
	bool single = mask && !(mask & (mask - 1)) && !(wanted & ~mask);

	*inverted = s->inverted && !single;
	return s->inverted && single ? wanted ^ mask : wanted;
}

static bool bits_exclude(const struct side *a, const struct side *b)
{
	uint64_t mask_a = a->test->masked.mask, mask_b = b->test->masked.mask;
	bool not_a, not_b;
	uint64_t wanted_a = wanted_bits(a, &not_a), wanted_b = wanted_bits(b, &not_b);

	if (not_a && not_b)
		return false;
	if (not_a)
		return bits_exclude(b, a);
	if (not_b)
		return !(mask_b & ~mask_a) && (wanted_a & mask_b) == wanted_b;
	return (wanted_a ^ wanted_b) & mask_a & mask_b;
}

/* A few numbers, and bits of which none of them has what is wanted. */
static bool numbers_exclude(const struct side *set, const struct side *bits)
{
	const struct set *s = &set->test->in.set;
	unsigned left = VALUES_MAX;

	if (set->inverted || holds_words(s) || s->type == FIELD_ADDRESS)
		return false;
	for (size_t i = 0; i < s->count; i++) {
		for (uint64_t n = s->numbers[i].low; ; n++) {
			bool fits = (n & bits->test->masked.mask) == bits->test->masked.wanted;

			if (left-- == 0 || fits != bits->inverted)
				return false;
			if (n == s->numbers[i].high)
				break;
		}
	}
	return true;
}

static bool labels_exclude(const struct side *a, const struct side *b)
{
	const struct label_set *x = &a->test->labels, *y = &b->test->labels;

	if (a->inverted == b->inverted)
		return false;
	if (a->inverted)
		return labels_exclude(b, a);
	return (y->bits[0] & ~x->bits[0]) == 0 && (y->bits[1] & ~x->bits[1]) == 0;
}

static bool values_exclude(const struct side *a, const struct side *b)
{
	enum expr_kind x = a->test->kind, y = b->test->kind;

	if (is_plain_set(a->test) && is_plain_set(b->test))
		return sets_exclude(a, b);
	if (x == EXPR_MASKED && y == EXPR_MASKED)
		return bits_exclude(a, b);
	if (x == EXPR_MASKED && is_plain_set(b->test))
		return numbers_exclude(b, a);
	if (y == EXPR_MASKED && is_plain_set(a->test))
		return numbers_exclude(a, b);
	return x == EXPR_LABELS && y == EXPR_LABELS && labels_exclude(a, b);
}

/* The only family that fits, or none when there is not just one. */
static uint8_t family_of(const struct side *s)
{
	const struct set *set = &s->test->in.set;
	const struct word *w;

	if (s->inverted)
		return FAMILY_NONE;
	if (s->test->kind == EXPR_MASKED_ADDR)
		return s->test->masked_addr.wanted.family;
	if (s->test->kind != EXPR_IN || set->count == 0)
		return FAMILY_NONE;
	if (set->type == FIELD_ADDRESS)
		return set->addrs[0].low.family == set->addrs[set->count - 1].low.family ?
			set->addrs[0].low.family : FAMILY_NONE;
	w = s->test->field == &fields[FIELD_ID_FAMILY] && set->count == 1 ?
		word_find(family_words, set->words[0]) : NULL;
	return w ? (uint8_t)w->value : FAMILY_NONE;
}

/* Whether flows of a protocol may have a value that fits the test. */
static bool protocol_has(const struct proto *proto, const struct expr *test)
{
	const struct field *f = test->field;

	if (f->type == FIELD_PORT)
		return proto && proto->shape == PROTO_PORTS;
	if (f == &fields[FIELD_ID_ORIG_TYPE] || f == &fields[FIELD_ID_ORIG_CODE] || f == &fields[FIELD_ID_ORIG_ID])
		return proto && proto->shape == PROTO_ICMP;
	if (f == &fields[FIELD_ID_ORIG_SRCKEY] || f == &fields[FIELD_ID_ORIG_DSTKEY])
		return proto && proto->shape == PROTO_KEYS;
	if (f != &fields[FIELD_ID_STATE])
		return true;
	if (!proto || !proto->states || test->inverted)
		return proto && proto->states;
	for (const struct word *w = proto->states; *w->name; w++)
		if (has_word(&test->in.set, w->name))
			return true;
	return false;
}

static bool is_of_other_family(const struct proto *proto, uint8_t family)
{
	return proto && proto->family && family && proto->family != family;
}

/* A protocol, or some, none of which has what the other test wants. */
static bool protocols_exclude(const struct side *protocol, const struct side *other)
{
	const struct set *s = &protocol->test->in.set;
	const uint8_t family = family_of(other);

	if (protocol->test->field != &fields[FIELD_ID_PROTONUM] || !is_plain_set(protocol->test) ||
	    protocol->inverted || other->negated || s->count == 0)
		return false;
	for (size_t i = 0; i < s->count; i++) {
		const struct proto *proto = proto_by_number((uint8_t)s->numbers[i].low);

		if (s->numbers[i].low != s->numbers[i].high || s->numbers[i].high > UINT8_MAX ||
		    (!is_of_other_family(proto, family) && protocol_has(proto, other->test)))
			return false;
	}
	return true;
}

bool tests_exclude(const struct expr *a, const struct expr *b)
{
	struct side x, y;

	if (!side_of(a, &x) || !side_of(b, &y) || (x.negated && y.negated))
		return false;
	if (x.test->field == y.test->field)
		return values_exclude(&x, &y);
	if (family_of(&x) && family_of(&y) && family_of(&x) != family_of(&y))
		return true;
	return protocols_exclude(&x, &y) || protocols_exclude(&y, &x);
}

bool test_is_empty(const struct expr *e)
{
	if (e->kind == EXPR_IN)
		return !e->inverted && e->in.set.count == 0;
	return e->kind == EXPR_MASKED && !e->inverted && (e->masked.wanted & ~e->masked.mask);
}
