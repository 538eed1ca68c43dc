/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load.h"

#include "cmd/entry.h"
#include "cmd/explain.h"
#include "net/batch.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

/* Steps on their way to the kernel, and what became of those before. */
struct run {
	struct load *load;
	struct batch *batch;
	struct step steps[BATCH_MAX];
	struct buf texts;		/* of these steps, one behind the other */
	uint64_t done, failed;
	uint64_t sent;			/* the last line that the kernel was given */
	unsigned unknown;		/* lines whose answers were lost */
	struct spool later;		/* steps, without requests, whose master is missing ... */
	uint64_t waiting;		/* ... so many ... */
	bool hopeless;			/* ... for a master that will not come */
	bool catching_up;		/* these are what is run */
	uint64_t held;			/* lines put off and not tried again since */
	unsigned doubts;		/* what pending lines ask for that may not be kept */
};

/* A line failed: with --keep-going that is said now and the run goes on. */
static int fail(struct run *run, uint64_t line, struct error *err)
{
	run->failed++;
	lines_blame(line, err);
	if (err->kind != ERROR_KERNEL || !request_has(run->load->rq, OPT_KEEP_GOING))
		return -1;
	progress_clear(&run->load->progress);
	session_summary("%s", err->text);
	if (err->hint[0])
		session_notice("%s", err->hint);
	*err = (struct error)ERROR_INIT;
	return 0;
}

/* Make of an add that met its entry what an update can. */
static int revise(struct run *run, const struct step *step, const char *text, int errnum,
		  struct error *err)
{
	struct request rq;
	int result = load_read_again(run->load, step, text, &rq, err);

	if (result == 0)
		result = entry_revise(&rq, run->load->session, errnum, err);
	request_release(&rq);
	return result;
}

static int refused(struct run *run, const struct step *step, const char *text, int errnum,
		   struct error *err)
{
	struct error ignored = ERROR_INIT;
	struct request rq;

	ctnl_refusal(errnum, err);
	if (load_read_again(run->load, step, text, &rq, &ignored) == 0)
		entry_explain(run->load->session, &rq, err);
	request_release(&rq);
	return -1;
}

/*
 * Behind an add that is made once more every other is, too, so that of two lines
 * with the same entry the later one prevails.
 */
static void repeat(struct run *run, const struct step *step, const char *text, bool repeats)
{
	struct error ignored = ERROR_INIT;

	if (repeats && step->kind == STEP_ADD)
		revise(run, step, text, EBUSY, &ignored);
}

/* What became of request I. */
static int outcome(struct run *run, unsigned i, const char *text, bool *repeats, struct error *err)
{
	const struct step *step = &run->steps[i];
	int errnum = batch_errnum(run->batch, i);

	if (step->kind == STEP_ADD && entry_may_revise(errnum)) {
		*repeats = true;
		return revise(run, step, text, errnum, err);
	}
	if (errnum)
		return refused(run, step, text, errnum, err);
	repeat(run, step, text, *repeats);
	return 0;
}

/* A saved entry may stand in front of its master: it is tried again behind it. */
static bool may_wait(const struct run *run, unsigned i)
{
	return batch_errnum(run->batch, i) == ENOENT && run->steps[i].has_master && !run->hopeless;
}

static int put_off(struct run *run, unsigned i, const char *text, struct error *err)
{
	struct step step = run->steps[i];

	step.request_len = 0;
	run->waiting++;
	run->held++;
	if (spool_write(&run->later, &step, sizeof(step), err) < 0)
		return -1;
	return spool_write(&run->later, text, step.text_len, err);
}

/* The steps behind one that ends the run were sent along with it. */
static void settle_rest(struct run *run, unsigned i, const char *text, bool repeats)
{
	for (; i < batch_count(run->batch); i++) {
		bool done = batch_errnum(run->batch, i) == 0;

		run->done += done;
		run->failed += !done;
		if (done)
			repeat(run, &run->steps[i], text, repeats);
		text += run->steps[i].text_len;
	}
}

static int settle(struct run *run, struct error *err)
{
	const char *text = run->texts.data;
	bool repeats = false;

	if (batch_done(run->batch)) {
		run->done += batch_count(run->batch);
		return 0;
	}
	for (unsigned i = 0; i < batch_count(run->batch); i++) {
		struct error why = ERROR_INIT;

		if (may_wait(run, i)) {
			if (put_off(run, i, text, err) < 0) {
				settle_rest(run, i + 1, text + run->steps[i].text_len, repeats);
				return -1;
			}
		} else if (outcome(run, i, text, &repeats, &why) == 0) {
			run->done++;
		} else if (fail(run, run->steps[i].line, &why) < 0) {
			settle_rest(run, i + 1, text + run->steps[i].text_len, repeats);
			*err = why;
			return -1;
		}
		text += run->steps[i].text_len;
	}
	return 0;
}

static void count_losses(struct run *run)
{
	const char *text = run->texts.data;

	for (unsigned i = 0; run->doubts && i < batch_count(run->batch); i++) {
		const struct step *step = &run->steps[i];

		if (step->doubts && batch_errnum(run->batch, i) == 0)
			load_count_losses(run->load, step, text);
		text += step->text_len;
	}
	run->doubts = 0;
}

static int send_pending(struct run *run, struct error *err)
{
	unsigned count = batch_count(run->batch);
	struct ctnl *ctnl;
	int result;

	if (count == 0)
		return 0;
	ctnl = session_ctnl(run->load->session, err);
	if (!ctnl)
		return -1;
	if (run->sent < run->steps[count - 1].line)
		run->sent = run->steps[count - 1].line;
	run->held -= run->catching_up ? count : 0;
	if (batch_send(run->batch, ctnl, err) < 0) {
		run->unknown = batch_unknown(run->batch);
		return -1;
	}
	result = settle(run, err);
	count_losses(run);
	batch_reset(run->batch);
	buf_reset(&run->texts);
	progress_tell(&run->load->progress, "done", run->done);
	return result;
}

/* The text of a step to the end of the texts; NULL with ERR. */
static const char *read_text(struct run *run, const struct step *step, struct spool *from,
			     struct error *err)
{
	char *text;

	if (!buf_reserve(&run->texts, step->text_len + 1)) {
		error_nomem(err);
		return NULL;
	}
	text = run->texts.data + run->texts.len;
	run->texts.len += step->text_len;
	return spool_read(from, text, step->text_len, err) < 0 ? NULL : text;
}

static int make_query(struct run *run, const struct step *step, const char *text,
		      struct query *query, struct error *err)
{
	struct request rq;
	int result = load_read_again(run->load, step, text, &rq, err);

	if (result == 0)
		result = entry_put(query, &rq, err);
	request_release(&rq);
	return result;
}

static int queue(struct run *run, const struct step *step, struct spool *from, struct error *err)
{
	struct query query;
	const char *text;

	if (spool_read(from, query.bytes, step->request_len, err) < 0)
		return -1;
	text = read_text(run, step, from, err);
	if (!text || (!step->request_len && make_query(run, step, text, &query, err) < 0))
		return -1;
	run->steps[batch_count(run->batch)] = *step;
	run->doubts |= step->doubts;
	if (batch_add(run->batch, &query, err) < 0)
		return -1;
	return batch_full(run->batch) ? send_pending(run, err) : 0;
}

/* As on a command line of its own, with the output that it asks for. */
static int run_command(struct run *run, const struct request *rq, struct error *err)
{
	struct session *s = run->load->session;
	struct error *untold = &run->load->untold;

	output_close(&s->out);
	output_open(&s->out, STDOUT_FILENO, rq->format, rq->extras, rq->labels);
	s->out.style = rq->style;
	s->selected = 0;
	if (untold->kind != ERROR_NONE)
		s->out.extras |= OUTPUT_QUIET;
	if (request_run(rq, s, err) == 0)
		return 0;
	session_hang_up(s);
	if (err->kind == ERROR_CLOSED || err->kind == ERROR_OUTPUT) {
		*untold = *err;
		*err = (struct error)ERROR_INIT;
		return 0;
	}
	entry_explain(s, rq, err);
	return -1;
}

static int carry_out(struct run *run, struct spool *from, struct error *err);

/* Send what is pending, and what waits for a master as long as one more comes. */
static int catch_up(struct run *run, struct error *err)
{
	int result = send_pending(run, err);

	while (result == 0 && run->waiting) {
		struct spool from = run->later;
		uint64_t before = run->waiting;

		run->later = (struct spool)SPOOL_INIT;
		run->waiting = 0;
		run->catching_up = true;
		result = spool_rewind(&from, err) < 0 ? -1 : carry_out(run, &from, err);
		spool_free(&from);
		run->hopeless = run->waiting == before;
	}
	run->hopeless = run->catching_up = false;
	return result;
}

/* As nothing has to match, an expectation that is gone is no failure, either. */
static int run_line(struct run *run, const struct step *step, const struct request *rq,
		    struct error *err)
{
	struct error why = ERROR_INIT;
	int result = run_command(run, rq, &why);
	bool gone = result < 0 && rq->command == &command_expect_delete &&
		    why.kind == ERROR_KERNEL && why.errnum == ENOENT;
	bool must = rq->command->traits & COMMAND_MUST_MATCH && !request_has(rq, OPT_OK_IF_NONE);

	if (gone || (result == 0 && must && !run->load->session->selected)) {
		shortfall_add(&run->load->unmatched, step->line);
		return 0;
	}
	if (result < 0)
		*err = why;
	return result;
}

static int run_alone(struct run *run, const struct step *step, struct spool *from, struct error *err)
{
	struct request rq;
	const char *text;
	int result;

	if (catch_up(run, err) < 0)
		return -1;
	text = read_text(run, step, from, err);
	if (!text)
		return -1;
	result = load_read_again(run->load, step, text, &rq, err);
	buf_reset(&run->texts);
	progress_clear(&run->load->progress);
	if (request_has(run->load->rq, OPT_QUIET) && result == 0 && command_takes(rq.command, OPT_QUIET))
		opt_set_add(&rq.given, OPT_QUIET);
	if (result == 0)
		result = run_line(run, step, &rq, err);
	request_release(&rq);
	run->sent = step->line;
	run->done += result == 0;
	return result < 0 ? fail(run, step->line, err) : 0;
}

/* Asked where nothing is on its way: what the kernel was given is settled first. */
static bool is_told_to_end(const struct run *run, struct error *err)
{
	if (batch_count(run->batch) || !stop_told(&run->load->stop))
		return false;
	error_failed(err, EINTR, "told to end");
	return true;
}

static int carry_out(struct run *run, struct spool *from, struct error *err)
{
	struct step step;
	int more;

	while ((more = spool_read(from, &step, sizeof(step), err)) > 0)
		if (is_told_to_end(run, err) ||
		    (step.kind == STEP_RUN ? run_alone : queue)(run, &step, from, err) < 0)
			return -1;
	if (more == 0)
		return send_pending(run, err);
	return from->source ? again_failure(run->load->again, err) : -1;
}

/* How far a run came that a line ended. */
static void tell_end(const struct run *run)
{
	session_summary("%" PRIu64 " of %" PRIu64 " lines are done, %" PRIu64 " failed; "
			"nothing behind line %" PRIu64 " was run.",
			run->done, run->load->count, run->failed, run->sent);
	if (run->unknown)
		session_summary("what became of %u lines is not known.", run->unknown);
	if (run->held)
		session_summary("%" PRIu64 " lines waited for the entry that they belong to, and were not run.",
				run->held);
}

/* Steps come from the spool, or from the file read again. */
static int begin(struct load *load, struct error *err)
{
	if (!load->again)
		return spool_rewind(&load->spool, err);
	if (again_rewind(load->again, err) < 0)
		return -1;
	spool_take_from(&load->spool, again_wire(load->again));
	return 0;
}

int load_carry_out(struct load *load, struct error *err)
{
	struct run run = {
		.load = load, .batch = batch_new(err), .texts = BUF_INIT, .later = SPOOL_INIT,
	};
	int result = run.batch && begin(load, err) == 0 ? carry_out(&run, &load->spool, err) : -1;

	if (result == 0)
		result = catch_up(&run, err);
	progress_clear(&load->progress);
	if (result < 0 && (run.sent || stop_told(&load->stop)))
		tell_end(&run);
	else if (result == 0 && run.failed)
		result = error_failed(err, 0, "%" PRIu64 " of %" PRIu64 " lines failed",
				      run.failed, load->count);
	batch_free(run.batch);
	buf_free(&run.texts);
	spool_free(&run.later);
	return load_report(load, result, err);
}
