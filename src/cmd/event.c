/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/flows.h"
#include "cmd/missing.h"
#include "cmd/namer.h"
#include "cmd/options.h"
#include "cmd/proc.h"
#include "cmd/request.h"
#include "cmd/resolver.h"
#include "cmd/resync.h"
#include "cmd/sandbox.h"
#include "cmd/session.h"
#include "cmd/signals.h"
#include "cmd/uses.h"
#include "filter/kernel.h"
#include "net/decode.h"
#include "net/listen.h"
#include "net/pcap.h"

#include <inttypes.h>

static int event_run(const struct request *rq, struct session *s, struct error *err);

const struct verb verb_event = {
	.name = "event",
	.summary = "show changes as they happen",
	.opt = { .name = "event", .letter = 'E', .takes = OPT_WORD, .metavar = "TABLE",
		 .help = "show changes as they happen" },
};

const struct command command_event = {
	.verb = &verb_event,
	.tables = 1 << TABLE_CONNTRACK,
	.traits = COMMAND_WAITS,
	.use = { .may = OPT_LIST(OPTS_TUPLE, OPT_MASK_SRC, OPT_MASK_DST, OPT_MARK, OPT_FAMILY,
				 OPT_SRC_NAT, OPT_DST_NAT, OPT_ANY_NAT, OPT_ID, OPT_SECMARK, OPTS_ZONES,
				 OPT_LABEL, OPT_LABELMAP, OPT_EVENT_MASK, OPTS_OUTPUT,
				 OPT_BUFFER_SIZE, OPT_TIMEOUT, OPT_COUNT, OPTS_FILTER,
				 OPT_WRITE, OPT_NO_SANDBOX, OPT_RESOLVE, OPT_RESYNC, OPT_QUIET) },
	.role = PROTO_SELECT,
	.run = event_run,
};

const struct command command_expect_event = {
	.verb = &verb_event,
	.tables = 1 << TABLE_EXPECT,
	.traits = COMMAND_WAITS,
	.use = { .may = OPT_LIST(OPTS_FILTER, OPTS_OUTPUT, OPT_TIMEOUT, OPT_COUNT, OPT_WRITE, OPT_NO_SANDBOX,
				 OPT_QUIET) },
	.run = event_run,
};

/* Holds what comes while a reader takes its time; memory is used when it does. */
enum { BUFFER_DEFAULT = 64 << 20 };

/* Of each second what may be waited for names of addresses. */
enum { NAMES_MS = 200 };

struct watch {
	const struct request *rq;
	struct session *session;
	struct ctnl *ctnl;
	decode_record *decode;
	bool overrun;		/* warned, and the loss not yet told */
	uint64_t lost;		/* told so far */
	time_t waited_in;	/* for names, in this second of CLOCK_MONOTONIC ... */
	unsigned waited_ms;	/* ... so long */
	struct namer namer;	/* while the session's output asks it */
	bool hurried;		/* told twice to end: what still comes is counted */
	uint64_t left;		/* events that nobody was shown for that */
	uint64_t damaged;	/* datagrams, and events in whole ones */
	bool resyncs, stale;	/* a loss is to be made good; one is */
	struct resync resync;
	struct missing missing;
};

/* A failure to show or to hand on: 0 when it is but that there is no time. */
static int hurry(struct watch *w, struct error *err)
{
	if (err->kind != ERROR_STALLED || !stop_at_once(&w->session->out.stop))
		return -1;
	w->hurried = true;
	*err = (struct error)ERROR_INIT;
	return 0;
}

/*
 * A name that comes at once is there for the first row. What is waited for all rows
 * of a second is bounded, as events wait meanwhile.
 */
static void await_names(struct watch *w, const struct record *rec)
{
	struct resolver *resolver = w->session->resolver;
	struct timespec before, after;

	if (!resolver || !rec->flow)
		return;
	resolver_want(resolver, rec);
	clock_gettime(CLOCK_MONOTONIC, &before);
	if (before.tv_sec != w->waited_in)
		w->waited_ms = 0;
	w->waited_in = before.tv_sec;
	if (w->waited_ms >= NAMES_MS)
		return;
	resolver_wait(resolver, NAMES_MS - w->waited_ms);
	clock_gettime(CLOCK_MONOTONIC, &after);
	w->waited_ms += (unsigned)((after.tv_sec - before.tv_sec) * 1000 +
				   (after.tv_nsec - before.tv_nsec) / 1000000);
}

static int show_event(const struct record *rec, void *into, struct error *err)
{
	struct watch *w = into;
	struct output *out = &w->session->out;

	if (w->hurried) {
		w->left++;
		return 0;
	}
	output_tick(out);
	await_names(w, rec);
	if (session_show(w->session, rec, err) < 0)
		return hurry(w, err);
	return request_has(w->rq, OPT_COUNT) && out->rows >= w->rq->most;
}

static int warn_of_damage(void *into, struct error *err)
{
	struct watch *w = into;

	(void)err;
	w->damaged++;
	w->stale = true;
	session_notice("WARNING: an event came damaged and is lost.");
	return 0;
}

static int take_event(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct watch *w = into;
	struct record rec;
	int result = w->decode(msg, &rec, err);
	bool shown;

	if (result == 0)
		return warn_of_damage(w, err);
	if (result < 0)
		return -1;
	result = 0;
	rec.timeouts = w->session->timeouts;
	missing_look(&w->missing, &rec);
	shown = flows_selected(w->rq, &rec);
	if (w->resyncs)
		result = resync_note(&w->resync, &rec, shown, err);
	if (result == 0 && shown)
		result = show_event(&rec, w, err);
	decode_release(&rec);
	return result;
}

static int warn_of_overrun(void *into, struct error *err)
{
	struct watch *w = into;

	(void)err;
	w->overrun = w->stale = true;
	session_notice("WARNING: We have hit ENOBUFS! We are losing events.");
	session_notice("This message means that the current netlink socket buffer size is too small.");
	session_notice("Please, check --buffer-size in conntrack(8) manpage.");
	return 0;
}

static int tell_loss(struct watch *w, struct error *err)
{
	uint64_t lost = listen_lost(w->ctnl), more = lost - w->lost;

	w->lost = lost;
	w->overrun = false;
	session_notice("WARNING: %" PRIu64 " events were lost.", more);
	return output_lost(&w->session->out, w->rq->table == TABLE_EXPECT ? OUTPUT_EXPECTATIONS :
			   OUTPUT_FLOWS, more, err);
}

/* The kernel says once that events are lost, until its buffer was empty; it counts all the same. */
static bool has_lost_more(const struct watch *w)
{
	return w->resyncs && listen_lost(w->ctnl) != w->lost;
}

static int hand_on(void *into, struct error *err)
{
	struct watch *w = into;
	int result = 0;

	if (!w->hurried && (w->overrun || has_lost_more(w))) {
		w->stale = true;
		result = tell_loss(w, err);
	}
	if (result == 0 && w->stale && w->resyncs && !w->hurried)
		result = resync_run(&w->resync, err);
	w->stale = false;
	if (result < 0)
		return hurry(w, err);
	if (!w->hurried && session_flush(w->session, err) < 0)
		return hurry(w, err);
	if (!request_has(w->rq, OPT_QUIET))
		session_tell_columns(w->session);
	return result;
}

/* Told at once: nothing else will be. */
static void warn_of_silence(const struct watch *w)
{
	struct error ignored = ERROR_INIT;
	uint64_t how;

	if (w->session->source == &wire_live && proc_setting("nf_conntrack_events", &how, &ignored) == 0 && how == 0)
		session_notice("WARNING: the kernel makes no events of flows that begin while "
			       "net.netfilter.nf_conntrack_events is 0.");
}

static int subscribe(struct watch *w, struct error *err)
{
	const struct request *rq = w->rq;
	bool sized = request_has(rq, OPT_BUFFER_SIZE);
	uint8_t family = rq->family;
	struct prefilter filter;
	struct listen_subject subject = {
		.expectations = rq->table == TABLE_EXPECT,
		.events = rq->events ? rq->events : EVENT_ALL,
		.filter = &filter,
		.buffer = sized ? rq->buffer_size : BUFFER_DEFAULT,
	};
	size_t granted;

	kernel_prefilter(rq->filter, &filter, &family);
	subject.family = family;
	if (listen_open(w->ctnl, &subject, &granted, err) < 0)
		return -1;
	if (sized && !request_has(rq, OPT_QUIET))
		session_notice("NOTICE: Netlink socket buffer size has been set to %zu bytes.", granted);
	warn_of_silence(w);
	w->resyncs = request_has(rq, OPT_RESYNC);
	w->resync = (struct resync){
		.rq = rq, .session = w->session, .family = family, .filter = filter,
		.tell = show_event, .into = w,
	};
	return w->resyncs ? resync_open(&w->resync, err) : 0;
}

/*
 * Everything is open: what else the process might do is given up. Names of programs
 * are then found by another one, if it can be had; formats with columns show none. A kernel that is
 * played by something else has a process around us which is not ours to guard.
 */
static int guard(struct watch *w, struct error *err)
{
	struct output *out = &w->session->out;
	int entered;

	if (request_has(w->rq, OPT_NO_SANDBOX) || w->session->source != &wire_live)
		return 0;
	if (!out->format->sheet && namer_start(&w->namer))
		out->progname.finder = &w->namer.finder;
	entered = sandbox_enter(w->resyncs ? SANDBOX_ASKS : 0, err);
	if (entered == SANDBOX_NO_LIBRARY)
		session_notice("WARNING: libseccomp cannot be opened: all system calls stay allowed.");
	return entered;
}

static void unguard(struct watch *w)
{
	struct output *out = &w->session->out;

	if (out->progname.finder)
		namer_stop(&w->namer);
	out->progname.finder = NULL;
}

static enum listen_end watch(struct watch *w, struct error *err)
{
	const struct listener listener = {
		.event = take_event, .overrun = warn_of_overrun, .damaged = warn_of_damage,
		.idle = hand_on, .into = w,
	};
	const struct output *out = &w->session->out;
	struct listen_limit limit = { .readable = out->stop.told, .broken = out->fd };
	struct timespec until;

	w->ctnl = session_ctnl(w->session, err);
	if (!w->ctnl || subscribe(w, err) < 0 || guard(w, err) < 0)
		return err->kind == ERROR_NONE ? LISTEN_TOLD : LISTEN_FAILED;
	if (request_has(w->rq, OPT_TIMEOUT)) {
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += (time_t)w->rq->seconds;
		limit.until = &until;
	}
	return listen_run(w->ctnl, &listener, &limit, err);
}

/* The footer, what was shown and what was lost, and whether that is a success. */
static int finish(struct watch *w, enum listen_end end, struct error *err)
{
	struct output *out = &w->session->out;
	const char *things = w->rq->table == TABLE_EXPECT ? "expectation events" : "flow events";
	uint64_t lost = w->damaged + (w->ctnl ? listen_lost(w->ctnl) : 0);
	struct error ignored = ERROR_INIT;
	bool none;

	if (w->hurried)
		error_set(err, ERROR_STALLED, 0, "told again to end; the rest was not delivered");
	if (err->kind != ERROR_STALLED) {
		if (end == LISTEN_FAILED && (out->rows == 0 || err->kind == ERROR_CLOSED))
			return -1;
		if (output_end(out, err) < 0 && err->kind != ERROR_STALLED)
			return -1;
	}
	if (err->kind == ERROR_STALLED && !out->stalled && !w->hurried)
		output_end(out, &ignored);
	if (err->kind == ERROR_STALLED)
		end = LISTEN_FAILED;
	none = end == LISTEN_TIME_UP && out->rows == 0;
	if (end == LISTEN_FAILED || none || lost || !request_has(w->rq, OPT_QUIET))
		session_summary("%" PRIu64 " %s have been shown.", out->rows, things);
	if (w->hurried)
		session_summary("%" PRIu64 " %s have not been delivered.", w->left + out->given_up, things);
	if (lost)
		session_summary("%" PRIu64 " %s have been lost.", lost, things);
	if (none)
		return error_set(err, ERROR_NO_MATCH, 0, "%s", "");
	return end == LISTEN_FAILED ? -1 : 0;
}

static int event_run(const struct request *rq, struct session *s, struct error *err)
{
	struct watch w = {
		.rq = rq, .session = s,
		.decode = rq->table == TABLE_EXPECT ? decode_expect : decode_flow,
	};
	int result;

	if (signals_open(&s->out.stop, err) < 0)
		return -1;
	if (request_has(rq, OPT_RESOLVE))
		s->resolver = resolver_start();
	if (s->recorder)
		pcap_writer_heed(s->recorder, &s->out.stop);
	missing_begin(&w.missing, rq);
	result = finish(&w, watch(&w, err), err);
	missing_tell(&w.missing, s);
	unguard(&w);
	resync_close(&w.resync);
	return result;
}
