/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/names.h"

#include <linux/netfilter/nf_conntrack_common.h>
#include <stddef.h>

const struct word status_words[] = {
	{ "EXPECTED", STATUS_EXPECTED, "created by a helper's expectation" },
	{ "SEEN_REPLY", STATUS_SEEN_REPLY, "packets went both ways" },
	{ "ASSURED", STATUS_ASSURED, "never dropped early" },
	{ "CONFIRMED", STATUS_CONFIRMED, "in the table" },
	{ "SRC_NAT", STATUS_SRC_NAT, "source translation is set up" },
	{ "DST_NAT", STATUS_DST_NAT, "destination translation is set up" },
	{ "SEQ_ADJUST", STATUS_SEQ_ADJUST, "TCP sequence numbers are adjusted" },
	{ "SRC_NAT_DONE", STATUS_SRC_NAT_DONE, "source translation was decided" },
	{ "DST_NAT_DONE", STATUS_DST_NAT_DONE, "destination translation was decided" },
	{ "DYING", STATUS_DYING, "being removed" },
	{ "FIXED_TIMEOUT", STATUS_FIXED_TIMEOUT, "the timeout is not renewed" },
	{ "TEMPLATE", STATUS_TEMPLATE, "a template, no real flow" },
	{ "UNTRACKED", STATUS_UNTRACKED, "the old untracked object" },
	{ "HELPER", STATUS_HELPER, "the helper was assigned by a rule or a user" },
	{ "OFFLOAD", STATUS_OFFLOAD, "handled by the flow table" },
	{ "HW_OFFLOAD", STATUS_HW_OFFLOAD, "handled by hardware" },
	{ .name = "" },
};

const struct word status_option_words[] = {
	{ "ASSURED", STATUS_ASSURED, "never dropped early" },
	{ "SEEN_REPLY", STATUS_SEEN_REPLY, "packets went both ways" },
	{ "UNSET", 0, "none of the others" },
	{ "FIXED_TIMEOUT", STATUS_FIXED_TIMEOUT, "the timeout is not renewed" },
	{ "EXPECTED", STATUS_EXPECTED, "created by a helper's expectation" },
	{ "OFFLOAD", STATUS_OFFLOAD, "handled by the flow table" },
	{ "HW_OFFLOAD", STATUS_HW_OFFLOAD, "handled by hardware" },
	{ .name = "" },
};

const struct word family_words[] = {
	{ "ipv4", FAMILY_IPV4, "IP version 4" },
	{ "ipv6", FAMILY_IPV6, "IP version 6" },
	{ .name = "" },
};

const struct word event_words[] = {
	{ "ALL", EVENT_ALL, "every event" },
	{ "NEW", EVENT_NEW, "an entry was added" },
	{ "UPDATES", EVENT_UPDATE, "an entry changed" },
	{ "DESTROY", EVENT_DESTROY, "an entry went away" },
	{ .name = "" },
};

const struct word role_words[] = {
	{ "client", 0, "it asks for the connection" },
	{ "server", 1, "it is asked" },
	{ .name = "" },
};

const struct word table_words[] = {
	{ "expect", TABLE_EXPECT, "expected connections" },
	{ "conntrack", TABLE_CONNTRACK, "tracked connections" },
	{ "dying", TABLE_DYING, "removed, the event not yet delivered" },
	{ "unconfirmed", TABLE_UNCONFIRMED, "not yet in the table" },
	{ .name = "" },
};

/* Source of the numbers: linux/netfilter/nf_conntrack_tcp.h. */
const struct word tcp_flag_words[] = {
	{ "WINDOW_SCALE", 1 << 0, "window scaling was offered" },
	{ "SACK_PERM", 1 << 1, "selective acknowledgement is permitted" },
	{ "CLOSE_INIT", 1 << 2, "it sent the first FIN" },
	{ "BE_LIBERAL", 1 << 3, "windows are not checked" },
	{ "DATA_UNACKNOWLEDGED", 1 << 4, "data waits for its acknowledgement" },
	{ "MAXACK_SET", 1 << 5, "an acknowledgement was seen" },
	{ "EXP_CHALLENGE_ACK", 1 << 6, "an answer to a stray SYN is expected" },
	{ "SIMULTANEOUS_OPEN", 1 << 7, "both sides sent a SYN" },
	{ .name = "" },
};

const struct word expect_flag_words[] = {
	{ "PERMANENT", NF_CT_EXPECT_PERMANENT, "not used up by its connection" },
	{ "INACTIVE", NF_CT_EXPECT_INACTIVE, "matches nothing" },
	{ "USERSPACE", NF_CT_EXPECT_USERSPACE, "made by a helper in user space" },
	{ .name = "" },
};
