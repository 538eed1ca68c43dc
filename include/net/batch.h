/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_BATCH_H
#define CONNTRACK_NET_BATCH_H

#include "net/ctnl.h"

/*
 * Many requests in one send. The kernel works through them in order and goes on
 * after one that fails; only failures and the last are answered, so a batch is
 * small enough for the socket's buffer to hold a failure of each.
 */
enum { BATCH_MAX = 128 };

struct batch;

struct batch *batch_new(struct error *err);
void batch_free(struct batch *batch);

/* Put a request behind the others; the batch must not be full. None empties a table. */
int batch_add(struct batch *batch, const struct query *query, struct error *err);

unsigned batch_count(const struct batch *batch);
static inline bool batch_full(const struct batch *batch)
{
	return batch_count(batch) == BATCH_MAX;
}

/*
 * Send all and wait until the kernel is through. -1 with ERR when the
 * conversation failed; what became of each request says batch_errnum.
 */
int batch_send(struct batch *batch, struct ctnl *ctnl, struct error *err);

/* Of how many requests that is not known, because answers of the last send were lost. */
unsigned batch_unknown(const struct batch *batch);

/* Whether the kernel did all that the last send asked for. */
bool batch_done(const struct batch *batch);

/* 0, or the errno that request N of the last send was refused with. */
int batch_errnum(const struct batch *batch, unsigned n);

/* Forget the requests and what became of them. */
void batch_reset(struct batch *batch);

#endif
