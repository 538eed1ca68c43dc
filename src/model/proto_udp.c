/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/proto.h"

#include "model/names.h"
#include "model/proto_use.h"

const struct opt_pair proto_port_pair = {
	OPT_SPORT, OPT_DPORT, OPT_REPLY_PORT_SRC, OPT_REPLY_PORT_DST,
};

const struct opt_use proto_port_uses[PROTO_ROLE_COUNT] = {
	[PROTO_SELECT] = { .may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS) },
	[PROTO_UPDATE] = { .may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS) },
	[PROTO_CREATE] = { .may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS), .pair = &proto_port_pair },
	[PROTO_GET] = { .may = OPT_LIST(OPTS_PORTS, OPTS_REPLY_PORTS), .pair = &proto_port_pair },
	[PROTO_EXPECT_CREATE] = { .must = OPT_LIST(OPTS_PORTS, OPTS_EXPECT_PORTS) },
	[PROTO_EXPECT_GET] = { .may = OPT_LIST(OPT_SPORT, OPTS_REPLY_PORTS), .must = OPT_LIST(OPT_DPORT) },
};

const struct proto proto_udp = {
	.name = "udp", .number = 17, .shape = PROTO_PORTS, .use = proto_port_uses,
	.timeout = "nf_conntrack_udp_timeout", .stream = "nf_conntrack_udp_timeout_stream",
	.stream_status = STATUS_ASSURED,
};
