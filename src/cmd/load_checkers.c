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

/* For the run: what the block says, or how to know it again. */
static int keep(struct load *load, const struct checker *checker, struct error *err)
{
	if (load->again)
		return again_note(load->again, checker->sum, err);
	return spool_write(&load->spool, checker->steps.data, checker->steps.len, err);
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
		else
			result = keep(load, checker, c->err);
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
	if (result > 0) {
		checker->sum = c->load->again ? again_sum(&checker->block) : 0;
		result = checker_run(checker, before, &why);
	}
	pthread_mutex_lock(&c->lock);
	wait_for_turn(c, n);
	hand_on(c, checker, result, &why);
	pthread_mutex_unlock(&c->lock);
	return result == 0;
}

static void check_blocks(struct checking *c)
{
	struct checker checker;

	checker_init(&checker, c->load);
	while (check_block(c, &checker))
		;
	checker_release(&checker);
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

	load->again = again_new(load, fd);
	c.blocks.whole = load->again != NULL;

	pthread_mutex_init(&c.lock, NULL);
	pthread_cond_init(&c.turn, NULL);
	helped = thread_pays() && thread_start(&helper, help, &c) == 0;
	check_blocks(&c);
	if (helped)
		pthread_join(helper, NULL);
	pthread_cond_destroy(&c.turn);
	pthread_mutex_destroy(&c.lock);
	blocks_free(&c.blocks);
	return c.failed ? -1 : 0;
}
