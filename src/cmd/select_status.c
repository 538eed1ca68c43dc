/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/setters.h"
#include "cmd/word_list.h"

#include <string.h>
#include <strings.h>

enum { NAMEABLE = STATUS_ASSURED | STATUS_SEEN_REPLY | STATUS_FIXED_TIMEOUT |
		  STATUS_EXPECTED | STATUS_OFFLOAD | STATUS_HW_OFFLOAD };

/*
 * SRC_NAT and DST_NAT (and their prefixes) stood in every list once. They are
 * passed over, with a word about what to use.
 */
static bool passed_over(struct builder *b, const char *text, size_t len)
{
	static const struct word words[] = {
		{ "SRC_NAT", 0, "--src-nat" }, { "DST_NAT", 0, "--dst-nat" }, { .name = "" },
	};
	const struct word *w = word_find_prefix(words, text, len);

	if (w)
		buf_printf(&b->rq->notices, "WARNING: ignoring %s, use %s instead\n", w->name, w->help);
	return w;
}

static bool is_exact(const struct word_list *list, const char *name, size_t len)
{
	return list->exact && strlen(list->exact) == len && strncasecmp(name, list->exact, len) == 0;
}

static int bad_word(const struct word_list *list, const char *name, size_t len, struct error *err)
{
	error_usage(err, "Bad parameter `%s'", name);
	return builder_advise(list->option, name, len, list->words, err);
}

int builder_words(struct builder *b, const struct word_list *list, const char *text,
		  struct error *err)
{
	for (;;) {
		bool negated = list->negatable && *text == '!';
		const char *name = text + negated;
		size_t len = strcspn(name, ",");
		const struct word *w = word_find_prefix(list->words, name, len);

		if (negated && w && !w->value)
			w = NULL;	/* not none of them: there is no such test */

		if (!negated && is_exact(list, name, len))
			list->take(b, NULL, false);
		else if (passed_over(b, name, len))
			;
		else if (w)
			list->take(b, w, negated);
		else
			return bad_word(list, name, len, err);
		if (!name[len])
			return 0;
		text = name + len + 1;
	}
}

static void take_status(struct builder *b, const struct word *word, bool negated)
{
	if (!word)
		b->status_clear |= STATUS_SEEN_REPLY;
	else if (!word->value)
		b->status_clear |= NAMEABLE;
	else if (negated)
		b->status_clear |= word->value;
	else
		b->status_set |= word->value;
}

int select_status(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	static const struct word_list list = {
		.option = OPT_STATUS, .words = status_option_words, .exact = "UNREPLIED", .negatable = true,
		.take = take_status,
	};

	(void)id;
	return builder_words(b, &list, arg, err);
}
