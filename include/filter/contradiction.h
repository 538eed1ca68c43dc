/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_CONTRADICTION_H
#define CONNTRACK_FILTER_CONTRADICTION_H

#include "base/buf.h"
#include "filter/expr.h"

/*
 * What "and" joins in a tree although no flow fits both, a line each; nothing
 * where all of it may be true together. Only what is certain is told: tests of
 * one field, families, and protocols without such a field or state.
 */
void contradictions_describe(struct buf *out, const struct expr *e, const struct label_map *map);

/* Whether no flow fits both trees, as far as that can be told. */
bool contradict(const struct expr *a, const struct expr *b);

#endif
