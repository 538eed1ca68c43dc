/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/pump.h"
#include "tap.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

/* A wire that counts: block N holds the number N and is the size of it. */
struct counting {
	struct wire wire;
	atomic_uint given;	/* blocks so far */
	unsigned fail_at;	/* this one fails with errnum; 0: none */
	int errnum;
};

enum { LAST = 1000 };

static ssize_t count_recv(struct wire *w, void *buf, size_t size)
{
	struct counting *c = (struct counting *)w;
	unsigned n = atomic_load(&c->given) + 1;

	(void)size;
	if (n == c->fail_at) {
		errno = c->errnum;
		return -1;
	}
	memcpy(buf, &n, sizeof(n));
	atomic_store(&c->given, n);
	return (ssize_t)sizeof(n);
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

	for (unsigned i = 1; i <= LAST; i++)
		if (pump_next(pump, &block) == sizeof(i) && number_in(block) == i)
			in_order++;
	pump_stop(pump);
	is_int(in_order, LAST, "every block comes, in order");
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
	ok(ahead < 64, "the reader stops %u blocks ahead of a consumer that rests", ahead);
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

int main(void)
{
	test_order();
	test_backpressure();
	test_failure();
	return done();
}
