/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_LOAD_AGAIN_H
#define CONNTRACK_CMD_LOAD_AGAIN_H

#include "base/buf.h"
#include "base/error.h"
#include "net/wire.h"

/*
 * A file that can be read twice is not spooled: what its lines say is found out
 * anew when they are run. The check leaves a sum of each block of lines, and of a
 * block with another sum, or one that was not there, no line is run.
 */
struct load;
struct again;

/* For FD, which stays the caller's; NULL where it can be read but once, or without memory. */
struct again *again_new(struct load *load, int fd);

/* The sum of a block; those that were checked are noted in their order. */
uint64_t again_sum(const struct buf *block);
int again_note(struct again *again, uint64_t sum, struct error *err);

/* Go back to where the file began: steps come from the wire, as checked lines left them. */
int again_rewind(struct again *again, struct error *err);
struct wire *again_wire(struct again *again);

/* ERR says why reading failed; the wire may know better. Returns -1. */
int again_failure(const struct again *again, struct error *err);

void again_free(struct again *again);

#endif
