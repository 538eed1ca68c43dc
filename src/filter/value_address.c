/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/value_kinds.h"

#include "filter/address.h"

/* Under a mask, a single address of the mask's family is compared for being the same. */
static enum set_answer add_masked_address(const struct parser *p, struct test *t,
					  const struct address_value *v)
{
	if (t->set.count || t->comparison > COMPARE_NE || v->port || v->mask.family ||
	    !addr_equal(&v->low, &v->high) || v->low.family != t->addr_mask.family)
		return SET_UNREADABLE;
	return set_add_range(&t->set, &v->low, &v->high, p->err) < 0 ? SET_FAILED : SET_ADDED;
}

/* The part in front of the colon. */
static struct expr *address_test(const struct parser *p, struct test *t, const struct address_value *v)
{
	struct set set;

	if (v->mask.family)
		return test_polarity(t, expr_masked_addr(t->field, &v->low, &v->mask, p->err));
	set_init(&set, &fields[t->field]);
	if (set_add_range(&set, &v->low, &v->high, p->err) < 0)
		return NULL;
	return test_polarity(t, expr_in(t->field, &set, p->err));
}

/* An address and the port of the same end, or what differs in one of them. */
static enum set_answer add_endpoint(const struct parser *p, struct test *t, const struct address_value *v)
{
	enum field_id field = address_port(t->field);
	struct expr *address, *port;
	enum set_answer answer;
	struct set set;

	set_init(&set, &fields[field]);
	answer = set_add_text(&set, &fields[field], v->port, UINT16_MAX, p->err);
	if (answer != SET_ADDED)
		return answer;
	port = test_polarity(t, expr_in(field, &set, p->err));
	address = address_test(p, t, v);
	return test_add_other(p, t, test_differs(t) ? expr_or(address, port, p->err) :
						      expr_and(address, port, p->err));
}

enum set_answer add_address(const struct parser *p, struct test *t, const char *text)
{
	struct address_value v;

	if (!address_read(text, &v))
		return SET_UNREADABLE;
	if (t->masked)
		return add_masked_address(p, t, &v);
	if (v.port)
		return add_endpoint(p, t, &v);
	if (v.mask.family)
		return test_add_other(p, t, address_test(p, t, &v));
	return set_add_range(&t->set, &v.low, &v.high, p->err) < 0 ? SET_FAILED : SET_ADDED;
}

enum set_answer mask_address(const struct parser *p, struct test *t, const char *text)
{
	struct address_value v;

	(void)p;
	if (!address_read(text, &v) || v.port || v.mask.family || !addr_equal(&v.low, &v.high))
		return SET_UNREADABLE;
	t->addr_mask = v.low;
	return SET_ADDED;
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

struct expr *finish_address(struct parser *p, struct test *t)
{
	if (t->masked)
		return test_polarity(t, expr_masked_addr(t->field, set_single_addr(&t->set), &t->addr_mask,
							 p->err));
	compare_address(t);
	return test_polarity(t, expr_in(t->field, &t->set, p->err));
}
