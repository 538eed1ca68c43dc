/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_ADDR_H
#define CONNTRACK_MODEL_ADDR_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * An IPv4 or IPv6 address. Bytes are in network order; an IPv4 address uses the
 * first four and the others are zero, so that whole objects can be compared.
 */
struct addr {
	uint8_t family;		/* AF_INET, AF_INET6; 0: none */
	uint8_t bytes[16];
};

/* Length of an address of FAMILY in bits: 32, 128, or 0. */
unsigned addr_bits(uint8_t family);

/* Text without prefix; error "Invalid IP address `TEXT'". */
int addr_parse(const char *text, struct addr *out, struct error *err);

/*
 * Text with an optional /N. *bits is the full length when there is none, and
 * host bits stay as written. Errors: invalid address; "Invalid netmask", and the
 * address is in *out nevertheless.
 */
int addr_parse_prefix(const char *text, struct addr *out, unsigned *bits, struct error *err);

/* The mask of a prefix of BITS in FAMILY. */
struct addr addr_mask(uint8_t family, unsigned bits);
struct addr addr_and(const struct addr *a, const struct addr *mask);
bool addr_equal(const struct addr *a, const struct addr *b);

/* The last address of the prefix: host bits all set. */
struct addr addr_last(const struct addr *a, unsigned bits);

/*
 * An address with an optional port: A4, A4:PORT, A6, [A6]:PORT. *port is -1
 * when there is none. Errors as contract section 1.9 lists them.
 */
int addr_parse_port(const char *text, struct addr *out, int *port, struct error *err);

/* Canonical text (as inet_ntop), straight from the four or sixteen bytes. */
void addr_put4(struct buf *out, const void *bytes);
void addr_put6(struct buf *out, const void *bytes);
void addr_put(struct buf *out, const struct addr *a);

#endif
