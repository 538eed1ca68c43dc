/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/proto.h"

#include "model/names.h"
#include "model/proto_use.h"

const struct proto proto_udplite = {
	.name = "udplite", .number = 136, .shape = PROTO_PORTS, .use = proto_port_uses,
	.timeout = "nf_conntrack_udp_timeout", .stream = "nf_conntrack_udp_timeout_stream",
	.stream_status = STATUS_ASSURED,
};
