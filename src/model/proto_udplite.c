/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/proto.h"

#include "model/proto_use.h"

const struct proto proto_udplite = {
	.name = "udplite", .number = 136, .shape = PROTO_PORTS, .use = proto_port_uses,
};
