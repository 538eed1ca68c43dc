/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/proto.h"

#include "model/proto_use.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

static const struct word states[] = {
	{ "NONE", 0, "" },
	{ "REQUEST", 1, "" },
	{ "RESPOND", 2, "" },
	{ "PARTOPEN", 3, "" },
	{ "OPEN", 4, "" },
	{ "CLOSEREQ", 5, "" },
	{ "CLOSING", 6, "" },
	{ "TIMEWAIT", 7, "" },
	{ "IGNORE", 8, "" },
	{ "INVALID", 9, "" },
	{ .name = "" },
};

static const struct opt_use uses[PROTO_ROLE_COUNT] = {
	[PROTO_SELECT] = { .may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS, OPT_STATE) },
	[PROTO_UPDATE] = { .may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS, OPT_STATE, OPT_ROLE) },
	[PROTO_CREATE] = {
		.may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS),
		.must = OPT_LIST(OPT_STATE, OPT_ROLE),
		.pair = &proto_port_pair,
	},
	[PROTO_GET] = {
		.may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS, OPT_STATE),
		.pair = &proto_port_pair,
	},
	[PROTO_EXPECT_CREATE] = {
		.must = OPT_LIST(OPTS_PORTS, OPTS_EXPECT_PORTS,
				 OPT_ROLE),
	},
	[PROTO_EXPECT_GET] = { .may = OPT_LIST(OPT_SPORT, OPTS_REPLY_PORTS), .must = OPT_LIST(OPT_DPORT) },
};

const struct proto proto_dccp = {
	.name = "dccp", .number = 33, .shape = PROTO_PORTS, .use = uses,
	.states = states, .state_attr = ATTR_DCCP_STATE, .state_fault = "Unknown DCCP state",
	.timeout = "nf_conntrack_dccp_timeout_",
};
