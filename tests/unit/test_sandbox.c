/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process can and cannot do any more behind the wall. */
#define _GNU_SOURCE	/* unshare */
#include "cmd/namer.h"
#include "cmd/sandbox.h"
#include "config.h"
#include "net/direct.h"
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef HAVE_LIBSECCOMP
enum { BUILT_WITH_FILTER = true };
#else
enum { BUILT_WITH_FILTER = false };
#endif

/* Emulators of a processor have none, as kernels can be built. */
static bool is_filtered(void)
{
	return BUILT_WITH_FILTER && prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
}

static long open_for_reading(void) { return open("/proc/self/status", O_RDONLY | O_CLOEXEC); }
static long open_for_writing(void) { return open("/dev/null", O_WRONLY | O_CLOEXEC); }
static long make_file(void) { return open("/tmp/sandbox.tmp", O_RDONLY | O_CREAT | O_CLOEXEC, 0600); }
static long open_inet(void) { return socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0); }
static long open_inet_directly(void) { return direct_socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0); }
static long open_netlink(void) { return direct_socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 12); }

/* As events are kept back that were not received yet. */
static long attach_filter(void)
{
	struct sock_filter code[] = { { .code = 0x06, .k = UINT32_MAX } };
	const struct sock_fprog program = { .len = 1, .filter = code };

	return direct_setsockopt(STDOUT_FILENO, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) == 0 ||
	       errno != ENOSYS ? 0 : -1;
}

/* Through the C library, which has its own way to the kernel on some machines. */
static long limit_waiting(void)
{
	const struct timeval patience = { .tv_sec = 1 };

	return setsockopt(STDOUT_FILENO, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0 ||
	       errno != ENOSYS ? 0 : -1;
}

/* As a wire to the kernel is opened. */
static long prepare_netlink(void)
{
	const struct sockaddr_nl own = { .nl_family = AF_NETLINK };
	const struct timeval patience = { .tv_sec = 1 };
	struct sockaddr_nl bound;
	socklen_t len = sizeof(bound);
	int fd = (int)open_netlink();

	if (fd < 0 || bind(fd, (const struct sockaddr *)&own, sizeof(own)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0)
		return -1;
	return getsockname(fd, (struct sockaddr *)&bound, &len);
}

static long execute(void) { return execl("/bin/true", "true", (char *)NULL); }
static long trace(void) { return ptrace(PTRACE_TRACEME, 0, NULL, NULL); }
static long new_namespace(void) { return unshare(CLONE_NEWUSER); }
static long end_other(void) { return kill(getppid(), SIGTERM); }
static long remove_file(void) { return unlink("/nonexistent"); }
static long look_at_path(void) { return access("/", F_OK); }

static long make_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? -1 : 0;
}

static long make_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid;
}

static long much_memory(void)
{
	char *p = malloc(64 << 20);

	if (p)
		p[1 << 20] = 1;
	free(p);
	return p ? 0 : -1;
}

static long local_time(void)
{
	time_t now = time(NULL);
	struct tm tm;

	return localtime_r(&now, &tm) ? 0 : -1;
}

static long read_pipe(void)
{
	char c;

	return read(STDIN_FILENO, &c, 1);
}

static const struct trial {
	const char *name;
	long (*act)(void);
	unsigned allowed;	/* bits 1 << needs */
} trials[] = {
	{ "read what is open", read_pipe, ~0U },
	{ "use memory", much_memory, ~0U },
	{ "tell the local time", local_time, ~0U },
	{ "open a file for reading", open_for_reading, 1 << SANDBOX_LOOKS },
	{ "open a file for writing", open_for_writing, 0 },
	{ "make a file", make_file, 0 },
	{ "remove a file", remove_file, 0 },
	{ "look at a path", look_at_path, 0 },
	{ "open a netlink socket", open_netlink, 1 << SANDBOX_ASKS },
	{ "make it ready for requests", prepare_netlink, 1 << SANDBOX_ASKS },
	{ "open an internet socket", open_inet, 0 },
	{ "open an internet socket directly", open_inet_directly, 0 },
	{ "attach a filter to a socket", attach_filter, ~0U },
	{ "set another option of a socket", limit_waiting, 1 << SANDBOX_ASKS },
	{ "execute a program", execute, 0 },
	{ "make a process", make_process, 0 },
	{ "end another process", end_other, 0 },
	{ "be traced", trace, 0 },
	{ "make a namespace", new_namespace, 0 },
	{ "make memory executable", make_code, 0 },
};

enum { PASSED, FAILED, REFUSED };

/* In a process of its own: enter, then act; what came of it. */
static int try(unsigned needs, long (*act)(void))
{
	struct error err = ERROR_INIT;
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (sandbox_enter(needs, &err) < 0)
			_exit(99);
		_exit(act() >= 0 ? PASSED : errno == ENOSYS ? REFUSED : FAILED);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_calls(unsigned needs, const char *who)
{
	for (size_t i = 0; i < sizeof(trials) / sizeof(*trials); i++) {
		const struct trial *t = &trials[i];
		bool may = t->allowed >> needs & 1;

		if (may)
			ok(try(needs, t->act) == PASSED, "%s can %s", who, t->name);
		else if (is_filtered())
			ok(try(needs, t->act) == REFUSED, "%s cannot %s", who, t->name);
	}
}

/* The number, in base BASE, that /proc/PID/status has behind FIELD; 99 when there is none. */
static unsigned long long status_of(pid_t pid, const char *field, int base)
{
	unsigned long long value = 99;
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, field, strlen(field)) == 0 && line[strlen(field)] == ':')
			value = strtoull(line + strlen(field) + 1, NULL, base);
	if (file)
		fclose(file);
	return value;
}

/* A process that has entered says so with one byte, and waits to be ended. */
static pid_t enter_and_wait(unsigned needs)
{
	struct error err = ERROR_INIT;
	int ends[2];
	char c = 'x';
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		if (sandbox_enter(needs, &err) >= 0 && write(ends[1], &c, 1) == 1)
			while (read(ends[1], &c, 1) > 0)
				;
		_exit(0);
	}
	close(ends[1]);
	if (read(ends[0], &c, 1) != 1)
		c = '\0';
	return c == 'x' ? pid : -1;
}

static void test_privileges(unsigned needs, unsigned long long keep, const char *who)
{
	static const char *const sets[] = { "CapEff", "CapPrm", "CapBnd" };
	bool may_shrink = status_of(getpid(), "CapEff", 16) >> CAP_SETPCAP & 1;
	pid_t pid = enter_and_wait(needs);

	if (!ok(pid > 0, "%s has entered", who))
		return;	/* and no signal goes to -1, who is everybody */
	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets) - !may_shrink; i++)
		ok(status_of(pid, sets[i], 16) == (status_of(getpid(), sets[i], 16) & keep),
		   "... %s: no more is left than that takes", sets[i]);
	is_int((long long)status_of(pid, "CapInh", 16), 0, "... nothing is inherited");
	is_int((long long)status_of(pid, "CapAmb", 16), 0, "... in either way");
	is_int((long long)status_of(pid, "NoNewPrivs", 10), 1, "... nor got by executing");
	is_int((long long)status_of(pid, "Seccomp", 10), is_filtered() ? 2 : (long long)status_of(getpid(), "Seccomp", 10),
	       "... calls are filtered, if the build has that");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void test_namer(void)
{
	char name[PROGNAME_SIZE] = "";
	struct namer namer;
	int sock, other;

	if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
		skip(4, "no network namespace to be had");
		return;
	}
	sock = (int)open_netlink();
	prctl(PR_SET_NAME, "asks a lot");
	ok(bind(sock, (const struct sockaddr *)&(struct sockaddr_nl){ .nl_family = AF_NETLINK, .nl_pid = 4711 },
		sizeof(struct sockaddr_nl)) == 0 && namer_start(&namer), "a port, and who can tell whose it is");
	ok(namer.finder.find(&namer.finder, 4711, name) && !strcmp(name, "asks a lot"), "the name of its program");
	ok(!namer.finder.find(&namer.finder, 4712, name), "nobody has another port");
	other = (int)open_netlink();
	close(sock);
	ok(!namer.finder.find(&namer.finder, 4711, name), "nor that one, once it is closed");
	close(other);
	namer_stop(&namer);
}

int main(void)
{
	static const unsigned long long looks = 1ULL << CAP_SYS_PTRACE | 1ULL << CAP_DAC_READ_SEARCH;
	int ends[2];

	if (pipe(ends) < 0 || write(ends[1], "0123456789", 10) != 10 || dup2(ends[0], STDIN_FILENO) < 0)
		return 99;
	if (!is_filtered())
		skip(1, "what cannot be done: no filter of system calls, in the build or the kernel");
	test_calls(0, "who only listens");
	test_calls(SANDBOX_LOOKS, "who looks");
	test_calls(SANDBOX_ASKS, "who asks");
	test_privileges(0, 0, "who only listens");
	test_privileges(SANDBOX_LOOKS, looks, "who looks");
	test_privileges(SANDBOX_ASKS, 1ULL << CAP_NET_ADMIN, "who asks");
	test_namer();
	return done();
}
