/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OPT_OPT_SET_H
#define CONNTRACK_OPT_OPT_SET_H

#include <stdbool.h>
#include <stdint.h>

/* Options by their ids: as a list in a const table, ended by OPT_LIST_END ... */
enum { OPT_ID_MAX = 127, OPT_LIST_END = 255 };

/* NULL is an empty list. */
bool opt_list_has(const uint8_t *list, unsigned id);

/* ... and as a set. */
struct opt_set { uint64_t bits[2]; };

static inline void opt_set_add(struct opt_set *s, unsigned id)
{
	s->bits[id / 64] |= UINT64_C(1) << (id % 64);
}

static inline bool opt_set_has(const struct opt_set *s, unsigned id)
{
	return s->bits[id / 64] >> (id % 64) & 1;
}

/* The ids below END. */
static inline struct opt_set opt_set_below(unsigned end)
{
	return (struct opt_set){ { end < 64 ? (UINT64_C(1) << end) - 1 : UINT64_MAX,
				   end <= 64 ? 0 : end < 128 ? (UINT64_C(1) << (end - 64)) - 1 : UINT64_MAX } };
}

static inline struct opt_set opt_set_union(const struct opt_set *a, const struct opt_set *b)
{
	return (struct opt_set){ { a->bits[0] | b->bits[0], a->bits[1] | b->bits[1] } };
}

static inline bool opt_set_equal(const struct opt_set *a, const struct opt_set *b)
{
	return a->bits[0] == b->bits[0] && a->bits[1] == b->bits[1];
}

static inline void opt_set_remove(struct opt_set *s, unsigned id)
{
	s->bits[id / 64] &= ~(UINT64_C(1) << (id % 64));
}

/* The first id of the set that is not below FROM; above OPT_ID_MAX when there is none. */
static inline unsigned opt_set_next(const struct opt_set *s, unsigned from)
{
	for (; from <= OPT_ID_MAX; from = (from / 64 + 1) * 64) {
		uint64_t rest = s->bits[from / 64] >> (from % 64);

		if (rest)
			return from + (unsigned)__builtin_ctzll(rest);
	}
	return from;
}

struct opt_set opt_list_set(const uint8_t *list);

#endif
