/* SPDX-License-Identifier: GPL-2.0-or-later */
/* leak: loses a block of memory, which a build that looks for leaks must not let pass. */
#include <stdlib.h>

static void *volatile kept;

int main(void)
{
	kept = malloc(77);
	kept = NULL;
	return 0;
}
