/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_LOAD_LINES_H
#define CONNTRACK_CMD_LOAD_LINES_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The lines of a text of commands, each split into words. Blanks part words, a
 * word that begins with # begins a comment, and so does [USERSPACE]. Double quotes take blanks and # into
 * a word, a backslash inside them makes the next character one of the word, and
 * the closing quote ends the word. Lines and words may be of any length.
 */
struct lines {
	const char *rest;	/* what is not read yet; the owner's */
	size_t left;
	uint64_t number;	/* of the last line read; the first of a file is 1 */
	const char *text;	/* that line, without its end */
	size_t len;
	const char **words;	/* of the line split last, NULL behind them */
	size_t word_count;
	char *copy;		/* what the words point into */
	size_t room;		/* of copy in bytes, twice that of words */
};

/* Begin with TEXT, in front of which there are BEFORE lines. */
void lines_over(struct lines *lines, const char *text, size_t len, uint64_t before);

/* Go to the next line, which may be without words: 1; 0 at the end; -1 with ERR. */
int lines_next(struct lines *lines, struct error *err);

/* Split a line that was read before. */
int lines_split(struct lines *lines, const char *text, size_t len, struct error *err);

void lines_free(struct lines *lines);

/* Put "line N: " in front of the text of ERR; returns -1. */
int lines_blame(uint64_t number, struct error *err);

#endif
