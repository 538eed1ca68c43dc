/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/sort.h"

#include "collect/value.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	struct record rec;
	uint64_t number;		/* in the order of arrival */
	struct reading readings[];	/* by key */
};

/*
 * A heap whose root is the last of the entries in order: the one that goes when
 * a better one comes, and the one that a sort takes out first.
 */
struct sorter {
	const struct sort_keys *keys;
	void (*drop)(struct record *rec);
	uint64_t limit, taken;
	struct entry **heap;
	size_t count, room;
	bool settled;
};

static int add_key(struct sort_keys *keys, const char *name, const struct field_table *table,
		   struct error *err)
{
	const bool up = *name == '+', sign = up || *name == '-';
	const struct field *field = field_in(table, name + sign);
	const struct field_alias *alias = field_alias_in(table, name + sign);

	if (alias && alias->count > 1)
		return error_usage(err, "cannot sort by `%s', which is several fields", alias->name);
	if (alias)
		field = &table->rows[alias->rows[0]];
	if (!field)
		return field_unknown(table, name + sign, err);
	if (keys->count == SORT_KEYS_MAX)
		return error_usage(err, "cannot sort by more than %d fields", SORT_KEYS_MAX);
	keys->key[keys->count++] = (struct sort_key){ field, up };
	return 0;
}

int sort_keys_parse(struct sort_keys *keys, const char *text, const struct field_table *table,
		    struct error *err)
{
	char *copy = strdup(text), *next = copy, *name;
	int result = copy ? 0 : error_nomem(err);

	while (result == 0 && (name = strsep(&next, ",")))
		result = add_key(keys, name, table, err);
	free(copy);
	return result;
}

struct sorter *sorter_new(const struct sort_keys *keys, uint64_t limit,
			  void (*drop)(struct record *rec), struct error *err)
{
	struct sorter *s = calloc(1, sizeof(*s));

	if (!s) {
		error_nomem(err);
		return NULL;
	}
	*s = (struct sorter){ .keys = keys, .drop = drop, .limit = limit ? limit : UINT64_MAX };
	return s;
}

static void free_entry(struct sorter *s, struct entry *entry)
{
	s->drop(&entry->rec);
	free(entry);
}

void sorter_free(struct sorter *s)
{
	if (!s)
		return;
	while (s->count)
		free_entry(s, s->heap[--s->count]);
	free(s->heap);
	free(s);
}

/* Whether A stands behind B. */
static bool is_behind(const struct sorter *s, const struct entry *a, const struct entry *b)
{
	for (unsigned i = 0; i < s->keys->count; i++) {
		const struct sort_key *key = &s->keys->key[i];
		const struct reading *x = &a->readings[i], *y = &b->readings[i];
		int order = reading_compare(key->field, x, y);

		if (order)
			return key->smallest_first && x->there && y->there ? order > 0 : order < 0;
	}
	return a->number > b->number;
}

static void sift_up(struct sorter *s, size_t i)
{
	struct entry *entry = s->heap[i];

	while (i && is_behind(s, entry, s->heap[(i - 1) / 2])) {
		s->heap[i] = s->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	s->heap[i] = entry;
}

/* Put ENTRY where the root of the first COUNT was. */
static void sift_down(struct sorter *s, struct entry *entry, size_t count)
{
	size_t i = 0, child;

	while ((child = 2 * i + 1) < count) {
		child += child + 1 < count && is_behind(s, s->heap[child + 1], s->heap[child]);
		if (!is_behind(s, s->heap[child], entry))
			break;
		s->heap[i] = s->heap[child];
		i = child;
	}
	s->heap[i] = entry;
}

static int make_room(struct sorter *s, struct error *err)
{
	size_t room = s->room ? 2 * s->room : 64;
	struct entry **heap;

	if (s->count < s->room)
		return 0;
	heap = reallocarray(s->heap, room, sizeof(*heap));
	if (!heap)
		return error_nomem(err);
	s->heap = heap;
	s->room = room;
	return 0;
}

static struct entry *make_entry(struct sorter *s, const struct record *rec, struct error *err)
{
	struct entry *entry = malloc(sizeof(*entry) + s->keys->count * sizeof(*entry->readings));

	if (!entry) {
		error_nomem(err);
		return NULL;
	}
	entry->rec = *rec;
	entry->rec.message = NULL;
	entry->number = s->taken++;
	for (unsigned i = 0; i < s->keys->count; i++)
		entry->readings[i] = reading_of(s->keys->key[i].field, rec);
	return entry;
}

int sorter_take(struct sorter *s, struct record *rec, struct error *err)
{
	struct entry *entry = make_room(s, err) < 0 ? NULL : make_entry(s, rec, err);

	if (!entry)
		return -1;
	if (s->count == s->limit && is_behind(s, entry, s->heap[0])) {
		free(entry);
		return 0;
	}
	*rec = (struct record){ .flow = NULL };
	if (s->count == s->limit) {
		free_entry(s, s->heap[0]);
		sift_down(s, entry, s->count);
	} else {
		s->heap[s->count] = entry;
		sift_up(s, s->count++);
	}
	return 0;
}

/* Once all are there: the heap becomes a list in order. */
static void settle(struct sorter *s)
{
	for (size_t left = s->settled ? 0 : s->count; left > 1; left--) {
		struct entry *last = s->heap[0];

		sift_down(s, s->heap[left - 1], left - 1);
		s->heap[left - 1] = last;
	}
	s->settled = true;
}

int sorter_look(struct sorter *s,
		int (*look)(struct record *rec, void *into, struct error *err),
		void *into, struct error *err)
{
	int result = 0;

	settle(s);
	for (size_t i = 0; result >= 0 && i < s->count; i++)
		result = look(&s->heap[i]->rec, into, err);
	return result;
}

int sorter_hand_on(struct sorter *s,
		   int (*take)(struct record *rec, void *into, struct error *err),
		   void *into, struct error *err)
{
	return sorter_look(s, take, into, err);
}
