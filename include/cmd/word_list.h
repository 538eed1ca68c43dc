/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_WORD_LIST_H
#define CONNTRACK_CMD_WORD_LIST_H

#include "cmd/builder.h"

/*
 * A list of words as -u, -e and -o have it: any prefix of a name in any case.
 * "exact" is one more word, taken as NULL, that must be spelled out.
 */
struct word_list {
	unsigned option;
	const struct word *words;
	const char *exact;
	bool negatable;		/* !NAME */
	void (*take)(struct builder *b, const struct word *word, bool negated);
};
int builder_words(struct builder *b, const struct word_list *list, const char *text,
		  struct error *err);

/*
 * Add to ERR, which is filled, what would be right where the LEN bytes of TEXT were given
 * to option ID: the nearest of WORDS, or where such a word belongs. Always -1.
 */
int builder_advise(unsigned id, const char *text, size_t len, const struct word *words,
		   struct error *err);

#endif
