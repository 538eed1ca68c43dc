/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/sheet.h"

#include "model/field_get.h"
#include "output/view.h"

#include <stdlib.h>

static struct sheet *sheet_new(size_t columns)
{
	struct sheet *sheet = calloc(1, sizeof(*sheet));

	if (!sheet)
		return NULL;
	sheet->columns = calloc(columns + 1, sizeof(*sheet->columns));
	if (sheet->columns)
		return sheet;
	free(sheet);
	return NULL;
}

void sheet_free(struct sheet *sheet)
{
	if (!sheet)
		return;
	free(sheet->columns);
	free(sheet->counters);
	buf_free(&sheet->keys);
	buf_free(&sheet->cells);
	free(sheet);
}

static void add_column(struct sheet *sheet, const struct field *field)
{
	sheet->columns[sheet->count] = (struct column){ .field = field, .place = sheet->count - sheet->timed };
	sheet->count++;
}

/* Whether FIELD tells when a record was read, where that is asked for. */
static bool tells_reading(const struct output *out, const struct field *field)
{
	return out->reading && field->get == get_time;
}

/* In front of what has no record. */
static void add_reading(const struct output *out, struct sheet *sheet)
{
	if (!out->reading || !out->timed)
		return;
	add_column(sheet, &fields[FIELD_ID_TIME]);
	sheet->columns[0].reading = true;
	sheet->timed = 1;
}

static bool has_column(const struct sheet *sheet, const struct field *field)
{
	for (size_t i = 0; i < sheet->count; i++)
		if (sheet->columns[i].field == field)
			return true;
	return false;
}

/* What the extras of the classic formats add to a format that shows little. */
static bool is_extra(const struct output *out, const struct field *field)
{
	static const struct { enum output_extra extra; enum field_id field; } extras[] = {
		{ OUTPUT_EXTENDED, FIELD_ID_FAMILY }, { OUTPUT_ID, FIELD_ID_ID },
		{ OUTPUT_TIMESTAMP, FIELD_ID_TIME }, { OUTPUT_KTIMESTAMP, FIELD_ID_START },
		{ OUTPUT_KTIMESTAMP, FIELD_ID_STOP }, { OUTPUT_LABELS, FIELD_ID_LABELS },
		{ OUTPUT_USERSPACE, FIELD_ID_PORTID }, { OUTPUT_MARK, FIELD_ID_MARK },
	};

	for (size_t i = 0; i < sizeof(extras) / sizeof(*extras); i++)
		if (out->extras & extras[i].extra && field == &fields[extras[i].field])
			return true;
	return false;
}

static bool by_default(const struct output *out, const struct field *field)
{
	if (tells_reading(out, field))
		return out->timed;
	if ((field->traits & FIELD_OF_EVENTS && !out->events) ||
	    (field->traits & FIELD_OF_WATCH && !out->reading) ||
	    (field->traits & FIELD_OF_NAMES && !out->style.names))
		return false;
	if (out->format->narrow)
		return field->traits & (out->events ? FIELD_IN_EVENTS : FIELD_IN_LIST) || is_extra(out, field);
	return !(field->traits & FIELD_DETAIL);
}

static void add_view(struct sheet *sheet, const struct field *field, const struct view *view)
{
	add_column(sheet, field);
	sheet->columns[sheet->count - 1].view = view;
}

/* What goes first where a terminal has no room; everything else was asked for or is needed. */
static unsigned char rank_of(const struct field *field)
{
	static const struct { char name[8]; unsigned char rank; } ranks[] = {
		{ "nat", 1 }, { "proto", 2 }, { "time", 3 }, { "state", 4 },
		{ "helper", 20 }, { "timeout", 21 }, { "bytes", 22 }, { "packets", 23 },
	};

	if (field->get == get_rate)
		return (unsigned char)(10 + field->attr);
	for (size_t i = 0; i < sizeof(ranks) / sizeof(*ranks); i++)
		if (strcmp(field->name, ranks[i].name) == 0)
			return ranks[i].rank;
	return 0;
}

/* A column as it fits a terminal: addresses with their ports, and where NAT leads. */
static void add_fitting(const struct output *out, struct sheet *sheet, const struct field *field)
{
	const struct view *view = view_of(field);

	if (view_includes(field))
		return;
	add_view(sheet, field, view);
	if (field == &fields[FIELD_ID_ORIG_DST])
		add_view(sheet, &fields[FIELD_ID_NAT], &view_nat);
	for (size_t i = 0; i < sheet->count; i++)
		if (!is_extra(out, sheet->columns[i].field))
			sheet->columns[i].rank = rank_of(sheet->columns[i].field);
}

static struct sheet *sheet_of_records(const struct output *out)
{
	const struct field_table *table =
		out->subject == OUTPUT_EXPECTATIONS ? &expect_fields : &flow_fields;
	const struct columns *chosen = &out->style.columns;
	struct sheet *sheet = sheet_new(table->count + chosen->count + 1);

	if (!sheet)
		return NULL;
	sheet->fits = out->style.width && out->format->narrow && (chosen->add || !chosen->count);
	for (size_t i = 0; (chosen->add || !chosen->count) && i < table->count; i++) {
		if (!by_default(out, &table->rows[i]))
			continue;
		if (sheet->fits)
			add_fitting(out, sheet, &table->rows[i]);
		else
			add_column(sheet, &table->rows[i]);
	}
	for (size_t i = 0; i < chosen->count; i++)
		if (!has_column(sheet, chosen->fields[i]))
			add_column(sheet, chosen->fields[i]);
	for (size_t i = 0; i < sheet->count; i++)
		sheet->columns[i].reading = tells_reading(out, sheet->columns[i].field);
	for (size_t i = 0; i < sheet->count; i++)
		sheet->columns[i].zero = out->extras & OUTPUT_MARK &&
			sheet->columns[i].field == &fields[FIELD_ID_MARK];
	return sheet;
}

/* Take SHEET into use; NULL: there was no memory for one. */
static void open_sheet(struct output *out, struct sheet *sheet)
{
	out->sheet = sheet;
	if (sheet)
		out->format->sheet->begin(out);
	else
		out->text.failed = true;
}

static void put_row(struct output *out, struct row *row)
{
	if (!out->sheet)
		return;
	row->reading = out->reading;
	out->format->sheet->row(out, row);
	out->sheet->rows++;
}

/* Only records have columns that are known before their first row. */
void sheet_begin(struct output *out)
{
	if (!out->sheet && (out->subject == OUTPUT_FLOWS || out->subject == OUTPUT_EXPECTATIONS))
		open_sheet(out, sheet_of_records(out));
}

void sheet_flow(struct output *out, const struct record *rec)
{
	put_row(out, &(struct row){ .rec = rec });
}

void lost_row(struct output *out, uint64_t count)
{
	const struct sheet *sheet = out->sheet;
	struct value *values = calloc(sheet->count + 1, sizeof(*values));
	bool *there = calloc(sheet->count + 1, sizeof(*there));

	(void)count;
	for (size_t i = 0; values && there && i < sheet->count; i++) {
		there[i] = sheet->columns[i].field->get == get_event;
		values[i].text = "lost";
	}
	if (values && there)
		out->format->sheet->row(out, &(struct row){ .values = values, .there = there });
	else
		out->text.failed = true;
	free(values);
	free(there);
}

void sheet_lost(struct output *out, uint64_t count)
{
	if (out->sheet)
		out->format->sheet->lost(out, count);
}

static struct sheet *sheet_of_values(const struct output *out, const struct output_values *values)
{
	struct sheet *sheet = sheet_new(values->count + 1);

	if (!sheet)
		return NULL;
	sheet->single = values->single;
	add_reading(out, sheet);
	for (size_t i = 0; i < values->count; i++)
		add_column(sheet, values->fields[i]);
	return sheet;
}

void sheet_titles(struct output *out, const struct output_values *values)
{
	if (!out->sheet)
		open_sheet(out, sheet_of_values(out, values));
}

void sheet_values(struct output *out, const struct output_values *values)
{
	sheet_titles(out, values);
	if (!values->title || out->format->narrow)
		put_row(out, &(struct row){ .values = values->values, .there = values->there,
					    .title = values->title });
}

void sheet_count(struct output *out, uint64_t count)
{
	static const struct field entries = {
		.name = "count", .type = FIELD_NUMBER, .help = "number of entries",
	};
	const struct field *const field = &entries;
	const struct value value = { .number = count };

	sheet_values(out, &(struct output_values){ .fields = &field, .values = &value, .count = 1,
						   .single = true });
}

static struct sheet *sheet_of_stats(const struct output *out, const struct stats *stats)
{
	static const struct field cpu = {
		.name = "cpu", .type = FIELD_NUMBER, .help = "number of the CPU",
	}, total = {
		.name = "cpu", .type = FIELD_WORD, .help = "all of them",
	};
	struct sheet *sheet = sheet_new(stats->count + 2);

	if (!sheet)
		return NULL;
	sheet->counters = calloc(stats->count + 1, sizeof(*sheet->counters));
	if (!sheet->counters) {
		sheet_free(sheet);
		return NULL;
	}
	add_reading(out, sheet);
	add_column(sheet, stats->total ? &total : &cpu);
	for (size_t i = 0; i < stats->count; i++) {
		struct field *counter = &sheet->counters[i];

		counter->type = FIELD_NUMBER;
		memcpy(counter->name, stats->counter[i].name, sizeof(stats->counter[i].name));
		add_column(sheet, counter);
	}
	return sheet;
}

static void close_sheet(struct output *out)
{
	sheet_free(out->sheet);
	out->sheet = NULL;
}

/* Whether a sheet that is gone on with has the same counters; within a reading all rows do. */
static bool has_counters(const struct sheet *sheet, const struct stats *stats)
{
	if (!sheet->goes_on)
		return true;
	for (size_t i = 0; i < stats->count; i++)
		if (i + 1 + sheet->timed >= sheet->count ||
		    strcmp(stats->counter[i].name, sheet->counters[i].name) != 0)
			return false;
	return stats->count + 1 + sheet->timed == sheet->count;
}

/* The counters of one CPU are those of all; one that is not has no column. */
void sheet_stats(struct output *out, const struct stats *stats)
{
	struct value values[STATS_MAX + 1] = { { .number = stats->cpu } };
	bool there[STATS_MAX + 1] = { true };

	if (stats->total)
		values[0].text = "total";
	if (out->sheet && !has_counters(out->sheet, stats))
		close_sheet(out);
	if (!out->sheet)
		open_sheet(out, sheet_of_stats(out, stats));
	for (size_t i = 0; out->sheet && i < stats->count && i + 1 + out->sheet->timed < out->sheet->count; i++) {
		there[i + 1] = strcmp(stats->counter[i].name, out->sheet->counters[i].name) == 0;
		values[i + 1].number = stats->counter[i].value;
	}
	if (out->sheet)
		out->sheet->goes_on = false;
	put_row(out, &(struct row){ .values = values, .there = there });
}

/* Rows that tell their time follow those of the last reading, under the same header. */
void sheet_end(struct output *out)
{
	if (!out->sheet)
		open_sheet(out, sheet_new(0));
	if (!out->sheet)
		return;
	out->format->sheet->end(out);
	out->sheet->goes_on = out->timed && out->format->sheet->goes_on;
	if (!out->sheet->goes_on)
		close_sheet(out);
}
