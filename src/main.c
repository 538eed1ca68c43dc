/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/program.h"
#include "net/wire.h"

#include <fcntl.h>
#include <unistd.h>

/*
 * Nothing that is opened later may take the number of a standard stream that
 * the caller left closed. What is put there fails in the direction it is for,
 * so that output to a closed stdout is an error and not lost.
 */
static void occupy_standard_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

int main(int argc, char *argv[])
{
	occupy_standard_streams();
	return program_run(argc, argv, &wire_live);
}
