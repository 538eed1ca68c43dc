/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OUTPUT_LAYOUT_H
#define CONNTRACK_OUTPUT_LAYOUT_H

#include "output/output.h"

/* What the columns of a table begin with: the names, and of rows that cannot wait their widest values. */
void layout_begin(struct output *out);

/*
 * Give every column what it needs. A table that is to fit a terminal goes without the
 * least important ones where there is no room, and without those that have nothing to
 * say; where that does not do the widest get less than they need. Returns whether what
 * was written before no longer stands above what comes.
 */
bool layout_settle(struct output *out);

#endif
