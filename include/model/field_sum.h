/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_FIELD_SUM_H
#define CONNTRACK_MODEL_FIELD_SUM_H

#include "model/field.h"

/* What is told of several flows together, of which no single one has it: rows without a getter. */
enum sum_id {
	SUM_FLOWS, SUM_PACKETS, SUM_BYTES, SUM_RATE_PACKETS, SUM_RATE_BYTES,
	SUM_SHARE, SUM_COUNT,
};

extern const struct field sums[SUM_COUNT];

/* Those that groups are sorted by. */
extern const struct field_table sum_fields;

#endif
