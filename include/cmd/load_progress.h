/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_LOAD_PROGRESS_H
#define CONNTRACK_CMD_LOAD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* A line on a terminal that tells of work which takes longer than a second. */
struct progress {
	struct timespec start;
	uint64_t next;		/* milliseconds after that; 0: nobody watches */
	bool shown;
};

void progress_start(struct progress *p);
void progress_tell(struct progress *p, const char *what, uint64_t lines);
void progress_clear(struct progress *p);

#endif
