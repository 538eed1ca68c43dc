/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field_sum.h"

const struct field sums[SUM_COUNT] = {
	[SUM_FLOWS] = { .name = "flows", .type = FIELD_NUMBER, .help = "how many flows" },
	[SUM_PACKETS] = { .name = "packets", .type = FIELD_NUMBER, .help = "their packets" },
	[SUM_BYTES] = { .name = "bytes", .type = FIELD_BYTES, .unit = "bytes", .help = "their bytes" },
	[SUM_RATE_PACKETS] = { .name = "rate.packets", .type = FIELD_NUMBER, .unit = "packets per second",
			       .traits = FIELD_OF_WATCH, .help = "their packets per second" },
	[SUM_RATE_BYTES] = { .name = "rate.bytes", .type = FIELD_BYTES, .unit = "bytes per second",
			     .traits = FIELD_OF_WATCH, .help = "their bytes per second" },
	[SUM_SHARE] = { .name = "share", .type = FIELD_PERCENT, .unit = "percent",
			.help = "part of all: of what is sorted by, or of the flows" },
};

static const struct field_alias none[] = { { .name = NULL } };

const struct field_table sum_fields = { sums, SUM_SHARE, none };
