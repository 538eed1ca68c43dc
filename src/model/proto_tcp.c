/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/proto.h"

#include "model/proto_use.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack_tcp.h>

/* LISTEN is what state 9 was called before the kernel gave it its own meaning. */
static const struct word states[] = {
	{ "NONE", 0, "" },
	{ "SYN_SENT", 1, "" },
	{ "SYN_RECV", 2, "" },
	{ "ESTABLISHED", 3, "" },
	{ "FIN_WAIT", 4, "" },
	{ "CLOSE_WAIT", 5, "" },
	{ "LAST_ACK", 6, "" },
	{ "TIME_WAIT", 7, "" },
	{ "CLOSE", 8, "" },
	{ "SYN_SENT2", 9, "" },
	{ "LISTEN", 9, "" },
	{ .name = "" },
};

static const struct opt_use uses[PROTO_ROLE_COUNT] = {
	[PROTO_SELECT] = { .may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS, OPT_STATE) },
	[PROTO_UPDATE] = { .may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS, OPT_STATE) },
	[PROTO_CREATE] = {
		.may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS),
		.must = OPT_LIST(OPT_STATE),
		.pair = &proto_port_pair,
	},
	[PROTO_GET] = {
		.may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS, OPT_STATE),
		.pair = &proto_port_pair,
	},
	[PROTO_EXPECT_CREATE] = {
		.must = OPT_LIST(OPTS_PORTS, OPTS_EXPECT_PORTS),
	},
	[PROTO_EXPECT_GET] = { .may = OPT_LIST(OPT_SPORT, OPTS_REPLY_PORTS), .must = OPT_LIST(OPT_DPORT) },
};

/*
 * A connection that is made by hand has no window history: the liberal flag
 * keeps the kernel from judging its packets by one.
 */
uint8_t proto_tcp_default_flags(uint8_t state)
{
	uint8_t flags = IP_CT_TCP_FLAG_BE_LIBERAL | IP_CT_TCP_FLAG_SACK_PERM;

	if (state == TCP_CONNTRACK_TIME_WAIT || state == TCP_CONNTRACK_CLOSE ||
	    state == TCP_CONNTRACK_LISTEN)
		flags |= IP_CT_TCP_FLAG_CLOSE_INIT;
	return flags;
}

const struct proto proto_tcp = {
	.name = "tcp", .number = 6, .shape = PROTO_PORTS, .use = uses,
	.states = states, .state_attr = ATTR_TCP_STATE, .state_fault = "unknown TCP state",
	.timeout = "nf_conntrack_tcp_timeout_",
};
