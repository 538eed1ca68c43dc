/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/proto.h"

#include "model/proto_use.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

static const struct word states[] = {
	{ "NONE", 0, "" },
	{ "CLOSED", 1, "" },
	{ "COOKIE_WAIT", 2, "" },
	{ "COOKIE_ECHOED", 3, "" },
	{ "ESTABLISHED", 4, "" },
	{ "SHUTDOWN_SENT", 5, "" },
	{ "SHUTDOWN_RECD", 6, "" },
	{ "SHUTDOWN_ACK_SENT", 7, "" },
	{ "HEARTBEAT_SENT", 8, "" },
	{ "HEARTBEAT_ACKED", 9, "older kernels only" },
	{ .name = "" },
};

static const struct opt_use uses[PROTO_ROLE_COUNT] = {
	[PROTO_SELECT] = { .may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS, OPT_STATE) },
	[PROTO_UPDATE] = { .may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS, OPT_STATE, OPT_ORIG_VTAG, OPT_REPLY_VTAG) },
	[PROTO_CREATE] = {
		.may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS),
		.must = OPT_LIST(OPT_STATE, OPT_ORIG_VTAG, OPT_REPLY_VTAG),
		.pair = &proto_port_pair,
	},
	[PROTO_GET] = {
		.may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS, OPT_STATE, OPT_ORIG_VTAG, OPT_REPLY_VTAG),
		.pair = &proto_port_pair,
	},
	[PROTO_EXPECT_CREATE] = {
		.must = OPT_LIST(OPTS_PORTS, OPTS_EXPECT_PORTS,
				 OPT_ORIG_VTAG, OPT_REPLY_VTAG),
	},
	[PROTO_EXPECT_GET] = { .may = OPT_LIST(OPT_SPORT, OPTS_REPLY_PORTS), .must = OPT_LIST(OPT_DPORT) },
};

const struct proto proto_sctp = {
	.name = "sctp", .number = 132, .shape = PROTO_PORTS, .use = uses,
	.states = states, .state_attr = ATTR_SCTP_STATE, .state_fault = "unknown SCTP state",
	.timeout = "nf_conntrack_sctp_timeout_",
};
