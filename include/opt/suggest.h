/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OPT_SUGGEST_H
#define CONNTRACK_OPT_SUGGEST_H

#include "opt/opt.h"

/*
 * Add to ERR, which is filled, the long names that somebody may have meant who wrote the
 * LEN bytes of NAME: what they abbreviate, what is spelled most alike, or names that
 * end with them behind a dash; not those of row EXCEPT, which may be -1. Adds nothing where
 * there are none or many. Always -1.
 */
int opt_suggest(const struct opt_table *table, int except, const char *name, size_t len, struct error *err);

#endif
