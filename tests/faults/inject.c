/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inject: the whole program on the live kernel, with one fault each time.
 *
 * Reads lines of words separated by tabs: FAULT AT ARGUMENTS... and runs the
 * program once for each, in a process of its own. AT says which occurrence of
 * the faulty call fails: 1 is the first. Answers a line "WAIT-STATUS CALLS BLOCKS
 * OUT ERR": how the process ended, how often the call was made, how many blocks
 * of memory were not freed, how many bytes of stdout and of stderr follow behind
 * the line. In between comes a line "listening" once all events are subscribed to.
 */
#define _GNU_SOURCE	/* RTLD_NEXT and memfd_create */
#include "base/number.h"
#include "cmd/program.h"
#include "net/message.h"
#include "net/wire.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter/nfnetlink.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 64, LINE_SIZE = 4096, SECONDS = 20, HELD_MAX = 64 * 1024 };

/* What is to go wrong in this process, and what the parent is told of it. */
struct plan {
	const char *fault;
	unsigned long at;
	bool memory, all_from_there;
	int answer_fd;
};

struct tally {
	atomic_ulong calls;
	atomic_long blocks;
};

static struct plan plan;
static struct tally *tally;
static atomic_bool armed;

/* Whether this is the call that fails. */
static bool strikes(void)
{
	unsigned long n = atomic_fetch_add(&tally->calls, 1) + 1;

	return plan.at && (n == plan.at || (plan.all_from_there && n > plan.at));
}

/*
 * Memory: these stand in front of the C library's for everybody in the process.
 * A sanitizer's come next where the program is built with one; it cannot be
 * looked up before it has started, which takes memory.
 */
#define NEXT(result, name, ...) \
	extern result __interceptor_##name(__VA_ARGS__) __attribute__((weak)); \
	static result (*next_##name(void))(__VA_ARGS__) \
	{ \
		static result (*found)(__VA_ARGS__); \
	\
		if (!found && __interceptor_##name) \
			found = __interceptor_##name; \
		if (!found) \
			*(void **)&found = dlsym(RTLD_NEXT, #name); \
		return found; \
	}

NEXT(void *, malloc, size_t)
NEXT(void *, calloc, size_t, size_t)
NEXT(void *, realloc, void *, size_t)
NEXT(void, free, void *)

/* A sanitizer looks at each new thread in this way, and ends where it cannot. */
static _Thread_local bool exempt;

int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
	int (*next)(pthread_t, pthread_attr_t *);
	int result;

	*(void **)&next = dlsym(RTLD_NEXT, "pthread_getattr_np");
	exempt = true;
	result = next(thread, attributes);
	exempt = false;
	return result;
}

static bool denied(void)
{
	if (exempt || !atomic_load(&armed) || !plan.memory || !strikes())
		return false;
	errno = ENOMEM;
	return true;
}

static void *counted(void *block)
{
	if (block && atomic_load(&armed))
		atomic_fetch_add(&tally->blocks, 1);
	return block;
}

void *malloc(size_t size)
{
	return denied() ? NULL : counted(next_malloc()(size));
}

void *calloc(size_t count, size_t size)
{
	return denied() ? NULL : counted(next_calloc()(count, size));
}

void *realloc(void *block, size_t size)
{
	if (denied())
		return NULL;
	return block ? next_realloc()(block, size) : counted(next_realloc()(NULL, size));
}

void free(void *block)
{
	if (block && atomic_load(&armed))
		atomic_fetch_sub(&tally->blocks, 1);
	next_free()(block);
}

/* A sanitizer has its own of these, which would go past the above. */

char *strdup(const char *text)
{
	char *copy = malloc(strlen(text) + 1);

	return copy ? strcpy(copy, text) : NULL;
}

void *reallocarray(void *block, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(block, count * size);
}

/* A wire in front of the live one. */
struct faulty {
	struct wire wire;	/* first: a wire is cast to what holds it */
	struct wire *inner;
	uint32_t first_seq, seq;	/* of the first and last request on their way */
	ssize_t held_len;	/* a datagram kept back for later; 0: none */
	unsigned joined;
	_Alignas(8) char held[HELD_MAX], late[HELD_MAX];
};

static struct faulty *faulty_of(struct wire *w)
{
	return (struct faulty *)w;
}

static bool is_fault(const char *name)
{
	return strcmp(plan.fault, name) == 0;
}

/* The errno that a fault "CALL=NUMBER" is about; 0: another fault. */
static int errnum_of(const char *call)
{
	size_t len = strlen(call);
	uint64_t n;

	if (strncmp(plan.fault, call, len) != 0 || plan.fault[len] != '=')
		return 0;
	return number_parse(plan.fault + len + 1, NUMBER_DECIMAL, 4096, &n) ? (int)n : 0;
}

/* Fails when the fault is about CALL and its time has come. */
static int fail(const char *call)
{
	int errnum = errnum_of(call);

	if (!errnum || !strikes())
		return 0;
	errno = errnum;
	return -1;
}

static struct nlmsghdr *put(char *at, uint16_t type, uint32_t seq, uint32_t portid, int code)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(at);

	msg->nlmsg_type = type;
	msg->nlmsg_seq = seq;
	msg->nlmsg_pid = portid;
	memcpy(mnl_nlmsg_put_extra_header(msg, sizeof(struct nlmsgerr)), &code, sizeof(code));
	return msg;
}

/* Ends and errors that answer other requests, or those of other sockets. */
static ssize_t foreign(const struct faulty *f, char *buf)
{
	const uint32_t seqs[] = { f->first_seq - 1, f->seq + 1, f->seq + 0x80000000, 0, f->seq };
	size_t len = 0;

	for (size_t i = 0; i < sizeof(seqs) / sizeof(*seqs); i++) {
		uint32_t portid = f->wire.portid + (seqs[i] == f->seq);

		len += put(buf + len, NLMSG_ERROR, seqs[i], portid, -EPERM)->nlmsg_len;
		len += put(buf + len, NLMSG_DONE, seqs[i], portid, 0)->nlmsg_len;
	}
	return (ssize_t)len;
}

static bool ends(const char *buf, size_t left)
{
	for (const struct nlmsghdr *msg = (const void *)buf; message_fits(msg, left);
	     msg = message_next(msg, &left))
		if (msg->nlmsg_type == NLMSG_DONE || msg->nlmsg_type == NLMSG_ERROR)
			return true;
	return false;
}

static ssize_t interrupt(char *buf, ssize_t len)
{
	size_t left = len > 0 ? (size_t)len : 0;
	char *at = buf;

	while (message_fits((void *)at, left)) {
		struct nlmsghdr *msg = (void *)at;

		at += message_next(msg, &left) == msg ? 0 : MNL_ALIGN(msg->nlmsg_len);
		msg->nlmsg_flags |= NLM_F_DUMP_INTR;
	}
	return len;
}

/* The first attribute of the first message sticks out of it; an end or an answer without any stays. */
static ssize_t garble(char *buf, ssize_t len)
{
	struct nlmsghdr *msg = (void *)buf;
	struct nlattr *attr = (void *)(buf + MNL_NLMSG_HDRLEN + sizeof(struct nfgenmsg));

	if (msg->nlmsg_type >= NLMSG_MIN_TYPE && msg->nlmsg_len > MNL_NLMSG_HDRLEN + sizeof(struct nfgenmsg))
		attr->nla_len = UINT16_MAX;
	return len;
}

static ssize_t inner_recv(struct faulty *f, void *buf, size_t size)
{
	return f->inner->ops->recv(f->inner, buf, size);
}

/* The datagram behind the next one comes first. */
static ssize_t overtake(struct faulty *f, char *buf, size_t size)
{
	ssize_t first = inner_recv(f, f->held, sizeof(f->held)), second;

	if (first <= 0 || ends(f->held, (size_t)first)) {
		memcpy(buf, f->held, first > 0 ? (size_t)first : 0);
		return first;
	}
	second = inner_recv(f, buf, size);
	/* nobody could tell what comes behind the end */
	if (second <= 0 || ends(buf, (size_t)second)) {
		f->held_len = second > 0 ? second : 0;
		memcpy(f->late, buf, (size_t)f->held_len);
		memcpy(buf, f->held, (size_t)first);
		memcpy(f->held, f->late, (size_t)f->held_len);
		return first;
	}
	f->held_len = first;
	return second;
}

static ssize_t cut(ssize_t len, ssize_t shorter)
{
	return len > shorter ? shorter : len;
}

/* From here on waiting for more is over at once, for the sake of many runs. */
static void lose_patience(struct faulty *f)
{
	fcntl(f->inner->ops->poll_fd(f->inner), F_SETFL, O_NONBLOCK);
}

/* No end ever comes, nor anything else. */
static ssize_t lose_end(struct faulty *f, char *buf, size_t size)
{
	ssize_t n = inner_recv(f, buf, size);

	if (n <= 0 || !ends(buf, (size_t)n))
		return n;
	if (is_fault("no-end"))
		lose_patience(f);
	return inner_recv(f, buf, size);
}

/* Something else comes instead of the next datagram, which stays. */
static ssize_t replace(struct faulty *f, char *buf, size_t size)
{
	if (!strikes())
		return inner_recv(f, buf, size);
	lose_patience(f);
	if (is_fault("foreign"))
		return foreign(f, buf);
	if (is_fault("refusal"))
		return (ssize_t)put(buf, NLMSG_ERROR, f->seq, f->wire.portid, -EIO)->nlmsg_len;
	return is_fault("swap") ? overtake(f, buf, size) : 0;
}

/* What comes is not what was sent. */
static ssize_t alter(struct faulty *f, char *buf, size_t size)
{
	ssize_t n = inner_recv(f, buf, size);

	if (n <= 0 || !strikes())
		return n;
	if (is_fault("twice")) {
		memcpy(f->held, buf, (size_t)n);
		f->held_len = n;
		return n;
	}
	lose_patience(f);
	if (is_fault("interrupted"))
		return interrupt(buf, n);
	if (is_fault("garbled"))
		return garble(buf, n);
	if (is_fault("short-half"))
		return cut(n, n / 2 | 1);
	if (is_fault("short-last"))
		return cut(n, n - 4);
	if (is_fault("short-head"))
		return cut(n, 6);
	errno = EMSGSIZE;
	return -1;
}

static bool is_any_fault(const char *const *names)
{
	while (*names && !is_fault(*names))
		names++;
	return *names;
}

static ssize_t fail_recv(struct faulty *f, void *buf, size_t size)
{
	if (fail("recv") == 0)
		return inner_recv(f, buf, size);
	lose_patience(f);
	errno = errnum_of("recv");
	return -1;
}

static ssize_t faulty_recv(struct wire *w, void *buf, size_t size)
{
	struct faulty *f = faulty_of(w);

	if (f->held_len) {
		ssize_t n = f->held_len;

		f->held_len = 0;
		memcpy(buf, f->held, (size_t)n);
		return n;
	}
	if (is_any_fault((const char *const []){ "no-end", "silence", NULL }))
		return lose_end(f, buf, size);
	if (is_any_fault((const char *const []){ "foreign", "refusal", "swap", "over", NULL }))
		return replace(f, buf, size);
	if (is_any_fault((const char *const []){ "interrupted", "garbled", "short-half", "short-last", "short-head",
						 "truncated", "twice", NULL }))
		return alter(f, buf, size);
	return errnum_of("recv") ? fail_recv(f, buf, size) : inner_recv(f, buf, size);
}

static ssize_t faulty_send(struct wire *w, const void *bytes, size_t len)
{
	struct faulty *f = faulty_of(w);
	const struct nlmsghdr *msg = bytes;

	f->first_seq = msg->nlmsg_seq;
	for (size_t left = len; message_fits(msg, left); msg = message_next(msg, &left))
		f->seq = msg->nlmsg_seq;
	return fail("send") < 0 ? -1 : f->inner->ops->send(f->inner, bytes, len);
}

static int faulty_join(struct wire *w, unsigned group)
{
	struct faulty *f = faulty_of(w);
	int result = fail("join") < 0 ? -1 : f->inner->ops->join(f->inner, group);

	if (result == 0 && ++f->joined == 3)
		dprintf(plan.answer_fd, "listening\n");
	return result;
}

static int faulty_set_buffer(struct wire *w, size_t bytes, size_t *granted)
{
	struct faulty *f = faulty_of(w);

	return fail("buffer") < 0 ? -1 : f->inner->ops->set_buffer(f->inner, bytes, granted);
}

static int faulty_filter(struct wire *w, struct bpf *program)
{
	struct faulty *f = faulty_of(w);

	return fail("filter") < 0 ? -1 : f->inner->ops->filter(f->inner, program);
}

static int faulty_drops(struct wire *w, uint32_t *lost)
{
	struct faulty *f = faulty_of(w);

	return fail("drops") < 0 ? -1 : f->inner->ops->drops(f->inner, lost);
}

static int faulty_poll_fd(struct wire *w)
{
	struct faulty *f = faulty_of(w);

	return f->inner->ops->poll_fd(f->inner);
}

static void faulty_close(struct wire *w)
{
	struct faulty *f = faulty_of(w);

	f->inner->ops->close(f->inner);
	free(f);
}

static const struct wire_ops faulty_ops = {
	.send = faulty_send, .recv = faulty_recv, .join = faulty_join,
	.set_buffer = faulty_set_buffer, .filter = faulty_filter, .drops = faulty_drops,
	.poll_fd = faulty_poll_fd, .close = faulty_close,
};

static struct wire *faulty_open(const struct wire_source *source, struct error *err)
{
	struct faulty *f;

	(void)source;
	if (fail("open") < 0) {
		error_failed(err, errno, "Can't open handler: %s", strerror(errno));
		return NULL;
	}
	f = malloc(sizeof(*f));
	if (!f) {
		error_nomem(err);
		return NULL;
	}
	f->first_seq = f->seq = f->joined = 0;
	f->held_len = 0;
	f->inner = wire_live.open(&wire_live, err);
	if (!f->inner) {
		free(f);
		return NULL;
	}
	f->wire = (struct wire){ .ops = &faulty_ops, .portid = f->inner->portid };
	return &f->wire;
}

static const struct wire_source source = { .open = faulty_open };

/* What a build that counts lines writes down at the end, which _exit passes by. */
extern void __gcov_dump(void) __attribute__((weak));

/* The process that runs the program. */
static _Noreturn void run(char *words[], int count, const int streams[2])
{
	uint64_t at;
	int status;

	plan.answer_fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	dup2(streams[0], STDOUT_FILENO);
	dup2(streams[1], STDERR_FILENO);
	plan.fault = words[0];
	plan.memory = strncmp(words[0], "memory", 6) == 0;
	plan.all_from_there = is_fault("memory-all");
	plan.at = number_parse(words[1], NUMBER_DECIMAL, UINT32_MAX, &at) ? (unsigned long)at : 0;
	words[1] = (char[]){ "conntrack" };
	alarm(SECONDS);
	atomic_store(&armed, true);
	status = program_run(count - 1, words + 1, &source);
	atomic_store(&armed, false);
	if (__gcov_dump)
		__gcov_dump();
	_exit(status);
}

/* The words of a line, ended by NULL. */
static int split(char *line, char *words[])
{
	int count = 0;

	line[strcspn(line, "\n")] = '\0';
	for (char *word; count < WORDS_MAX - 1 && (word = strsep(&line, "\t"));)
		words[count++] = word;
	words[count] = NULL;
	return count;
}

static void copy(int fd, off_t len)
{
	char bytes[4096];

	for (off_t at = 0; at < len;) {
		ssize_t n = pread(fd, bytes, sizeof(bytes), at);

		if (n <= 0 || fwrite(bytes, 1, (size_t)n, stdout) != (size_t)n)
			_exit(1);
		at += n;
	}
}

static void answer(int status, const int streams[2])
{
	off_t out = lseek(streams[0], 0, SEEK_END), err = lseek(streams[1], 0, SEEK_END);

	printf("%d %lu %ld %lld %lld\n", status, atomic_load(&tally->calls),
	       atomic_load(&tally->blocks), (long long)out, (long long)err);
	copy(streams[0], out);
	copy(streams[1], err);
	fflush(stdout);
}

static bool serve(char *line)
{
	int streams[2] = { memfd_create("stdout", MFD_CLOEXEC), memfd_create("stderr", MFD_CLOEXEC) };
	char *words[WORDS_MAX];
	int count = split(line, words), status;
	pid_t child;

	if (count < 3 || streams[0] < 0 || streams[1] < 0)
		return false;
	atomic_store(&tally->calls, 0);
	atomic_store(&tally->blocks, 0);
	fflush(stdout);
	child = fork();
	if (child == 0)
		run(words, count, streams);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return false;
	answer(status, streams);
	close(streams[0]);
	close(streams[1]);
	return true;
}

int main(void)
{
	char line[LINE_SIZE];

	tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tally == MAP_FAILED)
		return 1;
	while (fgets(line, sizeof(line), stdin))
		if (!serve(line))
			return 1;
	return 0;
}
