/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/layout.h"

#include "base/escape.h"
#include "output/sheet.h"
#include "output/view.h"
#include "output/widest.h"

/* Between two columns; and what a column is never cut below. */
enum { GAP = 2, LEAST = 8 };

/* Where the widest do not fit, what mostly does. */
static unsigned typical(const struct column *c, unsigned widest)
{
	static const unsigned char widths[] = {
		[FIELD_NUMBER] = 6, [FIELD_PORT] = 5, [FIELD_BYTES] = 8, [FIELD_SECONDS] = 6, [FIELD_PERCENT] = 5,
		[FIELD_SPAN] = 10, [FIELD_TIME] = UINT8_MAX, [FIELD_ADDRESS] = 15, [FIELD_TEXT] = 8,
		[FIELD_WORD] = 11, [FIELD_BITS] = 10, [FIELD_LABELS] = 10,
	};
	unsigned width = c->view ? c->view->typical : widths[c->field->type];

	return width < widest ? width : widest;
}

/* Of all columns that are not hidden, as they would be next. */
static size_t total(const struct sheet *sheet)
{
	size_t width = 0;

	for (size_t i = 0; i < sheet->count; i++)
		if (sheet->columns[i].next)
			width += sheet->columns[i].next + (width ? GAP : 0);
	return width;
}

static size_t total_need(struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->count; i++)
		sheet->columns[i].next = sheet->columns[i].need;
	return total(sheet);
}

static void need(struct column *c, unsigned width)
{
	if (width > c->need)
		c->need = width;
}

static unsigned widest_of(struct output *out, const struct column *c)
{
	return c->view ? c->view->widest : widest_value(out, c->field);
}

/* What NAT needs stands behind everything else, and is seldom there. */
static void expect_anything(struct output *out)
{
	struct sheet *sheet = out->sheet;
	bool all;

	for (size_t i = 0; i < sheet->count; i++)
		if (sheet->columns[i].view != &view_nat)
			need(&sheet->columns[i], widest_of(out, &sheet->columns[i]));
	all = !sheet->fits || total_need(sheet) <= out->style.width;
	for (size_t i = 0; !all && i < sheet->count; i++) {
		struct column *c = &sheet->columns[i];

		c->need = typical(c, c->need);
	}
}

void layout_begin(struct output *out)
{
	struct sheet *sheet = out->sheet;

	if (out->events)
		expect_anything(out);
	for (size_t i = 0; !out->style.no_header && i < sheet->count; i++)
		need(&sheet->columns[i], (unsigned)strlen(view_name(sheet->columns[i].view, sheet->columns[i].field)));
}

/* The most important column that is not yet looked at, as they are ranked; NULL. */
static struct column *next_important(const struct sheet *sheet, unsigned *rank)
{
	struct column *found = NULL;

	for (size_t i = 0; i < sheet->count; i++) {
		struct column *c = &sheet->columns[i];

		if (c->rank > *rank && (!found || c->rank < found->rank))
			found = c;
	}
	if (found)
		*rank = found->rank;
	return found;
}

static struct column *widest_column(const struct sheet *sheet)
{
	struct column *widest = NULL;

	for (size_t i = 0; i < sheet->count; i++) {
		struct column *c = &sheet->columns[i];

		if (c->next > LEAST && (!widest || c->next > widest->next))
			widest = c;
	}
	return widest;
}

static void tell(struct output *out, struct column *c)
{
	if (c->told)
		return;
	c->told = true;
	if (out->note.len)
		buf_lit(&out->note, ", ");
	buf_str(&out->note, view_name(c->view, c->field));
}

/* Long addresses are cut before they cost all other columns. */
static void hold_short(struct sheet *sheet, unsigned width)
{
	unsigned most = width * 3 / 8 > LEAST ? width * 3 / 8 : LEAST;

	for (size_t i = 0; i < sheet->count; i++)
		if (sheet->columns[i].view && sheet->columns[i].next > most)
			sheet->columns[i].next = most;
}

/* Of the columns that got less than they need; NULL. */
static struct column *shortest_cut(const struct sheet *sheet)
{
	struct column *shortest = NULL;

	for (size_t i = 0; i < sheet->count; i++) {
		struct column *c = &sheet->columns[i];

		if (c->next && c->next < c->need && (!shortest || c->next < shortest->next))
			shortest = c;
	}
	return shortest;
}

/* Whether the column has anything to say. */
static bool is_wanted(const struct column *c)
{
	return c->view != &view_nat || c->used;
}

/* Show what there is room for beside what must be shown, the most important first. */
static void choose(struct output *out)
{
	struct sheet *sheet = out->sheet;
	unsigned rank = 0;
	struct column *c;

	while ((c = next_important(sheet, &rank))) {
		if (!is_wanted(c))
			continue;
		c->next = c->need;
		if (total(sheet) <= out->style.width)
			continue;
		c->next = 0;
		tell(out, c);
	}
}

static void fit(struct output *out)
{
	struct sheet *sheet = out->sheet;
	struct column *c;

	for (size_t i = 0; i < sheet->count; i++)
		if (sheet->columns[i].rank)
			sheet->columns[i].next = 0;
	if (total(sheet) > out->style.width)
		hold_short(sheet, out->style.width);
	choose(out);
	while (total(sheet) > out->style.width && (c = widest_column(sheet)))
		c->next--;
	while (total(sheet) < out->style.width && (c = shortest_cut(sheet)))
		c->next++;
}

/* What only ends lines may be as long as it likes. */
static bool ends_lines(const struct sheet *sheet, const struct column *c)
{
	while (++c < sheet->columns + sheet->count)
		if (c->next || c->width)
			return false;
	return true;
}

bool layout_settle(struct output *out)
{
	struct sheet *sheet = out->sheet;
	bool changed = false;

	total_need(sheet);
	if (sheet->fits)
		fit(out);
	for (size_t i = 0; i < sheet->count; i++) {
		const struct column *c = &sheet->columns[i];

		changed |= !c->next != !c->width || (c->next != c->width && !ends_lines(sheet, c));
	}
	for (size_t i = 0; i < sheet->count; i++)
		sheet->columns[i].width = sheet->columns[i].next;
	return changed && (sheet->fits || out->timed);
}
