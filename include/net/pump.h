/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_PUMP_H
#define CONNTRACK_NET_PUMP_H

#include "net/wire.h"

/*
 * Receiving in a thread of its own, so that the kernel hands over the next
 * block while the last one is decoded and formatted. Blocks come in order
 * through a ring of fixed size; a full ring holds the reader back.
 */
struct pump;

/* Whether the LEN bytes of a received block are the last of the answer. */
typedef bool pump_is_last(const void *block, size_t len, const void *context);

/*
 * Start receiving from WIRE, which is the pump's alone until pump_stop. The
 * reader ends after the last block and when a receive fails; signals are
 * left to the other threads. NULL: no thread to be had, nothing has happened.
 */
struct pump *pump_start(struct wire *wire, pump_is_last *is_last, const void *context);

/*
 * The next block, good until the next call: its length, or what wire's recv
 * returned in its place, with errno.
 */
ssize_t pump_next(struct pump *pump, const void **block);

/* Let the reader end and wait for it; it is at most one receive away from that. */
void pump_stop(struct pump *pump);

#endif
