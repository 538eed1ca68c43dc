/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spend FD COMMAND...: run a command and write to FD what it spent: its status,
 * the seconds of wall clock, user and system time, and its peak memory in KiB.
 *
 * A process starts out with the peak of the one that forked it. This one is
 * smaller than whatever it runs, which scripts are not.
 */
#include "base/number.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* The child hears of signals by itself; its end has to be seen whatever happens. */
static void outlive_signals(void)
{
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
}

static int run(char *argv[], int *status, struct rusage *usage)
{
	pid_t child = fork();

	if (child == 0) {
		execvp(argv[0], argv);
		fprintf(stderr, "spend: %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	outlive_signals();
	return child < 0 || wait4(child, status, 0, usage) < 0 ? -1 : 0;
}

int main(int argc, char *argv[])
{
	struct rusage usage;
	uint64_t fd;
	double begin = now();
	int status, code;

	if (argc < 3 || !number_parse(argv[1], NUMBER_DECIMAL, INT32_MAX, &fd) ||
	    fcntl((int)fd, F_SETFD, FD_CLOEXEC) < 0) {
		fputs("usage: spend FD COMMAND...\n", stderr);
		return 2;
	}
	if (run(argv + 2, &status, &usage) < 0) {
		perror("spend");
		return 1;
	}
	code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return dprintf((int)fd, "%d %f %f %f %ld\n", code, now() - begin, seconds(usage.ru_utime),
		       seconds(usage.ru_stime), usage.ru_maxrss) < 0;
}
