/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_SANDBOX_H
#define CONNTRACK_CMD_SANDBOX_H

#include "base/error.h"

#include <stdint.h>

/* What a process still wants to do behind the wall besides reading and writing; bits. */
enum sandbox_need {
	SANDBOX_ASKS = 1 << 0,	/* send requests to the kernel: CAP_NET_ADMIN, netlink sockets */
	SANDBOX_LOOKS = 1 << 1,	/* look at the processes of others in /proc, and read files */
};

/*
 * Give up for good what NEEDS does not name: capabilities, new privileges by
 * executing, and, where the program was built for it, the library is installed and
 * the kernel can, system calls. What is open stays usable; receiving, waiting, and memory go on. A call
 * that is not allowed fails with ENOSYS. 0, or SANDBOX_NO_LIBRARY when all but system
 * calls were given up and the program was built to give up those, too; -1 with ERR
 * when something cannot be given up. To be called while there is but one thread.
 */
enum { SANDBOX_NO_LIBRARY = 1 };
int sandbox_enter(unsigned needs, struct error *err);

/* The part of it that concerns power: capabilities, and what executing could bring. */
int sandbox_drop_power(unsigned needs, struct error *err);

/* The part of it that concerns system calls: 0, or an errno; ELIBACC without the library. */
int sandbox_filter_calls(unsigned needs);

#endif
