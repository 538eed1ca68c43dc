/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/flows.h"

#include "cmd/buckets.h"
#include "cmd/missing.h"
#include "cmd/options.h"
#include "collect/rates.h"
#include "filter/kernel.h"
#include "net/decode.h"
#include "net/recording.h"

#include <errno.h>
#include <inttypes.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

/* Whoever resizes the table without a break is not waited for. */
enum { ROUNDS_MAX = 16 };

struct walk {
	const struct request *rq;
	struct session *session;
	flows_take *take;
	void *into;
	uint64_t seen;		/* messages so far, accepted or not */
	struct buckets buckets;
	bool asks;		/* whether to end, for a block is through */
	struct plan plan;
	unsigned step;		/* of the plan, that the kernel is answering */
	decode_record *decode;
	decode_kind *is_kind;	/* that decode is for */
	struct missing missing;
	unsigned round;
	bool changes;		/* whoever takes the entries; which dump they fit is of no use then */
};

static bool wanted(const struct walk *walk, const struct record *rec)
{
	return expr_accepts(walk->rq->filter, rec) &&
	       (walk->changes || plan_takes(&walk->plan, walk->step, rec));
}

/* Once a block, and not behind the last: who is done then was not kept from anything. */
static bool is_told_to_end(struct walk *walk, struct error *err)
{
	if (!walk->changes || !walk->asks)
		return false;
	walk->asks = false;
	if (!stop_told(&walk->session->out.stop))
		return false;
	error_failed(err, EINTR, "told to end");
	return true;
}

static int take_message(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct walk *walk = into;
	struct record rec;
	int result;

	if (!msg) {
		output_tick(&walk->session->out);
		walk->asks = true;
		return 0;
	}
	if (is_told_to_end(walk, err))
		return -1;
	walk->seen++;
	result = walk->decode(msg, &rec, err);
	walk->session->damaged += result == 0;
	if (result <= 0)
		return result;
	rec.timeouts = walk->session->timeouts;
	rec.time = walk->session->out.now;	/* for every format and a recording the same */
	missing_look(&walk->missing, &rec);
	result = walk->session->rates ? rates_measure(walk->session->rates, &rec, err) : 0;
	if (result == 0 && wanted(walk, &rec)) {
		walk->session->selected++;
		result = walk->take(&rec, walk->into, err);
	}
	decode_release(&rec);
	return result;
}

static int dump(struct walk *walk, enum query_kind kind, uint8_t family,
		const struct prefilter *filter, struct error *err)
{
	struct ctnl *ctnl = session_ctnl(walk->session, err);
	struct query query;

	if (!ctnl)
		return -1;
	query_begin(&query, kind, family);
	if (filter)
		query_put_filter(&query, family, filter);
	return ctnl_dump(ctnl, &query, take_message, walk, err);
}

/* Ask with the filter; a kernel that will not hear of it is asked without. */
static int dump_step(struct walk *walk, const struct plan_step *step, struct error *err)
{
	struct error why = ERROR_INIT;
	uint64_t before = walk->seen;

	if (dump(walk, QUERY_FLOWS, step->family, &step->filter, &why) == 0)
		return 0;
	if (why.kind == ERROR_KERNEL && (why.errnum == EOPNOTSUPP || why.errnum == EINVAL) &&
	    walk->seen == before)
		return dump(walk, QUERY_FLOWS, step->family, NULL, err);
	*err = why;
	return -1;
}

/* An event is listed as well: as the flow that it tells of. Now is when it was recorded. */
static int take_recorded(const struct nlmsghdr *msg, const struct timespec *when, void *into,
			 struct error *err)
{
	struct walk *walk = into;
	struct record rec;
	int result = walk->decode(msg, &rec, err);

	walk->session->damaged += result == 0 && walk->is_kind(msg);
	if (result <= 0)
		return result;
	rec.time = walk->session->out.now = *when;
	missing_look(&walk->missing, &rec);
	rec.cause = RECORD_LISTED;
	result = 0;
	if (expr_accepts(walk->rq->filter, &rec))
		result = walk->take(&rec, walk->into, err);
	decode_release(&rec);
	return result;
}

static int walk_table(struct walk *walk, enum query_kind kind, struct error *err)
{
	const struct request *rq = walk->rq;

	if (rq->recording)
		return recording_each(rq->recording, rq->family, take_recorded, walk, err);
	/* only a plain dump of the main table can be filtered by the kernel */
	if (kind != QUERY_FLOWS)
		return dump(walk, kind, rq->family, NULL, err);
	plan_make(&walk->plan, rq->filter, rq->family);
	for (walk->step = 0; walk->step < walk->plan.count; walk->step++)
		if (dump_step(walk, &walk->plan.steps[walk->step], err) < 0)
			return -1;
	return 0;
}

static int walk_watchful(struct walk *walk, enum query_kind kind, struct error *err)
{
	int result;

	buckets_begin(&walk->buckets);
	result = walk_table(walk, kind, err);
	walk->session->resized |= buckets_changed(&walk->buckets);
	return result;
}

static int walk_all(struct walk *walk, enum query_kind kind, struct error *err)
{
	const bool expects = kind == QUERY_EXPECTATIONS;
	const bool hashed = kind == QUERY_FLOWS || kind == QUERY_FLOWS_ZERO;
	int result;

	walk->decode = expects ? decode_expect : decode_flow;
	walk->is_kind = expects ? decode_is_expect : decode_is_flow;
	output_tick(&walk->session->out);
	missing_begin(&walk->missing, walk->rq);
	buckets_open(&walk->buckets, hashed && !walk->rq->recording);
	do {
		result = walk_watchful(walk, kind, err);
	} while (walk->changes && flows_again(walk->session, result, &walk->round));
	buckets_close(&walk->buckets);
	missing_tell(&walk->missing, walk->session);
	return result;
}

int flows_each(const struct request *rq, struct session *s, enum query_kind kind,
	       flows_take *take, void *into, struct error *err)
{
	struct walk w = { .rq = rq, .session = s, .take = take, .into = into };

	return walk_all(&w, kind, err);
}

int flows_each_to_change(const struct request *rq, struct session *s, flows_take *take, void *into,
			 struct error *err)
{
	struct walk w = { .rq = rq, .session = s, .take = take, .into = into, .changes = true };

	return walk_all(&w, flows_kind(rq), err);
}

enum query_kind flows_kind(const struct request *rq)
{
	static const enum query_kind kinds[] = {
		[TABLE_CONNTRACK] = QUERY_FLOWS,
		[TABLE_EXPECT] = QUERY_EXPECTATIONS,
		[TABLE_DYING] = QUERY_DYING,
		[TABLE_UNCONFIRMED] = QUERY_UNCONFIRMED,
	};

	return kinds[rq->table];
}

const char *flows_things(const struct request *rq)
{
	return rq->table == TABLE_EXPECT ? "expectations" : "flow entries";
}

bool flows_selected(const struct request *rq, const struct record *rec)
{
	if (rq->family && nfct_get_attr_u8(rec->flow, ATTR_L3PROTO) != rq->family)
		return false;
	return expr_accepts(rq->filter, rec);
}

bool flows_again(struct session *s, int result, unsigned *round)
{
	if (result < 0 || !s->resized || ++*round == ROUNDS_MAX)
		return false;
	s->resized = false;
	s->damaged = 0;
	return true;
}

void flows_caution(struct session *s)
{
	if (s->resized)
		session_notice("WARNING: the table was resized while it was read; "
			       "entries may be missing or doubled");
	s->resized = false;
	if (s->ctnl && ctnl_interrupted(s->ctnl))
		session_notice("WARNING: the table changed while it was read; "
			       "entries may be missing or doubled");
	if (s->damaged)
		session_notice("WARNING: %" PRIu64 " entries came damaged and are left out", s->damaged);
	s->damaged = 0;
}

int flows_finish(const struct request *rq, struct session *s, const char *what, int result,
		 struct error *err)
{
	bool must = rq->command->traits & COMMAND_MUST_MATCH;
	bool changes = rq->command->traits & COMMAND_CHANGES;
	const bool damaged = s->damaged;
	struct error ignored = ERROR_INIT;
	uint64_t rows;
	bool fine, quiet;

	if (result < 0 && s->out.rows == 0)
		return -1;
	output_complete(&s->out, rq->table == TABLE_EXPECT ? OUTPUT_EXPECTATIONS : OUTPUT_FLOWS);
	if (output_end(&s->out, result < 0 ? &ignored : err) < 0)
		result = -1;
	/* what was changed is changed, shown or not; what did not arrive was not shown */
	rows = result < 0 && !changes ? s->out.delivered : s->out.rows;
	if (result < 0 && (rows == 0 || (err->kind == ERROR_CLOSED && !changes)))
		return -1;
	fine = result == 0 && (rows || !must || request_has(rq, OPT_OK_IF_NONE)) && !(changes && damaged);
	quiet = fine && request_has(rq, OPT_QUIET) && !request_has(rq, OPT_DRY_RUN);
	flows_caution(s);
	if (!quiet)
		session_tell_columns(s);
	if (!s->loading && !quiet)
		session_summary("%" PRIu64 " %s %s.", rows, flows_things(rq), what);
	if (result < 0)
		return -1;
	if (changes && damaged)
		return ctnl_damaged(err);
	if (must && !s->loading && rows == 0 && !request_has(rq, OPT_OK_IF_NONE))
		return error_set(err, ERROR_NO_MATCH, 0, "%s", "");
	return 0;
}
