/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/find_command.h"

#include <string.h>

/* The verb whose switch has the parser's number ID; NULL: ID is an option. */
static const struct verb *switch_verb(unsigned id)
{
	return id < OPTION_COUNT ? NULL : verbs[id - OPTION_COUNT];
}

/* Whether the first word is a table, and the second a command on it. */
static bool leads(const struct request *rq)
{
	return rq->word_count > 1 && !verb_find(rq->words[0]) && word_find(table_words, rq->words[0]) &&
	       verb_find(rq->words[1]);
}

/*
 * Before it limited events, --count was a name of the switch --counter. On a line
 * without a command it still is.
 */
static void reread_count(const struct request *rq)
{
	unsigned counter = OPTION_COUNT;

	if (rq->word_count && (verb_find(rq->words[0]) || leads(rq)))
		return;
	for (size_t i = 0; i < rq->line.count; i++)
		if (switch_verb(rq->line.given[i].id))
			return;
	while (switch_verb(counter) != &verb_count)
		counter++;
	for (size_t i = 0; i < rq->line.count; i++)
		if (rq->line.given[i].id == OPT_COUNT)
			rq->line.given[i].id = counter;
}

/* Find the one verb among the switches; *found is how it was given. */
static int find_switch(const struct opt_line *line, const struct verb **verb,
		       const struct opt_given **found, struct error *err)
{
	for (size_t i = 0; i < line->count; i++) {
		const struct verb *v = switch_verb(line->given[i].id);

		if (v && *verb)
			return error_usage(err, "Invalid commands combination");
		if (v) {
			*verb = v;
			*found = &line->given[i];
		}
	}
	return 0;
}

/*
 * Any prefix of a name, but not the empty word, which was one of the first: a variable
 * that is empty must not cost the expectations.
 */
static int parse_table(const char *word, enum table *table, struct error *err)
{
	if (!*word)
		return error_usage(err, "the name of the table is empty");
	for (const struct word *w = table_words; *w->name; w++) {
		if (strncmp(w->name, word, strlen(word)) == 0) {
			*table = (enum table)w->value;
			return 0;
		}
	}
	return error_usage(err, "unknown type `%s'", word);
}

static int unknown_word(const char *word, struct error *err)
{
	const struct verb *near = verb_nearest(word);

	if (near)
		return error_usage(err, "unknown command `%s' (did you mean `%s'?)", word, near->name);
	return error_usage(err, "unknown command `%s'", word);
}

/* Take the next word when it names a table, which must be the one that was SAID. */
static void take_table_word(struct request *rq, bool said)
{
	const struct word *w = rq->word_count ? word_find(table_words, rq->words[0]) : NULL;

	if (!w || (said && w->value != rq->table))
		return;
	rq->table = (enum table)w->value;
	rq->words++;
	rq->word_count--;
}

/*
 * A table in front of a letter, which has taken one itself where SAID. Help has words of
 * its own, and a file no table.
 */
static void take_leading_table(struct request *rq, const struct verb *verb,
			       const struct opt_given *letter, bool said)
{
	if (letter->behind && verb->opt.takes == OPT_WORD &&
	    !(verb == &verb_help && verb_find(rq->words[0])))
		take_table_word(rq, said);
}

/* The word form: VERB [TABLE], TABLE VERB, or expect [VERB]. */
static int find_word(struct request *rq, const struct verb **verb, struct error *err)
{
	bool said = leads(rq);

	rq->word_form = true;
	if (said)
		take_table_word(rq, false);
	*verb = verb_find(rq->words[0]);
	if (!*verb)
		return unknown_word(rq->words[0], err);
	rq->words++;
	rq->word_count--;
	if (*verb == &verb_expect) {
		const struct verb *inner = rq->word_count ? verb_find(rq->words[0]) : NULL;

		rq->table = TABLE_EXPECT;
		if (!inner || inner == &verb_expect)
			return 0;
		*verb = inner;
		rq->words++;
		rq->word_count--;
	} else if (*verb != &verb_help && *verb != &verb_load) {
		take_table_word(rq, said);
	}
	return 0;
}

static int no_command(const struct request *rq, const struct verb **verb, struct error *err)
{
	if (rq->line.count)
		return error_usage(err, "Illegal option `--%s' with this command",
				   options[rq->line.given[0].id].opt.name);
	*verb = &verb_help;
	return 0;
}

static int no_such_table(const struct verb *verb, enum table table, struct error *err)
{
	if (table == TABLE_EXPECT)
		/* nobody gets here without one: NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
		return error_usage(err, "Can't do --%s on expectations", verb->opt.name);
	return error_usage(err, "Can't do that command with tables `dying' and `unconfirmed'");
}

int find_command(struct request *rq, struct error *err)
{
	const struct opt_given *letter = NULL;
	const struct verb *verb = NULL;

	reread_count(rq);
	if (find_switch(&rq->line, &verb, &letter, err) < 0)
		return -1;
	if (verb && verb->opt.takes == OPT_ARGUMENT)
		rq->file = letter->arg;
	else if (verb && letter->arg && parse_table(letter->arg, &rq->table, err) < 0)
		return -1;
	if (verb)
		take_leading_table(rq, verb, letter, letter->arg);
	if (!verb && (rq->word_count ? find_word(rq, &verb, err) : no_command(rq, &verb, err)) < 0)
		return -1;
	if (verb == &verb_expect)
		rq->table = TABLE_EXPECT;
	rq->command = command_find(verb, rq->table);
	return rq->command ? 0 : no_such_table(verb, rq->table, err);
}
