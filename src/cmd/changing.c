/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/changing.h"

#include "cmd/flows.h"
#include "cmd/signals.h"
#include "net/decode.h"

#include <errno.h>
#include <inttypes.h>

static int settle_one(struct changing *c, const struct record *rec, int errnum, struct error *err)
{
	const uint64_t *told = &c->session->out.rows, before = *told;

	if (errnum == 0) {
		int result = c->done(c, rec, err);

		c->unknown += result < 0 && *told == before;
		return result;
	}
	return errnum == ENOENT ? 0 : c->refused(c, rec, errnum, err);
}

static int settle(struct changing *c, struct error *err)
{
	struct error ignored = ERROR_INIT;
	int result = 0;

	for (unsigned i = 0; i < c->count; i++)
		if (settle_one(c, &c->rows[i], batch_errnum(c->batch, i), result ? &ignored : err) < 0)
			result = -1;
	return result;
}

static void forget(struct changing *c)
{
	while (c->count)
		decode_release(&c->rows[--c->count]);
	batch_reset(c->batch);
}

static int send_batch(struct changing *c, struct error *err)
{
	struct ctnl *ctnl;
	int result;

	if (c->count == 0)
		return 0;
	ctnl = session_ctnl_for_changes(c->session, err);
	result = ctnl && batch_send(c->batch, ctnl, err) == 0 ? settle(c, err) : -1;
	c->unknown += batch_unknown(c->batch);
	forget(c);
	return result;
}

static int change_one(struct record *rec, void *into, struct error *err)
{
	struct changing *c = into;
	struct query query;
	int result = c->once ? taken_add(&c->taken, rec->message, err) : 1;

	if (result > 0)
		result = c->put(c, rec, &query, err);
	if (result <= 0)
		return result;
	if (batch_add(c->batch, &query, err) < 0)
		return -1;
	rec->message = NULL;
	c->rows[c->count++] = *rec;
	*rec = (struct record){ .flow = NULL };
	return batch_full(c->batch) ? send_batch(c, err) : 0;
}

int changing_tell(struct changing *c, const struct record *rec, struct error *err)
{
	struct output *out = &c->session->out;

	if (output_record(out, rec, err) == 0)
		return 0;
	if (!out->broken)
		return -1;
	c->untold = *err;
	*err = (struct error)ERROR_INIT;
	out->extras |= OUTPUT_QUIET;
	return 0;
}

/* The session closes them. Whoever runs lines of a file has signals of its own. */
static int open_signals(struct session *s, struct error *err)
{
	return s->loading || s->out.stop.told >= 0 ? 0 : signals_open(&s->out.stop, err);
}

int changing_run(struct changing *c, struct error *err)
{
	struct error ignored = ERROR_INIT;
	int result;

	if (open_signals(c->session, err) < 0)
		return -1;
	c->batch = batch_new(err);
	if (!c->batch)
		return -1;
	result = flows_each_to_change(c->rq, c->session, change_one, c, err);
	if (send_batch(c, result < 0 ? &ignored : err) < 0)
		result = -1;
	batch_free(c->batch);
	taken_free(&c->taken);
	if (c->unknown)
		session_summary("what became of %" PRIu64 " %s is not known.", c->unknown, flows_things(c->rq));
	if (result == 0 && c->untold.kind != ERROR_NONE) {
		*err = c->untold;
		result = -1;
	}
	return result;
}
