/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/explain.h"

#include "cmd/login.h"
#include "cmd/missing.h"
#include "cmd/proc.h"
#include "cmd/recorder.h"
#include "filter/condition.h"
#include "filter/contradiction.h"
#include "filter/explain.h"

/* Of events the kernel compares the tuples only, by a program on the socket. */
static void put_events(struct buf *out, const struct request *rq)
{
	struct plan_step step = { .family = rq->family };

	if (rq->table == TABLE_CONNTRACK)
		kernel_prefilter(rq->filter, &step.filter, &step.family);
	step.filter.has_mark = step.filter.has_status = step.filter.has_zone = false;
	buf_lit(out, "  events:");
	step_describe(out, &step);
	buf_char(out, '\n');
}

/* Only a plain dump of the main table can be filtered by the kernel. */
static void put_dumps(struct buf *out, const struct request *rq)
{
	static const struct expr everything = { .kind = EXPR_TRUE };
	bool plain = rq->table == TABLE_CONNTRACK && !request_has(rq, OPT_ZERO);
	struct plan plan;

	plan_make(&plan, plain ? rq->filter : &everything, rq->family);
	plan_describe(out, &plan);
}

static void put_contradictions(struct buf *out, const struct request *rq)
{
	const char title[] = "never true together:\n";
	size_t start = out->len;

	buf_str(out, title);
	contradictions_describe(out, rq->filter, rq->labels);
	if (out->len == start + sizeof(title) - 1)
		out->len = start;
}

static int explain(const struct request *rq, struct session *s, struct error *err)
{
	struct buf *out = &s->out.text;

	buf_lit(out, "filter:\n");
	explain_tree(out, rq->filter, 2, rq->labels);
	put_contradictions(out, rq);
	buf_lit(out, "kernel:\n");
	if (rq->command->traits & COMMAND_WAITS)
		put_events(out, rq);
	else
		put_dumps(out, rq);
	buf_lit(out, "user space:\n  judges what the kernel sends by the whole filter\n");
	return output_flush(&s->out, err);
}

static uint32_t setting(const char *name)
{
	struct error ignored = ERROR_INIT;
	uint64_t seconds;

	return proc_setting(name, &seconds, &ignored) == 0 && seconds <= UINT32_MAX ? (uint32_t)seconds : 0;
}

/* A recording, or whatever plays a kernel, may be of another one. */
static void learn_timeouts(const struct request *rq, struct session *s)
{
	if (s->timeouts || rq->recording || s->source != &wire_live || !request_names(rq, &fields[FIELD_ID_IDLE]))
		return;
	timeouts_read(&s->own_timeouts, setting);
	s->timeouts = &s->own_timeouts;
}

static int carry_out(const struct request *rq, struct session *s, struct error *err)
{
	int result;

	learn_timeouts(rq, s);
	if (login_spare(rq, s, err) < 0 || recorder_open(rq, s, err) < 0)
		return -1;
	result = recorder_close(s, rq->command->run(rq, s, err), err);
	session_tell_left_out(s);
	if (!s->loading)
		losses_tell(&s->losses);
	return result;
}

int request_run(const struct request *rq, struct session *s, struct error *err)
{
	return request_has(rq, OPT_EXPLAIN) ? explain(rq, s, err) : carry_out(rq, s, err);
}
