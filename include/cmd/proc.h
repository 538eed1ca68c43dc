/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_PROC_H
#define CONNTRACK_CMD_PROC_H

#include "base/error.h"
#include "cmd/sample.h"

/*
 * What /proc tells without privilege, for when netlink does not answer. The
 * error names the file.
 */

/* The number NAME of those below net.netfilter. */
int proc_setting(const char *name, uint64_t *value, struct error *err);

/* Counters of every CPU, added to the sample. */
int proc_stats(struct sample *into, struct error *err);

#endif
