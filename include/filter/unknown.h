/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_UNKNOWN_H
#define CONNTRACK_FILTER_UNKNOWN_H

#include "filter/predicate.h"

/* What is said of words that begin no predicate. Each returns NULL, and ERR has it. */

/* The word that is meant, or what the kernel does not keep. */
void *unknown_word(struct parser *p, const struct token *t);

/* A word that stands where the predicate in front may have been meant to go on: "src A or B". */
void *unknown_value(struct parser *p, const struct token *t);

/* Whether it stands there, and is a value of that predicate's field. */
bool unknown_continues(const struct parser *p, const struct token *t);

#endif
