/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_NAMER_H
#define CONNTRACK_CMD_NAMER_H

#include "output/progname.h"

#include <sys/types.h>

/*
 * A process of its own that knows nothing but to tell the names of programs. To
 * see whose socket it is takes power over the processes of others, which who
 * reads what the kernel sends need not have. It ends when its socket is closed,
 * and with the process that started it.
 */
struct namer {
	struct progname_finder finder;	/* first: a finder is cast to what holds it */
	int fd;
	pid_t pid;
};

/*
 * Start it, while there is but one thread; false when no process is to be had. The
 * struct must not move; stop what was started once, which waits for its end, but not
 * for ever for one that stands still.
 */
bool namer_start(struct namer *namer);
void namer_stop(struct namer *namer);

#endif
