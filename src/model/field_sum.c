/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field_sum.h"

const struct field sums[SUM_COUNT] = {
	[SUM_FLOWS] = { .name = "flows", .type = FIELD_NUMBER, .help = "how many flows" },
	[SUM_PACKETS] = { .name = "packets", .type = FIELD_NUMBER, .help = "their packets" },
	[SUM_BYTES] = { .name = "bytes", .type = FIELD_BYTES, .unit = "bytes", .help = "their bytes" },
	[SUM_SHARE] = { .name = "share", .type = FIELD_PERCENT, .unit = "percent",
			.help = "part of all: of what is sorted by, or of the flows" },
};

static const struct field_alias none[] = { { .name = NULL } };

const struct field_table sum_fields = { sums, SUM_SHARE, none };
