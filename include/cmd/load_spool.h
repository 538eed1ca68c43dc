/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_LOAD_SPOOL_H
#define CONNTRACK_CMD_LOAD_SPOOL_H

#include "base/buf.h"
#include "base/error.h"

struct reading;
struct wire;

/*
 * Bytes that are written once and read once. Up to SPOOL_ROOM of them stay in
 * memory, more go to a file that has no name, in $TMPDIR or /tmp; where there is a
 * second processor, that is read ahead. So is what comes from somewhere else.
 */
enum { SPOOL_ROOM = 1 << 20 };

struct spool {
	struct buf text;	/* what is not written, or not read, yet */
	int fd;			/* -1: none needed so far */
	struct wire *source;	/* somebody else's, to read from; NULL: what was written */
	struct reading *reading;	/* ahead; NULL: nobody does */
	const char *next;	/* what is read and not handed out */
	size_t left;
};

#define SPOOL_INIT { .text = BUF_INIT, .fd = -1, .source = NULL, .reading = NULL, .next = NULL, .left = 0 }

int spool_write(struct spool *spool, const void *bytes, size_t len, struct error *err);

/* Done with writing; the first byte is next. */
int spool_rewind(struct spool *spool, struct error *err);

/* Read what comes from SOURCE, which outlives the spool; nothing was written. */
void spool_take_from(struct spool *spool, struct wire *source);

/* LEN bytes: 1; 0 when there are none left; -1 with ERR. */
int spool_read(struct spool *spool, void *into, size_t len, struct error *err);

void spool_free(struct spool *spool);

#endif
