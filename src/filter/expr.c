/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/expr.h"

#include <stdlib.h>
#include <string.h>

static struct expr *new_node(enum expr_kind kind, struct error *err)
{
	struct expr *e = calloc(1, sizeof(*e));

	if (!e)
		error_nomem(err);
	else
		e->kind = kind;
	return e;
}

static struct expr *new_test(enum expr_kind kind, enum field_id field, struct error *err)
{
	struct expr *e = new_node(kind, err);

	if (e)
		e->field = &fields[field];
	return e;
}

struct expr *expr_true(struct error *err)
{
	return new_node(EXPR_TRUE, err);
}

static struct expr *new_branch(enum expr_kind kind, struct expr *left, struct expr *right,
			       struct error *err)
{
	struct expr *e = left && right ? new_node(kind, err) : NULL;

	if (!e) {
		expr_free(left);
		expr_free(right);
		return NULL;
	}
	e->left = left;
	e->right = right;
	return e;
}

struct expr *expr_and(struct expr *left, struct expr *right, struct error *err)
{
	struct expr *other;

	if (!left || !right || (left->kind != EXPR_TRUE && right->kind != EXPR_TRUE))
		return new_branch(EXPR_AND, left, right, err);
	other = left->kind == EXPR_TRUE ? right : left;
	expr_free(left->kind == EXPR_TRUE ? left : right);
	return other;
}

struct expr *expr_or(struct expr *left, struct expr *right, struct error *err)
{
	return new_branch(EXPR_OR, left, right, err);
}

struct expr *expr_not(struct expr *inner, struct error *err)
{
	struct expr *e = inner ? new_node(EXPR_NOT, err) : NULL;

	if (e)
		e->left = inner;
	else
		expr_free(inner);
	return e;
}

struct expr *expr_in(enum field_id field, struct set *set, struct error *err)
{
	struct expr *e = new_test(EXPR_IN, field, err);

	if (!e) {
		set_free(set);
		return NULL;
	}
	set_close(set);
	e->in.set = *set;
	e->in.mask = UINT64_MAX;
	*set = (struct set){ .type = e->in.set.type };
	return e;
}

struct expr *expr_number(enum field_id field, uint64_t number, struct error *err)
{
	struct set set;

	set_init(&set, &fields[field]);
	if (set_add_number(&set, number, number, err) < 0)
		return NULL;
	return expr_in(field, &set, err);
}

struct expr *expr_addr(enum field_id field, const struct addr *a, struct error *err)
{
	struct set set;

	set_init(&set, &fields[field]);
	if (set_add_prefix(&set, a, addr_bits(a->family), err) < 0)
		return NULL;
	return expr_in(field, &set, err);
}

struct expr *expr_masked(enum field_id field, uint64_t wanted, uint64_t mask, struct error *err)
{
	struct expr *e = new_test(EXPR_MASKED, field, err);

	if (e) {
		e->masked.wanted = wanted;
		e->masked.mask = mask;
	}
	return e;
}

struct expr *expr_masked_addr(enum field_id field, const struct addr *wanted,
			      const struct addr *mask, struct error *err)
{
	struct expr *e = new_test(EXPR_MASKED_ADDR, field, err);

	if (e) {
		e->masked_addr.wanted = addr_and(wanted, mask);
		e->masked_addr.mask = *mask;
	}
	return e;
}

struct expr *expr_labels(const struct label_set *labels, struct error *err)
{
	struct expr *e = new_test(EXPR_LABELS, FIELD_ID_LABELS, err);

	if (e)
		e->labels = *labels;
	return e;
}

/* Seconds and nanoseconds are compared in the latter. */
static uint64_t scale_of(const struct field *field)
{
	return field->type == FIELD_SECONDS ? UINT64_C(1000000000) : 1;
}

static bool is_span(enum field_type type)
{
	return type == FIELD_SECONDS || type == FIELD_SPAN;
}

static bool is_count(enum field_type type)
{
	return type == FIELD_NUMBER || type == FIELD_PORT || type == FIELD_BYTES;
}

bool expr_comparable(enum field_id a, enum field_id b)
{
	enum field_type x = fields[a].type, y = fields[b].type;

	if (x == FIELD_BITS || x == FIELD_ADDRESS || x == FIELD_TIME)
		return x == y && fields[a].words == fields[b].words;
	return (is_span(x) && is_span(y)) || (is_count(x) && is_count(y));
}

struct expr *expr_fields(enum field_id field, enum comparison comparison, enum field_id other,
			 struct error *err)
{
	struct expr *e = new_test(EXPR_FIELDS, field, err);

	if (e) {
		e->fields.comparison = comparison;
		e->fields.other = &fields[other];
	}
	return e;
}

struct expr *expr_inverted(struct expr *test)
{
	if (test)
		test->inverted = !test->inverted;
	return test;
}

void expr_free(struct expr *e)
{
	while (e) {
		struct expr *right = e->right;

		if (e->kind == EXPR_IN)
			set_free(&e->in.set);
		expr_free(e->left);
		free(e->typed);
		free(e);
		e = right;
	}
}

bool expr_mentions(const struct expr *e, const struct field *field)
{
	for (; e; e = e->right)
		if (e->field == field || (e->kind == EXPR_FIELDS && e->fields.other == field) || expr_mentions(e->left, field))
			return true;
	return false;
}

/* The value that a test judges; a missing one may stand for zero. */
static bool read_field(const struct field *field, const struct record *rec, struct value *out)
{
	if (field->get(field, rec, out))
		return true;
	out->number = 0;
	return field->zero_if_absent;
}

static bool labels_within(const struct label_set *wanted, const struct label_set *have)
{
	return (wanted->bits[0] & ~have->bits[0]) == 0 && (wanted->bits[1] & ~have->bits[1]) == 0;
}

static bool value_passes(const struct expr *e, struct value *v)
{
	struct addr masked;

	switch (e->kind) {
	case EXPR_IN:
		if (e->in.mask != UINT64_MAX)
			v->number &= e->in.mask;
		return set_has(&e->in.set, v);
	case EXPR_MASKED:
		return (v->number & e->masked.mask) == e->masked.wanted;
	case EXPR_MASKED_ADDR:
		masked = addr_and(&v->addr, &e->masked_addr.mask);
		return v->addr.family == e->masked_addr.wanted.family &&
		       addr_equal(&masked, &e->masked_addr.wanted);
	case EXPR_LABELS:
		return labels_within(&e->labels, &v->labels);
	case EXPR_FIELDS:
	case EXPR_TRUE:
	case EXPR_AND:
	case EXPR_OR:
	case EXPR_NOT:
		break;
	}
	return false;
}

/* Below zero, zero or above, as memcmp has it. */
static int order(const struct expr *e, const struct value *a, const struct value *b)
{
	uint64_t x = a->number, y = b->number;

	if (e->field->type == FIELD_ADDRESS)
		return memcmp(&a->addr, &b->addr, sizeof(a->addr));
	x *= scale_of(e->field);
	y *= scale_of(e->fields.other);
	return (x > y) - (x < y);
}

static bool fields_pass(const struct expr *e, const struct value *v, const struct record *rec)
{
	static const struct { bool below, same, above; } answers[] = {
		[COMPARE_EQ] = { .same = true }, [COMPARE_NE] = { .below = true, .above = true },
		[COMPARE_LT] = { .below = true }, [COMPARE_LE] = { .below = true, .same = true },
		[COMPARE_GT] = { .above = true }, [COMPARE_GE] = { .above = true, .same = true },
	};
	enum comparison comparison = e->fields.comparison;
	struct value other;
	int sign;

	if (!read_field(e->fields.other, rec, &other))
		return false;
	sign = order(e, v, &other);
	return (sign < 0 ? answers[comparison].below : sign > 0 ? answers[comparison].above :
		answers[comparison].same) != e->inverted;
}

static bool test_accepts(const struct expr *e, const struct record *rec)
{
	struct value v;

	if (!read_field(e->field, rec, &v))
		return false;
	return (e->kind == EXPR_FIELDS ? fields_pass(e, &v, rec) : value_passes(e, &v) != e->inverted);
}

bool expr_accepts(const struct expr *e, const struct record *rec)
{
	for (; e->kind == EXPR_AND || e->kind == EXPR_OR; e = e->right)
		if (expr_accepts(e->left, rec) != (e->kind == EXPR_AND))
			return e->kind == EXPR_OR;
	if (e->kind == EXPR_NOT)
		return !expr_accepts(e->left, rec);
	return e->kind == EXPR_TRUE || test_accepts(e, rec);
}
