/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_COLLECT_SORT_H
#define CONNTRACK_COLLECT_SORT_H

#include "base/error.h"
#include "model/field.h"

enum { SORT_KEYS_MAX = 8 };

struct sort_key {
	const struct field *field;
	bool smallest_first;
};

/* What to sort by, the most important first; no key: as they come. */
struct sort_keys {
	struct sort_key key[SORT_KEYS_MAX];
	unsigned count;
};

/* Add the fields that TEXT names, separated by commas; + in front: smallest first. */
int sort_keys_parse(struct sort_keys *keys, const char *text, const struct field_table *table,
		    struct error *err);

/*
 * Holds records until all are there and hands them on in order. Records without
 * a value come last, equal ones in the order in which they came. With a limit it
 * holds so many of them and no more.
 */
struct sorter;

/* LIMIT 0: none. DROP frees what a record holds. KEYS are borrowed. */
struct sorter *sorter_new(const struct sort_keys *keys, uint64_t limit,
			  void (*drop)(struct record *rec), struct error *err);
void sorter_free(struct sorter *s);

/* Take REC over, unless it is none of the first; an empty one is left behind. */
int sorter_take(struct sorter *s, struct record *rec, struct error *err);

/* Look at all of them in order, when no other comes; a negative return of LOOK ends that. */
int sorter_look(struct sorter *s,
		int (*look)(struct record *rec, void *into, struct error *err),
		void *into, struct error *err);

/* Hand all on, once; a negative return of TAKE ends that. */
int sorter_hand_on(struct sorter *s,
		   int (*take)(struct record *rec, void *into, struct error *err),
		   void *into, struct error *err);

#endif
