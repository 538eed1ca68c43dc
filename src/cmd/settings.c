/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/setters.h"
#include "cmd/word_list.h"

#include "base/number.h"

/* Seconds: what fits a wait in milliseconds. */
enum { WATCH_MAX = 1000000 };

static void take_event(struct builder *b, const struct word *word, bool negated)
{
	(void)negated;
	b->rq->events |= word->value;
}

int set_event_mask(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	static const struct word_list list = { .option = OPT_EVENT_MASK, .words = event_words, .take = take_event };

	(void)id;
	return builder_words(b, &list, arg, err);
}

int set_buffer_size(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	(void)id;
	if (!number_parse(arg, NUMBER_DECIMAL, INT32_MAX, &b->rq->buffer_size))
		return error_usage(err, "unexpected value '%s' with -b option", arg);
	return 0;
}

/* Where nothing is selected by it, it limits the command itself. */
int set_timeout(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	if (!(b->rq->command->traits & COMMAND_WAITS))
		return select_number(b, id, arg, err);
	if (!number_parse(arg, NUMBER_DECIMAL, UINT32_MAX, &b->rq->seconds))
		return builder_bad_value(id, arg, err);
	return 0;
}

int set_count(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	if (!arg)
		return error_usage(err, "option `--%s' requires an argument", options[id].opt.name);
	if (!number_parse(arg, NUMBER_DECIMAL, UINT64_MAX, &b->rq->most) || !b->rq->most)
		return builder_bad_value(id, arg, err);
	return 0;
}

int set_watch(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	if (!number_parse(arg, NUMBER_DECIMAL, WATCH_MAX, &b->rq->seconds) || !b->rq->seconds)
		return builder_bad_value(id, arg, err);
	return 0;
}

int set_max(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	if (arg && (!number_parse(arg, NUMBER_DECIMAL, 100, &b->rq->percent) || !b->rq->percent))
		return builder_bad_value(id, arg, err);
	return 0;
}

int set_recording(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	(void)err;
	*(id == OPT_READ ? &b->rq->recording : &b->rq->record_to) = arg;
	return 0;
}

int set_labelmap(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	(void)id;
	if (b->label_path)
		return error_usage(err, "option `--labelmap' can only be specified once");
	b->label_path = arg;
	return 0;
}

int set_nothing(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	(void)b;
	(void)id;
	(void)arg;
	(void)err;
	return 0;
}

/* Whether it was written so short that what selects by translation may have been meant. */
static bool is_shortened(const struct opt_line *line, unsigned id)
{
	for (size_t i = 0; i < line->count; i++)
		if (line->given[i].id == id && line->given[i].shortened)
			return true;
	return false;
}

int set_deprecated(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	const char *better = options[OPT_ANY_NAT].opt.name;

	(void)arg;
	if (is_shortened(&b->rq->line, id) && b->rq->word_form) {
		error_usage(err, "option `--%s' does nothing", options[id].opt.name);
		return error_hint(err, "Did you mean `--%s'?", better);
	}
	buf_str(&b->rq->notices, "WARNING: ignoring -a, deprecated option.\n");
	if (is_shortened(&b->rq->line, id))
		buf_printf(&b->rq->notices, "Did you mean `--%s'?\n", better);
	return 0;
}
