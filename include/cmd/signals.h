/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_SIGNALS_H
#define CONNTRACK_CMD_SIGNALS_H

#include "base/error.h"

/*
 * SIGINT and SIGTERM as a descriptor that turns readable instead of an end
 * without a word; -1 with ERR. Close it with signals_close, after which both
 * act as before; those that came meanwhile are forgotten.
 */
int signals_open(struct error *err);
void signals_close(int fd);

#endif
