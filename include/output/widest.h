/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OUTPUT_WIDEST_H
#define CONNTRACK_OUTPUT_WIDEST_H

#include "model/field.h"
#include "output/output.h"

/*
 * How many characters the widest value of FIELD has in a table, for rows that
 * cannot wait for each other; of texts that have no bound, what they mostly have.
 */
unsigned widest_value(struct output *out, const struct field *field);

#endif
