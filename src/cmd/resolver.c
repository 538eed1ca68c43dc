/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE	/* POLLRDHUP */
#include "cmd/resolver.h"

#include "base/thread.h"
#include "cmd/beside.h"
#include "cmd/sandbox.h"
#include "model/field.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* So many names are looked up at a time; so many addresses are remembered. */
enum { WORKERS = 8, NAME_MAX_LEN = 256, SLOTS = 1 << 16, MOST = SLOTS / 4 * 3 };

struct answer {
	struct addr addr;
	char name[NAME_MAX_LEN];	/* empty: it has none */
};

struct entry {
	struct addr addr;		/* family 0: free */
	bool asked, answered, late;	/* late: waited for once, and not again */
	char *name;			/* NULL: none */
};

struct resolver {
	int fd;
	pid_t pid;
	size_t count, fresh;		/* entries; those that will be waited for */
	size_t unasked;			/* ... and that the socket had no room for */
	struct entry slots[SLOTS];
};

static socklen_t socket_address(const struct addr *a, struct sockaddr_storage *out)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	const bool is4 = a->family == AF_INET;

	memcpy(&v4.sin_addr, a->bytes, sizeof(v4.sin_addr));
	memcpy(&v6.sin6_addr, a->bytes, sizeof(v6.sin6_addr));
	memcpy(out, is4 ? (const void *)&v4 : (const void *)&v6, is4 ? sizeof(v4) : sizeof(v6));
	return is4 ? sizeof(v4) : sizeof(v6);
}

/* Each question is one worker's: whoever is free takes the next. */
static void *work(void *arg)
{
	struct answer answer;

	(void)arg;
	while (recv(STDIN_FILENO, &answer.addr, sizeof(answer.addr), 0) == sizeof(answer.addr)) {
		struct sockaddr_storage address;
		socklen_t len = socket_address(&answer.addr, &address);

		memset(answer.name, 0, sizeof(answer.name));
		if (getnameinfo((struct sockaddr *)&address, len, answer.name, sizeof(answer.name), NULL, 0,
				NI_NAMEREQD) != 0)
			answer.name[0] = '\0';
		if (send(STDIN_FILENO, &answer, sizeof(answer), MSG_NOSIGNAL) < 0)
			break;
	}
	return NULL;
}

/* It ends when nobody asks any more, whatever the workers wait for. */
static void serve(void)
{
	struct pollfd end = { .fd = STDIN_FILENO, .events = POLLRDHUP };
	pthread_t thread;

	for (int i = 0; i < WORKERS; i++)
		if (thread_start(&thread, work, NULL) != 0 && i == 0)
			return;
	while (poll(&end, 1, -1) < 0 && errno == EINTR)
		;
}

static void be_resolver(void)
{
	struct error ignored = ERROR_INIT;

	if (sandbox_drop_power(0, &ignored) == 0)
		serve();
}

struct resolver *resolver_start(void)
{
	struct resolver *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->pid = beside_start("conntrack-hosts", be_resolver, &r->fd);
	if (r->pid > 0)
		return r;
	free(r);
	return NULL;
}

static void forget_all(struct resolver *r)
{
	for (size_t i = 0; i < SLOTS; i++) {
		free(r->slots[i].name);
		r->slots[i] = (struct entry){ .name = NULL };
	}
	r->count = r->fresh = r->unasked = 0;
}

void resolver_stop(struct resolver *r)
{
	if (!r)
		return;
	close(r->fd);
	while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR)
		;
	forget_all(r);
	free(r);
}

/* The place of an address, or the free one where it would be. */
static struct entry *find(struct resolver *r, const struct addr *a)
{
	uint64_t hash = a->family;
	size_t i;

	for (i = 0; i < sizeof(a->bytes); i++)
		hash = (hash ^ a->bytes[i]) * UINT64_C(0x100000001b3);
	i = (hash ^ hash >> 32) & (SLOTS - 1);
	while (r->slots[i].addr.family && !addr_equal(&r->slots[i].addr, a))
		i = (i + 1) & (SLOTS - 1);
	return &r->slots[i];
}

/* False: the socket has no room. */
static bool ask(struct resolver *r, struct entry *e)
{
	if (send(r->fd, &e->addr, sizeof(e->addr), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return false;
	e->asked = true;
	return true;
}

static void take_answers(struct resolver *r)
{
	struct answer answer;

	while (recv(r->fd, &answer, sizeof(answer), MSG_DONTWAIT) == sizeof(answer)) {
		struct entry *e = find(r, &answer.addr);

		if (!e->addr.family || e->answered)
			continue;
		answer.name[NAME_MAX_LEN - 1] = '\0';
		e->answered = true;
		e->name = answer.name[0] ? strdup(answer.name) : NULL;
		r->fresh -= !e->late;
	}
}

static void ask_rest(struct resolver *r)
{
	for (size_t i = 0; r->unasked && i < SLOTS; i++) {
		struct entry *e = &r->slots[i];

		if (!e->addr.family || e->asked)
			continue;
		if (!ask(r, e))
			return;
		r->unasked--;
	}
}

static void want(struct resolver *r, const struct addr *a)
{
	struct entry *e = find(r, a);

	if (e->addr.family)
		return;
	if (r->count == MOST) {
		forget_all(r);
		e = find(r, a);
	}
	e->addr = *a;
	r->count++;
	r->fresh++;
	if (r->unasked || !ask(r, e))
		r->unasked++;
}

static bool address_of(const struct record *rec, enum record_name name, struct addr *a)
{
	static const enum field_id ids[NAME_COUNT] = {
		[NAME_ORIG_SRC] = FIELD_ID_ORIG_SRC, [NAME_ORIG_DST] = FIELD_ID_ORIG_DST,
		[NAME_REPLY_SRC] = FIELD_ID_REPLY_SRC, [NAME_REPLY_DST] = FIELD_ID_REPLY_DST,
	};
	struct value value;

	if (!rec->flow || !fields[ids[name]].get(&fields[ids[name]], rec, &value))
		return false;
	*a = value.addr;
	return true;
}

void resolver_want(struct resolver *r, const struct record *rec)
{
	struct addr a;

	for (unsigned i = 0; i < NAME_COUNT; i++)
		if (address_of(rec, (enum record_name)i, &a))
			want(r, &a);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What did not come in this time is not waited for again. */
static void be_late(struct resolver *r)
{
	for (size_t i = 0; r->fresh && i < SLOTS; i++) {
		struct entry *e = &r->slots[i];

		if (!e->addr.family || e->answered || e->late)
			continue;
		e->late = true;
		r->fresh--;
	}
}

void resolver_wait(struct resolver *r, unsigned ms)
{
	const int64_t until = now_ms() + ms;

	for (int64_t left = ms; r->fresh && left > 0; left = until - now_ms()) {
		struct pollfd news = { .fd = r->fd, .events = POLLIN };

		ask_rest(r);
		if (poll(&news, 1, (int)left) < 0 || news.revents & POLLHUP)
			break;
		take_answers(r);
	}
	be_late(r);
}

void resolver_names(struct resolver *r, const struct record *rec, const char *names[NAME_COUNT])
{
	struct addr a;

	take_answers(r);
	for (unsigned i = 0; i < NAME_COUNT; i++)
		names[i] = address_of(rec, (enum record_name)i, &a) ? find(r, &a)->name : NULL;
}
