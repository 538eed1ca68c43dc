/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load.h"

#include "cmd/entry.h"

#include <linux/netlink.h>

/* What the commands that a file may have come to; others are refused. */
static int kind_of(const struct request *rq)
{
	static const struct { const struct command *command; enum step_kind kind; } allowed[] = {
		{ &command_create, STEP_CREATE }, { &command_add, STEP_ADD },
		{ &command_update, STEP_RUN }, { &command_delete, STEP_RUN },
		{ &command_flush, STEP_RUN },
		{ &command_expect_create, STEP_RUN }, { &command_expect_delete, STEP_RUN },
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

static int put_step(struct checker *c, const struct request *rq, enum step_kind kind, struct error *err)
{
	const struct lines *lines = &c->lines;
	struct step step = {
		.line = lines->number, .kind = kind, .text_len = (uint32_t)lines->len,
		.has_master = kind != STEP_RUN && request_has(rq, OPT_MASTER_SRC),
	};
	struct query query;

	if (kind != STEP_RUN) {
		if (entry_put(&query, rq, err) < 0)
			return -1;
		step.doubts = kept_doubts(rq);
		step.request_len = query_header(&query)->nlmsg_len;
	}
	buf_mem(&c->steps, &step, sizeof(step));
	buf_mem(&c->steps, query.bytes, step.request_len);
	buf_mem(&c->steps, lines->text, lines->len);
	c->count++;
	return c->steps.failed ? error_nomem(err) : 0;
}

/* A line that will be read again is looked at, and what it says is left to then. */
static int keep_step(struct checker *c, const struct request *rq, enum step_kind kind, struct error *err)
{
	if (!c->keeps) {
		c->count++;
		return 0;
	}
	return put_step(c, rq, kind, err);
}

static int check_request(struct checker *c, const struct request *rq, struct error *err)
{
	int kind = kind_of(rq);

	if (kind < 0)
		return refuse(rq, err);
	if (kind == STEP_RUN)
		buf_mem(&c->notices, rq->notices.data, rq->notices.len);
	c->endangers |= login_suffers(c->login, rq) && !request_has(rq, OPT_YES);
	return keep_step(c, rq, (enum step_kind)kind, err);
}

const char *const *load_words(const struct lines *lines)
{
	const char *first = lines->words[0];

	return lines->words + (first && first[0] != '-' && !verb_find(first));
}

static int check_line(struct checker *c, struct error *err)
{
	const char *const *words = load_words(&c->lines);
	struct request rq;
	int result;

	if (!words[0])
		return error_usage(err, "Cannot use command `unknown' with --load-file");
	result = request_parse(&c->reader, &rq, words, err);
	if (result < 0)
		buf_mem(&c->notices, rq.notices.data, rq.notices.len);
	else
		result = check_request(c, &rq, err);
	request_release(&rq);
	return result;
}

void checker_init(struct checker *c, struct load *load)
{
	*c = (struct checker){
		.keeps = !load->again, .login = load->login, .block = BUF_INIT, .steps = BUF_INIT, .notices = BUF_INIT,
	};
	request_reader_init(&c->reader);
	request_reader_index(&c->reader);
	request_reader_share(&c->reader, &load->reader);
}

void checker_release(struct checker *c)
{
	request_reader_release(&c->reader);
	lines_free(&c->lines);
	buf_free(&c->block);
	buf_free(&c->steps);
	buf_free(&c->notices);
}

void checker_reset(struct checker *c)
{
	buf_reset(&c->steps);
	buf_reset(&c->notices);
	c->count = 0;
	c->endangers = false;
}

int checker_run(struct checker *c, uint64_t before, struct error *err)
{
	int more;

	lines_over(&c->lines, c->block.data, c->block.len, before);
	while ((more = lines_next(&c->lines, err)) > 0)
		if (c->lines.word_count && check_line(c, err) < 0) {
			load_blame_format(&c->lines, err);
			return lines_blame(c->lines.number, err);
		}
	return more;
}
