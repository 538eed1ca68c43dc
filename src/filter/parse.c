/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/parse.h"

#include "filter/predicate.h"

#include <stddef.h>

/* One strength of binding: operands and how they are joined. */
struct level {
	struct expr *(*operand)(struct parser *p);
	struct expr *(*join)(struct expr *left, struct expr *right, struct error *err);
	bool (*goes_on)(struct parser *p);
};

static struct expr *parse_level(struct parser *p, const struct level *level)
{
	struct expr *chain = level->operand(p), **last = &chain;

	while (chain && level->goes_on(p)) {
		*last = level->join(*last, level->operand(p), p->err);
		if (!*last) {
			expr_free(chain);
			return NULL;
		}
		last = &(*last)->right;
	}
	return chain;
}

static bool has_or(struct parser *p)
{
	return parser_take(p, TOKEN_OR);
}

/* Nothing between two operands means "and". */
static bool has_and(struct parser *p)
{
	enum token_kind kind = p->next->kind;

	return parser_take(p, TOKEN_AND) || kind == TOKEN_WORD || kind == TOKEN_QUOTED ||
	       kind == TOKEN_NOT || kind == TOKEN_OPEN;
}

static struct expr *parse_negated(struct parser *p);

static struct expr *parse_all(struct parser *p)
{
	static const struct level all = { parse_negated, expr_and, has_and };

	return parse_level(p, &all);
}

static struct expr *parse_any(struct parser *p)
{
	static const struct level any = { parse_all, expr_or, has_or };

	return parse_level(p, &any);
}

static struct expr *parse_group(struct parser *p)
{
	struct expr *e = parse_any(p);

	if (!e || parser_take(p, TOKEN_CLOSE))
		return e;
	expr_free(e);
	return parser_expected(p, "'and', 'or' or ')'", NULL);
}

static struct expr *parse_negated(struct parser *p)
{
	struct expr *e;

	if (++p->depth > FILTER_DEPTH_MAX) {
		filter_fault(p->source, p->next->offset, "more than 1000 groups within each other",
			     NULL, p->err);
		return NULL;
	}
	if (parser_take(p, TOKEN_NOT))
		e = expr_not(parse_negated(p), p->err);
	else if (parser_take(p, TOKEN_OPEN))
		e = parse_group(p);
	else
		e = parse_predicate(p);
	p->depth--;
	return e;
}

struct expr *filter_parse(const struct filter_source *source, struct error *err)
{
	struct parser p = { .source = source, .err = err };
	struct tokens tokens;
	struct expr *e = NULL;

	if (tokens_read(&tokens, source, err) == 0) {
		p.next = tokens.list;
		e = parse_any(&p);
		if (e && p.next->kind != TOKEN_END) {
			expr_free(e);
			e = parser_expected(&p, "'and' or 'or'", NULL);
		}
	}
	tokens_free(&tokens);
	return e;
}
