/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/predicate.h"

#include "base/buf.h"
#include "filter/address.h"
#include "filter/unknown.h"
#include "filter/vocabulary.h"
#include "model/proto.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Fields with one set of values: "src or dst A". */
struct subjects {
	unsigned count;
	enum token_kind join;
	struct field_alias list[4];
};

void *parser_expected(struct parser *p, const char *what, const char *hint)
{
	const struct token *t = p->next;
	struct buf text = BUF_INIT;
	const char *message;

	if (t->kind == TOKEN_END)
		buf_printf(&text, "expected %s", what);
	else
		buf_printf(&text, "expected %s instead of '%.60s'", what, t->text);
	message = buf_cstr(&text);
	if (message)
		filter_fault(p->source, t->offset, message, hint, p->err);
	else
		error_nomem(p->err);
	buf_free(&text);
	return NULL;
}

/* An alias for several fields: one of them fits, or all of them differ. */
static struct expr *parse_tests(struct parser *p, const struct field_alias *subject)
{
	const struct token *start = p->next;
	unsigned i = subject->count - 1;
	bool differs;
	struct expr *all = parse_test(p, subject->name, (enum field_id)subject->rows[i], &differs);

	while (all && i > 0) {
		struct expr *e;

		p->next = start;
		e = parse_test(p, subject->name, (enum field_id)subject->rows[--i], &differs);
		all = differs ? expr_and(e, all, p->err) : expr_or(e, all, p->err);
	}
	return all;
}

/* One more field of the same type behind "or" or "and", where a value would have to be. */
static bool take_subject(struct parser *p, struct subjects *s)
{
	const struct token *t = p->next;
	struct field_alias *next = &s->list[s->count];

	if ((t->kind != TOKEN_OR && t->kind != TOKEN_AND) || t[1].kind != TOKEN_WORD ||
	    s->count == sizeof(s->list) / sizeof(*s->list) || (s->count > 1 && t->kind != s->join) ||
	    !subject_find(parser_fields(p), t[1].text, next) ||
	    fields[next->rows[0]].type != fields[s->list[0].rows[0]].type)
		return false;
	s->join = t->kind;
	s->count++;
	p->next += 2;
	return true;
}

/* "src host A", "dst net N", "src or dst port 80": what stands behind a direction elsewhere. */
static void take_qualifier(struct parser *p, struct subjects *s)
{
	bool port = p->next->kind == TOKEN_WORD && strcasecmp(p->next->text, "port") == 0;

	if (p->next->kind != TOKEN_WORD || fields[s->list[0].rows[0]].type != FIELD_ADDRESS ||
	    (!port && strcasecmp(p->next->text, "host") != 0 && strcasecmp(p->next->text, "net") != 0))
		return;
	p->next++;
	for (unsigned i = 0; port && i < s->count; i++)
		for (unsigned row = 0; row < s->list[i].count; row++)
			s->list[i].rows[row] = (unsigned char)address_port((enum field_id)s->list[i].rows[row]);
}

static struct expr *parse_subjects(struct parser *p, struct subjects *s)
{
	const struct token *values;
	struct expr *all;
	unsigned i;

	while (take_subject(p, s))
		;
	take_qualifier(p, s);
	values = p->next;
	i = s->count - 1;
	all = parse_tests(p, &s->list[i]);
	while (all && i > 0) {
		struct expr *e;

		p->next = values;
		e = parse_tests(p, &s->list[--i]);
		all = s->join == TOKEN_OR ? expr_or(e, all, p->err) : expr_and(e, all, p->err);
	}
	return all;
}

static bool is_value(const struct token *t)
{
	return t->kind == TOKEN_WORD || t->kind == TOKEN_QUOTED;
}

/* Whether values or a comparison stand behind a name that may also stand alone. */
static bool has_values(const struct parser *p, const struct field_alias *subject)
{
	const struct word *words = fields[subject->rows[0]].words;

	if (p->next->kind == TOKEN_WORD && words)
		return word_in_any_case(words, p->next->text) ||
		       vocabulary_clear((enum field_id)subject->rows[0], p->next->text);
	return is_value(p->next) || p->next->kind == TOKEN_OPERATOR || p->next->kind == TOKEN_IN ||
	       p->next->kind == TOKEN_MASK || p->next->kind == TOKEN_OPEN_LIST;
}

static struct expr *parse_field(struct parser *p, const struct token *t, const struct field_alias *subject)
{
	struct subjects s = { .count = 1, .list = { *subject } };
	struct expr *e = parse_subjects(p, &s);

	p->before = (struct before){ .start = t, .end = p->next,
				     .field = (enum field_id)s.list[0].rows[0],
				     .any = s.count == 1 && s.list[0].count > 1 };
	return e;
}

/* An address alone is any of the four, unless it may be meant for the field in front of it. */
static struct expr *parse_address(struct parser *p, const struct token *t)
{
	struct field_alias any;

	p->next = t;
	if (unknown_continues(p, t) && !p->before.any) {
		unknown_value(p, t);
		return NULL;
	}
	subject_find(parser_fields(p), "addr", &any);
	return parse_tests(p, &any);
}

/* A protocol that only the database of the system knows; number 0 is none that flows have. */
static struct expr *parse_protocol(struct parser *p, const struct token *t)
{
	struct error ignored = ERROR_INIT;
	const struct proto *own;
	uint8_t number;

	if (!isalpha((unsigned char)t->text[0]) || proto_parse(t->text, &number, &own, &ignored) < 0 || !number)
		return unknown_word(p, t);
	return protocol_test(parser_fields(p), number, p->err);
}

struct expr *parse_predicate(struct parser *p)
{
	const struct token *t = p->next;
	struct field_alias subject;
	struct address_value address;
	struct expr *alone;
	bool known;

	if (!parser_take(p, TOKEN_WORD))
		return parser_expected(p, "a field, a protocol, a status or '('", NULL);
	alone = word_test(parser_fields(p), t->text, &known, p->err);
	if (!subject_find(parser_fields(p), t->text, &subject)) {
		if (known)
			return alone;
		return address_read(t->text, &address) ? parse_address(p, t) : parse_protocol(p, t);
	}
	if (known && !has_values(p, &subject))
		return alone;
	expr_free(alone);
	return parse_field(p, t, &subject);
}
