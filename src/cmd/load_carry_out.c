/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load.h"

#include "cmd/entry.h"
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
};

/* A line failed: with --keep-going that is said now and the run goes on. */
static int fail(struct run *run, uint64_t line, struct error *err)
{
	run->failed++;
	if (err->kind == ERROR_CLOSED)
		return -1;
	lines_blame(line, err);
	if (err->kind != ERROR_KERNEL || !request_has(run->load->rq, OPT_KEEP_GOING))
		return -1;
	progress_clear(&run->load->progress);
	session_summary("%s", err->text);
	*err = (struct error)ERROR_INIT;
	return 0;
}

/* Read a line again that the check found sound. To be released in any case. */
static int read_again(struct run *run, const struct step *step, const char *text,
		      struct request *rq, struct error *err)
{
	struct load *load = run->load;

	*rq = (struct request){ .command = NULL };
	if (lines_split(&load->lines, text, step->text_len, err) < 0)
		return -1;
	return request_parse(&load->reader, rq, load_words(&load->lines), err);
}

/* Make of an add that met its entry what an update can. */
static int revise(struct run *run, const struct step *step, const char *text, int errnum,
		  struct error *err)
{
	struct request rq;
	int result = read_again(run, step, text, &rq, err);

	if (result == 0)
		result = entry_revise(&rq, run->load->session, errnum, err);
	request_release(&rq);
	return result;
}

static int refused(struct run *run, const struct step *step, int errnum, struct error *err)
{
	ctnl_refusal(errnum, err);
	entry_explain(run->load->session, step->kind == STEP_ADD ? &command_add : &command_create, err);
	return -1;
}

/*
 * What became of request I. Behind an add that is made once more every other is,
 * too, so that of two lines with the same entry the later one prevails.
 */
static int outcome(struct run *run, unsigned i, const char *text, bool *repeats, struct error *err)
{
	const struct step *step = &run->steps[i];
	int errnum = batch_errnum(run->batch, i);
	struct error ignored = ERROR_INIT;

	if (step->kind == STEP_ADD && entry_may_revise(errnum)) {
		*repeats = true;
		return revise(run, step, text, errnum, err);
	}
	if (errnum)
		return refused(run, step, errnum, err);
	if (*repeats && step->kind == STEP_ADD)
		revise(run, step, text, EBUSY, &ignored);
	return 0;
}

/* The steps behind one that ends the run were sent along with it. */
static void count_rest(struct run *run, unsigned i)
{
	for (; i < batch_count(run->batch); i++) {
		run->done += batch_errnum(run->batch, i) == 0;
		run->failed += batch_errnum(run->batch, i) != 0;
	}
}

static int settle(struct run *run, struct error *err)
{
	const char *text = run->texts.data;
	bool repeats = false;

	for (unsigned i = 0; i < batch_count(run->batch); i++) {
		struct error why = ERROR_INIT;

		if (outcome(run, i, text, &repeats, &why) == 0) {
			run->done++;
		} else if (fail(run, run->steps[i].line, &why) < 0) {
			count_rest(run, i + 1);
			*err = why;
			return -1;
		}
		text += run->steps[i].text_len;
	}
	return 0;
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
	run->sent = run->steps[count - 1].line;
	if (batch_send(run->batch, ctnl, err) < 0)
		return -1;
	result = settle(run, err);
	batch_reset(run->batch);
	buf_reset(&run->texts);
	progress_tell(&run->load->progress, "done", run->done);
	return result;
}

/* A text from the spool to the end of the texts. */
static int read_text(struct run *run, const struct step *step, struct error *err)
{
	if (!buf_reserve(&run->texts, step->text_len + 1))
		return error_nomem(err);
	if (spool_read(&run->load->spool, run->texts.data + run->texts.len, step->text_len, err) < 0)
		return -1;
	run->texts.len += step->text_len;
	return 0;
}

static int queue(struct run *run, const struct step *step, struct error *err)
{
	struct query query;

	if (spool_read(&run->load->spool, query.bytes, step->request_len, err) < 0 ||
	    read_text(run, step, err) < 0)
		return -1;
	run->steps[batch_count(run->batch)] = *step;
	if (batch_add(run->batch, &query, err) < 0)
		return -1;
	return batch_full(run->batch) ? send_pending(run, err) : 0;
}

/* As on a command line of its own, with the output that it asks for. */
static int run_command(struct run *run, const struct request *rq, struct error *err)
{
	struct session *s = run->load->session;

	output_close(&s->out);
	output_open(&s->out, STDOUT_FILENO, rq->format, rq->extras, rq->labels);
	if (rq->command->run(rq, s, err) == 0)
		return 0;
	session_hang_up(s);
	entry_explain(s, rq->command, err);
	return -1;
}

static int run_alone(struct run *run, const struct step *step, struct error *err)
{
	struct request rq;
	int result;

	if (send_pending(run, err) < 0 || read_text(run, step, err) < 0)
		return -1;
	result = read_again(run, step, run->texts.data, &rq, err);
	buf_reset(&run->texts);
	progress_clear(&run->load->progress);
	if (result == 0)
		result = run_command(run, &rq, err);
	request_release(&rq);
	run->sent = step->line;
	run->done += result == 0;
	return result < 0 ? fail(run, step->line, err) : 0;
}

static int all_steps(struct run *run, struct error *err)
{
	struct step step;
	int more;

	while ((more = spool_read(&run->load->spool, &step, sizeof(step), err)) > 0)
		if ((step.kind == STEP_RUN ? run_alone : queue)(run, &step, err) < 0)
			return -1;
	return more < 0 ? -1 : send_pending(run, err);
}

/* How far a run came that a line ended. */
static void tell_end(const struct run *run)
{
	session_summary("%" PRIu64 " of %" PRIu64 " lines are done, %" PRIu64 " failed; "
			"nothing behind line %" PRIu64 " was run.",
			run->done, run->load->count, run->failed, run->sent);
}

int load_carry_out(struct load *load, struct error *err)
{
	struct run run = { .load = load, .batch = batch_new(err), .texts = BUF_INIT };
	int result = run.batch ? all_steps(&run, err) : -1;

	progress_clear(&load->progress);
	if (result < 0 && run.sent && err->kind != ERROR_CLOSED)
		tell_end(&run);
	else if (result == 0 && run.failed)
		result = error_failed(err, 0, "%" PRIu64 " of %" PRIu64 " lines failed",
				      run.failed, load->count);
	batch_free(run.batch);
	buf_free(&run.texts);
	return result;
}
