/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_EXCLUDE_H
#define CONNTRACK_FILTER_EXCLUDE_H

#include "filter/expr.h"

/* Whether no flow fits both tests, each of which may stand behind a "not"; false when that is not sure. */
bool tests_exclude(const struct expr *a, const struct expr *b);

/* Whether a test accepts no value at all. */
bool test_is_empty(const struct expr *e);

#endif
