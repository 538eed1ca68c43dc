/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_PROC_H
#define CONNTRACK_CMD_PROC_H

#include "base/error.h"
#include "cmd/sample.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * What /proc tells without privilege, for when netlink does not answer. The
 * error names the file.
 */

/* The number NAME of those below net.netfilter. */
int proc_setting(const char *name, uint64_t *value, struct error *err);

/* The same in two steps, for who asks again and again: to be closed; false: there is no number. */
int proc_setting_open(const char *name, struct error *err);
bool proc_setting_read(int fd, uint64_t *value);

/* Counters of every CPU, added to the sample. */
int proc_stats(struct sample *into, struct error *err);

#endif
