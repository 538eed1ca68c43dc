/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/value.h"

#include "base/number.h"
#include "filter/vocabulary.h"
#include "model/proto.h"

#include <string.h>

static enum set_answer answer(int result)
{
	return result < 0 ? SET_FAILED : SET_ADDED;
}

static enum set_answer add_number(const struct parser *p, struct test *t, const char *text)
{
	uint64_t low, high;

	if (!value_read(&fields[t->field], text, &low, &high))
		return SET_UNREADABLE;
	return answer(set_add_number(&t->set, low, high, p->err));
}

static enum set_answer add_port(const struct parser *p, struct test *t, const char *text)
{
	return set_add_text(&t->set, &fields[t->field], text, UINT16_MAX, p->err);
}

static enum set_answer mask_number(const struct parser *p, struct test *t, const char *text)
{
	uint64_t high;

	(void)p;
	return value_read(&fields[t->field], text, &t->mask, &high) && t->mask == high ?
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

/* All four bytes of an IPv4 address are said: 80 is none. */
static bool read_address(const char *text, struct addr *out, unsigned *bits)
{
	struct error why = ERROR_INIT;
	unsigned dots = 0;

	for (const char *c = text; *c; c++)
		dots += *c == '.';
	return (dots == 3 || strchr(text, ':')) && addr_parse_prefix(text, out, bits, &why) == 0;
}

static bool read_last(const char *text, const struct addr *first, struct addr *out)
{
	unsigned bits;

	return read_address(text, out, &bits) && !strchr(text, '/') && out->family == first->family &&
	       memcmp(first, out, sizeof(*out)) <= 0;
}

/* Under a mask, a single address of the mask's family is compared for being the same. */
static enum set_answer add_masked_address(const struct parser *p, struct test *t, const char *text)
{
	struct addr a;
	unsigned bits;

	if (t->set.count || t->comparison > COMPARE_NE || strchr(text, '/') ||
	    !read_address(text, &a, &bits) || a.family != t->addr_mask.family)
		return SET_UNREADABLE;
	return answer(set_add_range(&t->set, &a, &a, p->err));
}

static enum set_answer add_address(const struct parser *p, struct test *t, const char *text)
{
	const char *dash = strchr(text, '-');
	char first[64];
	struct addr low, high;
	unsigned bits;

	if (t->masked)
		return add_masked_address(p, t, text);
	if (!dash && read_address(text, &low, &bits))
		return answer(set_add_prefix(&t->set, &low, bits, p->err));
	if (!dash || (size_t)(dash - text) >= sizeof(first))
		return SET_UNREADABLE;
	memcpy(first, text, (size_t)(dash - text));
	first[dash - text] = '\0';
	if (!read_address(first, &low, &bits) || strchr(first, '/') || !read_last(dash + 1, &low, &high))
		return SET_UNREADABLE;
	return answer(set_add_range(&t->set, &low, &high, p->err));
}

static enum set_answer mask_address(const struct parser *p, struct test *t, const char *text)
{
	unsigned bits;

	(void)p;
	return read_address(text, &t->addr_mask, &bits) && !strchr(text, '/') ? SET_ADDED : SET_UNREADABLE;
}

static enum set_answer add_text(const struct parser *p, struct test *t, const char *text)
{
	return answer(set_add_word(&t->set, text, strlen(text), p->err));
}

/* A state may have a second name; flows are shown with the first. */
static const char *shown_name(const struct test *t, const char *name)
{
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

	vocabulary_values(&v, &fields[t->field]);
	if (v.count && !vocabulary_find(&v, text))
		return SET_UNREADABLE;
	return add_text(p, t, shown_name(t, text));
}

static bool read_bits(const struct test *t, const char *text, uint64_t *bits)
{
	const struct word *w = word_in_any_case(fields[t->field].words, text);
	uint64_t number = w ? w->value : 0;

	if (!w && (!t->masked || !number_parse(text, NUMBER_C, UINT32_MAX, &number)))
		return false;
	*bits |= number;
	return true;
}

static enum set_answer add_bits(const struct parser *p, struct test *t, const char *text)
{
	(void)p;
	return read_bits(t, text, &t->bits) ? SET_ADDED : SET_UNREADABLE;
}

static enum set_answer mask_bits(const struct parser *p, struct test *t, const char *text)
{
	(void)p;
	return read_bits(t, text, &t->mask) ? SET_ADDED : SET_UNREADABLE;
}

static enum set_answer add_label(const struct parser *p, struct test *t, const char *text)
{
	const struct filter_source *source = p->source;
	const struct label_map *map = source->labels ? source->labels(source->user) : NULL;
	int bit = label_map_bit(map, text);
	uint64_t number;

	if (bit < 0 && number_parse(text, NUMBER_DECIMAL, LABEL_BITS - 1, &number))
		bit = (int)number;
	if (bit < 0 || bit >= LABEL_BITS)
		return SET_UNREADABLE;
	label_set_add(&t->labels, (unsigned)bit);
	return SET_ADDED;
}

static bool differs(const struct test *t)
{
	return t->comparison == COMPARE_NE;
}

static struct expr *finish(struct expr *e, bool inverted)
{
	return inverted ? expr_inverted(e) : e;
}

static struct expr *finish_words(struct parser *p, struct test *t)
{
	return finish(expr_in(t->field, &t->set, p->err), differs(t));
}

static struct expr *finish_protocol(struct parser *p, struct test *t)
{
	return finish(expr_in(FIELD_ID_PROTONUM, &t->set, p->err), differs(t));
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
		return finish(expr_masked(t->field, n, t->mask, p->err), differs(t));
	e = expr_in(t->field, &t->set, p->err);
	if (e && t->masked)
		e->in.mask = t->mask;
	return finish(e, differs(t));
}

/* The address before or behind A; false when A is the last of its family. */
static bool step_address(struct addr *a, bool up)
{
	for (unsigned i = addr_bits(a->family) / 8; i > 0; i--) {
		uint8_t *byte = &a->bytes[i - 1];

		*byte = (uint8_t)(up ? *byte + 1 : *byte - 1);
		if (*byte != (up ? 0 : 0xff))
			return true;
	}
	return false;
}

static void compare_address(struct test *t)
{
	struct addr_range *r = t->set.addrs;
	bool up = t->comparison == COMPARE_GT || t->comparison == COMPARE_GE;

	if (t->comparison == COMPARE_EQ || t->comparison == COMPARE_NE)
		return;
	if (t->comparison == COMPARE_LT || t->comparison == COMPARE_GT)
		t->set.count = step_address(&r->low, up);
	r->high = up ? addr_last(&r->low, 0) : r->low;
	if (!up)
		r->low = (struct addr){ .family = r->low.family };
}

static struct expr *finish_address(struct parser *p, struct test *t)
{
	if (t->masked)
		return finish(expr_masked_addr(t->field, set_single_addr(&t->set), &t->addr_mask, p->err),
			      differs(t));
	compare_address(t);
	return finish(expr_in(t->field, &t->set, p->err), differs(t));
}

/* One bit is asked for directly, which the kernel understands; several are "not none". */
static struct expr *finish_bits(struct parser *p, struct test *t)
{
	bool one = (t->bits & (t->bits - 1)) == 0;

	if (t->masked || one)
		return finish(expr_masked(t->field, t->bits, t->masked ? t->mask : t->bits, p->err),
			      differs(t));
	return finish(expr_masked(t->field, 0, t->bits, p->err), !differs(t));
}

static struct expr *finish_labels(struct parser *p, struct test *t)
{
	struct expr *all = NULL;

	for (unsigned bit = LABEL_BITS; bit-- > 0;) {
		struct label_set one = { .bits = { 0 } };
		struct expr *e;

		if (!label_set_has(&t->labels, bit))
			continue;
		label_set_add(&one, bit);
		e = finish(expr_labels(&one, p->err), differs(t));
		all = !all ? e : differs(t) ? expr_and(e, all, p->err) : expr_or(e, all, p->err);
		if (!all)
			return NULL;
	}
	return all;
}

static const struct value_kind protocol = {
	"a protocol", NULL, false, add_protocol, NULL, finish_protocol,
};

static const struct value_kind kinds[] = {
	[FIELD_NUMBER] = { "a number", "decimal or 0x, or LOW-HIGH",
		true, add_number, mask_number, finish_number },
	[FIELD_PORT] = { "a port", "0 to 65535, LOW-HIGH, or the name of a service",
		true, add_port, mask_number, finish_number },
	[FIELD_BYTES] = { "a size", "a number, also with K, M, G, T, Ki, Mi, Gi or Ti, or LOW-HIGH",
		true, add_number, NULL, finish_number },
	[FIELD_SECONDS] = { "a duration", "seconds, or a number with s, m, h or d, or LOW-HIGH",
		true, add_number, NULL, finish_number },
	[FIELD_SPAN] = { "a duration", "seconds, or a number with ms, s, m, h or d, or LOW-HIGH",
		true, add_number, NULL, finish_number },
	[FIELD_TIME] = { "a time", "seconds since 1970, or LOW-HIGH",
		true, add_number, NULL, finish_number },
	[FIELD_ADDRESS] = { "an address", "ADDRESS, ADDRESS/BITS or LOW-HIGH",
		true, add_address, mask_address, finish_address },
	[FIELD_TEXT] = { "a text", NULL, false, add_text, NULL, finish_words },
	[FIELD_WORD] = { "a word", NULL, false, add_word, NULL, finish_words },
	[FIELD_BITS] = { "a name", NULL, false, add_bits, mask_bits, finish_bits },
	[FIELD_LABELS] = { "a label", "a name from the label map, or 0 to 127",
		false, add_label, NULL, finish_labels },
};

const struct value_kind *value_kind_of(enum field_id field)
{
	return field == FIELD_ID_PROTO ? &protocol : &kinds[fields[field].type];
}
