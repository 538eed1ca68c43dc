/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/flows.h"
#include "cmd/options.h"
#include "cmd/revision.h"
#include "cmd/uses.h"
#include "net/batch.h"
#include "net/decode.h"

#include <errno.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

static int update_run(const struct request *rq, struct session *s, struct error *err);

const struct verb verb_update = {
	.name = "update",
	.summary = "change entries",
	.opt = { .name = "update", .letter = 'U', .takes = OPT_WORD, .metavar = "TABLE",
		 .help = "change entries" },
};

/* What an update can set; everything else it takes selects. */
#define OPTS_NEW OPT_TIMEOUT, OPT_STATUS, OPT_MARK, OPT_LABEL_ADD, OPT_LABEL_DEL, \
	OPT_HELPER, OPT_ORIG_WSCALE, OPT_REPLY_WSCALE, OPT_ORIG_FLAGS, OPT_REPLY_FLAGS

const struct command command_update = {
	.verb = &verb_update,
	.tables = 1 << TABLE_CONNTRACK,
	.traits = COMMAND_CHANGES | COMMAND_MUST_MATCH,
	.use = { .may = OPT_LIST(OPTS_SELECT, OPTS_NEW, OPT_ID, OPTS_OUTPUT, OPT_LABELMAP,
				 OPT_DRY_RUN, OPT_OK_IF_NONE) },
	.role = PROTO_UPDATE,
	.assigns = OPT_LIST(OPTS_NEW, OPTS_L4_STATE),
	.run = update_run,
};

/* Entries on their way, each with the tuple and id to read it again by. */
struct updating {
	const struct request *rq;
	struct session *session;
	struct batch *batch;
	struct record rows[BATCH_MAX];
	unsigned count;
	uint32_t wanted_id;	/* of the entry that is being read again */
};

static int take_again(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct updating *u = into;
	struct record rec;
	int result = msg ? decode_flow(msg, &rec, err) : 0;

	if (result <= 0)
		return result;
	/* another id is a younger entry with the same tuple: ours is gone */
	result = nfct_get_attr_u32(rec.flow, ATTR_ID) == u->wanted_id ?
		output_record(&u->session->out, &rec, err) : 0;
	decode_release(&rec);
	return result;
}

/* Show an entry as it is after its update. One that vanished is not counted. */
static int read_again(struct updating *u, const struct record *rec, struct error *err)
{
	struct ctnl *ctnl = session_ctnl_for_changes(u->session, err);
	struct error why = ERROR_INIT;
	struct query query;

	if (!ctnl)
		return -1;
	query_begin(&query, QUERY_GET, nfct_get_attr_u8(rec->flow, ATTR_L3PROTO));
	if (query_put_identity(&query, rec->flow, err) < 0)
		return -1;
	u->wanted_id = nfct_get_attr_u32(rec->flow, ATTR_ID);
	if (ctnl_ask(ctnl, &query, take_again, u, &why) == 0 ||
	    (why.kind == ERROR_KERNEL && why.errnum == ENOENT))
		return 0;
	*err = why;
	return -1;
}

/* To the kernel a fixed timeout is a matter of permission. */
static int refuse(const struct record *rec, int errnum, struct error *err)
{
	if (errnum == EPERM && nfct_get_attr_u32(rec->flow, ATTR_STATUS) & STATUS_FIXED_TIMEOUT)
		return error_set(err, ERROR_KERNEL, errnum,
				 "Operation failed: the timeout of the entry is fixed");
	return ctnl_refusal(errnum, err);
}

static int settle_one(struct updating *u, const struct record *rec, int errnum, struct error *err)
{
	if (errnum == 0)
		return read_again(u, rec, err);
	return errnum == ENOENT ? 0 : refuse(rec, errnum, err);
}

/* The kernel went on behind a refusal: all that was done is shown, the first failure told. */
static int settle(struct updating *u, struct error *err)
{
	struct error ignored = ERROR_INIT;
	int result = 0;

	for (unsigned i = 0; i < u->count; i++)
		if (settle_one(u, &u->rows[i], batch_errnum(u->batch, i), result ? &ignored : err) < 0)
			result = -1;
	return result;
}

static void forget(struct updating *u)
{
	while (u->count)
		decode_release(&u->rows[--u->count]);
	batch_reset(u->batch);
}

static int send_batch(struct updating *u, struct error *err)
{
	struct ctnl *ctnl;
	int result;

	if (u->count == 0)
		return 0;
	ctnl = session_ctnl_for_changes(u->session, err);
	result = ctnl && batch_send(u->batch, ctnl, err) == 0 ? settle(u, err) : -1;
	forget(u);
	return result;
}

static int update_one(struct record *rec, void *into, struct error *err)
{
	struct updating *u = into;
	struct query query;
	int changes;

	query_begin(&query, QUERY_UPDATE, nfct_get_attr_u8(rec->flow, ATTR_L3PROTO));
	changes = revision_put(&query, &u->rq->change, &u->rq->given, rec->flow, err);
	if (changes <= 0)
		return changes;
	if (batch_add(u->batch, &query, err) < 0)
		return -1;
	rec->message = NULL;
	u->rows[u->count++] = *rec;
	*rec = (struct record){ .flow = NULL };
	return batch_full(u->batch) ? send_batch(u, err) : 0;
}

/* A rehearsal shows what would be changed, as it is now. */
static int show_one(struct record *rec, void *into, struct error *err)
{
	struct updating *u = into;
	struct query query;
	int changes;

	query_begin(&query, QUERY_UPDATE, nfct_get_attr_u8(rec->flow, ATTR_L3PROTO));
	changes = revision_put(&query, &u->rq->change, &u->rq->given, rec->flow, err);
	return changes <= 0 ? changes : output_record(&u->session->out, rec, err);
}

static int update_all(struct updating *u, struct error *err)
{
	struct error ignored = ERROR_INIT;
	int result;

	u->batch = batch_new(err);
	if (!u->batch)
		return -1;
	result = flows_each(u->rq, u->session, QUERY_FLOWS, update_one, u, err);
	if (send_batch(u, result < 0 ? &ignored : err) < 0)
		result = -1;
	batch_free(u->batch);
	return result;
}

static int update_run(const struct request *rq, struct session *s, struct error *err)
{
	struct updating u = { .rq = rq, .session = s };
	bool dry = request_has(rq, OPT_DRY_RUN);
	int result;

	s->out.extras |= OUTPUT_BARE;
	result = dry ? flows_each(rq, s, QUERY_FLOWS, show_one, &u, err) : update_all(&u, err);
	return flows_finish(rq, s, dry ? "would be updated" : "have been updated", result, err);
}
