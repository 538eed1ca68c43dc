/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/sheet.h"

#include "base/escape.h"
#include "output/human.h"
#include "output/layout.h"
#include "output/parts.h"
#include "output/value.h"
#include "output/view.h"

/*
 * Rows wait until there is a screenful of them, so that columns are as wide as
 * what stands in them; later rows may widen a column. Events do not wait, and
 * what is sorted waits for all.
 */
enum { SCREENFUL = 100 };

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

/* How many bytes the first COUNT characters of TEXT have. */
static size_t bytes_of(const char *text, size_t count)
{
	const char *end = text;

	while (count-- && *end)
		end += plain_length(end);
	return (size_t)(end - text);
}

/* The beginning and the end of what has no room: the end is a port. */
static void put_cut(struct output *out, const char *text, size_t len, size_t room)
{
	static const char gap[] = "..";
	size_t kept = room - (sizeof(gap) - 1), behind = kept / 2;

	buf_mem(&out->text, text, bytes_of(text, kept - behind));
	buf_str(&out->text, gap);
	buf_str(&out->text, text + bytes_of(text, len - behind));
}

/* A cell in its place; nothing is put behind the last of a line. */
static void put_cell(struct output *out, const struct column *c, const char *text,
		     const char *colour, bool last)
{
	size_t len = utf8_length(text), blanks = c->width > len ? c->width - len : 0;
	bool right = to_the_right(c->field->type);

	if (right)
		put_blanks(&out->text, blanks);
	if (out->sheet->fits && len > c->width)
		put_cut(out, text, len, c->width);
	else
		put_coloured(out, colour, text);
	if (!last)
		put_blanks(&out->text, (right ? 0 : blanks) + 2);
}

static size_t last_column(const struct sheet *sheet)
{
	size_t last = sheet->count;

	while (last > 1 && !sheet->columns[last - 1].width)
		last--;
	return last - 1;
}

static void put_header(struct output *out)
{
	const struct sheet *sheet = out->sheet;

	if (out->style.no_header || sheet->count == 0)
		return;
	for (size_t i = 0, last = last_column(sheet); i <= last; i++)
		if (sheet->columns[i].width)
			put_cell(out, &sheet->columns[i], view_name(sheet->columns[i].view, sheet->columns[i].field), "\033[1m",
				 i == last);
	buf_char(&out->text, '\n');
}

static void put_line(struct output *out, const char **text)
{
	struct sheet *sheet = out->sheet;

	for (size_t i = 0, last = last_column(sheet); i < sheet->count; i++) {
		const struct column *c = &sheet->columns[i];

		if (c->width)
			put_cell(out, c, *text, colour_of(c->field, *text), i == last);
		*text += strlen(*text) + 1;
	}
	buf_char(&out->text, '\n');
}

/* Whether the header would no longer be seen; a screen has 24 lines where there is none. */
static bool leaves_screen(const struct output *out)
{
	const unsigned height = out->style.height ? out->style.height : 24;

	return out->timed && out->sheet->below + out->sheet->held >= height;
}

/* Write the rows that wait, under a header that fits them. */
static void put_held(struct output *out)
{
	struct sheet *sheet = out->sheet;
	const char *text = sheet->cells.data;

	if (layout_settle(out) || !sheet->settled || leaves_screen(out)) {
		put_header(out);
		sheet->below = 0;
	}
	sheet->settled = true;
	sheet->below += sheet->held;
	for (size_t row = 0; row < sheet->held; row++)
		put_line(out, &text);
	sheet->held = 0;
	buf_reset(&sheet->cells);
}

static bool put_text(struct output *out, const struct column *c, const struct row *row)
{
	struct value value;

	if (c->view)
		return row->rec && c->view->put(out, c->view, row->rec);
	if (!row_get(row, c, &value))
		return false;
	if (!out->style.human || !put_human(&out->text, c->field, &value))
		put_value(out, c->field, &value, 3);
	return true;
}

/* The text of a value goes through the stream's buffer, where values are written. */
static void add_cell(struct output *out, struct column *c, const struct row *row)
{
	struct buf *b = &out->text, *cells = &out->sheet->cells;
	size_t start = b->len, cell = cells->len, width;

	if (row->title && c == out->sheet->columns)
		buf_str(b, row->title);
	else
		c->used |= put_text(out, c, row);
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
	if (width > c->need)
		c->need = (unsigned)width;
}

/* Groups were all there before the first was written. */
static bool waits_for_all(const struct output *out)
{
	return out->style.measure_all || out->subject == OUTPUT_VALUES;
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
	if (out->events || (sheet->held >= SCREENFUL && !waits_for_all(out)))
		put_held(out);
}

static void table_end(struct output *out)
{
	if (out->sheet->held || !out->sheet->settled)
		put_held(out);
}

static const struct sheet_format table_sheet = { layout_begin, table_row, lost_row, table_end, true };

const struct output_format output_table = {
	.name = "table", .help = "aligned columns for a screen",
	SHEET_SLOTS, .sheet = &table_sheet, .narrow = true,
	.comment = "# ",
};
