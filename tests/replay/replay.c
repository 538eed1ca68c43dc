/* SPDX-License-Identifier: GPL-2.0-or-later */
/* replay FILE ARGUMENTS...: the whole program, a recording in the kernel's place. */
#include "cmd/program.h"
#include "net/wire_recorded.h"

#include <stdio.h>

int main(int argc, char *argv[])
{
	const struct wire_recording recording = WIRE_RECORDING(argv[1]);

	if (argc < 2) {
		fputs("usage: replay FILE ARGUMENTS...\n", stderr);
		return 2;
	}
	return program_run(argc - 1, argv + 1, &recording.source);
}
