/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Listening over a wire whose every word is written down here. */
#include "net/listen.h"
#include "model/names.h"
#include "net/bpf.h"
#include "net/kernel.h"
#include "tap.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_STEPS = 12, MAX_CALLS = 64, MESSAGE_LEN = 20, FLOOD = -1 };

/* A datagram of some messages, or the errno of a failed call, or silence until the door is closed. */
struct step {
	int errnum, messages;
	bool silence;
	uint16_t type;
	size_t trailing;
};

/* The calls are noted as letters: b(uffer) f(ilter) r(eject) j(oin). */
struct fake {
	struct wire wire;
	struct wire_source source;
	struct step steps[MAX_STEPS];
	int count, next, fd, join_errnum, filter_errnum;
	atomic_bool closed;
	unsigned groups;
	size_t buffer;
	uint32_t lost;
	int lost_errnum;
	char calls[MAX_CALLS];
};

struct heard {
	int events, stop_after, result;
	char calls[MAX_CALLS];		/* e(vent) o(verrun) d(amaged) i(dle) */
};

static void note(char *calls, char c)
{
	if (strlen(calls) + 1 < MAX_CALLS)
		calls[strlen(calls)] = c;
}

static struct fake *fake_of(struct wire *w)
{
	return (struct fake *)w;
}

static ssize_t fake_recv(struct wire *w, void *buf, size_t size)
{
	struct fake *fake = fake_of(w);
	const struct step *step = &fake->steps[fake->next];
	size_t len = 0;

	if (fake->next == fake->count)
		return 0;
	if (fake->count == FLOOD) {
		errno = EAGAIN;
		return fake->calls[0] == 'r' ? -1 : 1;
	}
	if (step->silence && !atomic_load(&fake->closed)) {
		errno = EAGAIN;
		return -1;
	}
	step = &fake->steps[fake->next += step->silence];
	fake->next++;
	memset(buf, 0, size);
	for (int i = 0; i < step->messages; i++) {
		struct nlmsghdr *msg = (void *)((char *)buf + len);

		msg->nlmsg_type = step->type ? step->type : KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW);
		msg->nlmsg_len = MESSAGE_LEN;
		len += MESSAGE_LEN;
	}
	errno = step->errnum;
	return step->errnum ? -1 : (ssize_t)(len + step->trailing);
}

static int fake_join(struct wire *w, unsigned group)
{
	struct fake *fake = fake_of(w);

	note(fake->calls, 'j');
	fake->groups |= 1U << group;
	errno = fake->join_errnum;
	return fake->join_errnum ? -1 : 0;
}

static int fake_set_buffer(struct wire *w, size_t bytes, size_t *granted)
{
	note(fake_of(w)->calls, 'b');
	fake_of(w)->buffer = bytes;
	*granted = 2 * bytes;
	return 0;
}

static int fake_filter(struct wire *w, struct bpf *program)
{
	bool rejects = program->len == 1 && program->code[0].k == 0;

	errno = fake_of(w)->filter_errnum;
	if (errno)
		return -1;
	note(fake_of(w)->calls, rejects ? 'r' : 'f');
	atomic_store(&fake_of(w)->closed, rejects);
	return 0;
}

static int fake_drops(struct wire *w, uint32_t *lost)
{
	*lost = fake_of(w)->lost;
	errno = fake_of(w)->lost_errnum;
	return errno ? -1 : 0;
}

static int fake_poll_fd(struct wire *w)
{
	return fake_of(w)->fd;
}

static void fake_close(struct wire *w)
{
	(void)w;
}

static const struct wire_ops fake_ops = {
	.recv = fake_recv, .join = fake_join, .set_buffer = fake_set_buffer, .filter = fake_filter,
	.drops = fake_drops, .poll_fd = fake_poll_fd, .close = fake_close,
};

static struct wire *fake_open(const struct wire_source *source, struct error *err)
{
	struct fake *fake = (struct fake *)((uintptr_t)source - offsetof(struct fake, source));

	(void)err;
	return &fake->wire;
}

static void fake_init(struct fake *fake)
{
	*fake = (struct fake){ .wire.ops = &fake_ops, .source.open = fake_open, .fd = -1 };
}

static void comes(struct fake *fake, int messages)
{
	fake->steps[fake->count++].messages = messages;
}

static void fails(struct fake *fake, int errnum)
{
	fake->steps[fake->count++].errnum = errnum;
}

static void is_silent(struct fake *fake)
{
	fake->steps[fake->count++].silence = true;
}

static int hear(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct heard *heard = into;

	(void)msg;
	(void)err;
	note(heard->calls, 'e');
	return ++heard->events == heard->stop_after ? heard->result : 0;
}

static int hear_overrun(void *into, struct error *err)
{
	(void)err;
	note(((struct heard *)into)->calls, 'o');
	return 0;
}

static int hear_damage(void *into, struct error *err)
{
	(void)err;
	note(((struct heard *)into)->calls, 'd');
	return 0;
}

static int hear_silence(void *into, struct error *err)
{
	(void)err;
	note(((struct heard *)into)->calls, 'i');
	return 0;
}

static enum listen_end run(struct fake *fake, const struct listen_limit *limit, struct heard *heard,
			   struct error *err)
{
	static const struct listen_limit none = { .readable = -1, .broken = -1 };
	const struct listener listener = {
		.event = hear, .overrun = hear_overrun, .damaged = hear_damage,
		.idle = hear_silence, .into = heard,
	};
	struct ctnl *ctnl = ctnl_open(&fake->source, err);
	enum listen_end end = listen_run(ctnl, &listener, limit ? limit : &none, err);

	ctnl_close(ctnl);
	return end;
}

static void test_groups(void)
{
	static const struct { bool expectations; unsigned events, groups; const char *calls, *name; } rows[] = {
		{ false, EVENT_ALL, 7 << NFNLGRP_CONNTRACK_NEW, "bfjjj", "every event of flows" },
		{ false, EVENT_NEW, 1 << NFNLGRP_CONNTRACK_NEW, "bfj", "new flows" },
		{ false, EVENT_UPDATE, 1 << NFNLGRP_CONNTRACK_UPDATE, "bfj", "updates" },
		{ false, EVENT_DESTROY, 1 << NFNLGRP_CONNTRACK_DESTROY, "bfj", "ends of flows" },
		{ true, EVENT_ALL, 7 << NFNLGRP_CONNTRACK_EXP_NEW, "bjjj", "expectations" },
	};
	const struct prefilter filter = { .has_mark = false };
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct listen_subject subject = {
			.expectations = rows[i].expectations, .events = rows[i].events,
			.filter = &filter, .buffer = 4096,
		};
		struct fake fake;
		struct ctnl *ctnl;
		size_t granted;

		fake_init(&fake);
		ctnl = ctnl_open(&fake.source, &err);
		is_int(listen_open(ctnl, &subject, &granted, &err), 0, rows[i].name);
		is_int(fake.groups, rows[i].groups, "  are these groups");
		is_str(fake.calls, rows[i].calls, "  joined after all else");
		is_int((long long)granted, 8192, "  with a buffer as granted");
		fake.join_errnum = EPERM;
		is_int(listen_open(ctnl, &subject, &granted, &err), -1, "  may be forbidden");
		is_str(err.text, "Can't open netlink socket: to see events you must be root or get "
		       "CAP_NET_ADMIN capability", "  which says what is missing");
		ctnl_close(ctnl);
	}
}

static void test_endings(void)
{
	struct error err = ERROR_INIT;
	struct heard heard = { .events = 0 };
	struct fake fake;

	fake_init(&fake);
	comes(&fake, 1);
	fails(&fake, EINTR);
	comes(&fake, 2);
	is_int(run(&fake, NULL, &heard, &err), LISTEN_OVER, "a wire that ends is over");
	is_str(heard.calls, "eee", "  a signal does not matter");

	fake.next = 0;
	atomic_store(&fake.closed, false);
	heard = (struct heard){ .stop_after = 2, .result = 1 };
	is_int(run(&fake, NULL, &heard, &err), LISTEN_ENOUGH, "whoever has enough says so");
	is_int(heard.events, 2, "  in the middle of a datagram");

	fake.next = 0;
	atomic_store(&fake.closed, false);
	heard = (struct heard){ .stop_after = 1, .result = -1 };
	is_int(run(&fake, NULL, &heard, &err), LISTEN_FAILED, "or fails");
	is_int(err.kind, ERROR_NONE, "  with an error of its own");

	fake_init(&fake);
	fails(&fake, ENETDOWN);
	is_int(run(&fake, NULL, &heard, &err), LISTEN_FAILED, "a socket may fail");
	is_str(err.text, "failed to received netlink event: Network is down", "  for a reason");
}

static void test_overrun(void)
{
	struct error err = ERROR_INIT;
	struct heard heard = { .events = 0 };
	struct fake fake;

	fake_init(&fake);
	fails(&fake, ENOBUFS);
	comes(&fake, 1);
	fails(&fake, ENOBUFS);
	comes(&fake, 1);
	fails(&fake, EAGAIN);
	fails(&fake, ENOBUFS);
	fails(&fake, EAGAIN);
	run(&fake, &(struct listen_limit){ .readable = -1, .broken = -1,
					   .until = &(struct timespec){ .tv_sec = 0 } }, &heard, &err);
	is_str(heard.calls, "oeeioi", "an overrun is told once until nothing waits");
}

static void test_odd_messages(void)
{
	struct error err = ERROR_INIT;
	struct heard heard = { .events = 0 };
	struct fake fake;

	fake_init(&fake);
	comes(&fake, 1);
	fake.steps[0].type = NLMSG_NOOP;
	comes(&fake, 1);
	fake.steps[1].trailing = 8;
	comes(&fake, 0);
	fake.steps[2].trailing = 16;
	comes(&fake, 1);
	is_int(run(&fake, NULL, &heard, &err), LISTEN_OVER, "odd datagrams do no harm");
	is_str(heard.calls, "edde", "  what is whole in them is heard, and damage is told");
}

/* Longer than any room for it: that one is lost, and what follows is not. */
static void test_cut(void)
{
	int wire[2];

	if (pipe(wire) < 0)
		return;
	for (int pumped = 0; pumped < 2; pumped++) {
		struct error err = ERROR_INIT;
		struct heard heard = { .events = 0 };
		struct fake fake;

		fake_init(&fake);
		fake.fd = pumped ? wire[0] : -1;
		comes(&fake, 1);
		fails(&fake, EMSGSIZE);
		comes(&fake, 2);
		is_int(run(&fake, NULL, &heard, &err), LISTEN_OVER, "a datagram that was cut ends nothing");
		for (char *c = heard.calls; *c;)
			if (*c == 'i')	/* as it happens */
				memmove(c, c + 1, strlen(c));
			else
				c++;
		is_str(heard.calls, "edee", "  and is told as damaged");
	}
	close(wire[0]);
	close(wire[1]);
}

/* What waits when it is time to end is heard, behind a closed door. */
static void test_limits(void)
{
	struct error err = ERROR_INIT;
	struct heard heard = { .events = 0 };
	struct listen_limit limit = { .readable = -1, .broken = -1 };
	struct timespec now;
	struct fake fake;
	int told[2], wire[2];

	if (pipe(told) < 0 || pipe(wire) < 0)
		return;
	fake_init(&fake);
	fake.fd = wire[0];
	comes(&fake, 1);
	is_silent(&fake);
	comes(&fake, 2);
	fails(&fake, EAGAIN);
	clock_gettime(CLOCK_MONOTONIC, &now);
	now.tv_nsec = (now.tv_nsec + 20000000) % 1000000000;
	now.tv_sec += now.tv_nsec < 20000000;
	limit.until = &now;
	is_int(run(&fake, &limit, &heard, &err), LISTEN_TIME_UP, "time passes while nothing comes");
	is_int(heard.events, 3, "  the rest is heard");
	is_int(heard.calls[strlen(heard.calls) - 1], 'i', "  and handed on");
	is_str(fake.calls, "r", "  and nothing new is let in");

	fake.next = 0;
	atomic_store(&fake.closed, false);
	heard = (struct heard){ .events = 0 };
	limit = (struct listen_limit){ .readable = told[0], .broken = -1 };
	is_int(write(told[1], "x", 1), 1, "somebody tells it to end");
	is_int(run(&fake, &limit, &heard, &err), LISTEN_TOLD, "  and it does");
	is_int(heard.events, 3, "  after the rest");

	fake.next = 0;
	limit = (struct listen_limit){ .readable = -1, .broken = wire[1] };
	close(wire[0]);
	fake.fd = -1;
	is_int(run(&fake, &limit, &heard, &err), LISTEN_TOLD, "the reader of a pipe goes away");
	close(told[0]);
	close(told[1]);
	close(wire[1]);
}

static void test_flood(void)
{
	struct error err = ERROR_INIT;
	struct heard heard = { .events = 0 };
	struct listen_limit limit = { .readable = -1, .broken = -1, .until = &(struct timespec){ .tv_sec = 0 } };
	struct fake fake;

	fake_init(&fake);
	fake.count = FLOOD;
	is_int(run(&fake, &limit, &heard, &err), LISTEN_TIME_UP, "a flood does not hide the time");
	is_str(fake.calls, "r", "  and the door is closed to it");
}

/* The kernel counts with 32 bits. */
static void test_lost(void)
{
	static const struct { uint32_t told; uint64_t lost; const char *name; } rows[] = {
		{ 0, 0, "nothing is lost at first" }, { 7, 7, "then something" }, { 7, 7, "and nothing more" },
		{ 0xfffffff0, 0xfffffff0, "a lot" }, { 4, 0x100000004, "more than the kernel's number can tell" },
		{ 5, 0x100000005, "and one more" }, { 3, 0x200000003, "and all of that again" },
	};
	struct error err = ERROR_INIT;
	struct ctnl *ctnl;
	struct fake fake;

	fake_init(&fake);
	ctnl = ctnl_open(&fake.source, &err);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		fake.lost = rows[i].told;
		is_int((long long)listen_lost(ctnl), (long long)rows[i].lost, rows[i].name);
	}
	fake.lost_errnum = ENOPROTOOPT;
	is_int((long long)listen_lost(ctnl), 0x200000003, "what was known is not forgotten");
	ctnl_close(ctnl);
}

/* To close a door takes memory. */
static void test_flood_through_open_door(void)
{
	struct error err = ERROR_INIT;
	struct listen_limit limit = { .readable = -1, .broken = -1, .until = &(struct timespec){ .tv_sec = 0 } };
	int wire[2];

	if (pipe(wire) < 0)
		return;
	alarm(20);	/* who never ends fails */
	for (int pumped = 0; pumped < 2; pumped++) {
		struct heard heard = { .events = 0 };
		struct fake fake;

		fake_init(&fake);
		fake.count = FLOOD;
		fake.filter_errnum = ENOMEM;
		fake.fd = pumped ? wire[0] : -1;
		is_int(run(&fake, &limit, &heard, &err), LISTEN_TIME_UP, "a flood that cannot be kept out ends");
	}
	alarm(0);
	close(wire[0]);
	close(wire[1]);
}

int main(void)
{
	test_groups();
	test_endings();
	test_overrun();
	test_odd_messages();
	test_cut();
	test_limits();
	test_flood();
	test_lost();
	test_flood_through_open_door();
	return done();
}
