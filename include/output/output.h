/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OUTPUT_OUTPUT_H
#define CONNTRACK_OUTPUT_OUTPUT_H

#include "base/buf.h"
#include "base/error.h"
#include "base/words.h"
#include "model/field.h"
#include "model/label.h"
#include "model/record.h"
#include "model/stats.h"
#include "output/columns.h"
#include "output/progname.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct output;

/* What -o adds to a format. */
enum output_extra {
	OUTPUT_EXTENDED = 1 << 0,	/* layer 3 in front of the row */
	OUTPUT_ID = 1 << 1,
	OUTPUT_TIMESTAMP = 1 << 2,	/* when an event happened */
	OUTPUT_KTIMESTAMP = 1 << 3,	/* start and stop of the flow */
	OUTPUT_LABELS = 1 << 4,
	OUTPUT_USERSPACE = 1 << 5,	/* accepted; the suffix is always there */
	OUTPUT_BARE = 1 << 6,		/* rows of a classic format only: neither begin nor end */
	OUTPUT_MARK = 1 << 7,		/* the mark also where it is 0 and not sent */
};

/* How moments are told: seconds since 1970, a date of UTC, seconds since the program began. */
enum output_time { OUTPUT_EPOCH, OUTPUT_ISO, OUTPUT_RELATIVE };

/* What the formats that are made of columns are asked for. */
struct output_style {
	struct columns columns;		/* none: what the format shows anyway */
	enum output_time time;
	bool no_header, colour;
};

/* What a stream is about; the first row decides. */
enum output_subject {
	OUTPUT_NOTHING, OUTPUT_FLOWS, OUTPUT_EXPECTATIONS, OUTPUT_STATS, OUTPUT_COUNT,
	OUTPUT_VALUES,
};

/* A row of something that has no record; fields, values and there go together. */
struct output_values {
	const struct field *const *fields;
	const struct value *values;
	const bool *there;	/* NULL: all of them */
	size_t count;
	bool single;		/* no other row comes */
};

/*
 * A format writes into out->text and nothing else. Every slot is filled. begin
 * runs before the first row and end after the last, neither when there is none
 * (but see output_complete).
 */
struct output_format {
	const char *name, *help;
	void (*begin)(struct output *out);
	void (*flow)(struct output *out, const struct record *rec);
	void (*expect)(struct output *out, const struct record *rec);
	void (*stats)(struct output *out, const struct stats *stats);
	void (*count)(struct output *out, uint64_t count);
	void (*end)(struct output *out);
	const struct sheet_format *sheet;	/* NULL: the rows are not made of columns */
	bool narrow;			/* only what a screen has room for is shown by default */
};

extern const struct output_format output_text, output_xml, output_save,
	output_json, output_jsonl, output_csv, output_table;

/*
 * The stream of results: rows are gathered in "text" and handed to the
 * descriptor in large writes. The owner of the struct opens and closes it;
 * format, labels and fd are borrowed.
 */
struct output {
	int fd;
	int stop_fd;			/* readable: wait no longer for a reader that stalls; -1 */
	const struct output_format *format;
	unsigned extras;		/* enum output_extra */
	struct output_style style;	/* borrowed likewise */
	const struct label_map *labels;	/* names; NULL: no labels in text, save and xml rows */
	struct buf text;
	uint64_t rows;			/* records taken so far */
	struct timespec now;		/* wall clock, as of the last output_tick */
	struct timespec opened;		/* the same when it was opened */
	enum output_subject subject;	/* NOTHING: not begun */
	bool events;			/* the rows are events */
	struct sheet *sheet;		/* of a format with columns, while begun */
	struct progname progname;	/* of the last event that a program caused */
};

void output_open(struct output *out, int fd, const struct output_format *format,
		 unsigned extras, const struct label_map *labels);

/* Look at the clock: once per received block of rows, not per row. */
void output_tick(struct output *out);

/* Write one record, count it, and hand on what is gathered once it is much. */
int output_record(struct output *out, const struct record *rec, struct error *err);
int output_stats(struct output *out, const struct stats *stats, struct error *err);
int output_count(struct output *out, uint64_t count, struct error *err);

/*
 * COUNT events of SUBJECT never arrived. Formats without columns have no row
 * for that and write nothing.
 */
int output_lost(struct output *out, enum output_subject subject, uint64_t count,
		struct error *err);

/* Formats with columns only. */
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
 * ERROR_CLOSED when the reader went away (SIGPIPE must be ignored), and what
 * could not be written is dropped.
 */
int output_end(struct output *out, struct error *err);

/* Forget what is gathered. */
void output_close(struct output *out);

/*
 * A name that came from outside as a text row shows it: control characters
 * and backslashes as \xNN, everything else as it is.
 */
void output_put_name(struct buf *out, const char *name);

#endif
