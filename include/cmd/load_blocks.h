/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_LOAD_BLOCKS_H
#define CONNTRACK_CMD_LOAD_BLOCKS_H

#include "base/buf.h"
#include "base/error.h"

#include <stdint.h>

/* A file in blocks of whole lines; a line may be longer than any block. */
struct blocks {
	int fd;			/* the owner's, who also closes it */
	struct buf rest;	/* the beginning of a line that the last block was cut in */
	uint64_t lines;		/* handed out so far */
	bool whole;		/* every read is as long as there is file, so that blocks are cut alike */
	bool ended;
};

#define BLOCKS_INIT(from) { .fd = (from), .rest = BUF_INIT, .lines = 0, .whole = false, .ended = false }

/* The next block in place of what TEXT holds: 1; 0 at the end; -1 with ERR. */
int blocks_next(struct blocks *blocks, struct buf *text, struct error *err);

void blocks_free(struct blocks *blocks);

#endif
