/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"

#include "base/words.h"

#include <limits.h>
#include <string.h>

const struct verb *const verbs[] = {
	&verb_list, &verb_count, &verb_stats, &verb_expect, &verb_help, &verb_version, NULL,
};

const struct command *const commands[] = {
	&command_list, &command_expect_list,
	&command_count, &command_expect_count,
	&command_stats, &command_expect_stats,
	&command_help, &command_version, NULL,
};

/* A way to the expect table rather than an action: "expect list", or -X. */
const struct verb verb_expect = {
	.name = "expect",
	.summary = "list expected connections, or act on them: expect COMMAND",
	.opt = { .name = "expect", .letter = 'X', .takes = OPT_NOTHING, .recent = true,
		 .help = "list expected connections" },
};

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
	return NULL;
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
