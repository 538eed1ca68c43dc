/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_LOAD_H
#define CONNTRACK_CMD_LOAD_H

#include "cmd/load_again.h"
#include "cmd/load_blocks.h"
#include "cmd/load_lines.h"
#include "cmd/load_progress.h"
#include "cmd/load_spool.h"
#include "cmd/login.h"
#include "cmd/request.h"
#include "cmd/session.h"

/*
 * A file of commands is checked to its end before the first of them runs. Where it
 * can be read but once, what the check found out, requests to the kernel included,
 * is spooled; a regular file is read and understood a second time.
 */
enum step_kind {
	STEP_RUN,	/* by the handler of its command */
	STEP_CREATE, STEP_ADD,	/* many to one send */
};

/* One line of the file; the spool has its request, if any, and its text behind it. */
struct step {
	uint64_t line;
	uint32_t kind, request_len, text_len;
	uint32_t doubts;	/* what may not be kept, as in cmd/kept.h */
	uint32_t has_master;	/* the entry belongs to another, which must be there first */
};

/* Lines that were run and did not do what they say: how many, and which was the first. */
struct shortfall { uint64_t lines, first; };

struct load {
	const struct request *rq;
	struct session *session;
	struct request_reader reader;
	struct lines lines;
	struct again *again;	/* the file can be read twice; NULL: it is spooled */
	struct spool spool;
	uint64_t count;		/* steps */
	struct login *login;	/* the reader's own; NULL: nothing to be careful about */
	bool endangers;		/* some line would delete it */
	struct progress progress;
	struct stop stop;		/* while lines are run */
	struct shortfall unmatched;
	unsigned known, lacking;	/* bits of cmd/kept.h: found out, and not kept */
	struct error untold;		/* why nobody is shown what lines do; the lines are run all the same */
};

/* The words of the line split last, without the name of the program before an option. */
const char *const *load_words(const struct lines *lines);

/* Of a line that could not be understood: let ERR say if it is a row of another format. */
void load_blame_format(const struct lines *lines, struct error *err);

/* What a block of lines is checked with, and what came of it. */
struct checker {
	struct request_reader reader;
	struct lines lines;
	struct buf block;		/* the lines */
	struct buf steps;		/* for the spool */
	struct buf notices;		/* for stderr */
	uint64_t count;			/* steps */
	uint64_t sum;			/* of the block */
	bool keeps;			/* steps; else they are only counted */
	const struct login *login;	/* the reader's own; NULL: nothing to be careful about */
	bool endangers;			/* a step would delete the flow that carries it */
};

/* Reads lines as LOAD's own reader does. */
void checker_init(struct checker *c, struct load *load);
void checker_release(struct checker *c);

/* Forget what came of the last block. */
void checker_reset(struct checker *c);

/* The lines of the block, in front of which there are BEFORE; the first bad one is an error. */
int checker_run(struct checker *c, uint64_t before, struct error *err);

/*
 * Read the file FD, which is to stay open, to its end; the first bad line is an error.
 * Where there is a second processor two threads check a block of lines each, and
 * hand on what came of it in the order of the file.
 */
int load_check(struct load *load, int fd, struct error *err);

/* Read a line again that the check found sound. RQ is to be released in any case. */
int load_read_again(struct load *load, const struct step *step, const char *text, struct request *rq,
		    struct error *err);

/*
 * Count what is not kept of a line that was done. A kernel keeps something or does
 * not: the first line that asks for it shows which.
 */
void load_count_losses(struct load *load, const struct step *step, const char *text);

/* Carry out what load_check found sound. */
int load_carry_out(struct load *load, struct error *err);

void shortfall_add(struct shortfall *s, uint64_t line);

/*
 * Say of lines that matched nothing how many there are; where --strict makes a
 * failure of that and there is no other, -1 with ERR. RESULT is how the run ended.
 */
int load_report(const struct load *load, int result, struct error *err);

#endif
