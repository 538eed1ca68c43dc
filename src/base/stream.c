/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/stream.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

/* How long somebody who wants to end waits for a reader that stalls. */
enum { PATIENCE_MS = 1000 };

/* Whoever wants to end interrupts; in vain at first. SINCE: no byte has left, in ms; 0: one has. */
static bool is_patient(int64_t *since)
{
	struct timespec now;
	int64_t ms;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	if (!*since)
		*since = ms;
	return ms - *since < PATIENCE_MS;
}

static bool is_readable(int fd)
{
	struct pollfd news = { .fd = fd, .events = POLLIN };

	return fd >= 0 && poll(&news, 1, 0) > 0;
}

bool stop_told(const struct stop *stop)
{
	return is_readable(stop->told);
}

bool stop_at_once(const struct stop *stop)
{
	return is_readable(stop->at_once);
}

/* Wait until some bytes can be written; false when it is time to give the reader up. */
static bool await_reader(int fd, const struct stop *stop, int64_t *since)
{
	struct pollfd wait[] = {
		{ .fd = fd, .events = POLLOUT },
		{ .fd = stop->told, .events = POLLIN },
	};
	int n = poll(wait, 2, -1);

	if (stop_at_once(stop))
		return false;
	if (n < 0)
		return is_patient(since);
	if (wait[0].revents)
		return true;
	do {
		n = poll(wait, 1, PATIENCE_MS);
	} while (n < 0 && !stop_at_once(stop) && is_patient(since));
	return n > 0;
}

int stream_write(int fd, const struct stop *stop, const char *bytes, size_t len, size_t *left)
{
	bool wait = stop->told >= 0;	/* a pipe that is ready takes so much at once */
	int64_t since = 0;

	while (len > 0) {
		ssize_t n;

		*left = len;
		if (wait && !await_reader(fd, stop, &since))
			return STREAM_STALLED;
		n = write(fd, bytes, stop->told >= 0 && len > PIPE_BUF ? PIPE_BUF : len);
		if (n >= 0) {
			bytes += n;
			len -= (size_t)n;
			since = 0;
		} else if (errno == EAGAIN) {
			/* stdout may share the O_NONBLOCK of someone's terminal */
			wait = true;
		} else if (errno != EINTR) {
			return errno;
		} else if (stop_at_once(stop) || !is_patient(&since)) {
			return STREAM_STALLED;
		}
	}
	return 0;
}
