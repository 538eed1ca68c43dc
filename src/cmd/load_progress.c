/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load_progress.h"

#include "base/buf.h"
#include "cmd/session.h"

#include <inttypes.h>

enum { FIRST_AFTER = 1000, EVERY = 200 };	/* milliseconds */

#define CLEAR_LINE "\r\033[K"

static uint64_t passed(const struct progress *p)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)((now.tv_sec - p->start.tv_sec) * 1000 +
			  (now.tv_nsec - p->start.tv_nsec) / 1000000);
}

void progress_start(struct progress *p)
{
	p->shown = false;
	p->next = session_talks_to_a_person() ? FIRST_AFTER : 0;
	clock_gettime(CLOCK_MONOTONIC, &p->start);
}

void progress_tell(struct progress *p, const char *what, uint64_t lines)
{
	struct buf line = BUF_INIT;
	uint64_t ms;

	if (!p->next)
		return;
	ms = passed(p);
	if (ms < p->next)
		return;
	buf_printf(&line, CLEAR_LINE "%" PRIu64 " lines %s, %" PRIu64 " a second", lines, what,
		   lines * 1000 / ms);
	session_notices(&line);
	buf_free(&line);
	p->shown = true;
	p->next = ms + EVERY;
}

void progress_clear(struct progress *p)
{
	struct buf line = BUF_INIT;

	if (!p->shown)
		return;
	buf_lit(&line, CLEAR_LINE);
	session_notices(&line);
	buf_free(&line);
	p->shown = false;
}
