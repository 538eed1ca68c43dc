/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files to load, behind two bytes that say what the kernel refuses. Both are @
 * for an ordinary run on a kernel that takes everything.
 */
#include "fuzz.h"

#include <errno.h>
#include <stddef.h>

enum { KEEP_GOING = 1 << 0, DRY_RUN = 1 << 1, ERRNO_SHIFT = 2 };

static const int errnums[] = {
	EEXIST, ENOENT, EINVAL, EPERM, EOPNOTSUPP, EBUSY, ENOMEM, ERANGE,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *argv[] = { "conntrack", "load", "FILE", NULL, NULL, NULL };
	struct fuzz_kernel kernel = FUZZ_KERNEL(.answers = fuzz_table());
	unsigned how, refused, words = 3;
	int status;

	if (size < 2)
		return 0;
	how = data[0] ^ '@';
	refused = data[1] ^ '@';
	kernel.errnum = errnums[how >> ERRNO_SHIFT & 7];
	kernel.refusals = refused * UINT64_C(0x0101010101010101);
	if (how & KEEP_GOING)
		argv[words++] = "--keep-going";
	if (how & DRY_RUN)
		argv[words++] = "--dry-run";
	fuzz_files((struct fuzz_bytes){ data + 2, size - 2 });
	status = fuzz_run(argv, &kernel.source);
	EXPECT(status != 2 || kernel.requests == 0);
	EXPECT(!(how & DRY_RUN) || kernel.requests == 0);
	return 0;
}
