/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/changing.h"
#include "cmd/command.h"
#include "cmd/entry.h"
#include "cmd/flows.h"
#include "cmd/options.h"
#include "cmd/revision.h"
#include "cmd/uses.h"
#include "net/decode.h"

#include <errno.h>
#include <inttypes.h>
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
	.traits = COMMAND_CHANGES | COMMAND_MUST_MATCH | COMMAND_REVISES,
	.use = { .may = OPT_LIST(OPTS_SELECT, OPTS_NEW, OPT_ID, OPTS_OUTPUT, OPT_LABELMAP,
				 OPT_DRY_RUN, OPT_OK_IF_NONE, OPT_YES, OPT_QUIET) },
	.role = PROTO_UPDATE,
	.assigns = OPT_LIST(OPTS_NEW, OPTS_L4_STATE),
	.run = update_run,
};

/* An entry that is being read again, and by what id it is known to be the same. */
struct rereading {
	struct changing *changing;
	uint32_t id;
	unsigned doubts;	/* of what is asked for */
	bool lives;
};

static int take_again(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct rereading *r = into;
	struct losses *losses = &r->changing->session->losses;
	struct record rec;
	int result = decode_answer(decode_flow, msg, &rec, err);

	if (result <= 0)
		return result;
	rec.time = r->changing->session->out.now;
	rec.timeouts = r->changing->session->timeouts;
	/* another id is a younger entry with the same tuple: ours is gone */
	r->lives = nfct_get_attr_u32(rec.flow, ATTR_ID) == r->id;
	if (r->lives && r->doubts)
		losses_add(losses, kept_lacks(r->changing->rq, r->doubts, rec.flow, losses), 1);
	result = r->lives ? changing_tell(r->changing, &rec, err) : 0;
	decode_release(&rec);
	return result;
}

static bool ends_flows(const struct request *rq)
{
	return request_has(rq, OPT_TIMEOUT) && nfct_get_attr_u32(rq->change.flow, ATTR_TIMEOUT) == 0;
}

/*
 * Show an entry as it is after its update. One that is gone meanwhile counts only
 * if that is what the update was for.
 */
static int read_again(struct changing *c, const struct record *rec, struct error *err)
{
	struct ctnl *ctnl = session_ctnl_for_changes(c->session, err);
	struct rereading r = { .changing = c, .id = nfct_get_attr_u32(rec->flow, ATTR_ID),
			       .doubts = kept_doubts(c->rq) };
	struct error why = ERROR_INIT;
	struct query query;

	if (!ctnl)
		return -1;
	query_begin(&query, QUERY_GET, nfct_get_attr_u8(rec->flow, ATTR_L3PROTO));
	if (query_put_identity(&query, rec->flow, err) < 0)
		return -1;
	if (ctnl_ask(ctnl, &query, take_again, &r, &why) < 0 &&
	    (why.kind != ERROR_KERNEL || why.errnum != ENOENT)) {
		*err = why;
		return -1;
	}
	if (!r.lives && ends_flows(c->rq))
		output_pass(&c->session->out);
	return 0;
}

/* To the kernel a fixed timeout is a matter of permission. */
static int refused(const struct changing *c, const struct record *rec, int errnum, struct error *err)
{
	if (errnum == EPERM && nfct_get_attr_u32(rec->flow, ATTR_STATUS) & STATUS_FIXED_TIMEOUT)
		return error_set(err, ERROR_KERNEL, errnum,
				 "Operation failed: the timeout of the entry is fixed");
	ctnl_refusal(errnum, err);
	if (errnum == ENOSPC)
		entry_explain_labels(err);
	if (errnum == EOPNOTSUPP && request_has(c->rq, OPT_HELPER))
		error_hint(err, "Either the kernel knows no such helper for this protocol (modules are called "
			   "nf_conntrack_NAME), or the entry began without one: it is given a helper when it begins.");
	if (errnum == EBUSY && request_has(c->rq, OPT_HELPER))
		error_hint(err, "An entry keeps the helper that it began with.");
	return -1;
}

static int put(struct changing *c, struct record *rec, struct query *query, struct error *err)
{
	int changes;

	query_begin(query, QUERY_UPDATE, nfct_get_attr_u8(rec->flow, ATTR_L3PROTO));
	changes = revision_put(query, &c->rq->change, &c->rq->given, rec->flow, err);
	c->fitting += changes == 0;
	return changes;
}

/* A rehearsal shows what would be changed, as it is now. */
static int show_one(struct record *rec, void *into, struct error *err)
{
	struct changing *c = into;
	struct query query;
	int changes = put(c, rec, &query, err);

	return changes <= 0 ? changes : output_record(&c->session->out, rec, err);
}

static int update_run(const struct request *rq, struct session *s, struct error *err)
{
	struct changing c = { .rq = rq, .session = s, .put = put,
			      .done = request_has(rq, OPT_QUIET) && !kept_doubts(rq) ? changing_tell : read_again,
			      .refused = refused, .once = true };
	bool dry = request_has(rq, OPT_DRY_RUN);
	int result, finished;

	s->out.extras |= OUTPUT_BARE | (request_has(rq, OPT_QUIET) ? OUTPUT_QUIET : 0);
	result = dry ? flows_each(rq, s, QUERY_FLOWS, show_one, &c, err) : changing_run(&c, err);
	finished = flows_finish(rq, s, dry ? "would be updated" : "have been updated", result, err);
	if (rq->word_form && !s->loading && result == 0 && c.fitting &&
	    (finished < 0 || dry || !request_has(rq, OPT_QUIET)))
		session_summary("%" PRIu64 " flow entries fit and need no change.", c.fitting);
	return finished;
}
