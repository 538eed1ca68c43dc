/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_TYPED_H
#define CONNTRACK_FILTER_TYPED_H

#include "filter/lex.h"

/*
 * Remember how the values of a test were written, from VALUES up to END, where
 * that tells more than the numbers that they came to: units, moments, hexadecimal
 * numbers, and what is smaller or larger. -1: no memory.
 */
int typed_note(struct expr *e, enum comparison comparison, const struct token *values,
	       const struct token *end);

/* The sign of a comparison. */
const char *typed_sign(enum comparison comparison);

#endif
