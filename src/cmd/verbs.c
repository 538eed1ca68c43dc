/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"

#include "base/words.h"
#include "model/option.h"

#include <limits.h>
#include <string.h>

const struct verb *const verbs[] = {
	&verb_list, &verb_get, &verb_create, &verb_add, &verb_update, &verb_delete,
	&verb_flush, &verb_event, &verb_load, &verb_count, &verb_stats, &verb_expect, &verb_help, &verb_version, NULL,
};

const struct command *const commands[] = {
	&command_list, &command_expect_list,
	&command_get, &command_expect_get,
	&command_create, &command_expect_create,
	&command_add, &command_update,
	&command_delete, &command_expect_delete,
	&command_flush, &command_expect_flush,
	&command_event, &command_expect_event,
	&command_load,
	&command_count, &command_expect_count,
	&command_stats, &command_expect_stats,
	&command_help, &command_version, &command_complete, NULL,
};

/* A way to the expect table rather than an action: "expect list", or -X. */
const struct verb verb_expect = {
	.name = "expect",
	.summary = "list expected connections, or: expect COMMAND",
	.opt = { .name = "expect", .letter = 'X', .takes = OPT_NOTHING, .rank = 2,
		 .help = "list expected connections" },
};

static bool use_has(const struct opt_use *use, unsigned id)
{
	return opt_list_has(use->may, id) || opt_list_has(use->must, id);
}

bool command_takes(const struct command *command, unsigned id)
{
	if (use_has(&command->use, id) || (command->selecting && use_has(command->selecting, id)))
		return true;
	if (id < OPTION_FIRST_L4 || id > OPTION_LAST_L4)
		return false;
	for (const struct proto *const *p = protos; *p; p++)
		if (use_has(&(*p)->use[command->role], id))
			return true;
	return false;
}

const char *command_errno_text(const struct command *command, int errnum)
{
	for (const struct errno_text *t = command->errnos; t && t->errnum; t++)
		if (t->errnum == errnum)
			return t->text;
	return NULL;
}

const struct command *command_find(const struct verb *verb, enum table table)
{
	if (verb == &verb_expect)
		return &command_expect_list;
	for (const struct command *const *c = commands; *c; c++)
		if ((*c)->verb == verb && (*c)->tables >> table & 1)
			return *c;
	return NULL;
}

const struct verb *verb_find(const char *word)
{
	for (const struct verb *const *v = verbs; *v; v++)
		if (strcmp((*v)->name, word) == 0 ||
		    ((*v)->synonym && strcmp((*v)->synonym, word) == 0))
			return *v;
	return strcmp(verb_complete.name, word) == 0 ? &verb_complete : NULL;
}

const struct verb *verb_nearest(const char *word)
{
	const struct verb *best = NULL;
	unsigned least = UINT_MAX;

	for (const struct verb *const *v = verbs; *v; v++) {
		unsigned d = word_distance(word, (*v)->name);

		if (d < least) {
			least = d;
			best = *v;
		}
	}
	return word_is_near(word, least) ? best : NULL;
}
