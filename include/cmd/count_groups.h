/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_COUNT_GROUPS_H
#define CONNTRACK_CMD_COUNT_GROUPS_H

#include "cmd/flows.h"

/* Print how many entries there are of each combination of values of rq->by. */
int count_groups(const struct request *rq, struct session *s, enum query_kind kind,
		 struct error *err);

#endif
