/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/value_kinds.h"

#include "base/number.h"
#include "filter/vocabulary.h"

#include <strings.h>

static bool read_bits(const struct test *t, const char *text, uint64_t *bits)
{
	const struct word *w = word_in_any_case(fields[t->field].words, text);
	uint64_t number = w ? w->value : 0;

	if (!w && (!t->masked || !number_parse(text, NUMBER_C, UINT32_MAX, &number)))
		return false;
	*bits |= number;
	return true;
}

enum set_answer add_bits(const struct parser *p, struct test *t, const char *text)
{
	uint64_t none = t->masked ? 0 : vocabulary_clear(t->field, text);

	if (none)
		return t->negated ? SET_UNREADABLE :
			test_add_other(p, t, test_polarity(t, expr_masked(t->field, 0, none, p->err)));
	return read_bits(t, text, &t->bits) ? SET_ADDED : SET_UNREADABLE;
}

enum set_answer mask_bits(const struct parser *p, struct test *t, const char *text)
{
	(void)p;
	return read_bits(t, text, &t->mask) ? SET_ADDED : SET_UNREADABLE;
}

/* One bit is asked for directly, which the kernel understands; several are "not none". */
struct expr *finish_bits(struct parser *p, struct test *t)
{
	bool one = (t->bits & (t->bits - 1)) == 0;
	struct expr *e;

	if (t->negated)
		return test_polarity(t, expr_masked(t->field, 0, t->bits, p->err));
	if (t->masked || one)
		return test_polarity(t, expr_masked(t->field, t->bits, t->masked ? t->mask : t->bits, p->err));
	e = expr_masked(t->field, 0, t->bits, p->err);
	return test_differs(t) ? e : expr_inverted(e);
}

enum set_answer add_label(const struct parser *p, struct test *t, const char *text)
{
	const struct filter_source *source = p->source;
	const struct label_map *map = source->labels ? source->labels(source->user) : NULL;
	int bit = label_map_find(map, text);

	if (bit < 0 && strcasecmp(text, "none") == 0)
		return test_add_none(p, t);
	if (bit < 0 || bit >= LABEL_BITS)
		return SET_UNREADABLE;
	label_set_add(&t->labels, (unsigned)bit);
	return SET_ADDED;
}

struct expr *finish_labels(struct parser *p, struct test *t)
{
	struct expr *all = NULL;

	for (unsigned bit = LABEL_BITS; bit-- > 0;) {
		struct label_set one = { .bits = { 0 } };
		struct expr *e;

		if (!label_set_has(&t->labels, bit))
			continue;
		label_set_add(&one, bit);
		e = test_polarity(t, expr_labels(&one, p->err));
		all = !all ? e : test_differs(t) ? expr_and(e, all, p->err) : expr_or(e, all, p->err);
		if (!all)
			return NULL;
	}
	return all;
}
