/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/beside.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range (-1)
#endif

/* As far as kernels before 5.9 are asked to close one by one. */
enum { OPEN_LIKELY = 1024 };

/* What the other process has open must not stay open because of this one. */
static int close_all_but(int fd)
{
	if (dup2(fd, STDIN_FILENO) < 0)
		return -1;
	if (syscall(SYS_close_range, STDIN_FILENO + 1, ~0U, 0) == 0)
		return 0;
	for (int other = STDIN_FILENO + 1; other < OPEN_LIKELY; other++)
		close(other);
	return 0;
}

_Noreturn static void begin(const char *name, void (*work)(void), int fd)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	prctl(PR_SET_NAME, name, 0, 0, 0);
	if (close_all_but(fd) == 0)
		work();
	_exit(0);
}

pid_t beside_start(const char *name, void (*work)(void), int *fd)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -1;
	pid = fork();
	if (pid == 0)
		begin(name, work, ends[1]);
	close(ends[1]);
	if (pid < 0)
		close(ends[0]);
	else
		*fd = ends[0];
	return pid;
}
