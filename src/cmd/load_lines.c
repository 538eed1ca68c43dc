/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load_lines.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void skip_blanks(char **p)
{
	while (is_blank(**p))
		++*p;
}

/* Whether a character ends the bare part of a word; asked of every one of them. */
static const bool ends_bare[UINT8_MAX + 1] = { ['\0'] = true, [' '] = true, ['\t'] = true, ['"'] = true };

/*
 * The word at *P, written over its own quotes; *P moves behind it. NULL when
 * its quotes do not end.
 */
static char *take_word(char **p)
{
	char *in = *p, *word = *p, *out;

	while (!ends_bare[(unsigned char)*in])
		in++;
	out = in;
	if (*in == '"') {
		for (in++; *in && *in != '"'; *out++ = *in++)
			in += *in == '\\' && in[1];
		if (!*in)
			return NULL;
		in++;
	} else if (*in) {
		in++;
	}
	*out = '\0';
	*p = in;
	return word;
}

/* Room for a line of LEN bytes; every other byte may begin a word. */
static bool make_room(struct lines *lines, size_t len)
{
	size_t room = 2 * len + 256;
	const char **words;
	char *copy;

	if (len < lines->room)
		return true;
	copy = realloc(lines->copy, room);
	lines->copy = copy ? copy : lines->copy;
	words = reallocarray(lines->words, room / 2, sizeof(*words));
	lines->words = words ? words : lines->words;
	if (copy && words)
		lines->room = room;
	return copy && words;
}

int lines_split(struct lines *lines, const char *text, size_t len, struct error *err)
{
	char *p;

	if (!make_room(lines, len))
		return error_nomem(err);
	p = memcpy(lines->copy, text, len);
	p[len] = '\0';
	lines->word_count = 0;
	for (skip_blanks(&p); *p && *p != '#'; skip_blanks(&p)) {
		const char *word = take_word(&p);

		if (!word)
			return error_usage(err, "a quoted word has no end");
		lines->words[lines->word_count++] = word;
	}
	lines->words[lines->word_count] = NULL;
	return 0;
}

/* Without the end of the line, be it of Unix or of DOS. */
static size_t trimmed(const char *text, size_t len)
{
	len -= len && text[len - 1] == '\n';
	len -= len && text[len - 1] == '\r';
	return len;
}

void lines_over(struct lines *lines, const char *text, size_t len, uint64_t before)
{
	lines->rest = text;
	lines->left = len;
	lines->number = before;
}

int lines_next(struct lines *lines, struct error *err)
{
	const char *end;
	size_t len;

	if (lines->left == 0)
		return 0;
	end = memchr(lines->rest, '\n', lines->left);
	len = end ? (size_t)(end + 1 - lines->rest) : lines->left;
	lines->text = lines->rest;
	lines->len = trimmed(lines->text, len);
	lines->rest += len;
	lines->left -= len;
	lines->number++;
	if (memchr(lines->text, '\0', lines->len))
		error_usage(err, "there is a NUL byte in it");
	else if (lines_split(lines, lines->text, lines->len, err) == 0)
		return 1;
	return lines_blame(lines->number, err);
}

void lines_free(struct lines *lines)
{
	free(lines->copy);
	free(lines->words);
}

int lines_blame(uint64_t number, struct error *err)
{
	const struct error plain = *err;

	return error_set(err, plain.kind, plain.errnum, "line %" PRIu64 ": %s", number, plain.text);
}
