/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/program.h"
#include "net/wire.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * Nothing that is opened later may take the number of a standard stream that
 * the caller left closed. What is put there fails in the direction it is for,
 * so that output to a closed stdout is an error and not lost. Where there is no
 * /dev/null, a socket without a peer does the same.
 */
static bool occupy_standard_streams(void)
{
	bool all = true;

	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			all &= open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) == fd ||
			       socket(AF_UNIX, SOCK_STREAM, 0) == fd;
	return all;
}

int main(int argc, char *argv[])
{
	if (!occupy_standard_streams())
		return 1;
	return program_run(argc, argv, &wire_live);
}
