/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE	/* sched_getaffinity and CPU_COUNT */
#include "base/thread.h"

#include <sched.h>
#include <signal.h>

bool thread_pays(void)
{
	cpu_set_t cpus;

	return sched_getaffinity(0, sizeof(cpus), &cpus) == 0 && CPU_COUNT(&cpus) > 1;
}

int thread_start(pthread_t *thread, void *(*run)(void *), void *arg)
{
	sigset_t all, before;
	int errnum;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	errnum = pthread_create(thread, NULL, run, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return errnum;
}
