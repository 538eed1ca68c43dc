/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load.h"

#include "cmd/entry.h"

#include <linux/netlink.h>

/* How often the clock is looked at, in lines. */
enum { TELL_EVERY = 1024 };

/* What the commands that a file may have come to; others are refused. */
static int kind_of(const struct request *rq)
{
	static const struct { const struct command *command; enum step_kind kind; } allowed[] = {
		{ &command_create, STEP_CREATE }, { &command_add, STEP_ADD },
		{ &command_update, STEP_RUN }, { &command_delete, STEP_RUN },
		{ &command_flush, STEP_RUN },
	};

	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++)
		if (rq->command == allowed[i].command)
			return request_has(rq, OPT_DRY_RUN) ? STEP_RUN : (int)allowed[i].kind;
	return -1;
}

static int refuse(const struct request *rq, struct error *err)
{
	const char *table = rq->table == TABLE_EXPECT ? " expect" : "";
	char letter = rq->command->verb->opt.letter;

	if (!letter)
		return error_usage(err, "Cannot use command `%s' with --load-file",
				   rq->command->verb->name);
	return error_usage(err, "Cannot use command `-%c%s' with --load-file", letter, table);
}

static int spool_step(struct load *load, const struct request *rq, enum step_kind kind,
		      struct error *err)
{
	const struct lines *lines = &load->lines;
	struct step step = {
		.line = lines->number, .kind = kind, .text_len = (uint32_t)lines->len,
		.has_master = kind != STEP_RUN && request_has(rq, OPT_MASTER_SRC),
	};
	struct query query;

	if (kind != STEP_RUN) {
		if (entry_put(&query, rq, err) < 0)
			return -1;
		step.request_len = query_header(&query)->nlmsg_len;
	}
	if (spool_write(&load->spool, &step, sizeof(step), err) < 0 ||
	    spool_write(&load->spool, query.bytes, step.request_len, err) < 0)
		return -1;
	return spool_write(&load->spool, lines->text, lines->len, err);
}

static int check_request(struct load *load, const struct request *rq, struct error *err)
{
	int kind = kind_of(rq);

	if (kind < 0)
		return refuse(rq, err);
	if (kind == STEP_RUN)
		session_notices(&rq->notices);
	load->count++;
	return spool_step(load, rq, (enum step_kind)kind, err);
}

const char *const *load_words(const struct lines *lines)
{
	const char *first = lines->words[0];

	return lines->words + (first && first[0] != '-' && !verb_find(first));
}

static int check_line(struct load *load, struct error *err)
{
	const char *const *words = load_words(&load->lines);
	struct request rq;
	int result;

	if (!words[0])
		return error_usage(err, "Cannot use command `unknown' with --load-file");
	result = request_parse(&load->reader, &rq, words, err);
	if (result < 0)
		session_notices(&rq.notices);
	else
		result = check_request(load, &rq, err);
	request_release(&rq);
	return result;
}

int load_check(struct load *load, FILE *file, struct error *err)
{
	int more;

	load->lines.file = file;
	while ((more = lines_next(&load->lines, err)) > 0) {
		if (load->lines.word_count && check_line(load, err) < 0)
			return lines_blame(load->lines.number, err);
		if (load->lines.number % TELL_EVERY == 0)
			progress_tell(&load->progress, "checked", load->lines.number);
	}
	return more < 0 ? -1 : spool_rewind(&load->spool, err);
}
