/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_KERNEL_H
#define CONNTRACK_FILTER_KERNEL_H

#include "filter/expr.h"
#include "model/prefilter.h"

/*
 * What the kernel can be asked to filter by, derived from a tree: only tests
 * that every accepted entry must pass, so that the kernel never hides one.
 * *family becomes the only family that can match, or stays as it is.
 */
void kernel_prefilter(const struct expr *e, struct prefilter *out, uint8_t *family);

#endif
