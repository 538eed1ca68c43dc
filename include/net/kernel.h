/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_KERNEL_H
#define CONNTRACK_NET_KERNEL_H

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

/* What the kernel knows and its exported headers (all, or older ones) lack. */

/* Behind CTA_STATUS_MASK since Linux 6.14: time of an event, u64 ns, big endian. */
enum { KERNEL_CTA_TIMESTAMP_EVENT = 27 };

/* Bits of CTA_FILTER_ORIG_FLAGS and _REPLY_FLAGS, from nf_internals.h. */
enum kernel_filter_bit {
	FILTER_IP_SRC = 1 << 0,
	FILTER_IP_DST = 1 << 1,
	FILTER_PROTO = 1 << 3,
	FILTER_SPORT = 1 << 4,
	FILTER_DPORT = 1 << 5,
	FILTER_ICMP_TYPE = 1 << 6,
	FILTER_ICMP_CODE = 1 << 7,
	FILTER_ICMP_ID = 1 << 8,
	FILTER_ICMPV6_TYPE = 1 << 9,
	FILTER_ICMPV6_CODE = 1 << 10,
	FILTER_ICMPV6_ID = 1 << 11,
};

/* Type of a ctnetlink message: enum cntl_msg_types, enum ctnl_exp_msg_types. */
#define KERNEL_FLOW_TYPE(type) (NFNL_SUBSYS_CTNETLINK << 8 | (type))
#define KERNEL_EXPECT_TYPE(type) (NFNL_SUBSYS_CTNETLINK_EXP << 8 | (type))

#endif
