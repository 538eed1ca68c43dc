/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/parse.h"

#include "filter/address.h"
#include "filter/predicate.h"
#include "filter/vocabulary.h"

#include <string.h>

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

static bool on_one_line(const struct parser *p, const struct token *a, const struct token *b)
{
	return !memchr(p->source->text + a->offset, '\n', b->offset - a->offset);
}

static bool is_address(const struct token *t)
{
	struct address_value address;

	return t->kind == TOKEN_WORD && address_read(t->text, &address);
}

/*
 * A list of addresses, one a line, is told by how the file begins: with an
 * address, behind which a line ends and no operator follows. Two addresses on
 * one line are no list, but no sensible expression either.
 */
static bool is_list(const struct parser *p)
{
	const struct token *first = p->next;

	if (!p->source->file || !is_address(first))
		return false;
	return first[1].kind == TOKEN_END || is_address(&first[1]) ||
	       (first[1].kind == TOKEN_WORD && !on_one_line(p, first, &first[1]));
}

/* The values of one of the fields; all of them are read for each. */
static struct expr *parse_list_field(struct parser *p, enum field_id field)
{
	struct set set;

	set_init(&set, &fields[field]);
	for (; p->next->kind != TOKEN_END; p->next++) {
		bool alone = p->next[1].kind == TOKEN_END || !on_one_line(p, p->next, &p->next[1]);
		struct address_value a;

		if (p->next->kind != TOKEN_WORD || !alone || !address_read(p->next->text, &a) || a.port ||
		    a.mask.family) {
			parser_expected(p, "an address on a line of its own", "the file begins as a list");
			set_free(&set);
			return NULL;
		}
		if (set_add_range(&set, &a.low, &a.high, p->err) < 0) {
			set_free(&set);
			return NULL;
		}
	}
	return expr_in(field, &set, p->err);
}

static struct expr *parse_list(struct parser *p)
{
	const struct token *first = p->next;
	struct expr *all = NULL;
	struct field_alias any;

	subject_find(parser_fields(p), "addr", &any);
	for (unsigned i = any.count; i-- > 0;) {
		struct expr *e;

		p->next = first;
		e = parse_list_field(p, (enum field_id)any.rows[i]);
		all = all ? expr_or(e, all, p->err) : e;
		if (!all)
			return NULL;
	}
	return all;
}

struct expr *filter_parse(const struct filter_source *source, struct error *err)
{
	struct parser p = { .source = source, .err = err };
	struct tokens tokens;
	struct expr *e = NULL;

	if (tokens_read(&tokens, source, err) == 0) {
		p.next = tokens.list;
		e = is_list(&p) ? parse_list(&p) : parse_any(&p);
		if (e && p.next->kind != TOKEN_END) {
			expr_free(e);
			e = parser_expected(&p, "'and' or 'or'", NULL);
		}
	}
	tokens_free(&tokens);
	return e;
}
