/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/queue.h"
#include "net/ctnl_state.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>

/*
 * Datagrams lie one behind the other in chunks, each behind a head and on a
 * boundary of one. A chunk has room for some of the largest. The first is there
 * from the beginning; without memory for another it is used again and again.
 */
struct head { int32_t len, errnum; };

enum { CHUNK_SIZE = 5 * BLOCK_SIZE, SPARES = 2 };

struct chunk {
	struct chunk *next;
	size_t used;
	_Alignas(struct nlmsghdr) char bytes[CHUNK_SIZE];
};

struct queue {
	size_t bound, wake_at;
	int fd;

	/* the receiver's */
	struct chunk *tail;
	void *reserve;		/* left to others when memory runs out, so that they empty the queue */

	/* the taker's: a part of the first chunk that is its own already */
	struct chunk *first;
	size_t at, limit;
	size_t taken;		/* bytes since that was last told */

	pthread_mutex_t lock;	/* for the rest, and for next and used of the chunks */
	pthread_cond_t filled, emptied;
	size_t waiting;		/* bytes */
	struct chunk *spare;
	unsigned spares;
	bool ended, stopped;
	bool told_empty;	/* the taker, and nothing has come since */
	bool rewound;		/* the only chunk, behind the taker's back */
};

static size_t space_of(ssize_t len)
{
	size_t bytes = len > 0 ? (size_t)len : 0;

	return sizeof(struct head) + (bytes + sizeof(struct head) - 1) / sizeof(struct head) * sizeof(struct head);
}

static struct chunk *new_chunk(struct queue *q)
{
	struct chunk *chunk;

	if (!q->reserve)
		q->reserve = malloc(sizeof(*chunk));
	chunk = q->reserve ? malloc(sizeof(*chunk)) : NULL;
	if (!chunk) {
		free(q->reserve);
		q->reserve = NULL;
		return NULL;
	}
	chunk->next = NULL;
	chunk->used = 0;
	return chunk;
}

static void free_chunks(struct chunk *chunk)
{
	while (chunk) {
		struct chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
}

struct queue *queue_new(size_t bound, size_t wake_at, int fd)
{
	struct queue *q = calloc(1, sizeof(*q));

	if (!q)
		return NULL;
	q->bound = bound;
	q->wake_at = wake_at;
	q->fd = fd;
	q->tail = q->first = new_chunk(q);
	if (!q->tail) {
		free(q);
		return NULL;
	}
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->filled, NULL);
	pthread_cond_init(&q->emptied, NULL);
	return q;
}

void queue_free(struct queue *q)
{
	free_chunks(q->first);
	free_chunks(q->spare);
	free(q->reserve);
	pthread_mutex_destroy(&q->lock);
	pthread_cond_destroy(&q->filled);
	pthread_cond_destroy(&q->emptied);
	free(q);
}

/* Under the lock. */
static struct chunk *take_spare(struct queue *q)
{
	struct chunk *chunk = q->spare;

	if (!chunk)
		return new_chunk(q);
	q->spare = chunk->next;
	q->spares--;
	chunk->next = NULL;
	chunk->used = 0;
	return chunk;
}

/*
 * Append a chunk where the last has no room for another datagram. False where there
 * is no memory for one, as long as something waits. When nothing does, the last is
 * the only one, and the taker, who was told so, is through with it.
 */
static bool make_room(struct queue *q)
{
	struct chunk *chunk;

	if (CHUNK_SIZE - q->tail->used >= sizeof(struct head) + BLOCK_SIZE)
		return true;
	chunk = take_spare(q);
	if (chunk) {
		q->tail->next = chunk;
		q->tail = chunk;
		return true;
	}
	if (q->waiting > 0)
		return false;
	q->tail->used = 0;
	q->rewound = true;
	return true;
}

void *queue_room(struct queue *q)
{
	bool wanted;

	pthread_mutex_lock(&q->lock);
	while (!q->stopped && (q->waiting > q->bound || !make_room(q))) {
		/* less waits, it may be, than the taker is woken for */
		pthread_cond_signal(&q->filled);
		pthread_cond_wait(&q->emptied, &q->lock);
	}
	wanted = !q->stopped;
	pthread_mutex_unlock(&q->lock);
	return wanted ? q->tail->bytes + q->tail->used + sizeof(struct head) : NULL;
}

void queue_put(struct queue *q, ssize_t len, int errnum, bool last)
{
	struct head *head = (void *)(q->tail->bytes + q->tail->used);
	const size_t space = space_of(len);
	bool tell;

	*head = (struct head){ .len = (int32_t)len, .errnum = errnum };
	pthread_mutex_lock(&q->lock);
	q->tail->used += space;
	q->waiting += space;
	q->ended = last;
	tell = q->told_empty;
	q->told_empty = false;
	if (q->waiting >= q->wake_at || last)
		pthread_cond_signal(&q->filled);
	pthread_mutex_unlock(&q->lock);
	if (tell && q->fd >= 0)
		eventfd_write(q->fd, 1);
}

/* Give the first chunk back; under the lock. */
static void leave_chunk(struct queue *q)
{
	struct chunk *chunk = q->first;

	q->first = chunk->next;
	q->at = 0;
	if (q->spares == SPARES) {
		free(chunk);
		return;
	}
	chunk->next = q->spare;
	q->spare = chunk;
	q->spares++;
}

/* Whether there is more than the taker had; under the lock. */
static bool look(struct queue *q)
{
	q->waiting -= q->taken;
	q->taken = 0;
	if (q->waiting <= q->bound)
		pthread_cond_signal(&q->emptied);
	if (q->rewound)
		q->at = 0;
	q->rewound = false;
	if (q->at == q->first->used && q->first->next)
		leave_chunk(q);
	q->limit = q->first->used;
	return q->at < q->limit;
}

static void take(struct queue *q, struct queued *out)
{
	const struct head *head = (const void *)(q->first->bytes + q->at);
	const size_t space = space_of(head->len);

	*out = (struct queued){ .len = head->len, .errnum = head->errnum, .bytes = head + 1 };
	q->at += space;
	q->taken += space;
}

void queue_take(struct queue *q, struct queued *out)
{
	if (q->at == q->limit) {
		pthread_mutex_lock(&q->lock);
		while (!look(q) && !q->ended)
			pthread_cond_wait(&q->filled, &q->lock);
		pthread_mutex_unlock(&q->lock);
	}
	if (q->at < q->limit)
		take(q, out);
	else
		*out = (struct queued){ .len = 0 };
}

bool queue_try(struct queue *q, struct queued *out)
{
	bool more = q->at < q->limit;

	if (!more) {
		pthread_mutex_lock(&q->lock);
		more = look(q);
		q->told_empty = !more;
		pthread_mutex_unlock(&q->lock);
	}
	if (more)
		take(q, out);
	return more;
}

void queue_stop(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->stopped = true;
	pthread_cond_signal(&q->emptied);
	pthread_mutex_unlock(&q->lock);
}
