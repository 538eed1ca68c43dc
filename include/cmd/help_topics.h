/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_HELP_TOPICS_H
#define CONNTRACK_CMD_HELP_TOPICS_H

#include "base/buf.h"

/* What there is help on besides commands; ended by a row without "put". */
struct help_topic {
	char name[16];
	const char *help;	/* one line */
	void (*put)(struct buf *out);
};

extern const struct help_topic help_topics[];

/* The one called WORD; NULL. */
const struct help_topic *help_topic_find(const char *word);

#endif
