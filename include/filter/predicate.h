/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_PREDICATE_H
#define CONNTRACK_FILTER_PREDICATE_H

#include "filter/lex.h"

/* The predicate of a field that was read last. */
struct before {
	const struct token *start, *end;	/* "end" stands behind it; NULL: there is none */
	enum field_id field;
	bool any;				/* the field is any of several */
};

/* Where the parser stands. */
struct parser {
	const struct filter_source *source;
	const struct token *next;
	struct before before;
	unsigned depth;
	struct error *err;
};

/* Step over a token of KIND; false when another one stands there. */
static inline bool parser_take(struct parser *p, enum token_kind kind)
{
	if (p->next->kind != kind)
		return false;
	p->next++;
	return true;
}

/* The fields that there are. */
static inline const struct field_table *parser_fields(const struct parser *p)
{
	return p->source->fields ? p->source->fields : &flow_fields;
}

/* "expected WHAT" where the next token stands; always NULL. */
void *parser_expected(struct parser *p, const char *what, const char *hint);

/*
 * What stands behind the NAME of FIELD: a comparison and values, or another
 * field. *differs: "!=".
 */
struct expr *parse_test(struct parser *p, const char *name, enum field_id field, bool *differs);

/* A test, or a word of its own. */
struct expr *parse_predicate(struct parser *p);

#endif
