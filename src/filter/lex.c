/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/lex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Everything that has a meaning of its own; of two signs the longer comes first. */
struct sign {
	char text[4];		/* empty behind the last */
	enum token_kind kind;
	enum comparison comparison;
};

static const struct sign signs[] = {
	{ "&&", TOKEN_AND, 0 }, { "||", TOKEN_OR, 0 },
	{ "==", TOKEN_OPERATOR, COMPARE_EQ }, { "!=", TOKEN_OPERATOR, COMPARE_NE },
	{ "<=", TOKEN_OPERATOR, COMPARE_LE }, { ">=", TOKEN_OPERATOR, COMPARE_GE },
	{ "=", TOKEN_OPERATOR, COMPARE_EQ }, { "<", TOKEN_OPERATOR, COMPARE_LT },
	{ ">", TOKEN_OPERATOR, COMPARE_GT }, { "!", TOKEN_NOT, 0 }, { "&", TOKEN_MASK, 0 },
	{ "(", TOKEN_OPEN, 0 }, { ")", TOKEN_CLOSE, 0 },
	{ "{", TOKEN_OPEN_LIST, 0 }, { "}", TOKEN_CLOSE_LIST, 0 }, { ",", TOKEN_COMMA, 0 },
	{ .kind = TOKEN_END },
};

static const struct sign keywords[] = {
	{ "and", TOKEN_AND, 0 }, { "or", TOKEN_OR, 0 }, { "not", TOKEN_NOT, 0 }, { "in", TOKEN_IN, 0 },
	{ "eq", TOKEN_OPERATOR, COMPARE_EQ }, { "ne", TOKEN_OPERATOR, COMPARE_NE },
	{ "lt", TOKEN_OPERATOR, COMPARE_LT }, { "le", TOKEN_OPERATOR, COMPARE_LE },
	{ "gt", TOKEN_OPERATOR, COMPARE_GT }, { "ge", TOKEN_OPERATOR, COMPARE_GE },
	{ .kind = TOKEN_END },
};

static const char blanks[] = " \t\r\n\v\f";
static const char word_ends[] = " \t\r\n\v\f&|=!<>(){},\"'";

/* While a text is read: what is left of it, and room for the words of the tokens. */
struct lexer {
	const struct filter_source *source;
	const char *at;
	char *texts;
	struct tokens *out;
	struct error *err;
};

int filter_fault(const struct filter_source *source, size_t offset, const char *what,
		 const char *hint, struct error *err)
{
	size_t line = 1, start = 0;
	char place[32] = "";

	for (size_t i = 0; source->file && i < offset; i++) {
		if (source->text[i] == '\n') {
			line++;
			start = i + 1;
		}
	}
	snprintf(place, sizeof(place), ":%zu: ", line);
	error_usage(err, "filter: %s%s%s at column %zu%s%s%s",
		    source->file ? source->file : "", source->file ? place : "",
		    what, offset - start + 1, hint ? " (" : "", hint ? hint : "", hint ? ")" : "");
	err->see = "conntrack help expressions";
	return -1;
}

static int add(struct lexer *l, enum token_kind kind, const char *text, size_t len, size_t offset)
{
	struct tokens *t = l->out;

	if (t->count == t->room) {
		size_t room = t->room ? 2 * t->room : 16;
		struct token *list = reallocarray(t->list, room, sizeof(*list));

		if (!list)
			return error_nomem(l->err);
		t->list = list;
		t->room = room;
	}
	memcpy(l->texts, text, len);
	l->texts[len] = '\0';
	t->list[t->count++] = (struct token){ .kind = kind, .offset = offset, .text = l->texts };
	l->texts += len + 1;
	return 0;
}

static size_t offset_of(const struct lexer *l)
{
	return (size_t)(l->at - l->source->text);
}

static int read_quoted(struct lexer *l)
{
	const char *end = strchr(l->at + 1, *l->at);
	size_t offset = offset_of(l);

	if (!end)
		return filter_fault(l->source, offset, "no end of the quotes that begin", NULL, l->err);
	if (add(l, TOKEN_QUOTED, l->at + 1, (size_t)(end - l->at - 1), offset) < 0)
		return -1;
	l->at = end + 1;
	return 0;
}

static int read_sign(struct lexer *l)
{
	const struct sign *s = signs;

	while (*s->text && strncmp(l->at, s->text, strlen(s->text)) != 0)
		s++;
	if (!*s->text)
		return filter_fault(l->source, offset_of(l), "unexpected '|'", "did you mean '||'?", l->err);
	if (add(l, s->kind, s->text, strlen(s->text), offset_of(l)) < 0)
		return -1;
	l->out->list[l->out->count - 1].comparison = s->comparison;
	l->at += strlen(s->text);
	return 0;
}

static int read_word(struct lexer *l)
{
	size_t len = strcspn(l->at, word_ends);
	struct token *token;

	if (add(l, TOKEN_WORD, l->at, len, offset_of(l)) < 0)
		return -1;
	token = &l->out->list[l->out->count - 1];
	for (const struct sign *k = keywords; *k->text; k++) {
		if (strcasecmp(k->text, token->text) == 0) {
			token->kind = k->kind;
			token->comparison = k->comparison;
		}
	}
	l->at += len;
	return 0;
}

static int read_token(struct lexer *l)
{
	if (*l->at == '"' || *l->at == '\'')
		return read_quoted(l);
	return strchr(word_ends, *l->at) ? read_sign(l) : read_word(l);
}

int tokens_read(struct tokens *t, const struct filter_source *source, struct error *err)
{
	/* every token has at least one byte, and gets one more */
	struct lexer l = { .source = source, .at = source->text, .out = t, .err = err,
			   .texts = malloc(2 * strlen(source->text) + 1) };

	*t = (struct tokens){ .texts = l.texts };
	if (!t->texts)
		return error_nomem(err);
	for (;;) {
		l.at += strspn(l.at, blanks);
		if (!*l.at)
			return add(&l, TOKEN_END, "", 0, offset_of(&l));
		if (*l.at == '#')
			l.at += strcspn(l.at, "\n");
		else if (read_token(&l) < 0)
			return -1;
	}
}

void tokens_free(struct tokens *t)
{
	free(t->list);
	free(t->texts);
}
