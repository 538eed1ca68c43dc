/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load.h"

#include "model/field.h"
#include "model/field_table.h"
#include "model/proto.h"

#include <string.h>

/* What other formats look like to somebody who takes commands. */

static bool is_xml(const struct lines *lines)
{
	return lines->words[0][0] == '<';
}

static bool is_json(const struct lines *lines)
{
	const char *first = lines->text + strspn(lines->text, "[ \t");

	return *first == '{' || (lines->text[0] == '[' && lines->len == 1);
}

static bool is_text(const struct lines *lines)
{
	bool src = false, dst = false;

	for (size_t i = 0; i < lines->word_count; i++) {
		src |= strncmp(lines->words[i], "src=", 4) == 0;
		dst |= strncmp(lines->words[i], "dst=", 4) == 0;
	}
	return src && dst;
}

static bool is_csv(const struct lines *lines)
{
	return strchr(lines->words[0], ',') != NULL;
}

static bool is_name(const char *word)
{
	return field_in(&flow_fields, word) || field_alias_in(&flow_fields, word);
}

/* A line of names, or a row that begins as most of them do. */
static bool is_table(const struct lines *lines)
{
	const char *const *words = lines->words;

	return lines->word_count > 1 && (proto_by_name(words[0]) || (is_name(words[0]) && is_name(words[1])));
}

static bool is_command(const struct lines *lines)
{
	const char *first = load_words(lines)[0];

	return lines->words[0][0] == '-' || (first && ((first[0] == '-' && first[1]) || verb_find(first)));
}

static const struct { bool (*is)(const struct lines *lines); const char *name; } formats[] = {
	{ is_xml, "xml" }, { is_json, "json" }, { is_text, "the classic list" }, { is_csv, "csv" }, { is_table, "a table" },
};

void load_blame_format(const struct lines *lines, struct error *err)
{
	if (lines->word_count == 0 || is_command(lines))
		return;
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		if (!formats[i].is(lines))
			continue;
		error_usage(err, "this is a row of %s and no command; what -o save writes can be loaded",
			    formats[i].name);
		return;
	}
}
