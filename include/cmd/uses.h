/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_USES_H
#define CONNTRACK_CMD_USES_H

#include "model/proto_use.h"

/* Options that several commands allow, for the lists in their rows. */

/* A command takes an expression where it takes a file of one. */
#define OPTS_FILTER OPT_FILTER_FILE, OPT_EXPLAIN

/* What a flow looks like. */
#define OPTS_SELECT OPTS_FILTER, \
	OPT_SRC, OPT_DST, OPT_REPLY_SRC, OPT_REPLY_DST, OPT_PROTONUM, OPT_STATUS, \
	OPT_MASK_SRC, OPT_MASK_DST, OPT_MARK, OPT_FAMILY, OPT_SRC_NAT, OPT_DST_NAT, \
	OPT_ZONE, OPT_LABEL, OPT_ORIG_ZONE, OPT_REPLY_ZONE

/* How results are written; counters have no columns to choose. */
#define OPTS_FORMAT OPT_OUTPUT, OPT_JSON, OPT_NO_HEADER, OPT_COLOR
#define OPTS_OUTPUT OPTS_FORMAT, OPT_COLUMNS, OPT_TIME, OPT_HUMAN

/* One tuple, either way round. */
#define OPTS_TUPLE OPT_SRC, OPT_DST, OPT_REPLY_SRC, OPT_REPLY_DST, OPT_PROTONUM
#define OPTS_ZONES OPT_ZONE, OPT_ORIG_ZONE, OPT_REPLY_ZONE

/* The options of layer 4 that say something of a tuple, for lists of assignments. */
#define OPTS_L4_TUPLE \
	OPT_SPORT, OPT_DPORT, OPT_REPLY_PORT_SRC, OPT_REPLY_PORT_DST, \
	OPT_ICMP_TYPE, OPT_ICMP_CODE, OPT_ICMP_ID, \
	OPT_ICMPV6_TYPE, OPT_ICMPV6_CODE, OPT_ICMPV6_ID, \
	OPT_SRCKEY, OPT_DSTKEY, OPT_REPLY_KEY_SRC, OPT_REPLY_KEY_DST

/* State and the like, which a flow is given. */
#define OPTS_L4_STATE OPT_STATE, OPT_ORIG_VTAG, OPT_REPLY_VTAG, OPT_ROLE

/* What a flow may have besides; all of it is optional. */
#define OPTS_EXTENSIONS \
	OPT_HELPER, OPT_ORIG_WSCALE, OPT_REPLY_WSCALE, OPT_ORIG_FLAGS, OPT_REPLY_FLAGS, \
	OPT_ORIG_SEQADJ, OPT_REPLY_SEQADJ, OPT_SYNPROXY
#define OPTS_MASTER \
	OPT_MASTER_SRC, OPT_MASTER_DST, OPT_MASTER_PROTO, OPT_MASTER_PORT_SRC, OPT_MASTER_PORT_DST

extern const struct opt_pair address_pair;

#endif
