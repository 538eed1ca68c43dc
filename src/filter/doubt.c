/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/doubt.h"

enum verdict { VERDICT_NO, VERDICT_MAYBE, VERDICT_YES };

static bool is_field_in_doubt(const struct field *field, const struct record *rec, const struct doubt *doubt)
{
	struct value ignored;

	if (field->traits & doubt->traits)
		return true;
	return doubt->absent && !(field->traits & FIELD_OF_EVENTS) && !field->zero_if_absent &&
	       !field->get(field, rec, &ignored);
}

static bool is_in_doubt(const struct expr *e, const struct record *rec, const struct doubt *doubt)
{
	return is_field_in_doubt(e->field, rec, doubt) ||
	       (e->kind == EXPR_FIELDS && is_field_in_doubt(e->fields.other, rec, doubt));
}

static enum verdict judge(const struct expr *e, const struct record *rec, const struct doubt *doubt);

/* "and" is as good as the worst of its parts, "or" as the best. */
static enum verdict join(enum expr_kind kind, enum verdict a, enum verdict b)
{
	return (kind == EXPR_AND) == (a < b) ? a : b;
}

static enum verdict judge_chain(const struct expr *e, const struct record *rec, const struct doubt *doubt)
{
	const enum expr_kind kind = e->kind;
	enum verdict all = kind == EXPR_AND ? VERDICT_YES : VERDICT_NO;

	for (; e->kind == kind; e = e->right)
		all = join(kind, all, judge(e->left, rec, doubt));
	return join(kind, all, judge(e, rec, doubt));
}

static enum verdict judge(const struct expr *e, const struct record *rec, const struct doubt *doubt)
{
	if (e->kind == EXPR_AND || e->kind == EXPR_OR)
		return judge_chain(e, rec, doubt);
	if (e->kind == EXPR_NOT)
		return (enum verdict)(VERDICT_YES - judge(e->left, rec, doubt));
	if (e->kind != EXPR_TRUE && is_in_doubt(e, rec, doubt))
		return VERDICT_MAYBE;
	return expr_accepts(e, rec) ? VERDICT_YES : VERDICT_NO;
}

bool doubt_may_accept(const struct expr *e, const struct record *rec, const struct doubt *doubt)
{
	return judge(e, rec, doubt) != VERDICT_NO;
}
