/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/group.h"

#include <stdlib.h>
#include <string.h>

/*
 * Open addressing over a table of pointers; its size is a power of two and at
 * least a quarter of it is free.
 */
struct grouper {
	const struct group_key *keys;
	size_t key_count;
	const struct sort_keys *order;
	struct group **table;
	size_t size, count;
	struct group *scratch;		/* what is looked for */
};

enum { FIRST_SIZE = 256 };

static struct group *new_group(const struct grouper *g)
{
	return calloc(1, sizeof(struct group) + g->key_count * sizeof(struct reading));
}

struct grouper *grouper_new(const struct group_keys *keys, const struct sort_keys *order,
			    struct error *err)
{
	struct grouper *g = calloc(1, sizeof(*g));

	if (g) {
		*g = (struct grouper){ .keys = keys->keys, .key_count = keys->count, .order = order,
				       .size = FIRST_SIZE };
		g->table = calloc(g->size, sizeof(*g->table));
		g->scratch = new_group(g);
	}
	if (g && g->table && g->scratch)
		return g;
	error_nomem(err);
	grouper_free(g);
	return NULL;
}

static void *own(const char *text)
{
	union { const char *borrowed; void *owned; } u = { .borrowed = text };

	return u.owned;
}

static void free_group(const struct grouper *g, struct group *group)
{
	for (size_t i = 0; group && i < g->key_count; i++)
		if (g->keys[i].field->type == FIELD_TEXT && group->readings[i].there)
			free(own(group->readings[i].value.text));
	free(group);
}

void grouper_free(struct grouper *g)
{
	if (!g)
		return;
	for (size_t i = 0; g->table && i < g->size; i++)
		free_group(g, g->table[i]);
	free(g->table);
	free(g->scratch);
	free(g);
}

static uint64_t hash(const struct grouper *g, const struct group *group)
{
	uint64_t h = 0;

	for (size_t i = 0; i < g->key_count; i++)
		h = reading_hash(g->keys[i].field, &group->readings[i], h);
	return h;
}

static bool same(const struct grouper *g, const struct group *a, const struct group *b)
{
	for (size_t i = 0; i < g->key_count; i++)
		if (reading_compare(g->keys[i].field, &a->readings[i], &b->readings[i]) != 0)
			return false;
	return true;
}

/* The place of a group, or the free one where it would be. */
static struct group **find(const struct grouper *g, const struct group *wanted)
{
	size_t i = hash(g, wanted) & (g->size - 1);

	while (g->table[i] && !same(g, g->table[i], wanted))
		i = (i + 1) & (g->size - 1);
	return &g->table[i];
}

static int grow(struct grouper *g, struct error *err)
{
	struct group **old = g->table;
	size_t old_size = g->size;

	g->table = calloc(2 * old_size, sizeof(*g->table));
	if (!g->table) {
		g->table = old;
		return error_nomem(err);
	}
	g->size = 2 * old_size;
	for (size_t i = 0; i < old_size; i++)
		if (old[i])
			*find(g, old[i]) = old[i];
	free(old);
	return 0;
}

/* A group like the one that was looked for, with texts of its own. */
static struct group *keep(const struct grouper *g)
{
	struct group *group = new_group(g);
	bool failed = !group;

	for (size_t i = 0; group && i < g->key_count; i++) {
		struct reading *r = &group->readings[i];

		*r = g->scratch->readings[i];
		if (g->keys[i].field->type != FIELD_TEXT || !r->there)
			continue;
		r->value.text = strdup(r->value.text);
		r->there = r->value.text;
		failed |= !r->there;
	}
	if (!failed)
		return group;
	free_group(g, group);
	return NULL;
}

static void add(struct group *group, const struct record *rec)
{
	static const struct { enum sum_id sum; enum field_id field; } parts[] = {
		{ SUM_PACKETS, FIELD_ID_PACKETS }, { SUM_BYTES, FIELD_ID_BYTES },
		{ SUM_RATE_PACKETS, FIELD_ID_RATE_PACKETS }, { SUM_RATE_BYTES, FIELD_ID_RATE_BYTES },
	};

	group->sums[SUM_FLOWS]++;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const struct reading part = reading_of(&fields[parts[i].field], rec);

		group->counted |= part.there;
		group->sums[parts[i].sum] += part.there ? part.value.number : 0;
	}
}

static struct reading read_key(const struct group_key *key, const struct record *rec)
{
	struct reading r = reading_of(key->field, rec);
	struct addr mask;

	if (!key->cut || !r.there)
		return r;
	mask = addr_mask(r.value.addr.family,
			 addr_bits(r.value.addr.family) == 32 ? key->bits4 : key->bits6);
	r.value.addr = addr_and(&r.value.addr, &mask);
	return r;
}

int grouper_add(struct grouper *g, const struct record *rec, struct error *err)
{
	struct group **place;

	if (4 * g->count >= 3 * g->size && grow(g, err) < 0)
		return -1;
	for (size_t i = 0; i < g->key_count; i++)
		g->scratch->readings[i] = read_key(&g->keys[i], rec);
	place = find(g, g->scratch);
	if (!*place) {
		*place = keep(g);
		if (!*place)
			return error_nomem(err);
		(*place)->grouper = g;
		g->count++;
	}
	add(*place, rec);
	return 0;
}

static int compare_readings(const struct group *a, const struct group *b)
{
	int order = 0;

	for (size_t i = 0; order == 0 && i < a->grouper->key_count; i++)
		order = reading_compare(a->grouper->keys[i].field, &a->readings[i], &b->readings[i]);
	return order;
}

/* What FIELD is of a group, a sum or one of the values that it has in common. */
static struct reading read_group(const struct group *group, const struct field *field)
{
	for (size_t i = 0; i < group->grouper->key_count; i++)
		if (group->grouper->keys[i].field == field)
			return group->readings[i];
	for (unsigned i = 0; i < SUM_SHARE; i++)
		if (&sums[i] == field)
			return (struct reading){ .there = i == SUM_FLOWS || group->counted,
						 .value.number = group->sums[i] };
	return (struct reading){ .there = false };
}

/* Groups without a value come last, whichever way the others stand. */
static int compare_by(const struct sort_key *key, const struct group *a, const struct group *b)
{
	const struct reading x = read_group(a, key->field), y = read_group(b, key->field);
	int order = reading_compare(key->field, &x, &y);

	return key->smallest_first && x.there && y.there ? order : -order;
}

static int compare_groups(const void *x, const void *y)
{
	const struct group *a = *(const struct group *const *)x, *b = *(const struct group *const *)y;
	const struct sort_keys *keys = a->grouper->order;
	int order = 0;

	for (unsigned i = 0; order == 0 && i < keys->count; i++)
		order = compare_by(&keys->key[i], a, b);
	if (order)
		return order;
	for (size_t i = 0; i < 2; i++) {
		const enum sum_id sum = i == 0 ? SUM_FLOWS : SUM_BYTES;

		if (a->sums[sum] != b->sums[sum])
			return a->sums[sum] < b->sums[sum] ? 1 : -1;
	}
	return compare_readings(a, b);
}

const struct group *const *grouper_sorted(struct grouper *g, size_t *count)
{
	size_t n = 0;

	for (size_t i = 0; i < g->size; i++) {
		struct group *group = g->table[i];

		g->table[i] = NULL;
		if (group)
			g->table[n++] = group;
	}
	qsort(g->table, n, sizeof(*g->table), compare_groups);
	*count = n;
	return (const struct group *const *)g->table;
}
