/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/escape.h"
#include "cmd/command.h"
#include "cmd/examples.h"
#include "cmd/help_options.h"
#include "cmd/options.h"
#include "cmd/program.h"
#include "cmd/request.h"
#include "cmd/session.h"
#include "cmd/help_topics.h"
#include "model/proto_use.h"

static int help_run(const struct request *rq, struct session *s, struct error *err);

const struct verb verb_help = {
	.name = "help",
	.summary = "explain the tool, or one command: help COMMAND",
	.opt = { .name = "help", .letter = 'h', .takes = OPT_WORD, .metavar = "TABLE",
		 .help = "explain the tool" },
};

const struct command command_help = {
	.verb = &verb_help,
	.tables = ~0U,
	.traits = COMMAND_TAKES_WORDS,
	.use = { .may = OPT_LIST(OPT_PROTONUM, OPT_QUIET) },
	.run = help_run,
};

/* No more than a small terminal shows. */
static void put_overview(struct buf *out)
{
	buf_lit(out, PROGRAM_TITLE ": list, watch and change tracked connections\n"
		"Usage: conntrack COMMAND [table] [options] [expression]\n\nCommands:\n");
	help_put_verbs(out);
	buf_str(out, "\nTables:");
	for (const struct word *w = table_words; *w->name; w++)
		buf_printf(out, " %s", w->name);
	buf_lit(out, "\nRead on: conntrack help COMMAND, or conntrack help with one of\n ");
	for (const struct help_topic *topic = help_topics; topic->put; topic++)
		buf_printf(out, " %s", topic->name);
	buf_char(out, '\n');
}

static void put_usage(struct buf *out, const struct verb *verb, bool expect, const char *more)
{
	const char *operand = verb->opt.takes == OPT_ARGUMENT ? verb->opt.metavar : "[table]";

	if (expect) {
		buf_printf(out, "Usage: conntrack expect %s [options]%s\n       conntrack -%c expect [options]%s\n",
			   verb->name, more, verb->opt.letter, more);
		return;
	}
	buf_printf(out, "Usage: conntrack %s %s [options]%s\n", verb->name, operand, more);
	if (verb->opt.letter)
		buf_printf(out, "       conntrack -%c %s [options]%s\n", verb->opt.letter, operand, more);
}

/* COMMAND: the one of the expect table that is asked for; NULL: VERB for any table. */
static void put_command(struct buf *out, const struct verb *verb, const struct command *command)
{
	const char *more = help_takes(verb, command, OPT_FILTER_FILE) ? " [expression]" : "";

	buf_printf(out, "conntrack %s%s: %s\n\n", command ? "expect " : "", verb->name, verb->summary);
	put_usage(out, verb, command, more);
	help_put_options(out, verb, command);
	if (*more)
		buf_lit(out, "\nAn expression says what options cannot; see `conntrack help expressions'.\n");
	buf_lit(out, "\nExamples:\n");
	examples_put(out, command ? &verb_expect : verb);
}

static void put_protocol(struct buf *out, const char *name)
{
	const struct proto *proto = proto_by_name(name);

	buf_lit(out, "\nProto `");
	put_plain(out, name);
	buf_lit(out, "' help:\n");
	if (!proto)
		buf_str(out, "  no options (unsupported)\n");
	for (unsigned id = OPTION_FIRST_L4; proto && id <= OPTION_LAST_L4; id++)
		for (int role = 0; role < PROTO_ROLE_COUNT; role++)
			if (opt_list_has(proto->use[role].may, id) ||
			    opt_list_has(proto->use[role].must, id)) {
				opt_describe(out, &options[id].opt);
				break;
			}
}

/* help COMMAND, or help expect COMMAND. */
static int put_words(struct buf *out, const struct request *rq, struct error *err)
{
	const struct verb *verb = verb_find(rq->words[0]);
	const struct command *command = NULL;

	if (!verb)
		return error_usage(err, "unknown command `%s'", rq->words[0]);
	if (verb == &verb_expect && rq->word_count > 1) {
		verb = verb_find(rq->words[1]);
		command = verb ? command_find(verb, TABLE_EXPECT) : NULL;
		if (!command)
			return error_usage(err, "unknown command `expect %s'", rq->words[1]);
	}
	put_command(out, verb, command);
	return 0;
}

static int help_run(const struct request *rq, struct session *s, struct error *err)
{
	const struct help_topic *topic = rq->word_count ? help_topic_find(rq->words[0]) : NULL;
	struct buf *out = &s->out.text;

	if (topic)
		topic->put(out);
	else if (rq->word_count && put_words(out, rq, err) < 0)
		return -1;
	else if (!rq->word_count && rq->line.count && !rq->word_form)
		help_put_reference(out);	/* -h: scripts search it */
	else if (!rq->word_count)
		put_overview(out);
	if (rq->proto_text)
		put_protocol(out, rq->proto_text);
	return output_flush(&s->out, err);
}
