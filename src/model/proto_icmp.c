/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/proto.h"

#include "model/proto_use.h"
#include "model/names.h"

static const struct opt_use uses[PROTO_ROLE_COUNT] = {
	[PROTO_SELECT] = { .may = OPT_LIST(OPT_ICMP_TYPE, OPT_ICMP_CODE, OPT_ICMP_ID) },
	[PROTO_UPDATE] = { .may = OPT_LIST(OPT_ICMP_TYPE, OPT_ICMP_CODE, OPT_ICMP_ID) },
	[PROTO_CREATE] = {
		.may = OPT_LIST(OPT_ICMP_ID),
		.must = OPT_LIST(OPT_ICMP_TYPE, OPT_ICMP_CODE),
	},
	[PROTO_GET] = {
		.may = OPT_LIST(OPT_ICMP_ID),
		.must = OPT_LIST(OPT_ICMP_TYPE, OPT_ICMP_CODE),
	},
};

const struct proto proto_icmp = {
	.name = "icmp", .number = 1, .shape = PROTO_ICMP, .family = FAMILY_IPV4, .use = uses,
	.timeout = "nf_conntrack_icmp_timeout",
};
