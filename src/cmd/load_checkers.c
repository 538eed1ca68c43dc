/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load.h"

#include "base/thread.h"

/* What the threads share, under the lock. */
struct checking {
	struct load *load;
	pthread_mutex_t lock;
	pthread_cond_t turn;
	struct blocks blocks;
	uint64_t taken, handed_on;	/* blocks */
	bool failed;			/* by one that was handed on */
	struct error *err;
};

/* Wait until all that was taken before block N is handed on. */
static void wait_for_turn(struct checking *c, uint64_t n)
{
	while (c->handed_on < n)
		pthread_cond_wait(&c->turn, &c->lock);
}

/* What came of a block, unless an earlier one failed; that ends the checking. */
static void hand_on(struct checking *c, struct checker *checker, int result, const struct error *why)
{
	struct load *load = c->load;

	if (!c->failed) {
		session_notices(&checker->notices);
		load->count += checker->count;
		load->endangers |= checker->endangers;
		progress_tell(&load->progress, "checked", checker->lines.number);
		if (result < 0)
			*c->err = *why;
		else if (spool_write(&load->spool, checker->steps.data, checker->steps.len, c->err) < 0)
			result = lines_blame(checker->lines.number, c->err);
		c->failed = result < 0;
	}
	c->handed_on++;
	pthread_cond_broadcast(&c->turn);
}

/* Take a block, check it while others check theirs, hand it on: 0 when there is none. */
static int check_block(struct checking *c, struct checker *checker)
{
	struct error why = ERROR_INIT;
	uint64_t before, n;
	int result;

	checker_reset(checker);
	pthread_mutex_lock(&c->lock);
	before = c->blocks.lines;
	result = c->failed ? 0 : blocks_next(&c->blocks, &checker->block, &why);
	n = c->taken;
	c->taken += result != 0;
	pthread_mutex_unlock(&c->lock);
	if (result == 0)
		return 0;
	if (result > 0)
		result = checker_run(checker, before, &why);
	pthread_mutex_lock(&c->lock);
	wait_for_turn(c, n);
	hand_on(c, checker, result, &why);
	pthread_mutex_unlock(&c->lock);
	return result == 0;
}

static void check_blocks(struct checking *c)
{
	struct checker checker = { .login = c->load->login, .block = BUF_INIT, .steps = BUF_INIT, .notices = BUF_INIT };

	request_reader_init(&checker.reader);
	request_reader_index(&checker.reader);
	request_reader_share(&checker.reader, &c->load->reader);
	while (check_block(c, &checker))
		;
	request_reader_release(&checker.reader);
	lines_free(&checker.lines);
	buf_free(&checker.block);
	buf_free(&checker.steps);
	buf_free(&checker.notices);
}

static void *help(void *arg)
{
	check_blocks(arg);
	return NULL;
}

int load_check(struct load *load, int fd, struct error *err)
{
	struct checking c = { .load = load, .blocks = BLOCKS_INIT(fd), .err = err };
	pthread_t helper;
	bool helped;

	pthread_mutex_init(&c.lock, NULL);
	pthread_cond_init(&c.turn, NULL);
	helped = thread_pays() && thread_start(&helper, help, &c) == 0;
	check_blocks(&c);
	if (helped)
		pthread_join(helper, NULL);
	pthread_cond_destroy(&c.turn);
	pthread_mutex_destroy(&c.lock);
	blocks_free(&c.blocks);
	return c.failed ? -1 : spool_rewind(&load->spool, err);
}
