/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_LEX_H
#define CONNTRACK_FILTER_LEX_H

#include "filter/parse.h"

#include <stddef.h>

/* The parts that the text of a filter is made of. */
enum token_kind {
	TOKEN_END, TOKEN_WORD, TOKEN_QUOTED,
	TOKEN_AND, TOKEN_OR, TOKEN_NOT, TOKEN_IN, TOKEN_OPERATOR, TOKEN_MASK,
	TOKEN_OPEN, TOKEN_CLOSE, TOKEN_OPEN_LIST, TOKEN_CLOSE_LIST, TOKEN_COMMA,
};

struct token {
	enum token_kind kind;
	enum comparison comparison;	/* of an operator */
	size_t offset;			/* where it begins */
	const char *text;
};

/* A whole text; the last token is TOKEN_END. Owned by whoever read it. */
struct tokens {
	struct token *list;
	size_t count, room;
	char *texts;
};

int tokens_read(struct tokens *t, const struct filter_source *source, struct error *err);
void tokens_free(struct tokens *t);

/* "filter: WHAT at column N (HINT)", with file and line where there is a file; HINT may be NULL. */
int filter_fault(const struct filter_source *source, size_t offset, const char *what,
		 const char *hint, struct error *err);

#endif
