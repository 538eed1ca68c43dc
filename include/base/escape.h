/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_BASE_ESCAPE_H
#define CONNTRACK_BASE_ESCAPE_H

#include "base/buf.h"

/*
 * Texts that came from outside, as results and messages show them. Characters
 * that control a terminal, C1 included, and bytes that are no UTF-8 are escaped;
 * what is written is always valid UTF-8.
 */

/* Bytes of the character at TEXT if it may be shown as it is, else 0; at the end 0. */
size_t plain_length(const char *text);

/* Whether all of TEXT may be shown as it is. */
bool is_plain(const char *text);

/* What stands between the quotes of a JSON string; such a byte or character is \u00XX. */
void put_json(struct buf *b, const char *text);

/* Text of an XML document, which may hold no control characters at all: \xNN for every such byte. */
void put_xml(struct buf *b, const char *text);

/* For people: \xNN for every such byte and for the backslash. */
void put_plain(struct buf *b, const char *text);

/* As one word to a file of commands, and to a shell that is handed the line. */
void put_quoted(struct buf *b, const char *text);

/* \xNN */
void put_byte(struct buf *b, unsigned char c);

/* How many characters valid UTF-8 has. */
size_t utf8_length(const char *text);

#endif
