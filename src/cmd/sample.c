/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/sample.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SECOND_NS = 1000000000 };

void sample_begin(struct sample *sample)
{
	*sample = (struct sample){ .rows = NULL };
	clock_gettime(CLOCK_MONOTONIC, &sample->when);
}

void sample_free(struct sample *sample)
{
	free(sample->rows);
	sample->rows = NULL;
	sample->count = sample->room = 0;
}

int sample_add(struct sample *sample, const struct stats *row, struct error *err)
{
	if (sample->count == sample->room) {
		size_t room = sample->room ? sample->room * 2 : 16;
		struct stats *rows = realloc(sample->rows, room * sizeof(*rows));

		if (!rows)
			return error_nomem(err);
		sample->rows = rows;
		sample->room = room;
	}
	sample->rows[sample->count++] = *row;
	return 0;
}

/* /proc repeats the size of the table for every CPU: it neither adds up nor counts. */
static bool is_of_table(const char *name)
{
	return strcmp(name, "entries") == 0;
}

static bool same_counter(const struct stats *a, const struct stats *b, size_t i)
{
	return i < a->count && i < b->count && strcmp(a->counter[i].name, b->counter[i].name) == 0;
}

static uint64_t nanoseconds(const struct timespec *from, const struct timespec *to)
{
	int64_t ns = (int64_t)(to->tv_sec - from->tv_sec) * SECOND_NS + to->tv_nsec - from->tv_nsec;

	return ns > 0 ? (uint64_t)ns : 1;
}

/* The kernel counts in 32 bits and begins anew. */
static uint64_t rate(uint64_t before, uint64_t now, uint64_t ns)
{
	uint64_t growth = (uint32_t)(now - before);

	return (growth * SECOND_NS + ns / 2) / ns;
}

static void row_rates(struct stats *row, const struct stats *now, uint64_t ns)
{
	for (size_t i = 0; i < row->count; i++) {
		uint64_t *value = &row->counter[i].value;

		if (!now || !same_counter(row, now, i))
			*value = 0;
		else if (is_of_table(row->counter[i].name))
			*value = now->counter[i].value;
		else
			*value = rate(*value, now->counter[i].value, ns);
	}
}

void sample_rates(struct sample *sample, const struct sample *now)
{
	uint64_t ns = nanoseconds(&sample->when, &now->when);

	for (size_t i = 0; i < sample->count; i++) {
		struct stats *row = &sample->rows[i];
		bool there = i < now->count && now->rows[i].cpu == row->cpu;

		row_rates(row, there ? &now->rows[i] : NULL, ns);
	}
}

void sample_total(struct sample *sample)
{
	struct stats *total = sample->rows;

	if (sample->count == 0)
		return;
	total->total = true;
	for (size_t r = 1; r < sample->count; r++)
		for (size_t i = 0; i < total->count; i++)
			if (same_counter(total, &sample->rows[r], i) &&
			    !is_of_table(total->counter[i].name))
				total->counter[i].value += sample->rows[r].counter[i].value;
	sample->count = 1;
}

static bool is_zero(const struct sample *sample, size_t i)
{
	for (size_t r = 0; r < sample->count; r++)
		if (i < sample->rows[r].count && sample->rows[r].counter[i].value)
			return false;
	return true;
}

static void drop(struct sample *sample, size_t i)
{
	for (size_t r = 0; r < sample->count; r++) {
		struct stats *row = &sample->rows[r];

		if (i >= row->count)
			continue;
		row->count--;
		memmove(&row->counter[i], &row->counter[i + 1],
			(row->count - i) * sizeof(row->counter[0]));
	}
}

void sample_drop_zeros(struct sample *sample)
{
	for (size_t i = STATS_MAX; i-- > 0;)
		if (is_zero(sample, i))
			drop(sample, i);
}

void sample_keep(struct sample *sample, const char *prefix)
{
	const size_t len = strlen(prefix);

	for (size_t i = sample->count ? sample->rows->count : 0; i-- > 0;)
		if (strncmp(sample->rows->counter[i].name, prefix, len) != 0)
			drop(sample, i);
}
