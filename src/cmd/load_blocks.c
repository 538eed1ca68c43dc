/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE	/* memrchr */
#include "cmd/load_blocks.h"

#include <errno.h>
#include <unistd.h>

enum { BLOCK_SIZE = 64 * 1024 };

/* One read, or, where the file is regular, as many as it takes to come so far. */
static ssize_t read_block(const struct blocks *blocks, char *into)
{
	size_t got = 0;
	ssize_t n;

	do {
		n = read(blocks->fd, into + got, BLOCK_SIZE - got);
		got += n > 0 ? (size_t)n : 0;
	} while (blocks->whole && n > 0 && got < BLOCK_SIZE);
	return n < 0 ? n : (ssize_t)got;
}

/* A block's worth behind TEXT. */
static int read_more(struct blocks *blocks, struct buf *text, struct error *err)
{
	ssize_t n;

	if (!buf_reserve(text, BLOCK_SIZE))
		return error_nomem(err);
	n = read_block(blocks, text->data + text->len);
	if (n < 0)
		return error_failed(err, errno, "cannot read the file: %s", strerror(errno));
	text->len += (size_t)n;
	blocks->ended = n == 0;
	return 0;
}

static uint64_t count_lines(const struct buf *text)
{
	const char *end;
	uint64_t count = 0;

	for (size_t at = 0; at < text->len; at = (size_t)(end - text->data) + 1, count++) {
		end = memchr(text->data + at, '\n', text->len - at);
		if (!end)
			break;
	}
	return count;
}

int blocks_next(struct blocks *blocks, struct buf *text, struct error *err)
{
	const char *last = NULL;

	buf_reset(text);
	buf_mem(text, blocks->rest.data, blocks->rest.len);
	buf_reset(&blocks->rest);
	while (!last && !blocks->ended) {
		size_t before = text->len;

		if (read_more(blocks, text, err) < 0)
			return -1;
		last = memrchr(text->data + before, '\n', text->len - before);
	}
	if (!blocks->ended) {
		buf_mem(&blocks->rest, last + 1, (size_t)(text->data + text->len - last - 1));
		text->len = (size_t)(last + 1 - text->data);
	}
	if (text->failed || blocks->rest.failed)
		return error_nomem(err);
	blocks->lines += count_lines(text);
	return text->len > 0;
}

void blocks_free(struct blocks *blocks)
{
	buf_free(&blocks->rest);
}
