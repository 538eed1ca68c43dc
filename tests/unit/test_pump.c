/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/pump.h"
#include "tap.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Memory for so many large things is left. A queue begins with one to use and one to spare. */
enum { LARGE = 256 * 1024, LARGE_FOR_QUEUE = 2 };
static atomic_int large_left = INT_MAX;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

void *__wrap_malloc(size_t size)
{
	return size >= LARGE && atomic_fetch_sub(&large_left, 1) <= 0 ? NULL : __real_malloc(size);
}

/* A wire that counts: block N begins with the number N. */
struct counting {
	struct wire wire;
	atomic_uint given;	/* blocks so far */
	unsigned fail_at;	/* this one fails with errnum; 0: none */
	int errnum;
};

enum { LAST = 1000, BLOCK = 20000, AHEAD = 1024 * 1024 / BLOCK };

static ssize_t count_recv(struct wire *w, void *buf, size_t size)
{
	struct counting *c = (struct counting *)w;
	unsigned n = atomic_load(&c->given) + 1;

	(void)size;
	if (n == c->fail_at) {
		c->fail_at = c->errnum == EINTR ? 0 : c->fail_at;
		errno = c->errnum;
		return -1;
	}
	memcpy(buf, &n, sizeof(n));
	atomic_store(&c->given, n);
	return BLOCK;
}

static const struct wire_ops ops = { .recv = count_recv };

static bool is_last(const void *block, size_t len, const void *context)
{
	unsigned n;

	(void)len;
	memcpy(&n, block, sizeof(n));
	return n == *(const unsigned *)context;
}

static unsigned number_in(const void *block)
{
	unsigned n;

	memcpy(&n, block, sizeof(n));
	return n;
}

static void test_order(void)
{
	struct counting c = { .wire = { .ops = &ops } };
	const unsigned last = LAST;
	struct pump *pump = pump_start(&c.wire, is_last, &last);
	const void *block;
	unsigned in_order = 0;
	ssize_t behind;

	for (unsigned i = 1; i <= LAST; i++)
		if (pump_next(pump, &block) == BLOCK && number_in(block) == i)
			in_order++;
	behind = pump_next(pump, &block);
	pump_stop(pump);
	is_int(in_order, LAST, "every block comes, in order");
	is_int(behind, 0, "and nothing behind the last");
	is_int(atomic_load(&c.given), LAST, "nothing is received behind the last block");
}

/* The ring is full when the reader stands still; it must not run further. */
static void test_backpressure(void)
{
	struct counting c = { .wire = { .ops = &ops } };
	const unsigned last = LAST;
	struct pump *pump = pump_start(&c.wire, is_last, &last);
	const void *block;
	unsigned first, ahead;

	pump_next(pump, &block);
	first = number_in(block);
	do {
		ahead = atomic_load(&c.given);
		for (int i = 0; i < 1000; i++)
			sched_yield();
	} while (ahead != atomic_load(&c.given));
	ok(ahead < AHEAD, "the reader stops %u blocks ahead of a consumer that rests", ahead);
	is_int(number_in(block), first, "and leaves the block in use alone");
	pump_stop(pump);
	ok(atomic_load(&c.given) < LAST, "a pump can be stopped in the middle");
}

static void test_failure(void)
{
	struct counting c = { .wire = { .ops = &ops }, .fail_at = 5, .errnum = ENOBUFS };
	const unsigned last = LAST;
	struct pump *pump = pump_start(&c.wire, is_last, &last);
	const void *block;
	ssize_t n = 1;
	unsigned good = 0;
	int errnum;

	while ((n = pump_next(pump, &block)) > 0)
		good++;
	errnum = errno;
	pump_stop(pump);
	is_int(good, 4, "what came before a failure is handed over");
	is_int(errnum, ENOBUFS, "then the failure with its errno");
}

/* A wire that does not wait: one end of a pair of sockets. */
struct paired {
	struct wire wire;
	int fd, other;
	unsigned overrun_at;	/* this receive fails with ENOBUFS; 0: none */
	unsigned received;
};

static ssize_t pair_recv(struct wire *w, void *buf, size_t size)
{
	struct paired *p = (struct paired *)w;

	if (++p->received == p->overrun_at) {
		errno = ENOBUFS;
		return -1;
	}
	return recv(p->fd, buf, size, MSG_DONTWAIT);
}

static int pair_fd(struct wire *w)
{
	return ((struct paired *)w)->fd;
}

static const struct wire_ops pair_ops = { .recv = pair_recv, .poll_fd = pair_fd };

static void open_pair(struct paired *p)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) < 0)
		abort();
	*p = (struct paired){ .wire = { .ops = &pair_ops }, .fd = fds[0], .other = fds[1] };
}

static void close_pair(struct paired *p)
{
	close(p->fd);
	close(p->other);
}

/* Numbered datagrams of SIZE bytes, until there is no room for more in a while. */
static unsigned send_events(struct paired *p, unsigned count, size_t size)
{
	char bytes[4096] = { 0 };
	unsigned sent = 0;

	while (sent < count) {
		struct pollfd room = { .fd = p->other, .events = POLLOUT };
		unsigned n = sent + 1;

		memcpy(bytes, &n, sizeof(n));
		if (send(p->other, bytes, size, MSG_DONTWAIT) == (ssize_t)size)
			sent++;
		else if (poll(&room, 1, 500) == 0)
			break;
	}
	return sent;
}

/* Take until the end: how many came in order. */
static unsigned take_events(struct pump *pump, ssize_t *end)
{
	struct pollfd news = { .fd = pump_fd(pump), .events = POLLIN };
	unsigned in_order = 0;
	const void *block;

	for (;;) {
		ssize_t n = pump_poll(pump, &block);

		if (n < 0 && errno == EAGAIN)
			poll(&news, 1, -1);
		else if (n > 0)
			in_order += number_in(block) == in_order + 1;
		else if (n == 0 || errno != ENOBUFS)
			return *end = n, in_order;
	}
}

/* The next one, waited for. */
static ssize_t next_event(struct pump *pump, const void **block)
{
	struct pollfd news = { .fd = pump_fd(pump), .events = POLLIN };
	ssize_t n;

	while ((n = pump_poll(pump, block)) < 0 && errno == EAGAIN && poll(&news, 1, 10000) == 1)
		;
	return n;
}

enum { EVENTS = 200000, ROUNDS = 500, A_FEW = 20 };

static void test_backlog(void)
{
	struct paired p;
	struct pump *pump;
	unsigned sent;
	ssize_t end;

	open_pair(&p);
	pump = pump_listen(&p.wire, 64 << 20);
	sent = send_events(&p, EVENTS, 200);
	is_int(sent, EVENTS, "all events are received while nobody takes them");
	pump_finish(pump, true);
	is_int(take_events(pump, &end), EVENTS, "and taken in order");
	is_int(end, 0, "then there is an end");
	pump_stop(pump);
	close_pair(&p);
}

static void test_bound(void)
{
	struct paired p;
	struct pump *pump;
	unsigned sent;
	ssize_t end;

	open_pair(&p);
	pump = pump_listen(&p.wire, 1 << 20);
	sent = send_events(&p, EVENTS, 200);
	ok(sent >= (1 << 20) / 208 && sent < EVENTS / 10, "a full backlog holds up: %u events", sent);
	pump_finish(pump, true);
	is_int(take_events(pump, &end), sent, "what was sent comes");
	pump_stop(pump);
	close_pair(&p);
}

/* One at a time, so that the taker has always caught up. */
static void test_news(void)
{
	struct paired p;
	struct pump *pump;
	unsigned came = 0;

	open_pair(&p);
	pump = pump_listen(&p.wire, 1 << 20);
	for (int i = 0; i < 1000; i++) {
		const void *block;

		send_events(&p, 1, 8);
		came += next_event(pump, &block) == 8;
	}
	is_int(came, 1000, "whoever waits for the descriptor misses nothing");
	pump_stop(pump);
	close_pair(&p);
}

static void test_overrun(void)
{
	struct paired p;
	struct pump *pump;
	unsigned overruns = 0, taken = 0, before = 0;
	const void *block;
	ssize_t n;

	open_pair(&p);
	send_events(&p, 10, 8);
	p.overrun_at = 5;
	pump = pump_listen(&p.wire, 1 << 20);
	pump_finish(pump, true);
	while ((n = pump_poll(pump, &block)) != 0) {
		taken += n > 0;
		if (n < 0 && errno == ENOBUFS) {
			overruns++;
			before = taken;
		}
	}
	is_int(before, 4, "an overrun comes where it happened");
	is_int(overruns, 1, "once");
	is_int(taken, 10, "and receiving goes on");
	pump_stop(pump);
	close_pair(&p);
}

/* Without memory for more than that what comes has to wait in the socket. */
static void test_short_of_memory(void)
{
	struct paired p;
	struct pump *pump;
	unsigned sent;
	ssize_t end;

	open_pair(&p);
	atomic_store(&large_left, LARGE_FOR_QUEUE + 2);
	pump = pump_listen(&p.wire, 64 << 20);
	sent = send_events(&p, EVENTS, 200);
	ok(sent > 3 * 4 * 65536 / 208 && sent < EVENTS / 10, "without memory it holds up: %u events", sent);
	ok(atomic_load(&large_left) <= 0, "  because there was none");
	pump_finish(pump, true);
	is_int(take_events(pump, &end), sent, "what was sent comes");
	is_int(end, 0, "  to its end");
	pump_stop(pump);
	close_pair(&p);
	atomic_store(&large_left, INT_MAX);
}

/* What there is is used again, and whoever waits for much is woken for little. */
static void test_no_memory(void)
{
	struct counting c = { .wire = { .ops = &ops } };
	const unsigned last = LAST;
	struct paired p;
	struct pump *pump;
	const void *block;
	unsigned in_order = 0;
	ssize_t end;

	atomic_store(&large_left, LARGE_FOR_QUEUE);
	pump = pump_start(&c.wire, is_last, &last);
	while (in_order < LAST && pump_next(pump, &block) == BLOCK && number_in(block) == in_order + 1)
		in_order++;
	is_int(in_order, LAST, "without any an answer comes all the same");
	pump_stop(pump);

	open_pair(&p);
	atomic_store(&large_left, LARGE_FOR_QUEUE);
	pump = pump_listen(&p.wire, 64 << 20);
	in_order = 0;
	for (unsigned i = 0; i < ROUNDS; i++) {
		send_events(&p, A_FEW, 4000);
		for (unsigned n = 1; n <= A_FEW; n++)
			in_order += next_event(pump, &block) == 4000 && number_in(block) == n;
	}
	is_int(in_order, ROUNDS * A_FEW, "and so do events");
	pump_finish(pump, true);
	is_int(take_events(pump, &end), 0, "  and no more");
	pump_stop(pump);
	close_pair(&p);
	atomic_store(&large_left, INT_MAX);
}

/* A process that was stopped and goes on; nobody's signal, so everybody's. */
static void test_interruption(void)
{
	struct counting c = { .wire = { .ops = &ops }, .fail_at = 5, .errnum = EINTR };
	const unsigned last = LAST;
	struct pump *pump = pump_start(&c.wire, is_last, &last);
	const void *block;
	unsigned good = 0;

	while (good < LAST && pump_next(pump, &block) > 0)
		good++;
	pump_stop(pump);
	is_int(good, LAST, "a call that was interrupted is made again");
}

int main(void)
{
	test_order();
	test_backpressure();
	test_failure();
	test_backlog();
	test_bound();
	test_news();
	test_overrun();
	test_short_of_memory();
	test_no_memory();
	test_interruption();
	return done();
}
