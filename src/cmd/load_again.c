/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load_again.h"

#include "cmd/load.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct again {
	struct wire wire;	/* first: a wire is cast to what holds it */
	struct load *load;
	int fd;
	off_t start;
	struct buf sums;	/* of the blocks that were checked */
	struct blocks blocks;
	struct checker checker;
	size_t taken;		/* of the checker's steps */
	uint64_t number;	/* blocks read again */
	struct error failure;
};

uint64_t again_sum(const struct buf *block)
{
	uint64_t sum = block->len, word;
	size_t at = 0;

	for (; block->len - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, block->data + at, sizeof(word));
		sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		sum ^= sum >> 29;
	}
	for (; at < block->len; at++)
		sum = (sum ^ (uint8_t)block->data[at]) * UINT64_C(0x100000001b3);
	return sum;
}

int again_note(struct again *again, uint64_t sum, struct error *err)
{
	buf_mem(&again->sums, &sum, sizeof(sum));
	return again->sums.failed ? error_nomem(err) : 0;
}

static bool is_as_checked(const struct again *again, const struct buf *block)
{
	size_t at = again->number * sizeof(uint64_t);
	uint64_t sum;

	if (at + sizeof(sum) > again->sums.len)
		return false;
	memcpy(&sum, again->sums.data + at, sizeof(sum));
	return sum == again_sum(block);
}

static int changed(struct error *err)
{
	return error_failed(err, 0, "the file changed while it was loaded");
}

/* Steps of the next block that has any: 1; 0 at the end; -1 with ERR. */
static int next_block(struct again *again, struct error *err)
{
	struct checker *c = &again->checker;

	checker_reset(c);
	again->taken = 0;
	while (c->steps.len == 0) {
		uint64_t before = again->blocks.lines;
		int more = blocks_next(&again->blocks, &c->block, err);

		if (more == 0)
			return again->number * sizeof(uint64_t) == again->sums.len ? 0 : changed(err);
		if (more < 0)
			return -1;
		if (!is_as_checked(again, &c->block))
			return changed(err);
		again->number++;
		if (checker_run(c, before, err) < 0)
			return -1;
	}
	return 1;
}

static ssize_t recv_steps(struct wire *wire, void *into, size_t size)
{
	struct again *again = (struct again *)wire;
	const struct buf *steps = &again->checker.steps;
	size_t left = steps->len - again->taken;

	if (left == 0) {
		int more = next_block(again, &again->failure);

		errno = EIO;
		if (more <= 0)
			return more;
		left = steps->len;
	}
	size = left < size ? left : size;
	memcpy(into, steps->data + again->taken, size);
	again->taken += size;
	return (ssize_t)size;
}

struct again *again_new(struct load *load, int fd)
{
	static const struct wire_ops ops = { .recv = recv_steps };
	off_t start = lseek(fd, 0, SEEK_CUR);
	struct again *again;
	struct stat st;

	if (start < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return NULL;
	again = calloc(1, sizeof(*again));
	if (!again)
		return NULL;
	*again = (struct again){
		.wire = { .ops = &ops }, .load = load, .fd = fd, .start = start, .sums = BUF_INIT,
		.blocks = BLOCKS_INIT(fd), .failure = ERROR_INIT,
	};
	again->blocks.whole = true;
	checker_init(&again->checker, load);
	again->checker.keeps = true;
	again->checker.login = NULL;	/* that was asked about */
	return again;
}

int again_rewind(struct again *again, struct error *err)
{
	if (lseek(again->fd, again->start, SEEK_SET) < 0)
		return error_failed(err, errno, "cannot read the file: %s", strerror(errno));
	return 0;
}

struct wire *again_wire(struct again *again)
{
	return &again->wire;
}

int again_failure(const struct again *again, struct error *err)
{
	if (again->failure.kind != ERROR_NONE)
		*err = again->failure;
	return -1;
}

void again_free(struct again *again)
{
	if (!again)
		return;
	checker_release(&again->checker);
	blocks_free(&again->blocks);
	buf_free(&again->sums);
	free(again);
}
