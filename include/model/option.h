/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_OPTION_H
#define CONNTRACK_MODEL_OPTION_H

/*
 * The number of every option. Commands and protocols say with these which
 * options they allow; the rows behind them stand in cmd/options.c. The order is
 * the order in which violations are reported, so it is part of the contract:
 * the historic options first, each new one at the end of its part.
 */
enum option_id {
	OPT_SRC, OPT_DST, OPT_REPLY_SRC, OPT_REPLY_DST, OPT_PROTONUM,
	OPT_TIMEOUT, OPT_STATUS, OPT_ZERO, OPT_EVENT_MASK,
	OPT_TUPLE_SRC, OPT_TUPLE_DST, OPT_MASK_SRC, OPT_MASK_DST,
	OPT_NAT_RANGE, OPT_MARK, OPT_ID, OPT_FAMILY,
	OPT_SRC_NAT, OPT_DST_NAT, OPT_OUTPUT, OPT_SECMARK, OPT_BUFFER_SIZE,
	OPT_ANY_NAT, OPT_ZONE, OPT_LABEL, OPT_LABEL_ADD, OPT_LABEL_DEL,
	OPT_ORIG_ZONE, OPT_REPLY_ZONE, OPT_LABELMAP,

	/* layer 4; a protocol's own file says which it has */
	OPT_SPORT, OPT_DPORT, OPT_REPLY_PORT_SRC, OPT_REPLY_PORT_DST,
	OPT_MASK_PORT_SRC, OPT_MASK_PORT_DST, OPT_STATE,
	OPT_TUPLE_PORT_SRC, OPT_TUPLE_PORT_DST,
	OPT_ORIG_VTAG, OPT_REPLY_VTAG, OPT_ROLE,
	OPT_ICMP_TYPE, OPT_ICMP_CODE, OPT_ICMP_ID,
	OPT_ICMPV6_TYPE, OPT_ICMPV6_CODE, OPT_ICMPV6_ID,
	OPT_SRCKEY, OPT_DSTKEY, OPT_REPLY_KEY_SRC, OPT_REPLY_KEY_DST,
	OPT_MASK_KEY_SRC, OPT_MASK_KEY_DST, OPT_TUPLE_KEY_SRC, OPT_TUPLE_KEY_DST,

	/* younger than the contract */
	OPT_COUNT,

	OPTION_COUNT,
	OPTION_FIRST_L4 = OPT_SPORT,
	OPTION_LAST_L4 = OPT_TUPLE_KEY_DST,
};

#endif
