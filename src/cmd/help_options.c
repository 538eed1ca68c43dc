/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/help_options.h"

#include "cmd/options.h"
#include "cmd/program.h"

static const char section_titles[][40] = {
	[SECTION_FLOW] = "Conntrack parameters and options",
	[SECTION_PROTO] = "Protocol parameters and options",
	[SECTION_EXPECT] = "Expectation parameters and options",
	[SECTION_UPDATE] = "Updating parameters and options",
	[SECTION_COMMON] = "Common parameters and options",
};

enum { SECTION_COUNT = sizeof(section_titles) / sizeof(*section_titles), VERB_COLUMN = 30 };

static void put_verb(struct buf *out, const struct verb *verb)
{
	size_t start = out->len;

	buf_printf(out, "  %s, -%c, --%s", verb->name, verb->opt.letter, verb->opt.name);
	do
		buf_char(out, ' ');
	while (!out->failed && out->len - start < VERB_COLUMN);
	buf_printf(out, "%s\n", verb->summary);
}

void help_put_verbs(struct buf *out)
{
	for (const struct verb *const *v = verbs; *v; v++)
		put_verb(out, *v);
}

bool help_takes(const struct verb *verb, const struct command *command, unsigned id)
{
	if (command)
		return command_takes(command, id);
	for (const struct command *const *c = commands; *c; c++)
		if ((!verb || (*c)->verb == verb) && command_takes(*c, id))
			return true;
	return verb == &verb_expect && command_takes(&command_expect_list, id);
}

static void put_section(struct buf *out, int section, const struct verb *verb, const struct command *command)
{
	bool titled = false;

	for (unsigned id = 0; id < OPTION_COUNT; id++) {
		if (options[id].opt.section != section || !help_takes(verb, command, id))
			continue;
		if (!titled)
			buf_printf(out, "\n%s:\n", section_titles[section]);
		titled = true;
		opt_describe(out, &options[id].opt);
	}
}

void help_put_options(struct buf *out, const struct verb *verb, const struct command *command)
{
	for (int section = 0; section < SECTION_COUNT; section++)
		put_section(out, section, verb, command);
}

void help_put_selecting(struct buf *out)
{
	put_section(out, SECTION_FLOW, NULL, &command_list);
	put_section(out, SECTION_PROTO, NULL, &command_list);
}

void help_put_reference(struct buf *out)
{
	buf_lit(out, PROGRAM_TITLE ": list, watch and change tracked connections\n"
		"Usage: conntrack [commands] [options]\n\nCommands:\n");
	help_put_verbs(out);
	buf_str(out, "\nTables:\n ");
	for (const struct word *w = table_words; *w->name; w++)
		buf_printf(out, " %s", w->name);
	buf_char(out, '\n');
	help_put_options(out, NULL, NULL);
	buf_lit(out, "\nSee also: conntrack help, conntrack help COMMAND\n");
}
