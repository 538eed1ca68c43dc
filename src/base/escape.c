/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/escape.h"

#include <ctype.h>
#include <string.h>

/* The ranges of the second byte, by what the first byte forbids. */
static bool second_fits(unsigned char first, unsigned char second)
{
	unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;

	return second >= low && second <= high;
}

/* Bytes of the character at S that may be shown as it is; 0: none. */
static size_t shown(const unsigned char *s)
{
	size_t len = *s >= 0xf0 ? 4 : *s >= 0xe0 ? 3 : *s >= 0xc2 ? 2 : 1;

	if (*s < 0x80)
		return *s >= ' ' && *s != 0x7f;
	if (len == 1 || *s > 0xf4 || !second_fits(*s, s[1]) || (*s == 0xc2 && s[1] < 0xa0))
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

size_t plain_length(const char *text)
{
	return shown((const unsigned char *)text);
}

bool is_plain(const char *text)
{
	size_t len;

	while ((len = plain_length(text)) > 0)
		text += len;
	return *text == '\0';
}

void put_byte(struct buf *b, unsigned char c)
{
	buf_lit(b, "\\x");
	buf_char(b, "0123456789abcdef"[c >> 4]);
	buf_char(b, "0123456789abcdef"[c & 15]);
}

static void put_unit(struct buf *b, unsigned char c)
{
	buf_lit(b, "\\u00");
	buf_char(b, "0123456789abcdef"[c >> 4]);
	buf_char(b, "0123456789abcdef"[c & 15]);
}

void put_json(struct buf *b, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	while (*s) {
		size_t len = shown(s);

		if (*s == '"' || *s == '\\')
			buf_char(b, '\\');
		if (len) {
			buf_mem(b, s, len);
		} else {
			/* a C1 character is two bytes, of which the second is its number */
			s += *s == 0xc2 && s[1] >= 0x80 && s[1] < 0xa0;
			put_unit(b, *s);
			len = 1;
		}
		s += len;
	}
}

void put_plain(struct buf *b, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	while (*s) {
		size_t len = *s == '\\' ? 0 : shown(s);

		if (len)
			buf_mem(b, s, len);
		else
			put_byte(b, *s);
		s += len ? len : 1;
	}
}

/* Without blanks and signs, and not empty: that would be no word. */
static bool is_bare(const char *text)
{
	const char *end = text;

	while (*end && (isalnum((unsigned char)*end) || strchr("_-.:@%+=/,", *end)))
		end++;
	return end > text && !*end;
}

void put_quoted(struct buf *b, const char *text)
{
	size_t len;

	if (is_bare(text)) {
		buf_str(b, text);
		return;
	}
	buf_char(b, '"');
	for (; *text; text += len) {
		len = plain_length(text);
		if (len == 0 || strchr("\"\\$`", *text))
			buf_char(b, '\\');
		if (len)
			buf_mem(b, text, len);
		else
			put_byte(b, *text);
		len += len == 0;
	}
	buf_char(b, '"');
}

size_t utf8_length(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}

static const char *entity(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&apos;";
	default: return NULL;
	}
}

void put_xml(struct buf *b, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		const char *word = entity(*s);

		if (word) {
			buf_str(b, word);
		} else if (c < ' ' || c >= 0x7f) {
			put_byte(b, c);
		} else {
			buf_char(b, *s);
		}
	}
}
