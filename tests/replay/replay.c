/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replay FILE ARGUMENTS...: the whole program, a recording in the kernel's place.
 * replay: what this C library says of errors, a line for each, from 1.
 */
#include "cmd/program.h"
#include "net/wire_recorded.h"

#include <stdio.h>
#include <string.h>

enum { ERRORS = 133 };

static int tell_errors(void)
{
	for (int errnum = 1; errnum <= ERRORS; errnum++)
		puts(strerror(errnum));
	return 0;
}

int main(int argc, char *argv[])
{
	const struct wire_recording recording = WIRE_RECORDING(argv[1]);

	if (argc < 2)
		return tell_errors();
	return program_run(argc - 1, argv + 1, &recording.source);
}
