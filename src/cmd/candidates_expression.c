/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/candidates.h"

#include "filter/vocabulary.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What comes next in an expression. */
enum place { OPERAND, VALUE_OR_OPERATOR, VALUE, BEHIND_OPERAND };

struct cursor {
	const struct field_table *table;
	enum place place;
	struct field_alias subject;	/* in front of a value */
};

enum { TOKEN_MAX = 64 };

static const char separators[] = " \t\n(){},";

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strcasecmp(*words, text) == 0)
			return true;
	return false;
}

static void take_token(struct cursor *cur, const char *token)
{
	static const char *const operators[] = { "=", "==", "!=", "<", "<=", ">", ">=", "&", "in", "eq", "ne",
						 "lt", "le", "gt", "ge", NULL };
	static const char *const joins[] = { "and", "or", "not", "!", "&&", "||", NULL };

	if (is_one_of(token, joins))
		cur->place = OPERAND;
	else if (cur->place == VALUE_OR_OPERATOR && is_one_of(token, operators))
		cur->place = VALUE;
	else if (cur->place != VALUE_OR_OPERATOR && cur->place != VALUE &&
		 subject_find(cur->table, token, &cur->subject))
		cur->place = VALUE_OR_OPERATOR;
	else
		cur->place = BEHIND_OPERAND;
}

/* Behind a comma there is another value of the same field. */
static void take_separator(struct cursor *cur, char c)
{
	if (c == ',' && cur->place == BEHIND_OPERAND && cur->subject.count)
		cur->place = VALUE;
	else if (c == '(' && cur->place == BEHIND_OPERAND)
		cur->place = OPERAND;
}

/* Go over LEN bytes of TEXT, which end with whole tokens. */
static void take_text(struct cursor *cur, const char *text, size_t len)
{
	char token[TOKEN_MAX];

	for (size_t i = 0; i < len; i++) {
		size_t n = 0;

		for (; i < len && !strchr(separators, text[i]); i++)
			if (n + 1 < sizeof(token))
				token[n++] = text[i];
		token[n] = '\0';
		if (n)
			take_token(cur, token[0] == '!' && n > 1 && token[1] != '=' ? token + 1 : token);
		if (i < len)
			take_separator(cur, text[i]);
	}
}

static const char *help_of(const struct field_table *table, const char *name)
{
	const struct field *field = field_in(table, name);
	const struct field_alias *alias = field_alias_in(table, name);

	return field ? field->help : alias ? alias->help : NULL;
}

static void put_operands(const struct candidates *c)
{
	struct vocabulary v;

	vocabulary_begin(&v, c->fields);
	for (size_t i = 0; i < v.count; i++)
		candidate_put(c, v.names[i], help_of(c->fields, v.names[i]));
	candidate_put(c, "not", NULL);
}

static void put_values(const struct candidates *c, const struct field_alias *subject, const char *label_map)
{
	const struct field *field = &fields[subject->rows[0]];
	struct vocabulary v;

	vocabulary_values(&v, field);
	for (size_t i = 0; i < v.count; i++)
		candidate_put(c, v.names[i], NULL);
	if (field->type == FIELD_PORT)
		candidates_services(c);
	else if (field->type == FIELD_LABELS)
		candidates_labels(c, label_map);
	else if (!v.count)
		candidate_put_wanted(c, field->help);
}

void candidates_expression(struct candidates *c, const char *const *words, size_t count, const char *last,
			   const char *label_map)
{
	struct cursor cur = { .table = c->fields, .place = OPERAND };
	size_t start = strlen(last);

	for (size_t i = 0; i < count; i++)
		take_text(&cur, words[i], strlen(words[i]));
	while (start > 0 && !strchr(separators, last[start - 1]))
		start--;
	take_text(&cur, last, start);
	start += last[start] == '!';
	c->head = last;
	c->head_len = start;
	c->typed = last + start;
	if (cur.place == VALUE || cur.place == VALUE_OR_OPERATOR) {
		put_values(c, &cur.subject, label_map);
		return;
	}
	if (cur.place == BEHIND_OPERAND) {
		candidate_put(c, "and", NULL);
		candidate_put(c, "or", NULL);
	}
	put_operands(c);
}

/* All of them are too many to be shown. Most are there once for each protocol, one behind the other. */
void candidates_services(const struct candidates *c)
{
	const struct servent *service;
	char before[TOKEN_MAX] = "";

	if (!*c->typed) {
		candidate_put_wanted(c, "port, or the name of a service");
		return;
	}
	setservent(1);
	while ((service = getservent())) {
		if (strcmp(service->s_name, before) != 0)
			candidate_put(c, service->s_name, NULL);
		snprintf(before, sizeof(before), "%s", service->s_name);
	}
	endservent();
}
