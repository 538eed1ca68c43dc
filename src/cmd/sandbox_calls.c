/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE	/* AT_EMPTY_PATH, CLONE_THREAD */
#include "cmd/sandbox.h"

#include "config.h"

#ifdef HAVE_LIBSECCOMP

#include <dlfcn.h>
#include <errno.h>
#include <endian.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/net.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

/*
 * A system call that is allowed, to all or only to who needs it; where MASK is not
 * 0, if ARGUMENT has VALUE under it. The list is that of all architectures: what
 * one of them does not have is passed over.
 */
struct allowed {
	char name[24];
	unsigned needs;		/* enum sandbox_need, any of them; 0: always */
	unsigned argument;
	uint64_t mask, value;
};

enum { WRITES = O_ACCMODE | O_CREAT | O_TRUNC };

/* Where the older call takes its arguments in memory, out of sight, there is a newer one; but not on one machine. */
#if defined(__s390x__)
#define MMAP { .name = "mmap" }
#elif defined(SYS_mmap2)
#define MMAP { .name = "mmap2", .argument = 2, .mask = PROT_EXEC }
#else
#define MMAP { .name = "mmap", .argument = 2, .mask = PROT_EXEC }
#endif

/* The same machine has the stack first. */
#if defined(__s390x__)
enum { CLONE_FLAGS = 1 };
#else
enum { CLONE_FLAGS = 0 };
#endif

static const struct allowed calls[] = {
	/* what is open */
	{ .name = "read" }, { .name = "readv" }, { .name = "write" }, { .name = "writev" },
	{ .name = "lseek" }, { .name = "_llseek" }, { .name = "close" },
	{ .name = "fcntl" }, { .name = "fcntl64" }, { .name = "fstat" }, { .name = "fstat64" },
	{ .name = "newfstatat", .argument = 3, .mask = AT_EMPTY_PATH, .value = AT_EMPTY_PATH },
	{ .name = "fstatat64", .argument = 3, .mask = AT_EMPTY_PATH, .value = AT_EMPTY_PATH },
	{ .name = "statx", .argument = 2, .mask = AT_EMPTY_PATH, .value = AT_EMPTY_PATH },
	{ .name = "recv" }, { .name = "recvfrom" }, { .name = "recvmsg" },
	{ .name = "send" }, { .name = "sendto" }, { .name = "sendmsg" },
	{ .name = "getsockopt" }, { .name = "shutdown" },
	{ .name = "setsockopt", .argument = 2, .mask = UINT32_MAX, .value = SO_ATTACH_FILTER },

	/* time and patience */
	{ .name = "poll" }, { .name = "ppoll" }, { .name = "ppoll_time64" },
	{ .name = "clock_gettime" }, { .name = "clock_gettime64" }, { .name = "gettimeofday" }, { .name = "time" },
	{ .name = "restart_syscall" }, { .name = "futex" }, { .name = "futex_time64" },

	/* a thread, but no process; asked for the newer call the C library falls back on this one */
	{ .name = "clone", .argument = CLONE_FLAGS, .mask = CLONE_THREAD, .value = CLONE_THREAD },
	{ .name = "set_robust_list" }, { .name = "rseq" }, { .name = "eventfd2" },

	/* memory, none of it for code */
	{ .name = "brk" }, { .name = "munmap" }, { .name = "mremap" }, { .name = "madvise" },
	MMAP,
	{ .name = "mprotect", .argument = 2, .mask = PROT_EXEC },
	{ .name = "getrandom" },

	/* signals and the end */
	{ .name = "rt_sigaction" }, { .name = "rt_sigprocmask" }, { .name = "rt_sigreturn" }, { .name = "sigreturn" },
	{ .name = "getpid" }, { .name = "gettid" }, { .name = "tgkill" },
	{ .name = "setitimer" }, { .name = "getitimer" }, { .name = "rt_sigpending" },
	{ .name = "wait4" }, { .name = "waitid" }, { .name = "exit" }, { .name = "exit_group" },

	{ .name = "open", .needs = SANDBOX_LOOKS, .argument = 1, .mask = WRITES },
	{ .name = "openat", .needs = SANDBOX_LOOKS, .argument = 2, .mask = WRITES },
	{ .name = "getdents", .needs = SANDBOX_LOOKS }, { .name = "getdents64", .needs = SANDBOX_LOOKS },
	{ .name = "readlink", .needs = SANDBOX_LOOKS }, { .name = "readlinkat", .needs = SANDBOX_LOOKS },

	{ .name = "socket", .needs = SANDBOX_ASKS, .mask = UINT32_MAX, .value = AF_NETLINK },
	{ .name = "bind", .needs = SANDBOX_ASKS }, { .name = "getsockname", .needs = SANDBOX_ASKS },
	{ .name = "setsockopt", .needs = SANDBOX_ASKS },
};

/*
 * Who packages programs, and who makes small file systems of them, sees no library
 * that is opened at run time. The program's file says so in a note, in the format of
 * the UAPI group's "ELF dlopen metadata".
 */
#define LIBRARY "libseccomp.so.2"
#define NOTE_OWNER "FDO"
#define NOTE_TEXT "[{\"feature\":\"seccomp\"," \
	"\"description\":\"Take system calls from event, which goes on for months\"," \
	"\"priority\":\"recommended\",\"soname\":[\"" LIBRARY "\"]}]"

static const struct {
	uint32_t owner_size, text_size, type;
	char owner[sizeof(NOTE_OWNER)];
	_Alignas(uint32_t) char text[sizeof(NOTE_TEXT)];
} dlopen_note __attribute__((used, section(".note.dlopen"), aligned(sizeof(uint32_t)))) = {
	.owner_size = sizeof(NOTE_OWNER), .text_size = sizeof(NOTE_TEXT), .type = 0x407c0c0a,
	.owner = NOTE_OWNER, .text = NOTE_TEXT,
};

/*
 * What is used of the library. It is opened by who needs it: linked, it would cost
 * every run of every other command a fifth of its time.
 */
struct library {
	void *handle;
	__typeof__(&seccomp_init) init;
	__typeof__(&seccomp_syscall_resolve_name) number_of;
	__typeof__(&seccomp_rule_add_array) add;
	__typeof__(&seccomp_load) load;
	__typeof__(&seccomp_release) release;
};

static bool open_library(struct library *lib)
{
	const struct { const char *name; void *into; } functions[] = {
		{ "seccomp_init", &lib->init },
		{ "seccomp_syscall_resolve_name", &lib->number_of },
		{ "seccomp_rule_add_array", &lib->add },
		{ "seccomp_load", &lib->load },
		{ "seccomp_release", &lib->release },
	};
	bool all;

	lib->handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	all = lib->handle != NULL;
	for (size_t i = 0; all && i < sizeof(functions) / sizeof(*functions); i++) {
		void *function = dlsym(lib->handle, functions[i].name);

		memcpy(functions[i].into, &function, sizeof(function));
		all = function != NULL;
	}
	return all;
}

static int allow(const struct library *lib, scmp_filter_ctx filter, const struct allowed *call)
{
	const struct scmp_arg_cmp condition = {
		.arg = call->argument, .op = SCMP_CMP_MASKED_EQ,
		.datum_a = call->mask, .datum_b = call->value,
	};
	int number = lib->number_of(call->name);

	if (number == __NR_SCMP_ERROR)
		return 0;	/* younger than the library */
	return lib->add(filter, SCMP_ACT_ALLOW, number, call->mask != 0, &condition);
}

/* As if the kernel were older than the call: the C library knows how to do without. */
static int filter_calls(const struct library *lib, unsigned needs)
{
	scmp_filter_ctx filter = lib->init(SCMP_ACT_ERRNO(ENOSYS));
	int result = filter ? 0 : -ENOMEM;

	for (size_t i = 0; result == 0 && i < sizeof(calls) / sizeof(*calls); i++)
		if (!calls[i].needs || calls[i].needs & needs)
			result = allow(lib, filter, &calls[i]);
	if (result == 0)
		result = lib->load(filter);
	lib->release(filter);
	return -result;
}

#ifdef SYS_socketcall

enum { LOW_WORD = __BYTE_ORDER == __BIG_ENDIAN ? 4 : 0 };

/*
 * The arguments of socketcall(2) are in memory, where no filter sees them: the library lets
 * it open any socket once it may open one, and leaves no option of a socket to it that has a
 * condition. So it does neither, whoever asks calls directly (net/direct.h); this filter is
 * in front of the library's, and what both allow is allowed. Setting any option stays to who
 * may do that.
 */
static int refuse_socketcall(unsigned needs)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socketcall, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args) + LOW_WORD),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_SOCKET, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, needs & SANDBOX_ASKS ? SYS_SOCKET : SYS_SETSOCKOPT, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
	};
	const struct sock_fprog program = { .len = sizeof(code) / sizeof(*code), .filter = code };

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) < 0 ? errno : 0;
}

#else

static int refuse_socketcall(unsigned needs)
{
	(void)needs;
	return 0;
}

#endif

int sandbox_filter_calls(unsigned needs)
{
	struct library lib = { .handle = NULL };
	int errnum = open_library(&lib) ? refuse_socketcall(needs) : ELIBACC;

	if (errnum == 0)
		errnum = filter_calls(&lib, needs);
	if (lib.handle)
		dlclose(lib.handle);
	return errnum;
}

#else

int sandbox_filter_calls(unsigned needs)
{
	(void)needs;
	return 0;
}

#endif
