/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_SIGNALS_H
#define CONNTRACK_CMD_SIGNALS_H

#include "base/error.h"
#include "base/stream.h"

/*
 * SIGINT, SIGTERM and, unless it is ignored, SIGHUP as a descriptor that turns
 * readable, and stays so, instead of an end without a word; -1 with ERR. From the first of them on whatever waits is
 * interrupted with EINTR, again and again. One that comes later, not along with the
 * first, as timeout(1) sends it, is for ending at once. Close it with signals_close, after which
 * they end the process again; those that came meanwhile are forgotten.
 */
int signals_open(struct stop *stop, struct error *err);
void signals_close(struct stop *stop);

/*
 * Writing where nobody reads any more, or beyond a limit, fails from here on and
 * ends nothing: for who has more to do than to write.
 */
void signals_outlive_output(void);

#endif
