/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/sheet.h"

#include "base/escape.h"
#include "output/parts.h"
#include "output/value.h"

/*
 * Rows wait until there is a screenful of them, so that columns are as wide as
 * what stands in them; later rows may widen a column. Events do not wait.
 */
enum { SCREENFUL = 100 };

/* How wide the columns of rows that cannot wait begin. */
static const unsigned char typical_width[] = {
	[FIELD_NUMBER] = 5, [FIELD_PORT] = 5, [FIELD_BYTES] = 8, [FIELD_SECONDS] = 6, [FIELD_PERCENT] = 5,
	[FIELD_SPAN] = 10, [FIELD_TIME] = 14, [FIELD_ADDRESS] = 15, [FIELD_TEXT] = 8,
	[FIELD_WORD] = 7, [FIELD_BITS] = 10, [FIELD_LABELS] = 10,
};

static bool to_the_right(enum field_type type)
{
	return type == FIELD_NUMBER || type == FIELD_PORT || type == FIELD_BYTES ||
	       type == FIELD_SECONDS || type == FIELD_SPAN || type == FIELD_PERCENT;
}

/* Words that are worth a colour, as terminals number them. */
static const struct { char word[16], colour[8]; } colours[] = {
	{ "new", "\033[32m" }, { "update", "\033[33m" }, { "destroy", "\033[31m" },
	{ "ESTABLISHED", "\033[32m" }, { "SYN_SENT", "\033[33m" }, { "SYN_RECV", "\033[33m" },
	{ "CLOSE", "\033[31m" }, { "TIME_WAIT", "\033[2m" },
};

static const char *colour_of(const struct field *field, const char *text)
{
	for (size_t i = 0; field->type == FIELD_WORD && i < sizeof(colours) / sizeof(*colours); i++)
		if (strcmp(colours[i].word, text) == 0)
			return colours[i].colour;
	return NULL;
}

static void put_blanks(struct buf *b, size_t n)
{
	while (n--)
		buf_char(b, ' ');
}

static void put_coloured(struct output *out, const char *colour, const char *text)
{
	if (colour && out->style.colour)
		buf_str(&out->text, colour);
	buf_str(&out->text, text);
	if (colour && out->style.colour)
		buf_lit(&out->text, "\033[0m");
}

/* A cell in its place; nothing is put behind the last of a line. */
static void put_cell(struct output *out, const struct column *c, const char *text,
		     const char *colour, bool last)
{
	size_t len = utf8_length(text), blanks = c->width > len ? c->width - len : 0;
	bool right = to_the_right(c->field->type);

	if (right)
		put_blanks(&out->text, blanks);
	put_coloured(out, colour, text);
	if (!last)
		put_blanks(&out->text, (right ? 0 : blanks) + 2);
}

static void put_header(struct output *out)
{
	const struct sheet *sheet = out->sheet;

	if (out->style.no_header || sheet->count == 0)
		return;
	for (size_t i = 0; i < sheet->count; i++)
		put_cell(out, &sheet->columns[i], sheet->columns[i].field->name, "\033[1m",
			 i + 1 == sheet->count);
	buf_char(&out->text, '\n');
}

/* Write the rows that wait. */
static void put_held(struct output *out)
{
	struct sheet *sheet = out->sheet;
	const char *text = sheet->cells.data;

	for (size_t row = 0; row < sheet->held; row++) {
		for (size_t i = 0; i < sheet->count; i++) {
			const struct column *c = &sheet->columns[i];

			put_cell(out, c, text, colour_of(c->field, text), i + 1 == sheet->count);
			text += strlen(text) + 1;
		}
		buf_char(&out->text, '\n');
	}
	sheet->held = 0;
	buf_reset(&sheet->cells);
}

static void settle(struct output *out)
{
	put_header(out);
	put_held(out);
	out->sheet->settled = true;
}

/* The text of a value goes through the stream's buffer, where values are written. */
static void add_cell(struct output *out, struct column *c, const struct row *row)
{
	struct buf *b = &out->text, *cells = &out->sheet->cells;
	size_t start = b->len, cell = cells->len, width;
	struct value value;

	if (row->title && c == out->sheet->columns)
		buf_str(b, row->title);
	else if (row_get(row, c, &value))
		put_value(out, c->field, &value, 3);
	if (b->len == start)	/* not there, or a set of nothing */
		buf_char(b, '-');
	if (b->failed)
		return;
	buf_mem(cells, b->data + start, b->len - start);
	buf_char(cells, '\0');
	b->len = start;
	if (cells->failed)
		return;
	width = utf8_length(cells->data + cell);
	if (width > c->width)
		c->width = (unsigned)width;
}

static void table_row(struct output *out, const struct row *row)
{
	struct sheet *sheet = out->sheet;

	for (size_t i = 0; i < sheet->count; i++)
		add_cell(out, &sheet->columns[i], row);
	out->text.failed |= sheet->cells.failed;
	if (out->text.failed)
		return;
	sheet->held++;
	if (sheet->settled)
		put_held(out);
	else if (sheet->held == SCREENFUL)
		settle(out);
}

static void table_begin(struct output *out)
{
	struct sheet *sheet = out->sheet;

	for (size_t i = 0; i < sheet->count; i++) {
		struct column *c = &sheet->columns[i];
		unsigned typical = out->events ? typical_width[c->field->type] : 0;
		size_t name = out->style.no_header ? 0 : strlen(c->field->name);

		c->width = name > typical ? (unsigned)name : typical;
	}
	if (out->events)
		settle(out);
}

static void table_end(struct output *out)
{
	if (!out->sheet->settled)
		settle(out);
}

static const struct sheet_format table_sheet = { table_begin, table_row, lost_row, table_end };

const struct output_format output_table = {
	.name = "table", .help = "aligned columns for a screen",
	SHEET_SLOTS, .sheet = &table_sheet, .narrow = true,
};
