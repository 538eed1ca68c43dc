/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_BENCH_MESSAGES_H
#define CONNTRACK_BENCH_MESSAGES_H

#include <libmnl/libmnl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Requests to ctnetlink, put at the end of the caller's bytes without any code
 * of the program that they are compared with. Each needs less than MESSAGE_MAX
 * bytes and returns how many it took.
 */
enum { MESSAGE_MAX = 512 };

/* 60,000 source ports to each of 255 destinations. */
enum { FLOWS_MAX = 60000 * 255 };

/*
 * Flow number N < FLOWS_MAX, the same one at any time; no two share a tuple.
 * Every other is TCP, the rest is UDP. Of 200 flows two (one TCP, one UDP) have
 * mark 16 and two others are in zone 5. Unless ONLY4, one of 8 is IPv6.
 *
 *     IPv4  to 203.0.113.0/24, half from each of 192.0.2.0/24 and 198.51.100.0/24
 *     IPv6  to 2001:db8:ffff::/48, from 65,536 hosts 2001:db8:0:X::1
 */
size_t message_fill(void *at, uint32_t n, bool only4);

/* What the kernel is to compare: what HAS names, and the family unless AF_UNSPEC. */
struct selection {
	enum {
		SELECT_ADDRESS = 1, SELECT_PROTO = 2, SELECT_DPORT = 4, SELECT_ZONE = 8,
		SELECT_MARK = 16,
	} has;
	uint8_t family;
	uint8_t address[16];	/* source of the original direction */
	uint8_t proto;
	uint16_t dport, zone;
	uint32_t mark;
};

size_t message_dump(void *at, const struct selection *what);

/* Deletes what LISTED tells of, and nothing younger that has its tuple. */
size_t message_delete(void *at, const struct nlmsghdr *listed);

#endif
