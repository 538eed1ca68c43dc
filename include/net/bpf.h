/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_BPF_H
#define CONNTRACK_NET_BPF_H

#include "model/prefilter.h"

#include <linux/filter.h>

/*
 * Classic BPF programs that a socket runs on every event before it queues it:
 * what they reject costs no room in the buffer. The events of both tables are
 * messages of the same make; a filter of flows is for flows only.
 */
enum { BPF_ROOM = 192 };

struct bpf {
	unsigned short len;
	struct sock_filter code[BPF_ROOM];
};

/*
 * Accept the events of FAMILY (AF_UNSPEC: any) whose tuples have the addresses,
 * protocol and ports of FILTER. An event that lacks one of them is accepted.
 */
void bpf_select(struct bpf *out, uint8_t family, const struct prefilter *filter);

/* Accept nothing. */
void bpf_reject(struct bpf *out);

#endif
