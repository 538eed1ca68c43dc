/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_TIME_H
#define CONNTRACK_FILTER_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A moment, in nanoseconds since 1970, as the program shows it or people write it:
 *
 *     SECONDS[.FRACTION]		since 1970
 *     YYYY-MM-DD[THH:MM[:SS[.FRACTION]][ZONE]]	ZONE: Z or +HH:MM; without one, local
 *     HH:MM[:SS]			of today, local
 *     Sat Nov 28 14:00:00 2026		local
 *
 * The LEN bytes at TEXT are all of it; a blank may stand for the T. *width is
 * how long the moment is as it was written: a minute, a second, or a fraction of
 * one. NOW is of the same unit as *out.
 */
bool time_read(const char *text, size_t len, uint64_t now, uint64_t *out, uint64_t *width);

#endif
