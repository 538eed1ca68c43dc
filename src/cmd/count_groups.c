/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/count_groups.h"

#include "collect/group.h"

#include <stdlib.h>

/* What is told of each group, behind the values that it has in common. */
static const struct field sums[] = {
	{ .name = "flows", .type = FIELD_NUMBER },
	{ .name = "packets", .type = FIELD_NUMBER },
	{ .name = "bytes", .type = FIELD_BYTES },
};

enum { SUMS = sizeof(sums) / sizeof(*sums) };

/* One row, whose arrays serve every group. */
struct group_row {
	const struct field **fields;
	struct value *values;
	bool *there;
	size_t by, count;
};

static int make_row(struct group_row *row, const struct columns *by, struct error *err)
{
	*row = (struct group_row){
		.by = by->count, .count = by->count + SUMS,
		.fields = calloc(by->count + SUMS, sizeof(*row->fields)),
		.values = calloc(by->count + SUMS, sizeof(*row->values)),
		.there = calloc(by->count + SUMS, sizeof(*row->there)),
	};
	if (!row->fields || !row->values || !row->there)
		return error_nomem(err);
	for (size_t i = 0; i < row->count; i++)
		row->fields[i] = i < by->count ? by->fields[i] : &sums[i - by->count];
	return 0;
}

static void free_row(struct group_row *row)
{
	free(row->fields);
	free(row->values);
	free(row->there);
}

static int put_group(struct group_row *row, const struct group *group, struct output *out,
		     struct error *err)
{
	const uint64_t numbers[SUMS] = { group->flows, group->packets, group->bytes };

	for (size_t i = 0; i < row->by; i++) {
		row->values[i] = group->readings[i].value;
		row->there[i] = group->readings[i].there;
	}
	for (size_t i = 0; i < SUMS; i++) {
		row->values[row->by + i].number = numbers[i];
		row->there[row->by + i] = i == 0 || group->counted;
	}
	return output_values(out, &(struct output_values){ .fields = row->fields, .values = row->values,
							   .there = row->there, .count = row->count }, err);
}

static int put_groups(const struct request *rq, struct grouper *grouper, struct output *out,
		      struct error *err)
{
	struct group_row row;
	size_t count;
	const struct group *const *groups = grouper_sorted(grouper, &count);
	int result = make_row(&row, &rq->by, err);

	if (rq->limit && count > rq->limit)
		count = (size_t)rq->limit;
	for (size_t i = 0; result == 0 && i < count; i++)
		result = put_group(&row, groups[i], out, err);
	output_complete(out, OUTPUT_VALUES);
	if (result == 0)
		result = output_end(out, err);
	free_row(&row);
	return result;
}

static int add(struct record *rec, void *into, struct error *err)
{
	return grouper_add(into, rec, err);
}

int count_groups(const struct request *rq, struct session *s, enum query_kind kind,
		 struct error *err)
{
	struct grouper *grouper = grouper_new(rq->by.fields, rq->by.count, err);
	int result = grouper ? flows_each(rq, s, kind, add, grouper, err) : -1;

	if (result == 0)
		result = put_groups(rq, grouper, &s->out, err);
	grouper_free(grouper);
	return result;
}
