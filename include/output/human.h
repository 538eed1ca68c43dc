/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OUTPUT_HUMAN_H
#define CONNTRACK_OUTPUT_HUMAN_H

#include "base/buf.h"
#include "model/field.h"

/*
 * A value as people write it, who then can type it in an expression: 1.5G, 2h5m,
 * 0x10. What is no size, duration or mark is left to others: false.
 */
bool put_human(struct buf *b, const struct field *field, const struct value *value);

/* How many characters that has at most; 0: it is left to others. */
unsigned human_width(const struct field *field);

#endif
