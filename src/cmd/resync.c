/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/resync.h"

#include "cmd/flows.h"
#include "filter/doubt.h"
#include "model/names.h"
#include "net/decode.h"

#include <errno.h>
#include <inttypes.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

/* A table that changes under the reading is read again, so often at most. */
enum { READINGS = 3 };

static bool has_enough(const struct resync *r)
{
	return request_has(r->rq, OPT_COUNT) && r->session->out.rows >= r->rq->most;
}

/*
 * Whether a flow, whose message is WHOLE or only tells what is new, may be selected;
 * what there is of events in the filter says which of them are shown, not of which flows.
 */
static bool may_be_selected(const struct resync *r, const struct record *rec, bool whole)
{
	const struct doubt doubt = { .traits = FIELD_OF_EVENTS, .absent = !whole };

	if (r->rq->family && nfct_get_attr_u8(rec->flow, ATTR_L3PROTO) != r->rq->family)
		return false;
	return doubt_may_accept(r->rq->filter, rec, &doubt);
}

/* Make an event of it, if one that is to be shown: an end has no timeout or counters to judge by. */
static bool becomes_event(const struct resync *r, struct record *rec, enum record_cause cause,
			  enum record_via via)
{
	const struct doubt doubt = { .absent = cause == RECORD_DESTROY };

	rec->cause = cause;
	rec->portid = 0;
	rec->via = via;
	rec->time = r->session->out.now;
	return doubt_may_accept(r->rq->filter, rec, &doubt);
}

/* Show a difference as the event that was lost; only the kinds that are listened to. */
static int show(struct resync *r, struct record *rec, enum record_cause cause, enum event_bit bit,
		uint64_t *shown, struct error *err)
{
	if (r->silent || !(r->rq->events == 0 || r->rq->events & bit) ||
	    !becomes_event(r, rec, cause, VIA_RESYNC))
		return 0;
	(*shown)++;
	if (session_show(r->session, rec, err) < 0)
		return -1;
	return has_enough(r) ? -1 : 0;
}

static int show_listed(struct resync *r, struct record *rec, struct error *err)
{
	int change = picture_take(r->picture, rec->message, true, err);

	if (change == PICTURE_NEW)
		return show(r, rec, RECORD_NEW, EVENT_NEW, &r->news, err);
	if (change == PICTURE_CHANGED)
		return show(r, rec, RECORD_UPDATE, EVENT_UPDATE, &r->updates, err);
	return change;
}

/* The end of a flow that is dying is told already, or will be. */
static bool is_dying(const struct record *rec)
{
	return nfct_get_attr_u32(rec->flow, ATTR_STATUS) & STATUS_DYING;
}

/* What was lost before somebody wanted to end is still read, unless they are in a hurry. */
static bool is_called_off(const struct resync *r)
{
	const struct stop *stop = &r->session->out.stop;

	return r->silent ? stop_told(stop) : stop_at_once(stop);
}

static int take_listed(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct resync *r = into;
	struct record rec;
	int result = 0;

	if (msg)
		result = decode_flow(msg, &rec, err);
	else if (is_called_off(r))
		result = -1;
	else
		output_tick(&r->session->out);
	if (result <= 0)
		return result;
	result = 0;
	rec.timeouts = r->session->timeouts;
	rec.time = r->session->out.now;	/* options may ask how old it is */
	if (!is_dying(&rec) && may_be_selected(r, &rec, true))
		result = show_listed(r, &rec, err);
	decode_release(&rec);
	return result;
}

static int show_vanished(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct resync *r = into;
	struct record rec;
	int result = decode_flow(msg, &rec, err);

	if (result <= 0)
		return result;
	result = show(r, &rec, RECORD_DESTROY, EVENT_DESTROY, &r->destroys, err);
	decode_release(&rec);
	return result;
}

static int dump(struct resync *r, bool filtered, struct error *err)
{
	struct ctnl *ctnl = session_ctnl_for_changes(r->session, err);
	struct query query;

	if (!ctnl)
		return -1;
	picture_begin(r->picture);
	query_begin(&query, QUERY_FLOWS, r->family);
	if (filtered)
		query_put_filter(&query, r->family, &r->filter);
	return ctnl_dump(ctnl, &query, take_listed, r, err);
}

/* 1: whole, 0: the table changed under the reading, or was resized, -1 with ERR. */
static int read_table(struct resync *r, struct error *err)
{
	struct error why = ERROR_INIT;
	int result;

	output_tick(&r->session->out);
	buckets_begin(&r->buckets);
	result = dump(r, true, &why);
	/* a kernel that will not hear of the filter is asked without */
	if (result < 0 && why.kind == ERROR_KERNEL && (why.errnum == EOPNOTSUPP || why.errnum == EINVAL)) {
		why = (struct error)ERROR_INIT;
		result = dump(r, false, &why);
	}
	if (result < 0) {
		*err = why;
		return -1;
	}
	/* the kernel's word is taken in any case, for the next reading has one of its own */
	return !ctnl_interrupted(session_ctnl_for_changes(r->session, err)) && !buckets_changed(&r->buckets);
}

static int read_and_sweep(struct resync *r, struct error *err)
{
	int whole = 0;

	r->news = r->updates = r->destroys = 0;
	for (int i = 0; whole == 0 && i < READINGS; i++)
		whole = read_table(r, err);
	if (whole == 0)
		session_notice("WARNING: the table changed whenever it was read; "
			       "flows that ended may not be told");
	return whole > 0 ? picture_sweep(r->picture, show_vanished, r, err) : whole;
}

int resync_open(struct resync *r, struct error *err)
{
	r->picture = picture_new(err);
	r->silent = true;
	if (!r->picture)
		return -1;
	buckets_open(&r->buckets, true);
	if (read_and_sweep(r, err) < 0)
		return -1;
	r->silent = false;
	return 0;
}

void resync_close(struct resync *r)
{
	if (r->picture)
		buckets_close(&r->buckets);
	picture_free(r->picture);
}

/*
 * The flow of EVENT, which is not shown, is not selected any more: whoever knows it,
 * as KEPT has it, is told that it ended. Where it really did the kernel's words are better.
 */
static int tell_end(struct resync *r, const struct record *event, const struct nlmsghdr *kept,
		    struct error *err)
{
	struct record rec;
	int result = decode_flow(kept, &rec, err);

	if (result <= 0)
		return result;
	result = 0;
	if (becomes_event(r, &rec, RECORD_DESTROY, VIA_SELECTION))
		result = r->tell(event->cause == RECORD_DESTROY ? event : &rec, r->into, err);
	decode_release(&rec);
	return result;
}

/* What an event leaves out is as it was: of a flow that is not known nobody can tell. */
static bool is_selected(const struct resync *r, const struct record *event, bool known)
{
	return may_be_selected(r, event, true) || (known && may_be_selected(r, event, false));
}

int resync_note(struct resync *r, const struct record *rec, bool shown, struct error *err)
{
	const struct nlmsghdr *kept = shown ? NULL : picture_find(r->picture, rec->message);
	int result = 0;

	if (rec->cause != RECORD_DESTROY && (shown || is_selected(r, rec, kept)))
		return picture_take(r->picture, rec->message, false, err) < 0 ? -1 : 0;
	if (kept)
		result = tell_end(r, rec, kept, err);
	picture_drop(r->picture, rec->message);
	return result;
}

int resync_run(struct resync *r, struct error *err)
{
	struct error why = ERROR_INIT;
	int result = read_and_sweep(r, &why);

	if (result < 0 && why.kind != ERROR_NONE) {
		*err = why;
		return -1;
	}
	if (result < 0 && !has_enough(r))
		return error_set(err, ERROR_STALLED, 0, "%s", "");
	session_notice("NOTICE: the table was read again: %" PRIu64 " differences (%" PRIu64 " new, %"
		       PRIu64 " updated, %" PRIu64 " destroyed).",
		       r->news + r->updates + r->destroys, r->news, r->updates, r->destroys);
	return has_enough(r);
}
