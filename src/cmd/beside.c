/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/beside.h"

#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range (-1)
#endif

/* As far as kernels before 5.9 are asked to close one by one. */
enum { OPEN_LIKELY = 1024 };

/* What the other process has open must not stay open because of this one. */
int beside_close_all_but(int fd)
{
	if (dup2(fd, STDIN_FILENO) < 0)
		return -1;
	if (syscall(SYS_close_range, STDIN_FILENO + 1, ~0U, 0) == 0)
		return 0;
	for (int other = STDIN_FILENO + 1; other < OPEN_LIKELY; other++)
		close(other);
	return 0;
}
