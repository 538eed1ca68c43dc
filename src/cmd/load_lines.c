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

static char *skip_blanks(char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

/* 1.4.x writes behind a command what program caused the event, and passes over it. */
static bool begins_comment(const char *p)
{
	static const char userspace[] = "[USERSPACE] ";

	return *p == '#' || (*p == '[' && strncmp(p, userspace, sizeof(userspace) - 1) == 0);
}

/* Whether a character ends the bare part of a word; asked of every one of them. */
static const bool ends_bare[UINT8_MAX + 1] = { ['\0'] = true, [' '] = true, ['\t'] = true, ['"'] = true };

/* End the word whose quotes begin at P, written over them: what is behind it; NULL when they do not end. */
static char *end_quoted(char *p)
{
	char *in = p + 1, *out = p;

	for (; *in && *in != '"'; *out++ = *in++)
		in += *in == '\\' && in[1];
	if (!*in)
		return NULL;
	*out = '\0';
	return in + 1;
}

/* End the word that begins at P: what is behind it; NULL when its quotes do not end. */
static char *end_word(char *p)
{
	while (!ends_bare[(unsigned char)*p])
		p++;
	if (*p == '"')
		return end_quoted(p);
	if (*p)
		*p++ = '\0';
	return p;
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
	const char **word;
	char *p;

	if (!make_room(lines, len))
		return error_nomem(err);
	p = memcpy(lines->copy, text, len);
	p[len] = '\0';
	word = lines->words;
	for (p = skip_blanks(p); *p && !begins_comment(p); p = skip_blanks(p)) {
		*word++ = p;
		p = end_word(p);
		if (!p)
			return error_usage(err, "a quoted word has no end");
	}
	*word = NULL;
	lines->word_count = (size_t)(word - lines->words);
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

	error_set(err, plain.kind, plain.errnum, "line %" PRIu64 ": %s", number, plain.text);
	return error_hint(err, "%s", plain.hint);
}
