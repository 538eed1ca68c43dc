/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_PROGRAM_H
#define CONNTRACK_CMD_PROGRAM_H

#include "config.h"

struct wire_source;

/* The name in front of summaries and errors, and what "version" prints. */
#define PROGRAM_TITLE "conntrack v" PACKAGE_VERSION " (" PACKAGE_NAME ")"

/*
 * The whole program: ARGV to exit status. SOURCE is the kernel to talk to.
 * The only place that prints an error.
 */
int program_run(int argc, char *const argv[], const struct wire_source *source);

#endif
