/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_NAT_H
#define CONNTRACK_MODEL_NAT_H

struct nf_conntrack;

/* What the tuples of a flow say of address translation. */
enum nat_bit { NAT_SRC = 1, NAT_DST = 2 };

/*
 * Source NAT: the kernel did it (SRC_NAT_DONE) and the reply goes elsewhere than
 * the original came from, by address or, for protocols with ports, by port.
 * Destination NAT is the mirror image. The kernel sets the DONE bits on every
 * flow of a namespace with NAT hooks, so only the tuples decide there.
 */
unsigned nat_of(const struct nf_conntrack *flow);

/* The same by address alone. */
unsigned nat_of_addresses(const struct nf_conntrack *flow);

#endif
