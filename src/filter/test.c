/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/predicate.h"

#include "base/buf.h"
#include "filter/typed.h"
#include "filter/value.h"
#include "filter/vocabulary.h"

#include <string.h>

static bool is_value(const struct token *t)
{
	return t->kind == TOKEN_WORD || t->kind == TOKEN_QUOTED;
}

/* Numbers have their largest in front. */
static void put_kind_hint(struct buf *out, const struct test *t, const char *hint)
{
	if (fields[t->field].type == FIELD_NUMBER && field_max(&fields[t->field]) < UINT64_MAX) {
		buf_lit(out, "0 to ");
		buf_u64(out, field_max(&fields[t->field]));
		buf_lit(out, ", ");
	}
	buf_str(out, hint);
}

static void *expected_value(struct parser *p, const struct test *t)
{
	const struct value_kind *kind = value_kind_of(t->field);
	const char *given = is_value(p->next) ? p->next->text : "";
	struct buf what = BUF_INIT, hint = BUF_INIT;
	struct vocabulary v;

	vocabulary_values(&v, &fields[t->field]);
	buf_printf(&what, "%s for '%s'", kind->what, t->name);
	if (v.count)
		vocabulary_hint(&hint, &v, given);
	else if (kind->hint)
		put_kind_hint(&hint, t, kind->hint);
	if (!buf_cstr(&what) || !buf_cstr(&hint))
		error_nomem(p->err);
	else
		parser_expected(p, what.data, hint.len ? hint.data : NULL);
	buf_free(&what);
	buf_free(&hint);
	return NULL;
}

typedef enum set_answer taker(const struct parser *p, struct test *t, const char *text);

/* A date and the time of the day behind a blank. */
static bool take_moment(struct parser *p, struct test *t, taker *take)
{
	const struct token *day = p->next, *clock = day + 1;
	char text[64];
	size_t len;

	if (fields[t->field].type != FIELD_TIME || day->kind != TOKEN_WORD || clock->kind != TOKEN_WORD)
		return false;
	len = strlen(day->text) + 1 + strlen(clock->text);
	if (len >= sizeof(text) || clock->offset != day->offset + strlen(day->text) + 1 || !strchr(clock->text, ':'))
		return false;
	memcpy(text, p->source->text + day->offset, len);
	text[len] = '\0';
	if (take(p, t, text) != SET_ADDED)
		return false;
	p->next += 2;
	return true;
}

static int read_value(struct parser *p, struct test *t, taker *take)
{
	enum set_answer answer;

	if (take_moment(p, t, take))
		return 0;
	answer = is_value(p->next) ? take(p, t, p->next->text) : SET_UNREADABLE;
	if (answer == SET_UNREADABLE)
		expected_value(p, t);
	p->next += answer == SET_ADDED;
	return answer == SET_ADDED ? 0 : -1;
}

/* How a list is held together: only within braces a blank is enough, or "or" where they are round. */
static enum token_kind open_list(struct parser *p)
{
	return parser_take(p, TOKEN_OPEN_LIST) ? TOKEN_CLOSE_LIST :
	       parser_take(p, TOKEN_OPEN) ? TOKEN_CLOSE : TOKEN_END;
}

static bool goes_on(struct parser *p, enum token_kind close)
{
	return parser_take(p, TOKEN_COMMA) || (close != TOKEN_END && is_value(p->next)) ||
	       (close == TOKEN_CLOSE && parser_take(p, TOKEN_OR));
}

/* One value or more; *count is how many. */
static int read_values(struct parser *p, struct test *t, taker *take, size_t *count)
{
	enum token_kind close = open_list(p);

	*count = 0;
	do {
		if (read_value(p, t, take) < 0)
			return -1;
		++*count;
	} while (goes_on(p, close));
	if (close == TOKEN_END || parser_take(p, close))
		return 0;
	parser_expected(p, close == TOKEN_CLOSE ? "',' or ')'" : "',' or '}'", NULL);
	return -1;
}

/* A word behind "!": the bit is clear. Just one, for a list means one of several. */
static int read_negated(struct parser *p, struct test *t, taker *take)
{
	t->negated = true;
	if (read_value(p, t, take) < 0)
		return -1;
	if (p->next->kind != TOKEN_COMMA)
		return 0;
	parser_expected(p, "'and' or 'or'", "a list is one of several, and '!' no part of any");
	return -1;
}

static bool is_range(const struct test *t)
{
	return t->others ? true : t->set.type == FIELD_ADDRESS ?
		!addr_equal(&t->set.addrs[0].low, &t->set.addrs[0].high) :
		t->set.numbers[0].low != t->set.numbers[0].high;
}

static int read_mask(struct parser *p, struct test *t, const struct value_kind *kind)
{
	size_t count;

	if (!kind->mask) {
		p->next--;
		parser_expected(p, "a comparison", "this field has no bits to mask");
		return -1;
	}
	t->masked = true;
	t->mask = 0;
	if (read_values(p, t, kind->mask, &count) < 0)
		return -1;
	if (p->next->kind == TOKEN_OPERATOR || p->next->kind == TOKEN_IN)
		return 0;
	parser_expected(p, "a comparison", "such as =");
	return -1;
}

static int read_comparison(struct parser *p, struct test *t, const struct value_kind *kind)
{
	const struct token *sign = p->next;

	if (parser_take(p, TOKEN_IN) || !parser_take(p, TOKEN_OPERATOR))
		return 0;
	t->comparison = sign->comparison;
	if (kind->ordered || t->comparison <= COMPARE_NE)
		return 0;
	p->next = sign;
	parser_expected(p, "=, != or in", "there is no smaller or larger");
	return -1;
}

/* The field to compare with, which an operator makes clear; false when it is a value that stands there. */
static bool other_field(const struct parser *p, const struct test *t, enum field_id *other)
{
	struct field_alias subject;

	if (p->next->kind != TOKEN_WORD || t->masked ||
	    !subject_find(parser_fields(p), p->next->text, &subject) || subject.count != 1)
		return false;
	*other = (enum field_id)subject.rows[0];
	return expr_comparable(t->field, *other);
}

static struct expr *compare_fields(struct parser *p, const struct test *t, enum field_id other)
{
	bool differs = t->comparison == COMPARE_NE;
	struct expr *e = expr_fields(t->field, differs ? COMPARE_EQ : t->comparison, other, p->err);

	p->next++;
	return differs ? expr_inverted(e) : e;
}

/* What the values make, those that no set can hold included. */
static struct expr *join_values(struct parser *p, struct test *t, const struct value_kind *kind)
{
	struct expr *others = t->others, *plain;

	if (others && !t->set.count && !t->bits && !t->labels.bits[0] && !t->labels.bits[1]) {
		t->others = NULL;
		return others;
	}
	plain = kind->finish(p, t);
	t->others = NULL;
	if (!others)
		return plain;
	return t->comparison == COMPARE_NE ? expr_and(plain, others, p->err) : expr_or(plain, others, p->err);
}

static struct expr *compare_values(struct parser *p, struct test *t, const struct value_kind *kind)
{
	const struct token *values = p->next;
	bool ordered = t->comparison > COMPARE_NE;
	size_t count = 1;
	struct expr *e;

	if (fields[t->field].type == FIELD_BITS && !t->masked && parser_take(p, TOKEN_NOT)) {
		if (read_negated(p, t, kind->add) < 0)
			return NULL;
	} else if (read_values(p, t, kind->add, &count) < 0) {
		return NULL;
	}
	if (ordered && (count != 1 || is_range(t))) {
		p->next = values;
		return parser_expected(p, "a single value", "to compare with");
	}
	e = join_values(p, t, kind);
	if (e && typed_note(e, t->comparison, values, p->next) < 0) {
		expr_free(e);
		error_nomem(p->err);
		return NULL;
	}
	return e;
}

/* What stands behind the name of a field. */
static struct expr *finish_test(struct parser *p, struct test *t)
{
	const struct value_kind *kind = value_kind_of(t->field);
	const struct token *sign;
	enum field_id other;

	if (parser_take(p, TOKEN_MASK) && read_mask(p, t, kind) < 0)
		return NULL;
	sign = p->next;
	if (read_comparison(p, t, kind) < 0)
		return NULL;
	if (sign->kind == TOKEN_OPERATOR && other_field(p, t, &other))
		return compare_fields(p, t, other);
	return compare_values(p, t, kind);
}

struct expr *parse_test(struct parser *p, const char *name, enum field_id field, bool *differs)
{
	struct test t = { .name = name, .field = field };
	struct expr *e;

	set_init(&t.set, field_numbers(&fields[field]));
	e = finish_test(p, &t);
	set_free(&t.set);
	expr_free(t.others);
	*differs = t.comparison == COMPARE_NE;
	return e;
}
