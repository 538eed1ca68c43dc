/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/signals.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <unistd.h>

enum { TICK_USEC = 200000 };

static sigset_t set_of(const int *numbers, size_t count)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < count; i++)
		sigaddset(&set, numbers[i]);
	return set;
}

/* Those that are handled here, and the one that waits in the descriptor. */
static sigset_t handled_signals(void)
{
	return set_of((const int[]){ SIGINT, SIGTERM, SIGALRM }, 3);
}

static sigset_t waiting_signals(void)
{
	return set_of((const int[]){ SIGRTMIN }, 1);
}

static void handle(int number, void (*handler)(int))
{
	/* without SA_RESTART */
	const struct sigaction action = { .sa_handler = handler, .sa_mask = handled_signals() };

	sigaction(number, &action, NULL);
}

static void tick(int number)
{
	(void)number;
}

/*
 * What was interrupted by this alone might just have been about to wait: so it is
 * not the last time. That it came is kept by a signal that is blocked and waits.
 */
static void tell(int number)
{
	const struct itimerval ticks = { .it_interval.tv_usec = TICK_USEC, .it_value.tv_usec = TICK_USEC };
	int errnum = errno;

	(void)number;
	raise(SIGRTMIN);
	handle(SIGALRM, tick);
	setitimer(ITIMER_REAL, &ticks, NULL);
	errno = errnum;
}

int signals_open(struct stop *stop, struct error *err)
{
	const sigset_t handled = handled_signals(), waiting = waiting_signals();
	int fd = signalfd(-1, &waiting, SFD_NONBLOCK | SFD_CLOEXEC);

	if (fd < 0)
		return error_failed(err, errno, "cannot wait for signals: %s", strerror(errno));
	sigprocmask(SIG_BLOCK, &waiting, NULL);
	handle(SIGINT, tell);
	handle(SIGTERM, tell);
	sigprocmask(SIG_UNBLOCK, &handled, NULL);
	stop->told = fd;
	return 0;
}

void signals_close(struct stop *stop)
{
	const struct itimerval never = { .it_value.tv_sec = 0 };
	const sigset_t waiting = waiting_signals();
	struct signalfd_siginfo info;

	if (stop->told < 0)
		return;
	handle(SIGINT, SIG_DFL);
	handle(SIGTERM, SIG_DFL);
	/* an alarm that was set before us is not ours to stop */
	if (read(stop->told, &info, sizeof(info)) > 0)
		setitimer(ITIMER_REAL, &never, NULL);
	while (read(stop->told, &info, sizeof(info)) > 0)
		;
	close(stop->told);
	stop->told = -1;
	handle(SIGALRM, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &waiting, NULL);
}
