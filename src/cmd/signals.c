/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/signals.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

static sigset_t ending_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	return set;
}

int signals_open(struct error *err)
{
	const sigset_t set = ending_signals();
	int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);

	if (fd < 0)
		return error_failed(err, errno, "cannot wait for signals: %s", strerror(errno));
	sigprocmask(SIG_BLOCK, &set, NULL);
	return fd;
}

void signals_close(int fd)
{
	const sigset_t set = ending_signals();
	struct signalfd_siginfo info;

	while (read(fd, &info, sizeof(info)) > 0)
		;
	close(fd);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}
