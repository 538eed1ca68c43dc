/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OUTPUT_FORMAT_H
#define CONNTRACK_OUTPUT_FORMAT_H

#include "model/field.h"
#include "model/record.h"
#include "model/stats.h"
#include "output/columns.h"

#include <stdbool.h>
#include <stdint.h>

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
	OUTPUT_QUIET = 1 << 8,		/* rows are counted and not written */
	OUTPUT_COMPAT = 1 << 9,		/* of save: only what 1.4.x loads */
	OUTPUT_UNDO = 1 << 10,		/* of save: what undoes an event or a deletion */
};

/*
 * What the save format leaves out: what 1.4.x does not load, and expectations that no
 * command makes. Each has its words in output_left_out_words.
 */
enum output_left_out {
	LEFT_OUT_LABELS, LEFT_OUT_HELPER, LEFT_OUT_MASTER, LEFT_OUT_SCALES, LEFT_OUT_FLAGS,
	LEFT_OUT_SEQADJ, LEFT_OUT_SYNPROXY, LEFT_OUT_ICMP_ID, LEFT_OUT_STATE, LEFT_OUT_SECMARK,
	LEFT_OUT_EXPECTATION, LEFT_OUT_UNSAID, LEFT_OUT_KINDS,
};
extern const char *const output_left_out_words[LEFT_OUT_KINDS];

/*
 * How moments are told: as each format does, seconds since 1970, a date of UTC or
 * of the local time zone, seconds since the program began.
 */
enum output_time { OUTPUT_USUAL, OUTPUT_EPOCH, OUTPUT_ISO, OUTPUT_LOCAL, OUTPUT_RELATIVE };

/* What the formats that are made of columns are asked for. */
struct output_style {
	struct columns columns;		/* none: what the format shows anyway */
	enum output_time time;
	bool no_header, colour;
	bool human;		/* tables: sizes, durations and marks as people write them */
	bool names;		/* addresses have names, where they have some */
	bool measure_all;	/* a table waits for all its rows: they come at once anyway */
	unsigned width, height;	/* of the terminal that a table is to fit; 0: it is not on one */
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
	const char *title;	/* in the first column: the row is for people and only in a table */
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
	const char *comment;		/* begins a line that is no row; NULL: there are none */
};

extern const struct output_format output_text, output_xml, output_save,
	output_json, output_jsonl, output_csv, output_table;

#endif
