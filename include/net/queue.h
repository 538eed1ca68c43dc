/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_QUEUE_H
#define CONNTRACK_NET_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Datagrams on their way from a thread that receives them to one that takes them,
 * in order, as many as fit into a bound, or into the memory that there is. Memory is
 * used for what is in the queue, and for little more.
 */
struct queue;

/* What recv returned for one: a length, or 0, or -1 and errno. */
struct queued {
	ssize_t len;
	int errnum;
	const void *bytes;
};

/*
 * BOUND: bytes that may wait, above which the receiver is held back (by one datagram
 * it may be exceeded); so it is without memory for more. A taker that waits is woken when so many bytes wait as WAKE_AT.
 * FD, -1 for none, is an eventfd to write to when something comes after the taker
 * was told that nothing waits. NULL out of memory.
 */
struct queue *queue_new(size_t bound, size_t wake_at, int fd);

/* When neither thread uses it any more. */
void queue_free(struct queue *queue);

/* Room for the largest datagram, waited for; NULL when no more is wanted. */
void *queue_room(struct queue *queue);

/* What came into the room, behind which there is nothing when it is the LAST. */
void queue_put(struct queue *queue, ssize_t len, int errnum, bool last);

/* The next datagram, waited for; it lives until the next call. Behind the last: of length 0. */
void queue_take(struct queue *queue, struct queued *out);

/* The same without waiting: false when nothing waits. */
bool queue_try(struct queue *queue, struct queued *out);

/* No more is wanted: the receiver is told when it asks for room. */
void queue_stop(struct queue *queue);

#endif
