/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/value_kinds.h"

#include "base/number.h"
#include "filter/vocabulary.h"
#include "model/proto.h"

#include <string.h>
#include <strings.h>

static enum set_answer answer(int result)
{
	return result < 0 ? SET_FAILED : SET_ADDED;
}

enum set_answer test_add_other(const struct parser *p, struct test *t, struct expr *test)
{
	/* chains lean to the right */
	if (t->others)
		test = test_differs(t) ? expr_and(test, t->others, p->err) : expr_or(test, t->others, p->err);
	t->others = test;
	return test ? SET_ADDED : SET_FAILED;
}

/* VALUE/MASK, as options have it. */
static enum set_answer add_masked_number(const struct parser *p, struct test *t, const char *text,
					 const char *slash)
{
	const struct field *field = &fields[t->field];
	uint64_t value, mask;

	if (t->masked || field->type != FIELD_NUMBER || t->comparison > COMPARE_NE ||
	    !number_parse_n(text, (size_t)(slash - text), field_base(field, text), field_max(field), &value) ||
	    !number_parse(slash + 1, field_base(field, slash + 1), field_max(field), &mask))
		return SET_UNREADABLE;
	return test_add_other(p, t, test_polarity(t, expr_masked(t->field, value, mask, p->err)));
}

static enum set_answer add_number(const struct parser *p, struct test *t, const char *text)
{
	const char *slash = strchr(text, '/');
	uint64_t low, high;

	if (slash)
		return add_masked_number(p, t, text, slash);
	if (!value_read(&fields[t->field], text, p->source->now, &low, &high))
		return SET_UNREADABLE;
	if (t->comparison > COMPARE_NE && value_is_moment(&fields[t->field], text, p->source->now))
		high = low;
	return answer(set_add_number(&t->set, low, high, p->err));
}

static enum set_answer add_port(const struct parser *p, struct test *t, const char *text)
{
	return set_add_text(&t->set, &fields[t->field], text, UINT16_MAX, p->err);
}

static enum set_answer mask_number(const struct parser *p, struct test *t, const char *text)
{
	uint64_t high;

	return value_read(&fields[t->field], text, p->source->now, &t->mask, &high) && t->mask == high ?
		SET_ADDED : SET_UNREADABLE;
}

static enum set_answer add_protocol(const struct parser *p, struct test *t, const char *text)
{
	struct error why = ERROR_INIT;
	const struct proto *own;
	uint8_t number;

	if (proto_parse(text, &number, &own, &why) < 0)
		return SET_UNREADABLE;
	return answer(set_add_number(&t->set, number, number, p->err));
}

enum set_answer test_add_none(const struct parser *p, struct test *t)
{
	struct expr *present;
	struct set nothing;

	set_init(&nothing, &fields[t->field]);
	present = expr_inverted(expr_in(t->field, &nothing, p->err));
	return test_add_other(p, t, test_differs(t) ? present : expr_not(present, p->err));
}

/* In quotes it is a text like others. */
static enum set_answer add_text(const struct parser *p, struct test *t, const char *text)
{
	if (fields[t->field].type == FIELD_TEXT && p->next->kind == TOKEN_WORD && strcasecmp(text, "none") == 0)
		return test_add_none(p, t);
	if (!*text)
		return SET_UNREADABLE;
	return answer(set_add_word(&t->set, text, strlen(text), p->err));
}

/* A state may have a second name; flows are shown with the first. An event has one in options. */
static const char *shown_name(const struct test *t, const char *name)
{
	if (t->field == FIELD_ID_EVENT && strcasecmp(name, "updates") == 0)
		return "update";
	for (const struct proto *const *p = protos; t->field == FIELD_ID_STATE && *p; p++) {
		const struct word *w = word_in_any_case((*p)->states, name);

		if (w)
			return word_name((*p)->states, w->value);
	}
	return name;
}

static enum set_answer add_word(const struct parser *p, struct test *t, const char *text)
{
	struct vocabulary v;
	const char *known;

	vocabulary_values(&v, &fields[t->field]);
	text = shown_name(t, text);
	known = vocabulary_find(&v, text);
	if (v.count && !known)
		return SET_UNREADABLE;
	return add_text(p, t, known ? known : text);
}

static struct expr *finish_words(struct parser *p, struct test *t)
{
	return test_polarity(t, expr_in(t->field, &t->set, p->err));
}

static struct expr *finish_protocol(struct parser *p, struct test *t)
{
	return test_polarity(t, expr_in((enum field_id)(field_numbers(&fields[t->field]) - fields), &t->set, p->err));
}

/* Make the range of "< N" and its like out of N. */
static void compare_number(struct test *t)
{
	struct number_range *r = t->set.numbers;

	switch (t->comparison) {
	case COMPARE_LT:
		t->set.count = r->low > 0;
		r->high = r->low - 1;
		r->low = 0;
		break;
	case COMPARE_LE:
		r->low = 0;
		break;
	case COMPARE_GT:
		t->set.count = r->low < UINT64_MAX;
		r->low++;
		r->high = UINT64_MAX;
		break;
	case COMPARE_GE:
		r->high = UINT64_MAX;
		break;
	case COMPARE_EQ:
	case COMPARE_NE:
		break;
	}
}

static struct expr *finish_number(struct parser *p, struct test *t)
{
	struct expr *e;
	uint64_t n;

	compare_number(t);
	if (t->masked && set_single_number(&t->set, &n))
		return test_polarity(t, expr_masked(t->field, n, t->mask, p->err));
	e = expr_in(t->field, &t->set, p->err);
	if (e && t->masked)
		e->in.mask = t->mask;
	return test_polarity(t, e);
}

static const struct value_kind protocol = {
	"a protocol", NULL, false, add_protocol, NULL, finish_protocol,
};

static const struct value_kind kinds[] = {
	[FIELD_NUMBER] = { "a number", "decimal or 0x, LOW-HIGH, or VALUE/MASK",
		true, add_number, mask_number, finish_number },
	[FIELD_PORT] = { "a port", "0 to 65535, LOW-HIGH, or the name of a service",
		true, add_port, mask_number, finish_number },
	[FIELD_BYTES] = { "a size", "such as 1500, 1.5G, 10MiB, or LOW-HIGH",
		true, add_number, NULL, finish_number },
	[FIELD_SECONDS] = { "a duration", "seconds, or such as 90s, 1h30m, 2d, or LOW-HIGH",
		true, add_number, NULL, finish_number },
	[FIELD_SPAN] = { "a duration", "seconds, or such as 90s, 1h30m, 2d, 1.5h, or LOW-HIGH",
		true, add_number, NULL, finish_number },
	[FIELD_TIME] = { "a time", "such as 2026-11-28T14:00:00Z, 14:00, -1h, seconds since 1970, or LOW-HIGH",
		true, add_number, NULL, finish_number },
	[FIELD_ADDRESS] = { "an address", "ADDRESS, ADDRESS/BITS, ADDRESS/NETMASK, LOW-HIGH or ADDRESS:PORT",
		true, add_address, mask_address, finish_address },
	[FIELD_TEXT] = { "a text", NULL, false, add_text, NULL, finish_words },
	[FIELD_WORD] = { "a word", NULL, false, add_word, NULL, finish_words },
	[FIELD_BITS] = { "a name", NULL, false, add_bits, mask_bits, finish_bits },
	[FIELD_LABELS] = { "a label", "a name from the label map, or 0 to 127",
		false, add_label, NULL, finish_labels },
};

const struct value_kind *value_kind_of(enum field_id field)
{
	return field_numbers(&fields[field]) != &fields[field] ? &protocol : &kinds[fields[field].type];
}
