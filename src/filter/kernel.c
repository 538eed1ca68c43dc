/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/kernel.h"

#include "filter/condition.h"
#include "model/names.h"

#include <string.h>
#include <sys/socket.h>

/* How deep to look into groups. */
enum { DEPTH_MAX = 32 };

/* How many values a set accepts; more than MAX may count as any such number. */
static uint64_t count_values(const struct set *s, uint64_t max)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->count && n <= max; i++)
		n += s->type != FIELD_ADDRESS ? s->numbers[i].high - s->numbers[i].low + 1 :
		     addr_equal(&s->addrs[i].low, &s->addrs[i].high) ? 1 : max + 1;
	return n;
}

static enum outcome take_nth(const struct condition *c, struct plan_step *s, const struct set *set,
			     uint64_t n)
{
	const struct number_range *r = set->numbers;

	if (set->type == FIELD_ADDRESS)
		return condition_take_addr(c, s, &set->addrs[n].low);
	for (; n > r->high - r->low; r++)
		n -= r->high - r->low + 1;
	return condition_take_number(c, s, r->low + n);
}

/*
 * Put what STEP becomes under each of the values behind those of OUT. There is
 * room: neither what OUT may have by now nor the values are more than "most".
 */
static bool split_step(const struct condition *c, const struct plan_step *step,
		       const struct set *set, uint64_t values, struct plan *out)
{
	const unsigned first = out->count;

	for (uint64_t n = 0; n < values; n++) {
		struct plan_step *s = &out->steps[out->count];
		enum outcome outcome;

		*s = *step;
		outcome = take_nth(c, s, set, n);
		out->count += outcome == NARROWED;
		if (outcome == UNCHANGED) {
			out->count = first;
			break;
		}
	}
	if (out->count == first)
		out->steps[out->count++] = *step;
	return out->count <= out->most;
}

static void narrow_values(struct plan *plan, const struct expr *e)
{
	const struct condition *c = condition_of(e->field);
	uint64_t values = c ? count_values(&e->in.set, plan->most) : 0;
	struct plan split = { .most = plan->most };

	if (values == 0 || values > plan->most)
		return;
	for (unsigned i = 0; i < plan->count; i++)
		if (!split_step(c, &plan->steps[i], &e->in.set, values, &split))
			return;
	*plan = split;
}

static void narrow_family(struct plan *plan, uint8_t family)
{
	for (unsigned i = 0; i < plan->count; i++)
		if (!plan->steps[i].family)
			plan->steps[i].family = family;
}

/* Addresses of one family, or the family itself. */
static uint8_t only_family(const struct expr *e)
{
	const struct set *s = &e->in.set;

	if (e->field == &fields[FIELD_ID_FAMILY] && s->count == 1)
		return word_find(family_words, s->words[0]) ?
			(uint8_t)word_find(family_words, s->words[0])->value : AF_UNSPEC;
	if (s->type != FIELD_ADDRESS || s->count == 0 ||
	    s->addrs[0].low.family != s->addrs[s->count - 1].low.family)
		return AF_UNSPEC;
	return s->addrs[0].low.family;
}

static void narrow_masked(struct plan *plan, const struct expr *e)
{
	uint32_t mask = (uint32_t)e->masked.mask, wanted = (uint32_t)e->masked.wanted;

	for (unsigned i = 0; i < plan->count; i++) {
		struct prefilter *f = &plan->steps[i].filter;

		if (e->field == &fields[FIELD_ID_MARK] && !f->has_mark) {
			f->mark = wanted;
			f->mark_mask = mask;
			f->has_mark = true;
		} else if (e->field == &fields[FIELD_ID_STATUS] && !f->has_status && mask) {
			f->status = wanted;
			f->status_mask = mask;
			f->has_status = true;
		}
	}
}

static void narrow_test(struct plan *plan, const struct expr *e)
{
	if (e->inverted)
		return;
	if (e->kind == EXPR_MASKED) {
		narrow_masked(plan, e);
	} else if (e->kind == EXPR_MASKED_ADDR) {
		narrow_family(plan, e->masked_addr.wanted.family);
	} else if (e->kind == EXPR_IN && e->in.mask == UINT64_MAX) {
		narrow_values(plan, e);
		narrow_family(plan, only_family(e));
	}
}

static bool same_step(const struct plan_step *a, const struct plan_step *b)
{
	/* every step is cleared as a whole: NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c) */
	return memcmp(a, b, sizeof(*a)) == 0;
}

static bool same_plan(const struct plan *a, const struct plan *b)
{
	bool same = a->count == b->count;

	for (unsigned i = 0; same && i < a->count; i++)
		same = same_step(&a->steps[i], &b->steps[i]);
	return same;
}

static void add_step(struct plan *plan, const struct plan_step *step)
{
	for (unsigned i = 0; i < plan->count; i++)
		if (same_step(&plan->steps[i], step))
			return;
	plan->steps[plan->count++] = *step;
}

static void narrow(struct plan *plan, const struct expr *e, unsigned depth);

/* Either side on its own, if that gains anything and few steps come of it. */
static void narrow_either(struct plan *plan, const struct expr *e, unsigned depth)
{
	struct plan left = *plan, right = *plan;

	if (depth == 0)
		return;
	narrow(&left, e->left, depth - 1);
	narrow(&right, e->right, depth - 1);
	if (same_plan(&left, plan) || same_plan(&right, plan))
		return;
	for (unsigned i = 0; i < right.count; i++)
		add_step(&left, &right.steps[i]);
	if (left.count <= left.most)
		*plan = left;
}

/* The kernel compares ports only with a protocol, so protocols come first. */
enum stage { STAGE_PROTOCOL, STAGE_EITHER, STAGE_OTHERS, STAGE_COUNT };

static enum stage stage_of(const struct expr *e)
{
	if (e->kind == EXPR_OR)
		return STAGE_EITHER;
	return e->field == &fields[FIELD_ID_PROTONUM] ? STAGE_PROTOCOL : STAGE_OTHERS;
}

static void narrow_stage(struct plan *plan, const struct expr *e, enum stage stage, unsigned depth)
{
	for (; e->kind == EXPR_AND && depth; e = e->right)
		narrow_stage(plan, e->left, stage, depth - 1);
	if (stage_of(e) != stage)
		return;
	if (e->kind == EXPR_OR)
		narrow_either(plan, e, depth);
	else
		narrow_test(plan, e);
}

static void narrow(struct plan *plan, const struct expr *e, unsigned depth)
{
	for (int stage = 0; stage < STAGE_COUNT; stage++)
		narrow_stage(plan, e, (enum stage)stage, depth);
}

/* One step that narrows FAMILY down by E, or several that do so together. */
static void start(struct plan *plan, unsigned most, const struct expr *e, uint8_t family)
{
	memset(plan, 0, sizeof(*plan));
	plan->most = most;
	plan->count = 1;
	plan->steps[0].family = family;
	narrow(plan, e, DEPTH_MAX);
}

void kernel_prefilter(const struct expr *e, struct prefilter *out, uint8_t *family)
{
	struct plan plan;

	start(&plan, 1, e, *family);
	*out = plan.steps[0].filter;
	*family = plan.steps[0].family;
}

static unsigned count_dumps(const struct plan *open)
{
	unsigned n = open->count;

	for (unsigned i = 0; i < open->count; i++)
		n += !open->steps[i].family && prefilter_needs_family(&open->steps[i].filter);
	return n;
}

/* Where tuples are compared a dump has to be of one family. */
static void split_family(struct plan *plan, struct plan_step *s)
{
	bool both = !s->family && prefilter_needs_family(&s->filter);

	s->family = both ? AF_INET : s->family;
	add_step(plan, s);
	s->family = AF_INET6;
	if (both)
		add_step(plan, s);
}

void plan_make(struct plan *plan, const struct expr *e, uint8_t family)
{
	struct plan open;

	start(&open, PLAN_MAX, e, family);
	for (unsigned most = PLAN_MAX / 2; count_dumps(&open) > PLAN_MAX; most /= 2)
		start(&open, most, e, family);
	memset(plan, 0, sizeof(*plan));
	for (unsigned i = 0; i < open.count; i++)
		split_family(plan, &open.steps[i]);
}

bool plan_takes(const struct plan *plan, unsigned step, const struct record *rec)
{
	if (plan->count <= 1)
		return true;
	for (unsigned i = 0; i < step; i++)
		if (step_fits(&plan->steps[i], rec))
			return false;
	return step_fits(&plan->steps[step], rec);
}

void plan_describe(struct buf *out, const struct plan *plan)
{
	for (unsigned i = 0; i < plan->count; i++) {
		buf_lit(out, "  dump:");
		step_describe(out, &plan->steps[i]);
		buf_char(out, '\n');
	}
}
