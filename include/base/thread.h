/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_BASE_THREAD_H
#define CONNTRACK_BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Whether a second thread would have a processor to run on. */
bool thread_pays(void);

/*
 * Start a thread that no signal is delivered to: they go to the one that knows
 * what to do about them. 0, or an errno, and then nothing has happened.
 */
int thread_start(pthread_t *thread, void *(*run)(void *), void *arg);

#endif
