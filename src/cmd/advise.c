/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/word_list.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

/* What is not a value of its option, but has a place elsewhere. */
struct advice {
	uint8_t option;
	char word[12];
	char hint[112];
};

#define CTSTATE "What rules call ct state is an expression: `ctstate "

static const struct advice advices[] = {
	{ OPT_STATE, "NEW", CTSTATE "new'." },
	{ OPT_STATE, "RELATED", CTSTATE "related'." },
	{ OPT_STATE, "INVALID", "What rules call invalid is in no table." },
	{ OPT_STATE, "UNTRACKED", "What is not tracked is in no table." },
	{ OPT_STATE, "ASSURED", "That is a status: `--status ASSURED'." },
	{ OPT_STATE, "UNREPLIED", "That is a status: `--status UNREPLIED'." },
	{ OPT_STATE, "SEEN_REPLY", "That is a status: `--status SEEN_REPLY'." },
	{ OPT_STATUS, "NEW", CTSTATE "new'." },
	{ OPT_STATUS, "RELATED", CTSTATE "related'." },
	{ OPT_STATUS, "ESTABLISHED", CTSTATE "established'; of TCP it is `--state ESTABLISHED'." },
	{ OPT_STATUS, "REPLIED", "Did you mean `SEEN_REPLY'?" },
	{ OPT_STATUS, "SNAT", "Did you mean `--src-nat'?" },
	{ OPT_STATUS, "NAT", "Did you mean `--any-nat'?" },
	{ OPT_OUTPUT, "nat", "`--any-nat' selects translated flows, `--columns +nat' shows what is translated." },
	{ OPT_OUTPUT, "snat", "`--src-nat' selects such flows, `--columns +nat' shows what is translated." },
	{ OPT_OUTPUT, "dnat", "`--dst-nat' selects such flows, `--columns +nat' shows what is translated." },
	{ OPT_EVENT_MASK, "CREATE", "Did you mean `NEW'?" },
	{ OPT_EVENT_MASK, "DELETE", "Did you mean `DESTROY'?" },
	{ OPT_FAMILY, "inet", "Did you mean `ipv4'?" },
	{ OPT_FAMILY, "inet6", "Did you mean `ipv6'?" },
	{ OPT_FAMILY, "4", "Did you mean `ipv4'?" },
	{ OPT_FAMILY, "6", "Did you mean `ipv6'?" },
};

static const struct advice *find(unsigned id, const char *text)
{
	for (size_t i = 0; i < sizeof(advices) / sizeof(*advices); i++)
		if (advices[i].option == id && strcasecmp(advices[i].word, text) == 0)
			return &advices[i];
	return NULL;
}

/*
 * The row whose name is spelled most alike; NULL when none is near. TEXT is in upper case.
 * A name itself is known to be wrong where it stands.
 */
static const struct word *nearest(const struct word *words, const char *text)
{
	const struct word *best = NULL;
	unsigned least = UINT_MAX;

	for (; *words->name; words++) {
		char name[sizeof(words->name)];
		unsigned distance;

		for (size_t i = 0; i < sizeof(name); i++)
			name[i] = (char)toupper((unsigned char)words->name[i]);
		distance = word_distance(text, name);
		if (distance && distance < least) {
			least = distance;
			best = words;
		}
	}
	return word_is_near(text, least) ? best : NULL;
}

/* What is no word of a list, but a field of a flow or a bit that no option names. */
static bool advise_elsewhere(unsigned id, const char *text, struct error *err)
{
	const struct word *bit = id == OPT_STATUS ? word_in_any_case(status_words, text) : NULL;

	if (bit)
		error_hint(err, "Such flows are selected by an expression: `status %s'.", bit->name);
	else if (id == OPT_OUTPUT && field_find(text))
		error_hint(err, "That is a field: `--columns +%s' shows it.", text);
	return err->hint[0];
}

int builder_advise(unsigned id, const char *text, size_t len, const struct word *words,
		   struct error *err)
{
	const struct advice *advice;
	const struct word *near;
	char word[32];

	if (len == 0 || len >= sizeof(word))
		return -1;
	memcpy(word, text, len);
	word[len] = '\0';
	advice = find(id, word);
	if (advice)
		return error_hint(err, "%s", advice->hint);
	if (advise_elsewhere(id, word, err))
		return -1;
	for (size_t i = 0; i < len; i++)
		word[i] = (char)toupper((unsigned char)word[i]);
	near = nearest(words, word);
	return near ? error_hint(err, "Did you mean `%s'?", near->name) : -1;
}
