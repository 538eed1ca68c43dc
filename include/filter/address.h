/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_ADDRESS_H
#define CONNTRACK_FILTER_ADDRESS_H

#include "model/addr.h"
#include "model/field.h"

/* Addresses as a filter may name them. */
struct address_value {
	struct addr low, high;		/* of a single address the same */
	struct addr mask;		/* of the bits to compare with "low"; family 0: all of them */
	const char *port;		/* what stands behind the colon, in the text; NULL: nothing */
};

/*
 * ADDRESS, ADDRESS/BITS, ADDRESS/NETMASK or LOW-HIGH, also in brackets and with
 * :PORT behind, where IPv6 needs the brackets. All four bytes of an IPv4
 * address are said: 80 is none. False when TEXT is nothing of that; the port is
 * not looked at.
 */
bool address_read(const char *text, struct address_value *out);

/* The field of the port that goes with an address. */
enum field_id address_port(enum field_id field);

#endif
