/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OUTPUT_OUTPUT_H
#define CONNTRACK_OUTPUT_OUTPUT_H

#include "base/buf.h"
#include "base/error.h"
#include "base/stream.h"
#include "model/label.h"
#include "output/format.h"
#include "output/progname.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/*
 * The stream of results: rows are gathered in "text" and handed to the
 * descriptor in large writes. The owner of the struct opens and closes it;
 * format, labels and fd are borrowed.
 */
struct output {
	int fd;
	struct stop stop;		/* wait no longer for a reader that stalls, or for any */
	const struct output_format *format;
	unsigned extras;		/* enum output_extra */
	struct output_style style;	/* borrowed likewise */
	const struct label_map *labels;	/* names; NULL: no labels in text, save and xml rows */
	struct buf text;
	uint64_t rows;			/* records taken so far, without those that were given up */
	uint64_t delivered;		/* records that certainly left */
	uint64_t given_up;		/* records taken that did not leave, as nobody read them */
	bool broken;			/* a write failed: what was gathered for it is lost */
	bool stalled;			/* the reader was given up */
	struct timespec now;		/* wall clock, as of the last output_tick */
	struct timespec opened;		/* the same when it was opened */
	enum output_subject subject;	/* NOTHING: not begun */
	bool events;			/* the rows are events */
	uint64_t left_out[LEFT_OUT_KINDS];	/* how often OUTPUT_COMPAT left something out */
	struct sheet *sheet;		/* of a format with columns, while begun or gone on with */
	uint64_t reading;		/* when what is shown was read, in ns; 0: once and for all */
	bool timed;			/* each row tells that */
	struct buf note;		/* what a table had no room for: to be told, then emptied */
	struct progname progname;	/* of the last event that a program caused */
};

void output_open(struct output *out, int fd, const struct output_format *format,
		 unsigned extras, const struct label_map *labels);

/* Look at the clock: once per received block of rows, not per row. */
void output_tick(struct output *out);

/* Write one record, count it, and hand on what is gathered once it is much. */
int output_record(struct output *out, const struct record *rec, struct error *err);
/* Forget all records so far; false when some have left. */
bool output_take_back(struct output *out);

/* Count a record that has no row. */
void output_pass(struct output *out);

int output_stats(struct output *out, const struct stats *stats, struct error *err);
int output_count(struct output *out, uint64_t count, struct error *err);

/*
 * COUNT events of SUBJECT never arrived. Formats without columns have no row
 * for that and write nothing.
 */
int output_lost(struct output *out, enum output_subject subject, uint64_t count,
		struct error *err);

/*
 * What comes next was read at WHEN, and is one of several readings. TIMED: each row
 * tells that, under a header that is not written each time; else a line in front of
 * them does. Formats that have no such line have rows that do.
 */
void output_reading(struct output *out, const struct timespec *when, bool timed);

/* Formats with columns only. A document has the columns even when no row follows. */
int output_titles(struct output *out, const struct output_values *values, struct error *err);
int output_values(struct output *out, const struct output_values *values, struct error *err);

/*
 * All rows there are of SUBJECT have been written: a format with columns makes
 * a whole document even of none. The classic formats write nothing then.
 */
void output_complete(struct output *out, enum output_subject subject);

/* Hand everything on now. */
int output_flush(struct output *out, struct error *err);

/*
 * The footer, then everything; a next row would begin anew. As all that write:
 * ERROR_CLOSED when the reader went away (SIGPIPE must be ignored),
 * ERROR_STALLED when it was given up, and what could not be written is dropped.
 */
int output_end(struct output *out, struct error *err);

/* Forget what is gathered. */
void output_close(struct output *out);

#endif
