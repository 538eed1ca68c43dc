/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_LABEL_H
#define CONNTRACK_MODEL_LABEL_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct nf_conntrack;

/* A connection has at most this many labels; a map may name bits beyond. */
enum { LABEL_BITS = 128 };
/* "bit:N" is the label of bit N: a colon stands in no name. */
#define LABEL_BIT_PREFIX "bit:"
#define LABEL_MAP_PATH "/etc/xtables/connlabel.conf"

struct label_set { uint64_t bits[LABEL_BITS / 64]; };

static inline bool label_set_has(const struct label_set *s, unsigned bit)
{
	return s->bits[bit / 64] >> (bit % 64) & 1;
}

static inline bool label_set_empty(const struct label_set *s)
{
	return !(s->bits[0] | s->bits[1]);
}

static inline void label_set_add(struct label_set *s, unsigned bit)
{
	s->bits[bit / 64] |= UINT64_C(1) << (bit % 64);
}

/*
 * Names of labels, read from a file "BIT NAME" a line. Names consist of letters,
 * digits, hyphens and blanks inside; other lines count as comments, and what is
 * named twice keeps its first name. A map is owned by its opener; names live as
 * long as the map.
 */
struct label_map;

/*
 * PATH NULL is LABEL_MAP_PATH. ERR says why a file cannot be used: one that is
 * larger than a megabyte, no regular file and no pipe, or a pipe without an end.
 */
struct label_map *label_map_open(const char *path, struct error *err);
void label_map_close(struct label_map *map);

/* The name of BIT, or NULL; MAP may be NULL. */
const char *label_map_name(const struct label_map *map, unsigned bit);

/* The bit of NAME, or -1. */
int label_map_bit(const struct label_map *map, const char *name);

/*
 * The bit that somebody means by TEXT: a name, a number that is no name, or "bit:N",
 * whatever names there are. -1: none. It may be one that no connection has.
 */
int label_map_find(const struct label_map *map, const char *text);

/* The labels of a flow; false when the kernel sent none. */
bool label_set_of(const struct nf_conntrack *flow, struct label_set *out);

#endif
