/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/candidates.h"
#include "cmd/command.h"
#include "cmd/options.h"
#include "cmd/request.h"
#include "cmd/session.h"

#include <stdlib.h>
#include <string.h>

static int complete_run(const struct request *rq, struct session *s, struct error *err);

/* Asked by the shells while somebody types; a word only, and none that help shows. */
const struct verb verb_complete = {
	.name = "complete",
	.summary = "tell a shell what may be typed",
};

const struct command command_complete = {
	.verb = &verb_complete,
	.tables = ~0U,
	.traits = COMMAND_TAKES_WORDS,
	.run = complete_run,
};

/* The words behind the topic. */
struct question {
	const char *const *words;
	size_t count;
};

/* A row of the parser called NAME, or with that letter; -1. */
static int row_named(const char *name)
{
	struct request_reader reader;
	int id = -1;

	request_reader_init(&reader);
	if (name[0] && !name[1])
		id = opt_find_letter(&reader.table, name[0]);
	if (id < 0)
		id = opt_find(&reader.table, name, strlen(name));
	request_reader_release(&reader);
	return id;
}

/* The verb called WORD, by its letter or long name too; NULL. */
static const struct verb *any_verb(const char *word)
{
	const struct verb *verb = verb_find(word);
	int id = verb ? -1 : row_named(word);

	return id >= OPTION_COUNT ? verbs[id - OPTION_COUNT] : verb;
}

static int ask_verb(const struct question *q, const struct verb **verb, struct error *err)
{
	*verb = q->count ? any_verb(q->words[0]) : NULL;
	if (!*verb)
		return error_usage(err, "unknown command `%s'", q->count ? q->words[0] : "");
	return 0;
}

static enum table ask_table(const struct question *q, size_t i)
{
	const struct word *w = i < q->count ? word_find(table_words, q->words[i]) : NULL;

	return w ? (enum table)w->value : TABLE_CONNTRACK;
}

static int answer_commands(struct candidates *c, const struct question *q, struct error *err)
{
	(void)err;
	c->details = true;
	candidates_commands(c, ask_table(q, 0));
	return 0;
}

static int answer_fields(struct candidates *c, const struct question *q, struct error *err)
{
	(void)err;
	if (ask_table(q, 0) == TABLE_EXPECT)
		c->fields = &expect_fields;
	candidates_fields(c);
	return 0;
}

static int answer_options(struct candidates *c, const struct question *q, struct error *err)
{
	const struct command *command = NULL;
	const struct verb *verb;

	c->details = true;
	if (q->count) {
		if (ask_verb(q, &verb, err) < 0)
			return -1;
		command = command_find(verb, ask_table(q, 1));
		if (!command)
			return 0;
	}
	candidates_options(c, command);
	return 0;
}

static int answer_values(struct candidates *c, const struct question *q, struct error *err)
{
	int id = q->count ? row_named(q->words[0]) : -1;

	if (id < 0 || id >= OPTION_COUNT)
		return error_usage(err, "unknown option `%s'", q->count ? q->words[0] : "");
	candidates_values(c, (unsigned)id, NULL);
	return 0;
}

static int answer_tables(struct candidates *c, const struct question *q, struct error *err)
{
	const struct verb *verb;

	if (ask_verb(q, &verb, err) < 0)
		return -1;
	candidates_operands(c, verb);
	return 0;
}

/* Where in TEXT, its end included, P points; -1 elsewhere. */
static int offset_in(const char *text, const char *p)
{
	for (int i = 0; p && (i == 0 || text[i - 1]); i++)
		if (text + i == p)
			return i;
	return -1;
}

/* The fields of what the line is about, as far as it can be told. */
static const struct field_table *fields_of(const struct opt_line *line)
{
	bool expect = false;

	for (size_t i = 0; i < line->count; i++)
		expect |= line->given[i].id >= OPTION_COUNT && line->given[i].arg &&
			  strcmp(line->given[i].arg, verb_expect.name) == 0;
	for (size_t i = 0; i < line->word_count; i++)
		expect |= strcmp(line->words[i], verb_expect.name) == 0;
	return expect ? &expect_fields : &flow_fields;
}

/* Whether the line selects: all commands do but those that describe one entry. */
static bool line_selects(const struct opt_line *line)
{
	const struct verb *verb = NULL;

	for (size_t i = 0; i < line->count; i++)
		if (line->given[i].id >= OPTION_COUNT)
			verb = verbs[line->given[i].id - OPTION_COUNT];
	for (size_t i = 0; i < line->word_count && (!verb || verb == &verb_expect); i++)
		verb = verb_find(line->words[i]);
	for (const struct command *const *command = commands; verb && *command; command++)
		if ((*command)->verb == verb && (*command)->traits & COMMAND_ENTRY)
			return false;
	return true;
}

/* When the last word is, or holds, the argument of an option: its values. */
static bool complete_argument(struct candidates *c, const struct question *q)
{
	struct request_reader reader;
	const char *last = q->words[q->count - 1];
	struct error ignored = ERROR_INIT;
	struct opt_line line = OPT_LINE_INIT;
	int start = -1;

	request_reader_init(&reader);
	if (opt_parse(&reader.table, q->words, &line, &ignored) == 0 && line.count) {
		const struct opt_given *g = &line.given[line.count - 1];
		const char *comma = g->arg ? strrchr(g->arg, ',') : NULL;

		start = offset_in(last, comma ? comma + 1 : g->arg);
		if (start >= 0) {
			start += last[start] == '!';
			c->head_len = (size_t)start;
			c->typed = last + start;
			c->fields = fields_of(&line);
			c->selects = line_selects(&line);
			if (g->id >= OPTION_COUNT)
				candidates_operands(c, verbs[g->id - OPTION_COUNT]);
			else
				candidates_values(c, g->id, &line);
		}
	}
	opt_line_free(&line);
	request_reader_release(&reader);
	return start >= 0;
}

/* Whether the line says what to do: by a word or by a switch. */
static bool has_command(const struct opt_line *line)
{
	bool found = line->word_count > 0;

	for (size_t i = 0; i < line->count; i++)
		found = found || line->given[i].id >= OPTION_COUNT;
	return found;
}

static void complete_option(struct candidates *c, const char *last, const struct command *command)
{
	if (last[1] && last[1] != '-')
		return;
	c->head = "--";
	c->head_len = 2;
	c->typed = last + strspn(last, "-");
	candidates_options(c, command);
	for (const struct verb *const *v = verbs; !command && *v; v++)
		candidate_option(c, &(*v)->opt);
}

static const char *labels_of(const struct opt_line *line)
{
	const char *path = NULL;

	for (size_t i = 0; i < line->count; i++)
		if (line->given[i].id == OPT_LABELMAP)
			path = line->given[i].arg;
	return path;
}

static bool words_are(const struct opt_line *line, const char *first, const char *second)
{
	return line->word_count == 2 && strcmp(line->words[0], first) == 0 && strcmp(line->words[1], second) == 0;
}

static void complete_word(struct candidates *c, const struct request *line)
{
	const struct verb *verb = line->line.word_count == 1 ? verb_find(line->line.words[0]) : NULL;

	if (!has_command(&line->line))
		candidates_commands(c, TABLE_CONNTRACK);
	else if (verb == &verb_expect || verb == &verb_help)
		candidates_commands(c, line->table);
	else if (verb)
		candidates_operands(c, verb);
	else if (words_are(&line->line, verb_help.name, verb_expect.name))
		candidates_commands(c, TABLE_EXPECT);
	if (verb == &verb_help)
		candidates_topics(c);
	c->fields = fields_of(&line->line);
	if (verb != &verb_help && line->command && command_takes(line->command, OPT_FILTER_FILE))
		candidates_expression(c, line->words, line->word_count, c->typed, labels_of(&line->line));
}

/* A whole command line whose last word is unfinished. */
static int answer_line(struct candidates *c, const struct question *q, struct error *err)
{
	const char **before = q->count ? calloc(q->count, sizeof(*before)) : NULL;
	const char *last = q->count ? q->words[q->count - 1] : "";
	struct error ignored = ERROR_INIT;
	struct request_reader reader;
	struct request line;

	if (!before)
		return q->count ? error_nomem(err) : 0;
	memcpy(before, q->words, (q->count - 1) * sizeof(*before));
	request_reader_init(&reader);
	request_parse(&reader, &line, before, &ignored);
	c->head = last;
	c->typed = last;
	if (!complete_argument(c, q)) {
		if (last[0] == '-')
			complete_option(c, last, has_command(&line.line) ? line.command : NULL);
		else
			complete_word(c, &line);
	}
	request_release(&line);
	request_reader_release(&reader);
	free(before);
	return 0;
}

static const struct topic {
	const char *name;
	int (*answer)(struct candidates *c, const struct question *q, struct error *err);
} topics[] = {
	{ "commands", answer_commands },	/* [TABLE] */
	{ "options", answer_options },		/* [COMMAND [TABLE]] */
	{ "values", answer_values },		/* OPTION */
	{ "fields", answer_fields },		/* [TABLE] */
	{ "tables", answer_tables },		/* COMMAND */
	{ "line", answer_line },		/* WORD... */
};

static int complete_run(const struct request *rq, struct session *s, struct error *err)
{
	struct candidates c = { .out = &s->out.text, .head = "", .typed = "",
				.fields = &flow_fields };
	const char *name = rq->word_count ? rq->words[0] : "";

	for (size_t i = 0; i < sizeof(topics) / sizeof(*topics); i++) {
		struct question q = { rq->words + 1, rq->word_count - 1 };

		if (strcmp(topics[i].name, name) != 0)
			continue;
		return topics[i].answer(&c, &q, err) < 0 ? -1 : output_flush(&s->out, err);
	}
	return error_usage(err, "unknown topic `%s'", name);
}
