/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/sheet.h"

#include "output/parts.h"
#include "output/value.h"

/* RFC 4180, but for the line end, which is that of the system. */

/* Put what stands in the buffer from START on into quotes, if it needs them. */
static void quote(struct buf *b, size_t start)
{
	size_t quotes = 0, to, from = b->len;
	bool needed = false;

	for (size_t i = start; i < b->len; i++) {
		quotes += b->data[i] == '"';
		needed |= b->data[i] == ',' || b->data[i] == '"';
	}
	if (!needed || !buf_reserve(b, quotes + 2))
		return;
	to = b->len = b->len + quotes + 2;
	b->data[--to] = '"';
	while (from > start) {
		b->data[--to] = b->data[--from];
		if (b->data[from] == '"')
			b->data[--to] = '"';
	}
	b->data[--to] = '"';
}

static bool may_need_quotes(enum field_type type)
{
	return type == FIELD_TEXT || type == FIELD_BITS || type == FIELD_LABELS;
}

static void csv_row(struct output *out, const struct row *row)
{
	const struct sheet *sheet = out->sheet;
	struct buf *b = &out->text;
	struct value value;
	size_t begin;

	buf_reserve(b, ROW_ROOM);
	begin = b->len;
	for (size_t i = 0; i < sheet->count; i++) {
		const struct column *c = &sheet->columns[i];
		size_t start;

		if (i)
			buf_char(b, ',');
		start = b->len;
		if (!row_get(row, c, &value))
			continue;
		put_value(out, c->field, &value, 9);
		if (may_need_quotes(c->field->type))
			quote(b, start);
	}
	/* a line of nothing is no row to many a reader */
	if (b->len == begin)
		buf_lit(b, "\"\"");
	buf_char(b, '\n');
}

static void csv_begin(struct output *out)
{
	const struct sheet *sheet = out->sheet;
	struct buf *b = &out->text;

	if (out->style.no_header || sheet->count == 0)
		return;
	for (size_t i = 0; i < sheet->count; i++) {
		if (i)
			buf_char(b, ',');
		buf_str(b, sheet->columns[i].field->name);
	}
	buf_char(b, '\n');
}

static const struct sheet_format csv_sheet = { csv_begin, csv_row, lost_row, no_frame, true };

const struct output_format output_csv = {
	.name = "csv", .help = "comma separated values with a line of names",
	SHEET_SLOTS, .sheet = &csv_sheet,
};
