/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/program.h"
#include "net/wire.h"

int main(int argc, char *argv[])
{
	return program_run(argc, argv, &wire_live);
}
