/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_NAMES_H
#define CONNTRACK_MODEL_NAMES_H

#include "base/words.h"

#include <stdint.h>

/*
 * The words of the field and the numbers behind them. Source of the numbers:
 * linux/netfilter/nf_conntrack_common.h.
 */
enum status_bit {
	STATUS_EXPECTED = 1 << 0,
	STATUS_SEEN_REPLY = 1 << 1,
	STATUS_ASSURED = 1 << 2,
	STATUS_CONFIRMED = 1 << 3,
	STATUS_SRC_NAT = 1 << 4,
	STATUS_DST_NAT = 1 << 5,
	STATUS_SEQ_ADJUST = 1 << 6,
	STATUS_SRC_NAT_DONE = 1 << 7,
	STATUS_DST_NAT_DONE = 1 << 8,
	STATUS_DYING = 1 << 9,
	STATUS_FIXED_TIMEOUT = 1 << 10,
	STATUS_TEMPLATE = 1 << 11,
	STATUS_UNTRACKED = 1 << 12,
	STATUS_HELPER = 1 << 13,
	STATUS_OFFLOAD = 1 << 14,
	STATUS_HW_OFFLOAD = 1 << 15,
};

/* Every bit under its kernel name, lowest first. */
extern const struct word status_words[];

/* What -u understands, in its order; UNSET has the value 0. */
extern const struct word status_option_words[];

enum family_number { FAMILY_NONE = 0, FAMILY_IPV4 = 2, FAMILY_IPV6 = 10 };
extern const struct word family_words[];

/* What -e understands; the values are bits of an event mask. */
enum event_bit { EVENT_NEW = 1, EVENT_UPDATE = 2, EVENT_DESTROY = 4, EVENT_ALL = 7 };
extern const struct word event_words[];

/* Roles of the sender of the first DCCP packet, as the kernel numbers them. */
extern const struct word role_words[];

/* The tables a command may name. */
enum table { TABLE_CONNTRACK, TABLE_EXPECT, TABLE_DYING, TABLE_UNCONFIRMED };
extern const struct word table_words[];

/* What the tracking of TCP notes of one direction. */
extern const struct word tcp_flag_words[];

/* Flags of an expectation, in the order of the text format. */
extern const struct word expect_flag_words[];

#endif
