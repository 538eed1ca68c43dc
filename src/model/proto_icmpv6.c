/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/proto.h"

#include "model/proto_use.h"
#include "model/names.h"

static const struct opt_use uses[PROTO_ROLE_COUNT] = {
	[PROTO_SELECT] = { .may = OPT_LIST(OPT_ICMPV6_TYPE, OPT_ICMPV6_CODE, OPT_ICMPV6_ID) },
	[PROTO_UPDATE] = { .may = OPT_LIST(OPT_ICMPV6_TYPE, OPT_ICMPV6_CODE, OPT_ICMPV6_ID) },
	[PROTO_CREATE] = {
		.may = OPT_LIST(OPT_ICMPV6_ID),
		.must = OPT_LIST(OPT_ICMPV6_TYPE, OPT_ICMPV6_CODE),
	},
	[PROTO_GET] = {
		.may = OPT_LIST(OPT_ICMPV6_ID),
		.must = OPT_LIST(OPT_ICMPV6_TYPE, OPT_ICMPV6_CODE),
	},
};

const struct proto proto_icmpv6 = {
	.name = "icmpv6", .number = 58, .shape = PROTO_ICMP, .family = FAMILY_IPV6, .use = uses,
	.timeout = "nf_conntrack_icmpv6_timeout",
};
