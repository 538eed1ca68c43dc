/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_REVISION_H
#define CONNTRACK_CMD_REVISION_H

#include "cmd/change.h"
#include "net/query.h"
#include "opt/opt.h"

/*
 * What an update does to one entry: put its identity and the values that differ
 * into QUERY. GIVEN says which values the line sets. Returns 1 when something
 * would change, 0 when the entry already is what it should become, -1 with ERR.
 */
int revision_put(struct query *query, const struct change *change, const struct opt_set *given,
		 const struct nf_conntrack *flow, struct error *err);

#endif
