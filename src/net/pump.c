/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/pump.h"
#include "base/thread.h"
#include "net/ctnl_state.h"
#include "net/queue.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

/*
 * Enough of an answer for the thread to run ahead, little enough to stay in the
 * cache. Whoever has caught up is woken for several blocks at once: to wake somebody
 * for each takes longer than to receive it.
 */
enum { ANSWER_BOUND = 512 * 1024, ANSWER_WAKE_AT = ANSWER_BOUND / 2 };

enum finish { GO_ON, TAKE_REST, TAKE_NOTHING };

struct pump {
	struct wire *wire;
	pump_is_last *is_last;
	const void *context;
	struct queue *queue;
	pthread_t thread;

	/* of who listens */
	int news, orders;	/* eventfds: something came; finish or stop. Else -1 */
	atomic_int finish;	/* enum finish */
};

/* A process that was stopped goes on with EINTR, whatever signals a thread leaves to others. */
static ssize_t receive(struct pump *p, void *room)
{
	ssize_t n;

	do {
		n = p->wire->ops->recv(p->wire, room, BLOCK_SIZE);
	} while (n < 0 && errno == EINTR);
	return n;
}

static void *receive_answer(void *arg)
{
	struct pump *p = arg;
	bool more = true;

	while (more) {
		void *room = queue_room(p->queue);
		ssize_t n;

		if (!room)
			break;
		n = receive(p, room);
		more = n > 0 && !p->is_last(room, (size_t)n, p->context);
		queue_put(p->queue, n, n < 0 ? errno : 0, !more);
	}
	return NULL;
}

/* Until something comes, or is ordered. */
static void wait_for_events(const struct pump *p)
{
	struct pollfd what[] = {
		{ .fd = p->wire->ops->poll_fd(p->wire), .events = POLLIN },
		{ .fd = p->orders, .events = POLLIN },
	};

	poll(what, sizeof(what) / sizeof(*what), -1);
}

/* The kernel goes on after these: events did not fit into its buffer, one into ours. */
static bool is_passing(int errnum)
{
	return errnum == ENOBUFS || errnum == EMSGSIZE;
}

/* One receive; false when it was the last. */
static bool receive_event(struct pump *p, void *room)
{
	/* an order to finish is for what is there now */
	int finish = atomic_load(&p->finish);
	ssize_t n = finish == TAKE_NOTHING ? 0 : p->wire->ops->recv(p->wire, room, BLOCK_SIZE);
	int errnum = n < 0 ? errno : 0;

	if (errnum == EINTR)
		return true;
	if (errnum == EAGAIN && finish == GO_ON) {
		wait_for_events(p);
		return true;
	}
	if (errnum == EAGAIN)
		n = errnum = 0;
	queue_put(p->queue, n, errnum, n == 0 || (n < 0 && !is_passing(errnum)));
	return n > 0 || is_passing(errnum);
}

static void *receive_events(void *arg)
{
	struct pump *p = arg;
	void *room;

	while ((room = queue_room(p->queue)) && receive_event(p, room))
		;
	return NULL;
}

static void destroy(struct pump *p)
{
	if (p->queue)
		queue_free(p->queue);
	if (p->news >= 0)
		close(p->news);
	if (p->orders >= 0)
		close(p->orders);
	free(p);
}

static struct pump *new_pump(struct wire *wire)
{
	struct pump *p = calloc(1, sizeof(*p));

	if (p) {
		p->wire = wire;
		p->news = p->orders = -1;
	}
	return p;
}

static struct pump *start(struct pump *p, void *(*run)(void *))
{
	if (p->queue && thread_start(&p->thread, run, p) == 0)
		return p;
	destroy(p);
	return NULL;
}

struct pump *pump_start(struct wire *wire, pump_is_last *is_last, const void *context)
{
	struct pump *p = new_pump(wire);

	if (!p)
		return NULL;
	p->is_last = is_last;
	p->context = context;
	p->queue = queue_new(ANSWER_BOUND, ANSWER_WAKE_AT, -1);
	return start(p, receive_answer);
}

struct pump *pump_listen(struct wire *wire, size_t bound)
{
	struct pump *p = new_pump(wire);

	if (!p)
		return NULL;
	p->news = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	p->orders = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (p->news >= 0 && p->orders >= 0)
		p->queue = queue_new(bound, 0, p->news);
	return start(p, receive_events);
}

static ssize_t hand_over(const struct queued *next, const void **block)
{
	*block = next->bytes;
	errno = next->errnum;
	return next->len;
}

ssize_t pump_next(struct pump *p, const void **block)
{
	struct queued next;

	queue_take(p->queue, &next);
	return hand_over(&next, block);
}

ssize_t pump_poll(struct pump *p, const void **block)
{
	struct queued next;
	eventfd_t news;

	if (queue_try(p->queue, &next))
		return hand_over(&next, block);
	/* old news; what comes from now on is told anew */
	eventfd_read(p->news, &news);
	if (queue_try(p->queue, &next))
		return hand_over(&next, block);
	errno = EAGAIN;
	return -1;
}

int pump_fd(const struct pump *p)
{
	return p->news;
}

void pump_finish(struct pump *p, bool take_rest)
{
	atomic_store(&p->finish, take_rest ? TAKE_REST : TAKE_NOTHING);
	eventfd_write(p->orders, 1);
}

void pump_stop(struct pump *p)
{
	queue_stop(p->queue);
	if (p->orders >= 0)
		eventfd_write(p->orders, 1);
	pthread_join(p->thread, NULL);
	destroy(p);
}
