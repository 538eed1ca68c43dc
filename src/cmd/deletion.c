/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/deletion.h"

#include "cmd/flows.h"
#include "net/batch.h"
#include "net/decode.h"

#include <errno.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

/* Entries on their way: what was asked, and the rows to print once it is done. */
struct deletion {
	struct session *session;
	struct batch *batch;
	struct record rows[BATCH_MAX];
	unsigned count;
	bool show;
};

/* An entry that had vanished is nobody's fault. */
static int settle_one(struct deletion *d, const struct record *rec, int errnum, struct error *err)
{
	if (errnum == 0)
		return d->show ? output_record(&d->session->out, rec, err) : 0;
	return errnum == ENOENT ? 0 : ctnl_refusal(errnum, err);
}

/* The kernel went on behind a refusal: all that was done is shown, the first failure told. */
static int settle(struct deletion *d, struct error *err)
{
	struct error ignored = ERROR_INIT;
	int result = 0;

	for (unsigned i = 0; i < d->count; i++)
		if (settle_one(d, &d->rows[i], batch_errnum(d->batch, i), result ? &ignored : err) < 0)
			result = -1;
	return result;
}

static void forget(struct deletion *d)
{
	while (d->count)
		decode_release(&d->rows[--d->count]);
	batch_reset(d->batch);
}

static int send_batch(struct deletion *d, struct error *err)
{
	struct ctnl *ctnl;
	int result;

	if (d->count == 0)
		return 0;
	ctnl = session_ctnl_for_changes(d->session, err);
	result = ctnl && batch_send(d->batch, ctnl, err) == 0 ? settle(d, err) : -1;
	forget(d);
	return result;
}

static int delete_one(struct record *rec, void *into, struct error *err)
{
	struct deletion *d = into;
	struct query query;

	query_begin(&query, QUERY_DELETE, nfct_get_attr_u8(rec->flow, ATTR_L3PROTO));
	query_put_listed(&query, rec->message);
	if (batch_add(d->batch, &query, err) < 0)
		return -1;
	rec->cause = RECORD_DELETED;
	rec->message = NULL;
	d->rows[d->count++] = *rec;
	*rec = (struct record){ .flow = NULL };
	return batch_full(d->batch) ? send_batch(d, err) : 0;
}

int deletion_run(const struct request *rq, struct session *s, bool show, struct error *err)
{
	struct deletion d = { .session = s, .batch = batch_new(err), .show = show };
	struct error ignored = ERROR_INIT;
	int result = d.batch ? flows_each(rq, s, QUERY_FLOWS, delete_one, &d, err) : -1;

	if (d.batch && send_batch(&d, result < 0 ? &ignored : err) < 0)
		result = -1;
	batch_free(d.batch);
	return result;
}
