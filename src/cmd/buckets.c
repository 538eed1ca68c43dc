/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/buckets.h"

#include "cmd/proc.h"

#include <unistd.h>

static uint64_t ask(const struct buckets *b)
{
	uint64_t buckets;

	return b->fd >= 0 && proc_setting_read(b->fd, &buckets) ? buckets : 0;
}

void buckets_open(struct buckets *b, bool hashed)
{
	struct error ignored = ERROR_INIT;

	*b = (struct buckets){ .fd = hashed ? proc_setting_open("nf_conntrack_buckets", &ignored) : -1 };
}

void buckets_close(struct buckets *b)
{
	if (b->fd >= 0)
		close(b->fd);
	b->fd = -1;
}

void buckets_begin(struct buckets *b)
{
	b->before = ask(b);
}

bool buckets_changed(const struct buckets *b)
{
	return b->before && ask(b) != b->before;
}
