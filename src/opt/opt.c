/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "opt/opt.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Where the parser stands; "next" is the first word not yet looked at. */
struct cursor {
	const struct opt *const *rows;
	size_t row_count;
	const char *const *next;
	struct opt_line *line;
	struct error *err;
};

enum match { MATCH_NONE, MATCH_PREFIX, MATCH_EXACT };

static enum match match_one(const char *name, size_t name_len, const char *text, size_t len)
{
	if (len > name_len || memcmp(name, text, len) != 0)
		return MATCH_NONE;
	return len == name_len ? MATCH_EXACT : MATCH_PREFIX;
}

/* The best match of TEXT with the row's name or one of its synonyms. */
static enum match match_row(const struct opt *row, const char *text, size_t len)
{
	enum match best = match_one(row->name, strlen(row->name), text, len);
	const char *s = row->synonyms;

	while (s && *s && best != MATCH_EXACT) {
		size_t n = strcspn(s, ",");
		enum match m = match_one(s, n, text, len);

		best = m > best ? m : best;
		s += n + (s[n] == ',');
	}
	return best;
}

int opt_find(const struct opt *const *rows, size_t row_count, const char *name, size_t len)
{
	int found[2] = { -1, -1 };	/* by "recent" */
	bool several[2] = { false, false };

	if (len == 0)
		return -1;
	for (size_t i = 0; i < row_count; i++) {
		enum match m = match_row(rows[i], name, len);
		int age = rows[i]->recent;

		if (m == MATCH_EXACT)
			return (int)i;
		if (m == MATCH_NONE)
			continue;
		several[age] = found[age] >= 0;
		found[age] = (int)i;
	}
	if (found[0] >= 0)
		return several[0] ? -1 : found[0];
	return several[1] ? -1 : found[1];
}

static int find_letter(const struct cursor *c, char letter)
{
	for (size_t i = 0; i < c->row_count; i++)
		if (c->rows[i]->letter == letter)
			return (int)i;
	return -1;
}

static void take(struct cursor *c, int id, const char *arg)
{
	c->line->given[c->line->count++] =
		(struct opt_given){ .id = (unsigned)id, .arg = arg };
}

static int need_argument(struct cursor *c, const char *word)
{
	return error_usage(c->err, "option `%s' requires an argument", word);
}

/*
 * The argument of an option that is not attached to it: NULL when there is
 * none, which only OPT_ARGUMENT minds.
 */
static const char *next_argument(struct cursor *c, char takes)
{
	const char *word = *c->next;

	if (takes == OPT_NOTHING || !word)
		return NULL;
	if (takes != OPT_ARGUMENT && (word[0] == '-' || word[0] == '!'))
		return NULL;
	c->next++;
	return word;
}

static int parse_long(struct cursor *c, const char *word)
{
	const char *name = word + 2;
	size_t len = strcspn(name, "=");
	const char *arg = name[len] == '=' ? name + len + 1 : NULL;
	int id = opt_find(c->rows, c->row_count, name, len);
	char takes;

	if (id < 0 || (arg && c->rows[id]->takes == OPT_NOTHING))
		return error_usage(c->err, "unknown option `%s'", word);
	takes = c->rows[id]->takes;
	if (!arg)
		arg = next_argument(c, takes);
	if (!arg && takes == OPT_ARGUMENT)
		return need_argument(c, word);
	take(c, id, arg);
	return 0;
}

static int parse_letters(struct cursor *c, const char *word)
{
	for (const char *p = word + 1; *p; p++) {
		int id = find_letter(c, *p);
		const char *arg = NULL;
		char takes;

		if (id < 0)
			return error_usage(c->err, "unknown option `%s'", word);
		takes = c->rows[id]->takes;
		if (p[1] && (takes == OPT_ARGUMENT || takes == OPT_MAYBE))
			arg = p + 1;
		else if (!p[1])
			arg = next_argument(c, takes);
		if (!arg && takes == OPT_ARGUMENT)
			return need_argument(c, word);
		take(c, id, arg);
		if (arg)
			break;
	}
	return 0;
}

static size_t count_possible(const char *const *argv)
{
	size_t n = 1;

	for (; *argv; argv++)
		n += strlen(*argv) + 1;
	return n;
}

int opt_parse(const struct opt *const *rows, size_t row_count, const char *const *argv,
	      struct opt_line *line, struct error *err)
{
	struct cursor c = { .rows = rows, .row_count = row_count, .next = argv,
			    .line = line, .err = err };
	size_t room = count_possible(argv);

	*line = (struct opt_line)OPT_LINE_INIT;
	line->given = calloc(room, sizeof(*line->given));
	line->words = calloc(room, sizeof(*line->words));
	if (!line->given || !line->words)
		return error_nomem(err);
	while (*c.next) {
		const char *word = *c.next++;

		if (strcmp(word, "--") == 0)
			break;
		if (word[0] != '-' || word[1] == '\0')
			line->words[line->word_count++] = word;
		else if ((word[1] == '-' ? parse_long(&c, word) : parse_letters(&c, word)) < 0)
			return -1;
	}
	while (*c.next)
		line->words[line->word_count++] = *c.next++;
	return 0;
}

void opt_line_free(struct opt_line *line)
{
	free(line->given);
	free(line->words);
	*line = (struct opt_line)OPT_LINE_INIT;
}

bool opt_list_has(const uint8_t *list, unsigned id)
{
	for (; list && *list != OPT_LIST_END; list++)
		if (*list == id)
			return true;
	return false;
}

static int check_pair(const struct opt *const *rows, const struct opt_set *given,
		      const struct opt_pair *pair, struct error *err)
{
	bool first = opt_set_has(given, pair->first), second = opt_set_has(given, pair->second);
	bool other = opt_set_has(given, pair->other_first);
	bool other2 = opt_set_has(given, pair->other_second);
	bool blame_other = !first && !second && (other || other2);

	if ((first && second) || (other && other2))
		return 0;
	return error_usage(err, "you have to specify `--%s' and `--%s'",
			   rows[blame_other ? pair->other_first : pair->first]->name,
			   rows[blame_other ? pair->other_second : pair->second]->name);
}

int opt_check(const struct opt *const *rows, unsigned first, unsigned last,
	      const struct opt_set *given, const struct opt_use *use, struct error *err)
{
	for (unsigned id = first; id <= last; id++) {
		bool must = opt_list_has(use->must, id), here = opt_set_has(given, id);

		if (must && !here)
			return error_usage(err, "You need to supply the `--%s' option for this command",
					   rows[id]->name);
		if (here && !must && !opt_list_has(use->may, id))
			return error_usage(err, "Illegal option `--%s' with this command",
					   rows[id]->name);
	}
	return use->pair ? check_pair(rows, given, use->pair, err) : 0;
}

enum { HELP_COLUMN = 34 };

void opt_describe(struct buf *out, const struct opt *row)
{
	size_t start = out->len;

	buf_str(out, "  ");
	if (isalpha((unsigned char)row->letter))	/* others are for old scripts */
		buf_printf(out, "-%c, ", row->letter);
	buf_printf(out, "--%s", row->name);
	for (const char *s = row->synonyms; s && *s; ) {
		int n = (int)strcspn(s, ",");

		buf_printf(out, ", --%.*s", n, s);
		s += n + (s[n] == ',');
	}
	if (row->metavar)
		buf_printf(out, row->takes == OPT_ARGUMENT ? " %s" : " [%s]", row->metavar);
	if (out->len - start + 2 > HELP_COLUMN) {
		buf_char(out, '\n');
		start = out->len;
	}
	while (!out->failed && out->len - start < HELP_COLUMN)
		buf_char(out, ' ');
	buf_printf(out, "%s\n", row->help);
}

/* Rows A and B answer to the same spelling. */
static bool rows_clash(const struct opt *a, const struct opt *b)
{
	const char *s = b->synonyms;

	if ((a->letter && a->letter == b->letter) ||
	    match_row(a, b->name, strlen(b->name)) == MATCH_EXACT)
		return true;
	while (s && *s) {
		size_t n = strcspn(s, ",");

		if (match_row(a, s, n) == MATCH_EXACT)
			return true;
		s += n + (s[n] == ',');
	}
	return false;
}

void opt_table_faults(const struct opt *const *rows, size_t row_count, struct buf *out)
{
	for (size_t i = 0; i < row_count; i++) {
		const struct opt *row = rows[i];

		if (!row || !row->name) {
			buf_printf(out, "row %zu has no name\n", i);
			continue;
		}
		if (!row->help || !*row->help)
			buf_printf(out, "--%s has no help\n", row->name);
		if ((row->takes == OPT_NOTHING) != (row->metavar == NULL))
			buf_printf(out, "--%s: argument and its name disagree\n", row->name);
		for (size_t j = i + 1; j < row_count; j++)
			if (rows[j] && rows[j]->name && rows_clash(row, rows[j]))
				buf_printf(out, "--%s and --%s clash\n", row->name, rows[j]->name);
	}
	if (row_count > OPT_ID_MAX)
		buf_printf(out, "%zu rows are more than a set holds\n", row_count);
}
