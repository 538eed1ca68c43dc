/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/candidates.h"

#include "cmd/command.h"
#include "cmd/help_topics.h"
#include "cmd/options.h"
#include "model/field_sum.h"
#include "model/label.h"
#include "model/proto.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Options whose values are words of a table. */
static const struct word *const value_words[OPTION_COUNT] = {
	[OPT_STATUS] = status_option_words,
	[OPT_EVENT_MASK] = event_words,
	[OPT_FAMILY] = family_words,
	[OPT_ROLE] = role_words,
	[OPT_TIME] = time_words,
	[OPT_COLOR] = color_words,
};

static bool fits(const struct candidates *c, const char *name, size_t len)
{
	size_t typed = strlen(c->typed);

	return typed <= len && strncasecmp(name, c->typed, typed) == 0;
}

static void put_name(const struct candidates *c, const char *name, size_t len)
{
	buf_mem(c->out, c->head, c->head_len);
	buf_mem(c->out, name, len);
}

static void put_help(const struct candidates *c, const char *help)
{
	buf_char(c->out, '\t');
	buf_str(c->out, help ? help : "");
	buf_char(c->out, '\n');
}

void candidate_put(const struct candidates *c, const char *name, const char *help)
{
	if (!fits(c, name, strlen(name)))
		return;
	put_name(c, name, strlen(name));
	put_help(c, help);
}

void candidate_put_wanted(const struct candidates *c, const char *what)
{
	put_help(c, what);
}

static void put_words(const struct candidates *c, const struct word *words)
{
	for (; *words->name; words++)
		candidate_put(c, words->name, words->help);
}

static void put_letter(const struct candidates *c, char letter)
{
	buf_char(c->out, '\t');
	buf_char(c->out, isalpha((unsigned char)letter) ? letter : '-');
}

static void put_argument(const struct candidates *c, const struct opt *row)
{
	const char *name = *row->metavar ? row->metavar : "-";

	buf_printf(c->out, !*row->metavar || opt_needs_argument(row) ? "\t%s" : "\t[%s]", name);
}

void candidate_option(const struct candidates *c, const struct opt *row)
{
	const char *name = row->name, *next = row->synonyms;
	char letter = row->letter;

	while (name && *name) {
		size_t len = strcspn(name, ",");

		if (fits(c, name, len)) {
			put_name(c, name, len);
			if (c->details) {
				put_letter(c, letter);
				put_argument(c, row);
			}
			put_help(c, row->help);
		}
		letter = 0;
		name = next ? next : name + len + (name[len] == ',');
		next = NULL;
	}
}

void candidates_options(const struct candidates *c, const struct command *command)
{
	for (unsigned id = 0; id < OPTION_COUNT; id++)
		if (!command || command_takes(command, id))
			candidate_option(c, &options[id].opt);
}

static void put_verb(const struct candidates *c, const struct verb *verb, const char *name)
{
	if (!name || !fits(c, name, strlen(name)))
		return;
	put_name(c, name, strlen(name));
	if (c->details) {
		put_letter(c, (char)(name == verb->name ? verb->opt.letter : 0));
		buf_printf(c->out, "\t%s", name == verb->name ? verb->opt.name : "-");
		if (name == verb->name && verb->opt.synonyms)
			buf_printf(c->out, ",%s", verb->opt.synonyms);
	}
	put_help(c, verb->summary);
}

void candidates_commands(const struct candidates *c, enum table table)
{
	for (const struct verb *const *v = verbs; *v; v++) {
		if (table == TABLE_EXPECT && (*v == &verb_expect || !command_find(*v, table)))
			continue;
		put_verb(c, *v, (*v)->name);
		put_verb(c, *v, (*v)->synonym);
	}
}

void candidates_operands(const struct candidates *c, const struct verb *verb)
{
	if (verb->opt.takes == OPT_ARGUMENT) {
		put_help(c, verb->opt.metavar);
		return;
	}
	for (const struct word *w = table_words; verb != &verb_expect && *w->name; w++)
		if (command_find(verb, (enum table)w->value))
			candidate_put(c, w->name, w->help);
}

void candidates_topics(const struct candidates *c)
{
	for (const struct help_topic *topic = help_topics; topic->put; topic++)
		candidate_put(c, topic->name, topic->help);
}

static void put_protocols(const struct candidates *c)
{
	for (const struct proto *const *p = protos; *p; p++)
		candidate_put(c, (*p)->name, NULL);
}

/* The words of -o that may stand beside those that the LINE has, the one that is typed aside. */
static void put_outputs(const struct candidates *c, const struct opt_line *line)
{
	unsigned taken = 0;

	for (size_t i = 0; line && i < line->count; i++) {
		const char *arg = line->given[i].arg;

		if (line->given[i].id == OPT_JSON)
			taken |= output_words_taken("json", strlen("json"));
		else if (line->given[i].id == OPT_OUTPUT && arg)
			taken |= output_words_taken(arg, c->typed >= arg && c->typed <= arg + strlen(arg) ?
						    (size_t)(c->typed - arg) : strlen(arg));
	}
	for (const struct word *w = output_words; *w->name; w++)
		if (!line || (!(w->value & taken) && output_words_fit(w->value | taken)))
			candidate_put(c, w->name, w->help);
}

static const char *last_argument(const struct opt_line *line, unsigned id)
{
	const char *arg = NULL;

	for (size_t i = 0; line && i < line->count; i++)
		if (line->given[i].id == id)
			arg = line->given[i].arg;
	return arg;
}

/* The first protocol that has the state, of all or of the one that is given. */
static const struct proto *state_owner(const char *name, const struct proto *only)
{
	for (const struct proto *const *p = protos; *p; p++)
		if ((!only || *p == only) && (*p)->states && word_find((*p)->states, name))
			return *p;
	return NULL;
}

/* A state that several protocols have is put once. */
static void put_states(const struct candidates *c, const char *proto_name)
{
	const struct proto *only = proto_name ? proto_by_name(proto_name) : NULL;

	for (const struct proto *const *p = protos; *p; p++)
		for (const struct word *w = (*p)->states; w && *w->name; w++)
			if (state_owner(w->name, only) == *p)
				/* every state has an owner: NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
				candidate_put(c, w->name, (*p)->name);
}

void candidates_labels(const struct candidates *c, const char *path)
{
	struct error ignored = ERROR_INIT;
	struct label_map *map = label_map_open(path, &ignored);

	for (unsigned bit = 0; bit < LABEL_BITS; bit++)
		if (label_map_name(map, bit))
			candidate_put(c, label_map_name(map, bit), NULL);
	label_map_close(map);
}

static void put_fields(const struct candidates *c)
{
	for (size_t i = 0; i < c->fields->count; i++)
		candidate_put(c, c->fields->rows[i].name, c->fields->rows[i].help);
	for (const struct field_alias *alias = c->fields->aliases; alias->name; alias++)
		candidate_put(c, alias->name, alias->help);
}

void candidates_fields(const struct candidates *c)
{
	static const char types[][12] = {
		[FIELD_NUMBER] = "number", [FIELD_PORT] = "port", [FIELD_BYTES] = "size",
		[FIELD_SECONDS] = "duration", [FIELD_SPAN] = "duration", [FIELD_TIME] = "time",
		[FIELD_PERCENT] = "percent",
		[FIELD_ADDRESS] = "address", [FIELD_TEXT] = "text", [FIELD_WORD] = "word",
		[FIELD_BITS] = "set", [FIELD_LABELS] = "set",
	};

	for (size_t i = 0; i < c->fields->count; i++) {
		const struct field *field = &c->fields->rows[i];

		buf_str(c->out, field->name);
		buf_char(c->out, '\t');
		buf_str(c->out, types[field->type]);
		buf_char(c->out, '\t');
		buf_str(c->out, field->unit ? field->unit : "-");
		put_help(c, field->help);
	}
}

void candidates_values(const struct candidates *c, unsigned id, const struct opt_line *line)
{
	const char *metavar = options[id].opt.metavar;

	if (value_words[id])
		put_words(c, value_words[id]);
	if (id == OPT_STATUS)
		candidate_put(c, "UNREPLIED", "no reply was seen");
	else if (id == OPT_PROTONUM || id == OPT_MASTER_PROTO)
		put_protocols(c);
	else if (id == OPT_STATE)
		put_states(c, last_argument(line, OPT_PROTONUM));
	else if (id == OPT_LABEL || id == OPT_LABEL_ADD || id == OPT_LABEL_DEL)
		candidates_labels(c, last_argument(line, OPT_LABELMAP));
	else if (id == OPT_OUTPUT)
		put_outputs(c, line);
	else if (line && c->selects && options[id].select && strcmp(metavar, "PORT") == 0)
		candidates_services(c);
	else if (id == OPT_COLUMNS || id == OPT_SORT || id == OPT_BY)
		put_fields(c);
	else if (!value_words[id] && *metavar)
		put_help(c, metavar);
	if (id == OPT_SORT && last_argument(line, OPT_BY))
		candidate_put(c, sums[SUM_FLOWS].name, sums[SUM_FLOWS].help);
}
