/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OUTPUT_SHEET_H
#define CONNTRACK_OUTPUT_SHEET_H

#include "model/field.h"
#include "output/output.h"

/*
 * Formats that know nothing of flows: they write rows of named values. The
 * columns of records come from the registry; counters and the like bring their
 * own, so that one small format serves everything that can be printed.
 */
struct column {
	const struct field *field;
	size_t place;		/* of its value in a row of values */
	bool zero;		/* 0 where the record has no value */
	bool reading;		/* when it was read, of every row the same */
	const struct view *view;	/* what is shown in place of the field's value; NULL */

	/* Of a table, in characters: what its texts need, are given, and are to be given; 0: it is hidden. */
	unsigned need, width, next;
	unsigned char rank;	/* of importance, where there is no room for all: 1 comes first; 0: always shown */
	bool used;		/* some row has a value */
	bool told;		/* that it is hidden */

	/* JSON: the key with the comma in front; "opening" opens its object too. */
	const char *key, *opening;
	size_t key_len, opening_len;
	unsigned object;	/* 0: that of the row */
};

/* The columns of an output while it is begun, and what its format keeps of rows. */
struct sheet {
	struct column *columns;
	size_t count;
	struct field *counters;	/* columns of statistics */
	size_t timed;		/* how many columns tell when it was read */
	bool single;		/* there is one row and no more */
	uint64_t rows;		/* written so far */
	struct buf keys;	/* the texts of JSON */
	struct buf cells;	/* of a row, or of rows that wait for their widths; NUL behind each */
	size_t held;		/* how many rows wait */
	size_t below;		/* ... and stand below the last header */
	bool settled;		/* a table has its header */
	bool goes_on;		/* between two readings */
	bool fits;		/* ... and the width of the style */
};

/* A record, or values with those that are there. */
struct row {
	uint64_t reading;		/* when it was read; only for columns that tell */
	const struct record *rec;
	const struct value *values;
	const bool *there;	/* NULL: all of them */
	const char *title;	/* of a table, in place of the first value; NULL: none */
};

struct sheet_format {
	void (*begin)(struct output *out);
	void (*row)(struct output *out, const struct row *row);
	void (*lost)(struct output *out, uint64_t count);	/* events that never arrived */
	void (*end)(struct output *out);
	bool goes_on;		/* has a header that serves several readings */
};

/* The value in column C; false: it has none. */
static inline bool row_get(const struct row *row, const struct column *c, struct value *out)
{
	if (c->reading) {
		out->number = row->reading;
		return true;
	}
	if (row->rec && c->field->get && c->field->get(c->field, row->rec, out))
		return true;
	if (row->values && (!row->there || row->there[c->place])) {
		*out = row->values[c->place];
		return true;
	}
	out->number = 0;
	return c->zero;
}

/* A row that only says "lost", for formats whose columns have no place for a count. */
void lost_row(struct output *out, uint64_t count);

/* The slots of the formats. */
void sheet_begin(struct output *out);
void sheet_flow(struct output *out, const struct record *rec);
void sheet_stats(struct output *out, const struct stats *stats);
void sheet_count(struct output *out, uint64_t count);
void sheet_lost(struct output *out, uint64_t count);
void sheet_titles(struct output *out, const struct output_values *values);
void sheet_values(struct output *out, const struct output_values *values);
void sheet_end(struct output *out);
void sheet_free(struct sheet *sheet);

#define SHEET_SLOTS \
	.begin = sheet_begin, .flow = sheet_flow, .expect = sheet_flow, \
	.stats = sheet_stats, .count = sheet_count, .end = sheet_end

#endif
