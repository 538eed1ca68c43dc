/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/listen.h"
#include "model/names.h"
#include "net/bpf.h"
#include "net/ctnl_state.h"
#include "net/kernel.h"
#include "net/message.h"
#include "net/pump.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

/* A flood must not keep from noticing that it is time to end. */
enum { LOOK_UP_EVERY = 64 };

/* What is kept of events that are not taken yet, besides the kernel's buffer. */
enum { BACKLOG_BYTES = 128 << 20 };

/* Where listening stands; a value of enum listen_end when it has ended. */
enum { GO_ON = LISTEN_TIME_UP + 1, NOTHING_WAITS };

struct listening {
	struct ctnl *ctnl;
	struct pump *pump;	/* empties the socket; NULL: nobody does meanwhile */
	const struct listener *listener;
	const struct listen_limit *limit;
	bool overrun;		/* since nothing waited last */
};

static int join_failed(struct error *err)
{
	if (errno == EPERM)
		return error_failed(err, errno, "Can't open netlink socket: to see events you must be "
				    "root or get CAP_NET_ADMIN capability");
	return error_failed(err, errno, "Can't open netlink socket: %s", strerror(errno));
}

static int join(struct wire *wire, const struct listen_subject *subject, struct error *err)
{
	static const struct { enum event_bit bit; unsigned flows, expectations; } groups[] = {
		{ EVENT_NEW, NFNLGRP_CONNTRACK_NEW, NFNLGRP_CONNTRACK_EXP_NEW },
		{ EVENT_UPDATE, NFNLGRP_CONNTRACK_UPDATE, NFNLGRP_CONNTRACK_EXP_UPDATE },
		{ EVENT_DESTROY, NFNLGRP_CONNTRACK_DESTROY, NFNLGRP_CONNTRACK_EXP_DESTROY },
	};

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		unsigned group = subject->expectations ? groups[i].expectations : groups[i].flows;

		if (subject->events & groups[i].bit && wire->ops->join(wire, group) < 0)
			return join_failed(err);
	}
	return 0;
}

/* Buffer and filter come first: the first event counts as much as any. */
int listen_open(struct ctnl *ctnl, const struct listen_subject *subject, size_t *granted,
		struct error *err)
{
	struct wire *wire = ctnl->wire;
	int fd = wire->ops->poll_fd(wire);
	struct bpf program;

	if (wire->ops->set_buffer(wire, subject->buffer, granted) < 0 ||
	    (fd >= 0 && fcntl(fd, F_SETFL, O_NONBLOCK) < 0))
		return error_failed(err, errno, "Can't open netlink socket: %s", strerror(errno));
	if (!subject->expectations) {
		/* without it everything passes, and is judged all the same */
		bpf_select(&program, subject->family, subject->filter);
		wire->ops->filter(wire, &program);
	}
	return join(wire, subject, err);
}

static int take_datagram(struct listening *l, const void *datagram, size_t left, struct error *err)
{
	const struct nlmsghdr *msg = datagram;

	for (; message_fits(msg, left); msg = message_next(msg, &left)) {
		int step;

		if (msg->nlmsg_type < NLMSG_MIN_TYPE)
			continue;
		step = l->listener->event(msg, l->listener->into, err);
		if (step)
			return step < 0 ? LISTEN_FAILED : LISTEN_ENOUGH;
	}
	if (left > 0 && l->listener->damaged(l->listener->into, err) < 0)
		return LISTEN_FAILED;
	return GO_ON;
}

static int note_overrun(struct listening *l, struct error *err)
{
	if (l->overrun)
		return GO_ON;
	l->overrun = true;
	return l->listener->overrun(l->listener->into, err) < 0 ? LISTEN_FAILED : GO_ON;
}

/* As recv returns it, from the backlog or from the socket itself. */
static ssize_t next_datagram(struct listening *l, const void **datagram)
{
	struct ctnl *ctnl = l->ctnl;

	if (l->pump)
		return pump_poll(l->pump, datagram);
	*datagram = ctnl->block;
	return ctnl->wire->ops->recv(ctnl->wire, ctnl->block, sizeof(ctnl->block));
}

static int receive(struct listening *l, struct error *err)
{
	const void *datagram;
	ssize_t n = next_datagram(l, &datagram);

	if (n > 0)
		return take_datagram(l, datagram, (size_t)n, err);
	if (n == 0)
		return LISTEN_OVER;
	switch (errno) {
	case EINTR:
		return GO_ON;
	case EAGAIN:
		return NOTHING_WAITS;
	case ENOBUFS:
		return note_overrun(l, err);
	case EMSGSIZE:
		return l->listener->damaged(l->listener->into, err) < 0 ? LISTEN_FAILED : GO_ON;
	default:
		return error_failed(err, errno, "failed to received netlink event: %s", strerror(errno));
	}
}

static int be_idle(struct listening *l, struct error *err)
{
	int step;

	l->overrun = false;
	step = l->listener->idle(l->listener->into, err);
	if (step)
		return step < 0 ? LISTEN_FAILED : LISTEN_ENOUGH;
	return GO_ON;
}

/* The milliseconds left until UNTIL, rounded up; 0 when it has passed, and no more than poll waits. */
static int time_left(const struct timespec *until)
{
	struct timespec now;
	int64_t left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = (int64_t)(until->tv_sec - now.tv_sec) * 1000 + (until->tv_nsec - now.tv_nsec + 999999) / 1000000;
	if (left <= 0)
		return 0;
	return left < INT_MAX ? (int)left : INT_MAX;
}

static int events_fd(const struct listening *l)
{
	struct wire *wire = l->ctnl->wire;

	return l->pump ? pump_fd(l->pump) : wire->ops->poll_fd(wire);
}

/* Look whether it is time to end; with PATIENCE not before something happens. */
static int look_up(const struct listening *l, bool patience, struct error *err)
{
	struct pollfd news[] = {
		{ .fd = l->limit->readable, .events = POLLIN },
		{ .fd = l->limit->broken },
		{ .fd = patience ? events_fd(l) : -1, .events = POLLIN },
	};
	const int left = l->limit->until ? time_left(l->limit->until) : -1;
	int n;

	if (left == 0)
		return LISTEN_TIME_UP;
	/* not ppoll: where long has 32 bits, some headers of glibc 2.36 lead it to one of another struct timespec */
	n = poll(news, sizeof(news) / sizeof(*news), patience ? left : 0);
	if (n < 0)
		return errno == EINTR ? GO_ON : error_failed(err, errno, "cannot wait for events: %s",
							     strerror(errno));
	if (news[0].revents || news[1].revents)
		return LISTEN_TOLD;
	return n == 0 && patience && left < INT_MAX ? LISTEN_TIME_UP : GO_ON;
}

/* The pump has not come to the end yet: it is about to. */
static int await_end(const struct listening *l)
{
	struct pollfd news = { .fd = pump_fd(l->pump), .events = POLLIN };

	poll(&news, 1, -1);
	return GO_ON;
}

/*
 * Let nothing new in and take what is there. Where the door cannot be closed that
 * might go on for ever: then what was received before is all.
 */
static int take_rest(struct listening *l, int end, struct error *err)
{
	struct wire *wire = l->ctnl->wire;
	struct bpf nothing;
	bool closed;
	int step;

	bpf_reject(&nothing);
	closed = wire->ops->filter(wire, &nothing) == 0;
	if (l->pump)
		pump_finish(l->pump, closed);
	step = l->pump || closed ? GO_ON : NOTHING_WAITS;
	while (step == GO_ON) {
		step = receive(l, err);
		if (l->pump && step == NOTHING_WAITS)
			step = await_end(l);
	}
	if (step == LISTEN_FAILED || step == LISTEN_ENOUGH)
		return step;
	return be_idle(l, err) == LISTEN_FAILED ? LISTEN_FAILED : end;
}

static int run(struct listening *l, struct error *err)
{
	unsigned received = 0;
	int step = GO_ON;

	while (step == GO_ON) {
		step = receive(l, err);
		if (step == NOTHING_WAITS) {
			step = be_idle(l, err);
			if (step == GO_ON)
				step = look_up(l, true, err);
		} else if (step == GO_ON && ++received % LOOK_UP_EVERY == 0) {
			step = look_up(l, false, err);
		}
	}
	if (step == LISTEN_TOLD || step == LISTEN_TIME_UP)
		step = take_rest(l, step, err);
	return step;
}

enum listen_end listen_run(struct ctnl *ctnl, const struct listener *listener,
			   const struct listen_limit *limit, struct error *err)
{
	struct listening l = { .ctnl = ctnl, .listener = listener, .limit = limit };
	int step;

	if (ctnl->wire->ops->poll_fd(ctnl->wire) >= 0)
		l.pump = pump_listen(ctnl->wire, BACKLOG_BYTES);
	step = run(&l, err);
	if (l.pump)
		pump_stop(l.pump);
	return (enum listen_end)step;
}

uint64_t listen_lost(struct ctnl *ctnl)
{
	uint32_t drops;

	if (ctnl->wire->ops->drops(ctnl->wire, &drops) == 0) {
		ctnl->lost += (uint32_t)(drops - ctnl->drops);
		ctnl->drops = drops;
	}
	return ctnl->lost;
}
