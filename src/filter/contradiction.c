/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/contradiction.h"

#include "filter/explain.h"
#include "filter/exclude.h"

enum { PARTS_MAX = 64, DEPTH_MAX = 32 };

/* What one "and" joins, however it leans. */
struct parts {
	const struct expr *list[PARTS_MAX];
	unsigned count;
};

static void gather(struct parts *parts, const struct expr *e, unsigned depth)
{
	for (; e->kind == EXPR_AND && depth; e = e->right)
		gather(parts, e->left, depth - 1);
	if (parts->count < PARTS_MAX)
		parts->list[parts->count++] = e;
}

static bool contradict_within(const struct expr *a, const struct expr *b, unsigned depth)
{
	if (depth == 0 || a->kind == EXPR_TRUE || b->kind == EXPR_TRUE)
		return false;
	if (a->kind == EXPR_OR)
		return contradict_within(a->left, b, depth - 1) && contradict_within(a->right, b, depth - 1);
	if (a->kind == EXPR_AND)
		return contradict_within(a->left, b, depth - 1) || contradict_within(a->right, b, depth - 1);
	if (b->kind == EXPR_OR || b->kind == EXPR_AND)
		return contradict_within(b, a, depth - 1);
	return tests_exclude(a, b);
}

bool contradict(const struct expr *a, const struct expr *b)
{
	return contradict_within(a, b, DEPTH_MAX);
}

/* A part on one line. */
static void put_part(struct buf *out, const struct expr *e, const struct label_map *map, unsigned depth)
{
	if (e->kind == EXPR_NOT) {
		buf_lit(out, "not ");
		put_part(out, e->left, map, depth);
	} else if (depth && (e->kind == EXPR_OR || e->kind == EXPR_AND)) {
		const enum expr_kind kind = e->kind;

		buf_char(out, '(');
		for (; e->kind == kind; e = e->right) {
			put_part(out, e->left, map, depth - 1);
			buf_str(out, kind == EXPR_OR ? " or " : " and ");
		}
		put_part(out, e, map, depth - 1);
		buf_char(out, ')');
	} else if (e->field) {
		explain_test(out, e, map);
	} else {
		buf_lit(out, "...");
	}
}

static void describe_pair(struct buf *out, const struct expr *a, const struct expr *b,
			  const struct label_map *map)
{
	buf_lit(out, "  ");
	put_part(out, a, map, 4);
	if (b) {
		buf_lit(out, " and ");
		put_part(out, b, map, 4);
	}
	buf_char(out, '\n');
}

static void describe(struct buf *out, const struct expr *e, const struct label_map *map, unsigned depth)
{
	struct parts parts = { .count = 0 };

	if (depth == 0)
		return;
	gather(&parts, e, DEPTH_MAX);
	for (unsigned i = 0; i < parts.count; i++) {
		const struct expr *part = parts.list[i];

		if (part->kind == EXPR_OR) {
			describe(out, part->left, map, depth - 1);
			describe(out, part->right, map, depth - 1);
		} else if (test_is_empty(part)) {
			describe_pair(out, part, NULL, map);
		}
		for (unsigned j = i + 1; j < parts.count && !test_is_empty(part); j++)
			if (contradict(part, parts.list[j]))
				describe_pair(out, part, parts.list[j], map);
	}
}

void contradictions_describe(struct buf *out, const struct expr *e, const struct label_map *map)
{
	describe(out, e, map, DEPTH_MAX);
}
