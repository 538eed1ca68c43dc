/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_BASE_STREAM_H
#define CONNTRACK_BASE_STREAM_H

#include <stddef.h>

/* How whoever writes learns that it is time to end: a descriptor that turns readable; -1: never. */
struct stop {
	int told;
};

/* In place of an errno: the reader was given up. */
enum { STREAM_STALLED = -1 };

/*
 * Write LEN bytes to FD, whatever it is. A reader that stands still is waited for as
 * long as nobody wants to end, then for a second more. From then on signals have to
 * come that interrupt, as not everything that says it is ready takes a page at once.
 * 0, an errno, or STREAM_STALLED; *left are the bytes that did not leave.
 */
int stream_write(int fd, const struct stop *stop, const char *bytes, size_t len, size_t *left);

#endif
