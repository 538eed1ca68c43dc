/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
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

static const int endings[] = { SIGINT, SIGTERM, SIGHUP };

enum { ENDINGS = sizeof(endings) / sizeof(*endings) };

/* Those that are handled here, and those that wait in the descriptors. */
static sigset_t handled_signals(void)
{
	sigset_t set = set_of(endings, ENDINGS);

	sigaddset(&set, SIGALRM);
	return set;
}

static sigset_t waiting_signals(void)
{
	return set_of((const int[]){ SIGRTMIN, SIGRTMIN + 1 }, 2);
}

static bool is_waiting(int number)
{
	sigset_t waiting;

	return sigpending(&waiting) == 0 && sigismember(&waiting, number) == 1;
}

static void handle(int number, void (*handler)(int))
{
	/* without SA_RESTART */
	const struct sigaction action = { .sa_handler = handler, .sa_mask = handled_signals() };

	sigaction(number, &action, NULL);
}

/* Whoever is to outlive a terminal, as nohup(1) says it by this, does. */
static bool is_ignored(int number)
{
	struct sigaction action;

	return number == SIGHUP && sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static void handle_endings(void (*handler)(int))
{
	for (size_t i = 0; i < ENDINGS; i++)
		if (!is_ignored(endings[i]))
			handle(endings[i], handler);
}

void signals_outlive_output(void)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

static void set_ticks(suseconds_t interval)
{
	const struct itimerval ticks = { .it_interval.tv_usec = interval, .it_value.tv_usec = TICK_USEC };

	setitimer(ITIMER_REAL, &ticks, NULL);
}

/* The first comes alone: until then further signals are taken for the same. */
static void tick(int number)
{
	(void)number;
	set_ticks(TICK_USEC);
}

static bool has_ticked(void)
{
	struct itimerval ticks;

	return getitimer(ITIMER_REAL, &ticks) == 0 && ticks.it_interval.tv_usec;
}

/*
 * What was interrupted by this alone might just have been about to wait: so it is
 * not the last time. That it came is kept by a signal that is blocked and waits.
 */
static void tell(int number)
{
	int errnum = errno;

	(void)number;
	if (!is_waiting(SIGRTMIN)) {
		raise(SIGRTMIN);
		handle(SIGALRM, tick);
		set_ticks(0);
	} else if (has_ticked() && !is_waiting(SIGRTMIN + 1)) {
		raise(SIGRTMIN + 1);
	}
	errno = errnum;
}

static int open_descriptor(int number, struct error *err)
{
	const sigset_t set = set_of(&number, 1);
	int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);

	return fd >= 0 ? fd : error_failed(err, errno, "cannot wait for signals: %s", strerror(errno));
}

int signals_open(struct stop *stop, struct error *err)
{
	const sigset_t handled = handled_signals(), waiting = waiting_signals();

	stop->told = open_descriptor(SIGRTMIN, err);
	stop->at_once = stop->told < 0 ? -1 : open_descriptor(SIGRTMIN + 1, err);
	if (stop->at_once < 0)
		return -1;
	sigprocmask(SIG_BLOCK, &waiting, NULL);
	handle_endings(tell);
	sigprocmask(SIG_UNBLOCK, &handled, NULL);
	return 0;
}

/* Whether something waited in it. */
static bool close_descriptor(int fd)
{
	struct signalfd_siginfo info;
	bool waited = false;

	while (fd >= 0 && read(fd, &info, sizeof(info)) > 0)
		waited = true;
	if (fd >= 0)
		close(fd);
	return waited;
}

void signals_close(struct stop *stop)
{
	const struct itimerval never = { .it_value.tv_sec = 0 };
	const sigset_t waiting = waiting_signals();

	if (stop->told < 0)
		return;
	handle_endings(SIG_DFL);
	close_descriptor(stop->at_once);
	/* an alarm that was set before us is not ours to stop */
	if (close_descriptor(stop->told)) {
		setitimer(ITIMER_REAL, &never, NULL);
		handle(SIGALRM, SIG_DFL);
	}
	sigprocmask(SIG_UNBLOCK, &waiting, NULL);
	*stop = (struct stop)STOP_NEVER;
}
