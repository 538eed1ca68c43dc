/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_WIRE_RECORDED_H
#define CONNTRACK_NET_WIRE_RECORDED_H

#include "net/wire.h"

/*
 * A recording (net/pcap.h) in the kernel's place. What is sent selects the
 * recorded conversation that began with the same kind of request: message type,
 * dump or not, address family; the next such one in the file, else the first.
 * Its answers come back under the new request's sequence number and port id.
 * Where no conversation fits, or at its end, recv returns 0. The file is checked
 * to its end when the wire is opened, so it cannot be a pipe.
 *
 *	const struct wire_recording r = WIRE_RECORDING("flows.pcap");
 *	ctnl_open(&r.source, &err);
 */
struct wire_recording {
	struct wire_source source;
	const char *path;	/* the caller's, until the wire is closed */
};

#define WIRE_RECORDING(file) { .source = { .open = wire_recorded_open }, .path = (file) }

struct wire *wire_recorded_open(const struct wire_source *source, struct error *err);

#endif
