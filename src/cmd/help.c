/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/escape.h"
#include "cmd/command.h"
#include "cmd/options.h"
#include "cmd/program.h"
#include "cmd/request.h"
#include "cmd/session.h"
#include "filter/vocabulary.h"
#include "model/field.h"
#include "model/proto_use.h"

#include <string.h>

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
	.use = { .may = OPT_LIST(OPT_PROTONUM) },
	.run = help_run,
};

static const char section_titles[][40] = {
	[SECTION_FLOW] = "Conntrack parameters and options",
	[SECTION_PROTO] = "Protocol parameters and options",
	[SECTION_EXPECT] = "Expectation parameters and options",
	[SECTION_UPDATE] = "Updating parameters and options",
	[SECTION_COMMON] = "Common parameters and options",
};

enum { SECTION_COUNT = sizeof(section_titles) / sizeof(*section_titles), VERB_COLUMN = 22 };

static void put_verb(struct buf *out, const struct verb *verb)
{
	size_t start = out->len;

	buf_printf(out, "  %s, -%c, --%s", verb->name, verb->opt.letter, verb->opt.name);
	do
		buf_char(out, ' ');
	while (!out->failed && out->len - start < VERB_COLUMN + 8);
	buf_printf(out, "%s\n", verb->summary);
}

/* Whether VERB takes the option for some table; NULL: whether any verb does. */
static bool taken(const struct verb *verb, unsigned id)
{
	for (const struct command *const *c = commands; *c; c++)
		if ((!verb || (*c)->verb == verb) && command_takes(*c, id))
			return true;
	return verb == &verb_expect && command_takes(&command_expect_list, id);
}

static void put_options(struct buf *out, const struct verb *verb)
{
	for (int section = 0; section < SECTION_COUNT; section++) {
		bool titled = false;

		for (unsigned id = 0; id < OPTION_COUNT; id++) {
			if (options[id].opt.section != section || !taken(verb, id))
				continue;
			if (!titled)
				buf_printf(out, "\n%s:\n", section_titles[section]);
			titled = true;
			opt_describe(out, &options[id].opt);
		}
	}
}

static void put_overview(struct buf *out)
{
	buf_lit(out, PROGRAM_TITLE ": list, watch and change the kernel's connection tracking table\n"
		"Usage: conntrack [commands] [options]\n\nCommands:\n");
	for (const struct verb *const *v = verbs; *v; v++)
		put_verb(out, *v);
	buf_str(out, "\nTables:\n ");
	for (const struct word *w = table_words; *w->name; w++)
		buf_printf(out, " %s", w->name);
	buf_char(out, '\n');
	put_options(out, NULL);
	buf_lit(out, "\nSee also: conntrack help COMMAND, conntrack help fields, conntrack help expressions\n");
}

static void put_command(struct buf *out, const struct verb *verb)
{
	const char *operand = verb->opt.takes == OPT_ARGUMENT ? verb->opt.metavar : "[table]";
	const char *more = taken(verb, OPT_FILTER_FILE) ? " [expression]" : "";

	buf_printf(out, "conntrack %s: %s\n\nUsage: conntrack %s %s [options]%s\n",
		   verb->name, verb->summary, verb->name, operand, more);
	if (verb->opt.letter)
		buf_printf(out, "       conntrack -%c %s [options]%s\n", verb->opt.letter, operand, more);
	put_options(out, verb);
	if (*more)
		buf_lit(out, "\nAn expression says what options cannot; see `conntrack help expressions'.\n");
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

static void put_fields(struct buf *out, const char *title, const struct field_table *table)
{
	buf_printf(out, "%s:\n", title);
	for (const struct field_alias *alias = table->aliases; alias->name; alias++)
		buf_printf(out, "  %-16s %s\n", alias->name, alias->help);
	for (size_t i = 0; i < table->count; i++)
		buf_printf(out, "  %-16s %s\n", table->rows[i].name, table->rows[i].help);
}

static void put_all_fields(struct buf *out)
{
	put_fields(out, "Fields of flows", &flow_fields);
	put_fields(out, "\nFields of expectations", &expect_fields);
}

/* The words that a field may be, in lines that fit a terminal. */
static void put_words(struct buf *out, enum field_id field)
{
	enum { WIDTH = 78, INDENT = 13 };
	struct vocabulary v;
	size_t line = out->len;

	vocabulary_values(&v, &fields[field]);
	buf_printf(out, "  %-10s", fields[field].name);
	for (size_t i = 0; i < v.count; i++) {
		if (out->len - line + strlen(v.names[i]) >= WIDTH) {
			buf_char(out, '\n');
			line = out->len;
			buf_printf(out, "%*s", INDENT - 1, "");
		}
		buf_printf(out, " %s", v.names[i]);
	}
	buf_char(out, '\n');
}

static void put_expressions(struct buf *out)
{
	buf_lit(out, "An expression stands behind the options of a command:\n\n"
		"  conntrack list tcp and dport 80,443 and not src 192.0.2.0/24\n"
		"  conntrack count 'bytes > 1M and (dst 198.51.100.0/24 or dnat)'\n"
		"  conntrack delete 'udp and age >= 1h and mark & 0xff = 7'\n\n"
		"  FIELD VALUE           the field has the value, or one of several: 80,443 or {80,443}\n"
		"  FIELD OPERATOR VALUE  = != < <= > >= in, or eq ne lt le gt ge\n"
		"  FIELD OPERATOR FIELD  orig.bytes > reply.bytes\n"
		"  FIELD or FIELD VALUE  one of the fields has the value: src or dst 192.0.2.1\n"
		"  FIELD & MASK = VALUE  the bits of the mask; mark 1/0xf is short for mark & 0xf = 1\n"
		"  ADDRESS               any of the four addresses\n"
		"  WORD                  a protocol, a family, a bit of the status, unreplied, unset, snat, dnat, nat\n"
		"  not, and, or          in this order, with parentheses; ! && || mean the same\n\n"
		"  addresses  192.0.2.0/24  192.0.2.0/255.255.255.0  192.0.2.1-192.0.2.9  192.0.2.1:80  [2001:db8::1]:80\n"
		"  numbers    80  0x1f  8000-8100\n"
		"  sizes      1500  1.5G  10MiB\n"
		"  durations  90  90s  1h30m  2d\n"
		"  times      2026-11-28T14:00:00Z  2026-11-28  14:00  -1h\n");
	put_words(out, FIELD_ID_PROTO);
	put_words(out, FIELD_ID_STATE);
	put_words(out, FIELD_ID_CTSTATE);
	put_words(out, FIELD_ID_STATUS);
	put_words(out, FIELD_ID_NAT);
	buf_lit(out, "\nA field without a value fits no comparison, != included.\n\n");
	put_fields(out, "Fields of flows", &flow_fields);
}

/* What there is help on besides commands. */
static const struct topic {
	const char *name;
	void (*put)(struct buf *out);
} topics[] = { { "fields", put_all_fields }, { "expressions", put_expressions } };

static const struct topic *find_topic(const char *word)
{
	for (size_t i = 0; i < sizeof(topics) / sizeof(*topics); i++)
		if (strcmp(topics[i].name, word) == 0)
			return &topics[i];
	return NULL;
}

static int help_run(const struct request *rq, struct session *s, struct error *err)
{
	const struct topic *topic = rq->word_count ? find_topic(rq->words[0]) : NULL;
	const struct verb *verb = NULL;

	if (rq->word_count && !topic) {
		verb = verb_find(rq->words[0]);
		if (!verb)
			return error_usage(err, "unknown command `%s'", rq->words[0]);
	}
	if (topic)
		topic->put(&s->out.text);
	else if (verb)
		put_command(&s->out.text, verb);
	else
		put_overview(&s->out.text);
	if (rq->proto_text)
		put_protocol(&s->out.text, rq->proto_text);
	return output_flush(&s->out, err);
}
