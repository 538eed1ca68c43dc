/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/pump.h"
#include "base/thread.h"
#include "net/ctnl_state.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

/*
 * Enough for the reader to run ahead, few enough to stay in the cache. A consumer
 * that has caught up is woken for several blocks at once: to wake somebody for
 * each takes the reader longer than to receive it.
 */
enum { SLOTS = 16, WAKE_AT = SLOTS / 2 };

struct slot {
	ssize_t len;		/* as recv returned it */
	int errnum;		/* errno, when it failed */
	_Alignas(struct nlmsghdr) char bytes[BLOCK_SIZE];
};

struct pump {
	struct wire *wire;
	pump_is_last *is_last;
	const void *context;
	pthread_t reader;
	pthread_mutex_t lock;
	pthread_cond_t filled, emptied;
	unsigned head, count;	/* the oldest full slot, and how many are full */
	bool lent;		/* the oldest is in the consumer's hands */
	bool ended;		/* the reader has received what it ever will */
	bool stop;		/* the consumer wants no more */
	struct slot slots[SLOTS];
};

/* A slot to fill; NULL when no more is wanted. */
static struct slot *empty_slot(struct pump *p)
{
	struct slot *slot;

	pthread_mutex_lock(&p->lock);
	while (p->count == SLOTS && !p->stop)
		pthread_cond_wait(&p->emptied, &p->lock);
	slot = p->stop ? NULL : &p->slots[(p->head + p->count) % SLOTS];
	pthread_mutex_unlock(&p->lock);
	return slot;
}

static void hand_over(struct pump *p, bool last)
{
	pthread_mutex_lock(&p->lock);
	p->count++;
	p->ended = last;
	if (p->count >= WAKE_AT || last)
		pthread_cond_signal(&p->filled);
	pthread_mutex_unlock(&p->lock);
}

static void *read_all(void *arg)
{
	struct pump *p = arg;
	bool more = true;

	while (more) {
		struct slot *slot = empty_slot(p);

		if (!slot)
			break;
		slot->len = p->wire->ops->recv(p->wire, slot->bytes, sizeof(slot->bytes));
		slot->errnum = errno;
		more = slot->len > 0 && !p->is_last(slot->bytes, (size_t)slot->len, p->context);
		hand_over(p, !more);
	}
	return NULL;
}

static void destroy(struct pump *p)
{
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->filled);
	pthread_cond_destroy(&p->emptied);
	free(p);
}

struct pump *pump_start(struct wire *wire, pump_is_last *is_last, const void *context)
{
	struct pump *p = malloc(sizeof(*p));

	if (!p)
		return NULL;
	p->wire = wire;
	p->is_last = is_last;
	p->context = context;
	p->head = p->count = 0;
	p->lent = p->ended = p->stop = false;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->filled, NULL);
	pthread_cond_init(&p->emptied, NULL);
	if (thread_start(&p->reader, read_all, p) == 0)
		return p;
	destroy(p);
	return NULL;
}

static void give_back(struct pump *p)
{
	if (!p->lent)
		return;
	p->lent = false;
	p->head = (p->head + 1) % SLOTS;
	p->count--;
	if (p->count <= SLOTS - WAKE_AT)
		pthread_cond_signal(&p->emptied);
}

static void wait_for_blocks(struct pump *p)
{
	while (p->count < WAKE_AT && !p->ended)
		pthread_cond_wait(&p->filled, &p->lock);
}

ssize_t pump_next(struct pump *p, const void **block)
{
	const struct slot *slot;

	pthread_mutex_lock(&p->lock);
	give_back(p);
	if (p->count == 0)
		wait_for_blocks(p);
	slot = &p->slots[p->head];
	p->lent = true;
	pthread_mutex_unlock(&p->lock);
	*block = slot->bytes;
	errno = slot->errnum;
	return slot->len;
}

void pump_stop(struct pump *p)
{
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_signal(&p->emptied);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->reader, NULL);
	destroy(p);
}
