/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_PROTO_USE_H
#define CONNTRACK_MODEL_PROTO_USE_H

#include "model/option.h"
#include "opt/opt.h"

/*
 * For the proto_*.c files: option lists that several protocols share, and the
 * short forms in which a protocol's table of uses is written.
 */
#define OPT_LIST(...) ((const uint8_t[]){ __VA_ARGS__, OPT_LIST_END })

#define OPTS_PORTS OPT_SPORT, OPT_DPORT
#define OPTS_REPLY_PORTS OPT_REPLY_PORT_SRC, OPT_REPLY_PORT_DST
#define OPTS_EXPECT_PORTS OPT_MASK_PORT_SRC, OPT_MASK_PORT_DST, \
	OPT_TUPLE_PORT_SRC, OPT_TUPLE_PORT_DST

/* Original ports, or reply ports in their place. */
extern const struct opt_pair proto_port_pair;

/* The uses of a protocol that has ports and nothing else. */
extern const struct opt_use proto_port_uses[];

#endif
