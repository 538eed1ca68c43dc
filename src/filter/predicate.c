/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/predicate.h"

#include "base/buf.h"
#include "filter/value.h"
#include "filter/vocabulary.h"

void *parser_expected(struct parser *p, const char *what, const char *hint)
{
	const struct token *t = p->next;
	struct buf text = BUF_INIT;
	const char *message;

	if (t->kind == TOKEN_END)
		buf_printf(&text, "expected %s", what);
	else
		buf_printf(&text, "expected %s instead of '%.60s'", what, t->text);
	message = buf_cstr(&text);
	if (message)
		filter_fault(p->source, t->offset, message, hint, p->err);
	else
		error_nomem(p->err);
	buf_free(&text);
	return NULL;
}

static bool is_value(const struct token *t)
{
	return t->kind == TOKEN_WORD || t->kind == TOKEN_QUOTED;
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
		buf_str(&hint, kind->hint);
	if (!buf_cstr(&what) || !buf_cstr(&hint))
		error_nomem(p->err);
	else
		parser_expected(p, what.data, hint.len ? hint.data : NULL);
	buf_free(&what);
	buf_free(&hint);
	return NULL;
}

typedef enum set_answer taker(const struct parser *p, struct test *t, const char *text);

static int read_value(struct parser *p, struct test *t, taker *take)
{
	enum set_answer answer = is_value(p->next) ? take(p, t, p->next->text) : SET_UNREADABLE;

	if (answer == SET_UNREADABLE)
		expected_value(p, t);
	p->next += answer == SET_ADDED;
	return answer == SET_ADDED ? 0 : -1;
}

/* One value or more; *count is how many. */
static int read_values(struct parser *p, struct test *t, taker *take, size_t *count)
{
	bool braces = parser_take(p, TOKEN_OPEN_LIST);

	*count = 0;
	do {
		if (read_value(p, t, take) < 0)
			return -1;
		++*count;
	} while (parser_take(p, TOKEN_COMMA) || (braces && is_value(p->next)));
	if (braces && !parser_take(p, TOKEN_CLOSE_LIST)) {
		parser_expected(p, "',' or '}'", NULL);
		return -1;
	}
	return 0;
}

static bool is_range(const struct test *t)
{
	return t->set.type == FIELD_ADDRESS ?
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

/* What stands behind the name of a field. */
static struct expr *finish_test(struct parser *p, struct test *t)
{
	const struct value_kind *kind = value_kind_of(t->field);
	const struct token *values;
	size_t count;

	if (parser_take(p, TOKEN_MASK) && read_mask(p, t, kind) < 0)
		return NULL;
	if (read_comparison(p, t, kind) < 0)
		return NULL;
	values = p->next;
	if (read_values(p, t, kind->add, &count) < 0)
		return NULL;
	if (t->comparison > COMPARE_NE && (count != 1 || is_range(t))) {
		p->next = values;
		return parser_expected(p, "a single value", "to compare with");
	}
	return kind->finish(p, t);
}

static struct expr *parse_test(struct parser *p, const char *name, enum field_id field)
{
	struct test t = { .name = name, .field = field };
	struct expr *e;

	set_init(&t.set, field == FIELD_ID_PROTO ? &fields[FIELD_ID_PROTONUM] : &fields[field]);
	e = finish_test(p, &t);
	set_free(&t.set);
	return e;
}

/* An alias for several fields: one of them fits, or all of them differ. */
static struct expr *parse_tests(struct parser *p, const struct field_alias *subject)
{
	const struct token *start = p->next;
	unsigned i = subject->count - 1;
	struct expr *all = parse_test(p, subject->name, subject->rows[i]);

	while (all && i > 0) {
		struct expr *e;

		p->next = start;
		e = parse_test(p, subject->name, subject->rows[--i]);
		all = e && e->inverted ? expr_and(e, all, p->err) : expr_or(e, all, p->err);
	}
	return all;
}

/* Whether values or a comparison stand behind a name that may also stand alone. */
static bool has_values(const struct parser *p, const struct field_alias *subject)
{
	const struct word *words = fields[subject->rows[0]].words;

	if (p->next->kind == TOKEN_WORD && words)
		return word_in_any_case(words, p->next->text);
	return is_value(p->next) || p->next->kind == TOKEN_OPERATOR || p->next->kind == TOKEN_IN ||
	       p->next->kind == TOKEN_MASK || p->next->kind == TOKEN_OPEN_LIST;
}

static struct expr *unknown_field(struct parser *p, const struct token *t)
{
	struct buf what = BUF_INIT, hint = BUF_INIT;
	struct vocabulary v;

	vocabulary_values(&v, &fields[FIELD_ID_STATE]);
	if (vocabulary_find(&v, t->text)) {
		buf_printf(&hint, "did you mean 'state %.60s'?", t->text);
	} else {
		vocabulary_begin(&v);
		vocabulary_hint(&hint, &v, t->text);
	}
	buf_printf(&what, "unknown field '%.60s'", t->text);
	if (!buf_cstr(&what) || !buf_cstr(&hint))
		error_nomem(p->err);
	else
		filter_fault(p->source, t->offset, what.data, hint.data, p->err);
	buf_free(&what);
	buf_free(&hint);
	return NULL;
}

struct expr *parse_predicate(struct parser *p)
{
	const struct token *t = p->next;
	struct field_alias subject;
	struct expr *alone;
	bool known;

	if (!parser_take(p, TOKEN_WORD))
		return parser_expected(p, "a field, a protocol, a status or '('", NULL);
	alone = word_test(t->text, &known, p->err);
	if (!subject_find(t->text, &subject))
		return known ? alone : unknown_field(p, t);
	if (known && !has_values(p, &subject))
		return alone;
	expr_free(alone);
	return parse_tests(p, &subject);
}
