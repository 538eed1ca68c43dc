/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/count_groups.h"

#include "cmd/options.h"
#include "collect/group.h"

#include <stdlib.h>
#include <string.h>

enum { PREFIX_TEXT_MAX = 64 };

/* One row, whose arrays serve every group: what it has in common, then sums. */
struct group_row {
	const struct group_keys *by;
	const struct field **fields;
	struct field *prefixes;		/* the fields that are cut, as text */
	char (*texts)[PREFIX_TEXT_MAX];
	struct value *values;
	bool *there;
	size_t count;
	enum sum_id base;		/* what a share is a part of */
	uint64_t all[SUM_SHARE];
};

/* A sum that is a part of the groups has nothing to add. */
static bool has_sum(const struct group_keys *by, const struct field *sum, bool watches)
{
	if (sum->traits & FIELD_OF_WATCH && !watches)
		return false;
	for (size_t i = 0; i < by->count; i++)
		if (strcmp(by->keys[i].field->name, sum->name) == 0)
			return false;
	return true;
}

static void name_columns(struct group_row *row, bool watches)
{
	for (size_t i = 0; i < row->by->count; i++) {
		const struct group_key *key = &row->by->keys[i];

		row->prefixes[i] = *key->field;
		row->prefixes[i].type = FIELD_TEXT;
		row->fields[i] = key->cut ? &row->prefixes[i] : key->field;
	}
	row->count = row->by->count;
	for (unsigned i = 0; i < SUM_COUNT; i++)
		if (has_sum(row->by, &sums[i], watches))
			row->fields[row->count++] = &sums[i];
}

static int make_row(struct group_row *row, const struct request *rq, struct error *err)
{
	const struct field *first = rq->sort.count ? rq->sort.key[0].field : NULL;
	const size_t room = rq->by.count + SUM_COUNT;

	*row = (struct group_row){
		.by = &rq->by,
		.fields = calloc(room, sizeof(*row->fields)),
		.prefixes = calloc(room, sizeof(*row->prefixes)),
		.texts = calloc(room, sizeof(*row->texts)),
		.values = calloc(room, sizeof(*row->values)),
		.there = calloc(room, sizeof(*row->there)),
	};
	if (!row->fields || !row->prefixes || !row->texts || !row->values || !row->there)
		return error_nomem(err);
	name_columns(row, request_has(rq, OPT_WATCH));
	for (unsigned i = 0; i < SUM_SHARE; i++)
		if (first == &sums[i])
			row->base = (enum sum_id)i;
	return 0;
}

static void free_row(struct group_row *row)
{
	free(row->fields);
	free(row->prefixes);
	free(row->texts);
	free(row->values);
	free(row->there);
}

/* 192.0.2.0/24 */
static void put_prefix(char text[PREFIX_TEXT_MAX], const struct addr *a, const struct group_key *key)
{
	unsigned whole = addr_bits(a->family), bits = whole == 32 ? key->bits4 : key->bits6;
	struct buf b = BUF_INIT;

	addr_put(&b, a);
	if (bits < whole)
		buf_printf(&b, "/%u", bits);
	if (buf_cstr(&b) && b.len < PREFIX_TEXT_MAX)
		memcpy(text, b.data, b.len + 1);
	buf_free(&b);
}

static void fill_keys(struct group_row *row, const struct group *group)
{
	for (size_t i = 0; i < row->by->count; i++) {
		row->values[i] = group->readings[i].value;
		row->there[i] = group->readings[i].there;
		if (!row->by->keys[i].cut || !row->there[i])
			continue;
		put_prefix(row->texts[i], &group->readings[i].value.addr, &row->by->keys[i]);
		row->values[i].text = row->texts[i];
	}
}

static uint64_t tenths(uint64_t part, uint64_t all)
{
	return (uint64_t)(1000.0 * (double)part / (double)all + 0.5);
}

static void fill_sums(struct group_row *row, const uint64_t numbers[SUM_SHARE], bool counted)
{
	for (size_t i = row->by->count; i < row->count; i++) {
		size_t sum = (size_t)(row->fields[i] - sums);

		if (sum == SUM_SHARE) {
			row->there[i] = row->all[row->base] != 0;
			row->values[i].number = row->there[i] ?
				tenths(numbers[row->base], row->all[row->base]) : 0;
		} else {
			row->there[i] = sum == SUM_FLOWS || counted;
			row->values[i].number = numbers[sum];
		}
	}
}

static int put_row(const struct group_row *row, const char *title, struct output *out, struct error *err)
{
	return output_values(out, &(struct output_values){
		.fields = row->fields, .values = row->values, .there = row->there,
		.count = row->count, .title = title }, err);
}

static bool add_up(uint64_t all[SUM_SHARE], const struct group *const *groups, size_t count)
{
	bool counted = false;

	for (size_t i = 0; i < count; i++) {
		counted |= groups[i]->counted;
		for (unsigned sum = 0; sum < SUM_SHARE; sum++)
			all[sum] += groups[i]->sums[sum];
	}
	return counted;
}

static int put_sum(struct group_row *row, const char *title, const struct group *const *groups,
		   size_t count, struct output *out, struct error *err)
{
	uint64_t all[SUM_SHARE] = { 0 };
	bool counted = add_up(all, groups, count);

	memset(row->there, 0, row->by->count * sizeof(*row->there));
	fill_sums(row, all, counted);
	return put_row(row, title, out, err);
}

/* Where a limit cuts, what was cut, and all together. */
static int put_rest(struct group_row *row, const struct group *const *groups, size_t shown,
		    size_t count, struct output *out, struct error *err)
{
	if (shown < count && put_sum(row, "others", groups + shown, count - shown, out, err) < 0)
		return -1;
	return put_sum(row, "total", groups, count, out, err);
}

static int put_document(struct group_row *row, const struct request *rq, const struct group *const *groups,
			size_t count, struct output *out, struct error *err)
{
	size_t shown = rq->limit && count > rq->limit ? (size_t)rq->limit : count;

	add_up(row->all, groups, count);
	if (output_titles(out, &(struct output_values){ .fields = row->fields, .count = row->count }, err) < 0)
		return -1;
	for (size_t i = 0; i < shown; i++) {
		fill_keys(row, groups[i]);
		fill_sums(row, groups[i]->sums, groups[i]->counted);
		if (put_row(row, NULL, out, err) < 0)
			return -1;
	}
	if (rq->limit && put_rest(row, groups, shown, count, out, err) < 0)
		return -1;
	return output_end(out, err);
}

static int put_groups(const struct request *rq, struct grouper *grouper, struct output *out,
		      struct error *err)
{
	struct group_row row;
	size_t count;
	const struct group *const *groups = grouper_sorted(grouper, &count);
	int result = make_row(&row, rq, err);

	if (result == 0)
		result = put_document(&row, rq, groups, count, out, err);
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
	struct grouper *grouper = NULL;
	unsigned round = 0;
	int result;

	do {
		grouper_free(grouper);
		grouper = grouper_new(&rq->by, &rq->sort, err);
		result = grouper ? flows_each(rq, s, kind, add, grouper, err) : -1;
	} while (!s->rates && flows_again(s, result, &round));
	if (result == 0)
		result = put_groups(rq, grouper, &s->out, err);
	grouper_free(grouper);
	return result;
}
