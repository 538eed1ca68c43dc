/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_PICTURE_H
#define CONNTRACK_NET_PICTURE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct nlmsghdr;

/*
 * What somebody who listens to events knows of the table: of each flow the
 * tuples, zone, id, status, state, mark, labels, helper and security context, as
 * the messages told them. A flow takes about 200 bytes, one of TCP over IPv6 300.
 * Which flow a message is about say its id, original tuple and zone.
 */
struct picture;

struct picture *picture_new(struct error *err);
void picture_free(struct picture *p);
size_t picture_count(const struct picture *p);

/* What a message adds to the picture; timeouts and counters are no change. */
enum picture_change { PICTURE_SAME, PICTURE_NEW, PICTURE_CHANGED };

/*
 * Take over what MSG tells of a flow. An event leaves out what did not change;
 * WHOLE says that what is not there is not so. A value of enum picture_change, or
 * -1 with ERR.
 */
int picture_take(struct picture *p, const struct nlmsghdr *msg, bool whole, struct error *err);

/* The message of the destruction of the flow of MSG, the picture's own; NULL: it is not known. */
const struct nlmsghdr *picture_find(const struct picture *p, const struct nlmsghdr *msg);

/* The flow of MSG is gone. */
void picture_drop(struct picture *p, const struct nlmsghdr *msg);

/* From here on the whole table is taken; what is not by picture_sweep is gone. */
void picture_begin(struct picture *p);

/*
 * Drop what was not taken since picture_begin. TAKE is handed each
 * as the message of its destruction; a negative return ends it with the callee's ERR.
 */
int picture_sweep(struct picture *p,
		  int (*take)(const struct nlmsghdr *msg, void *into, struct error *err),
		  void *into, struct error *err);

#endif
