/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_PUMP_H
#define CONNTRACK_NET_PUMP_H

#include "net/wire.h"

/*
 * Receiving in a thread of its own, so that the kernel hands over the next datagrams
 * while the last ones are decoded and formatted. They come in order through a queue;
 * a full queue holds the thread back. Signals are left to the other threads. While a
 * pump runs, receiving from its WIRE is the pump's alone.
 */
struct pump;

/* Whether the LEN bytes of a received block are the last of the answer. */
typedef bool pump_is_last(const void *block, size_t len, const void *context);

/*
 * Receive an answer; the thread ends after the last block and when a receive fails.
 * NULL: no thread to be had, nothing has happened.
 */
struct pump *pump_start(struct wire *wire, pump_is_last *is_last, const void *context);

/*
 * The next block, waited for and good until the next call: its length, or what
 * wire's recv returned in its place, with errno. Behind the last: 0.
 */
ssize_t pump_next(struct pump *pump, const void **block);

/*
 * Receive whatever comes, from a WIRE that does not wait but has a descriptor, and
 * keep up to BOUND bytes for whoever takes them. NULL as above.
 */
struct pump *pump_listen(struct wire *wire, size_t bound);

/*
 * The next datagram as above, but without waiting: errno EAGAIN when there is none.
 * The descriptor is readable once there is one again.
 */
ssize_t pump_poll(struct pump *pump, const void **block);
int pump_fd(const struct pump *pump);

/*
 * Receive what is there and no more, or, where that might never end, nothing more;
 * behind it pump_poll returns 0.
 */
void pump_finish(struct pump *pump, bool take_rest);

/* Let the thread end and wait for it; it is at most one receive away from that. */
void pump_stop(struct pump *pump);

#endif
