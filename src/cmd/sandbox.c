/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/sandbox.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static uint64_t capabilities_for(unsigned needs)
{
	uint64_t keep = 0;

	if (needs & SANDBOX_ASKS)
		keep |= UINT64_C(1) << CAP_NET_ADMIN;
	if (needs & SANDBOX_LOOKS)
		keep |= UINT64_C(1) << CAP_SYS_PTRACE | UINT64_C(1) << CAP_DAC_READ_SEARCH;
	return keep;
}

/* This takes CAP_SETPCAP; without it nothing is lost, as nothing can be executed for more. */
static void shrink_bounding_set(uint64_t keep)
{
	for (int cap = 0; cap < 64 && prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		if (!(keep >> cap & 1))
			prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
}

/* The ambient set shrinks with the permitted one. */
static int drop_capabilities(uint64_t keep)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &head, sets) < 0)
		return -1;
	shrink_bounding_set(keep);
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		sets[i].permitted &= (uint32_t)(keep >> 32 * i);
		sets[i].effective &= sets[i].permitted;
		sets[i].inheritable = 0;
	}
	return (int)syscall(SYS_capset, &head, sets);
}

static int failed(int errnum, struct error *err)
{
	return error_failed(err, errnum, "cannot give up privileges: %s (--no-sandbox goes on with them)",
			    strerror(errnum));
}

int sandbox_drop_power(unsigned needs, struct error *err)
{
	if (drop_capabilities(capabilities_for(needs)) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return failed(errno, err);
	return 0;
}

int sandbox_enter(unsigned needs, struct error *err)
{
	int errnum;

	tzset();	/* reads a file at the first local time */
	if (sandbox_drop_power(needs, err) < 0)
		return -1;
	errnum = sandbox_filter_calls(needs);
	if (errnum == ELIBACC)
		return SANDBOX_NO_LIBRARY;
	/* a kernel that has no such filters */
	return errnum == 0 || errnum == EINVAL || errnum == ENOSYS ? 0 : failed(errnum, err);
}
