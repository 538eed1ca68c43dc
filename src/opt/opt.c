/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "opt/opt.h"

#include "opt/suggest.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Where the parser stands; "next" is the first word not yet looked at. */
struct cursor {
	const struct opt_table *table;
	const char *const *next;
	struct opt_line *line;
	struct error *err;
};

enum match { MATCH_NONE, MATCH_PREFIX, MATCH_EXACT };

/* NAME ends with its string or with a comma. Most names differ at once. */
static enum match match_one(const char *name, const char *text, size_t len)
{
	if (len && (name[0] != text[0] || strncmp(name, text, len) != 0 || memchr(text, ',', len)))
		return MATCH_NONE;
	return name[len] == '\0' || name[len] == ',' ? MATCH_EXACT : MATCH_PREFIX;
}

static const char *next_synonym(const char *s)
{
	s = strchr(s, ',');
	return s ? s + 1 : NULL;
}

/* The best match of TEXT with the row's name or one of its synonyms. */
static enum match match_row(const struct opt *row, const char *text, size_t len)
{
	enum match best = match_one(row->name, text, len);

	for (const char *s = row->synonyms; s && best != MATCH_EXACT; s = next_synonym(s)) {
		enum match m = match_one(s, text, len);

		best = m > best ? m : best;
	}
	return best;
}

static unsigned bucket(char c)
{
	return (unsigned char)c % OPT_BUCKETS;
}

/* Where a whole name would stand, or behind it, where others do. */
static unsigned place_of(const char *name, size_t len)
{
	const unsigned first = (unsigned char)name[0], last = (unsigned char)name[len - 1];

	return (first + 5 * last + 11 * (unsigned)len) % OPT_PLACES;
}

static void enter_name(struct opt_index *index, unsigned id, const char *name)
{
	unsigned place = place_of(name, strcspn(name, ","));

	opt_set_add(&index->names[bucket(name[0])], id);
	while (index->whole[place])
		place = (place + 1) % OPT_PLACES;
	index->whole[place] = (uint8_t)(id + 1);
}

void opt_table_init(struct opt_table *table, const struct opt *const *rows, size_t row_count)
{
	*table = (struct opt_table){ .rows = rows, .all = opt_set_below((unsigned)row_count) };
}

void opt_table_index(struct opt_table *table, struct opt_index *index)
{
	const struct opt *const *rows = table->rows;

	memset(index, 0, sizeof(*index));
	for (unsigned id = 0; (id = opt_set_next(&table->all, id)) <= OPT_ID_MAX; id++) {
		if (rows[id]->letter)
			index->letters[(unsigned char)rows[id]->letter] = (uint8_t)(id + 1);
		enter_name(index, id, rows[id]->name);
		for (const char *s = rows[id]->synonyms; s; s = next_synonym(s))
			enter_name(index, id, s);
	}
	table->index = index;
}

static int find_indexed(const struct opt_table *table, const char *name, size_t len)
{
	const uint8_t *whole = table->index->whole;

	for (unsigned place = place_of(name, len); whole[place]; place = (place + 1) % OPT_PLACES)
		if (match_row(table->rows[whole[place] - 1], name, len) == MATCH_EXACT)
			return whole[place] - 1;
	return -1;
}

static int find_whole(const struct opt_table *table, const char *name, size_t len)
{
	if (table->index)
		return find_indexed(table, name, len);
	for (unsigned id = 0; (id = opt_set_next(&table->all, id)) <= OPT_ID_MAX; id++)
		if (match_row(table->rows[id], name, len) == MATCH_EXACT)
			return (int)id;
	return -1;
}

static int find_abbreviated(const struct opt_table *table, const char *name, size_t len)
{
	const struct opt_set *few = table->index ? &table->index->names[bucket(name[0])] : &table->all;
	const struct opt *const *rows = table->rows;
	int found[OPT_RANKS] = { -1, -1, -1 };
	bool several[OPT_RANKS] = { false };

	for (unsigned id = 0; (id = opt_set_next(few, id)) <= OPT_ID_MAX; id++) {
		int rank = rows[id]->rank;

		if (match_row(rows[id], name, len) == MATCH_NONE)
			continue;
		several[rank] = found[rank] >= 0;
		found[rank] = (int)id;
	}
	for (int rank = 0; rank < OPT_RANKS; rank++)
		if (found[rank] >= 0)
			return several[rank] ? -1 : found[rank];
	return -1;
}

int opt_find(const struct opt_table *table, const char *name, size_t len)
{
	int id = len ? find_whole(table, name, len) : -1;

	return id < 0 && len ? find_abbreviated(table, name, len) : id;
}

int opt_find_letter(const struct opt_table *table, char letter)
{
	if (table->index)
		return table->index->letters[(unsigned char)letter] - 1;
	for (unsigned id = 0; (id = opt_set_next(&table->all, id)) <= OPT_ID_MAX; id++)
		if (table->rows[id]->letter == letter)
			return (int)id;
	return -1;
}

static void take(struct cursor *c, int id, bool whole, const char *arg)
{
	c->line->given[c->line->count++] = (struct opt_given){
		.id = (unsigned)id, .behind = (unsigned)c->line->word_count, .shortened = !whole, .arg = arg,
	};
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
	const char *name = word + 2, *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const char *arg = equals ? equals + 1 : NULL;
	int id = opt_find(c->table, name, len);
	bool whole;
	char takes;

	if (id < 0 || (arg && c->table->rows[id]->takes == OPT_NOTHING)) {
		error_usage(c->err, "unknown option `%s'", word);
		return opt_suggest(c->table, -1, name, len, c->err);
	}
	takes = c->table->rows[id]->takes;
	whole = match_row(c->table->rows[id], name, len) == MATCH_EXACT;
	if (!arg)
		arg = next_argument(c, takes);
	if (!arg && takes == OPT_ARGUMENT) {
		need_argument(c, word);
		return whole ? -1 : opt_suggest(c->table, id, name, len, c->err);
	}
	take(c, id, whole, arg);
	return 0;
}

static int parse_letters(struct cursor *c, const char *word)
{
	for (const char *p = word + 1; *p; p++) {
		int id = opt_find_letter(c->table, *p);
		const char *arg = NULL;
		char takes;

		if (id < 0)
			return error_usage(c->err, "unknown option `%s'", word);
		takes = c->table->rows[id]->takes;
		if (p[1] && (takes != OPT_NOTHING && takes != OPT_WORD))
			arg = p + 1;
		else if (!p[1])
			arg = next_argument(c, takes);
		if (!arg && takes == OPT_ARGUMENT)
			return need_argument(c, word);
		take(c, id, true, arg);
		if (arg)
			break;
	}
	return 0;
}

/* How many options and words there may be: letters can share a word. */
static size_t count_possible(const char *const *argv)
{
	size_t n = 1;

	for (; *argv; argv++, n++)
		if ((*argv)[0] == '-' && (*argv)[1] && (*argv)[1] != '-')
			for (const char *letter = *argv + 2; *letter; letter++)
				n++;
	return n;
}

static bool make_room(struct opt_line *line, size_t room)
{
	if (room <= line->room)
		return true;
	opt_line_free(line);
	line->given = calloc(room, sizeof(*line->given));
	line->words = calloc(room, sizeof(*line->words));
	line->room = room;
	if (line->given && line->words)
		return true;
	opt_line_free(line);
	return false;
}

/* A number with a minus in front, behind other words: `start gt -1h'. */
static bool is_negative(const struct cursor *c, const char *word)
{
	return c->line->word_count && word[1] >= '0' && word[1] <= '9' && opt_find_letter(c->table, word[1]) < 0;
}

static int parse_words(struct cursor *c)
{
	while (*c->next) {
		const char *word = *c->next++;

		if (strcmp(word, "--") == 0)
			break;
		if (word[0] != '-' || word[1] == '\0' || is_negative(c, word))
			c->line->words[c->line->word_count++] = word;
		else if ((word[1] == '-' ? parse_long(c, word) : parse_letters(c, word)) < 0)
			return -1;
	}
	while (*c->next)
		c->line->words[c->line->word_count++] = *c->next++;
	return 0;
}

int opt_parse(const struct opt_table *table, const char *const *argv, struct opt_line *line,
	      struct error *err)
{
	struct cursor c = { .table = table, .next = argv, .line = line, .err = err };
	int result;

	line->count = line->word_count = 0;
	if (!make_room(line, count_possible(argv)))
		return error_nomem(err);
	result = parse_words(&c);
	line->words[line->word_count] = NULL;
	return result;
}

void opt_line_free(struct opt_line *line)
{
	free(line->given);
	free(line->words);
	*line = (struct opt_line)OPT_LINE_INIT;
}

enum { HELP_COLUMN = 34 };

bool opt_needs_argument(const struct opt *row)
{
	return row->takes == OPT_ARGUMENT || row->takes == OPT_OWED;
}

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
	if (*row->metavar)
		buf_printf(out, opt_needs_argument(row) ? " %s" : " [%s]", row->metavar);
	if (out->len - start + 2 > HELP_COLUMN) {
		buf_char(out, '\n');
		start = out->len;
	}
	while (!out->failed && out->len - start < HELP_COLUMN)
		buf_char(out, ' ');
	buf_wrap(out, row->help, HELP_COLUMN);
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

/* There is a name, and the texts in the row end there. */
static bool has_name(const struct opt *row)
{
	return row && *row->name && !row->name[sizeof(row->name) - 1] &&
	       !row->metavar[sizeof(row->metavar) - 1];
}

void opt_table_faults(const struct opt *const *rows, size_t row_count, struct buf *out)
{
	for (size_t i = 0; i < row_count; i++) {
		const struct opt *row = rows[i];

		if (!has_name(row)) {
			buf_printf(out, "row %zu has no name, or a text without an end\n", i);
			continue;
		}
		if (!row->help || !*row->help)
			buf_printf(out, "--%s has no help\n", row->name);
		if ((row->takes == OPT_NOTHING) != !*row->metavar)
			buf_printf(out, "--%s: argument and its name disagree\n", row->name);
		for (size_t j = i + 1; j < row_count; j++)
			if (has_name(rows[j]) && rows_clash(row, rows[j]))
				buf_printf(out, "--%s and --%s clash\n", row->name, rows[j]->name);
	}
	if (row_count > OPT_ID_MAX)
		buf_printf(out, "%zu rows are more than a set holds\n", row_count);
}
