/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_BASE_STREAM_H
#define CONNTRACK_BASE_STREAM_H

#include <stdbool.h>
#include <stddef.h>

/* How whoever writes learns that it is time to end: descriptors that turn readable; -1: never. */
struct stop {
	int told;		/* deliver what there is first */
	int at_once;		/* do not */
};

#define STOP_NEVER { .told = -1, .at_once = -1 }

/* Whether it is. */
bool stop_told(const struct stop *stop);
bool stop_at_once(const struct stop *stop);

/* In place of an errno: the reader was given up. */
enum { STREAM_STALLED = -1 };

/*
 * Write LEN bytes to FD, whatever it is. A reader that stands still is waited for as
 * long as nobody wants to end, then for a second more. From then on signals have to
 * come that interrupt, as not everything that says it is ready takes a page at once.
 * At once nobody is waited for. 0, an errno, or STREAM_STALLED; *left are the bytes that did not leave.
 */
int stream_write(int fd, const struct stop *stop, const char *bytes, size_t len, size_t *left);

#endif
