/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/watching.h"

#include "cmd/missing.h"
#include "cmd/options.h"
#include "cmd/signals.h"
#include "collect/rates.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

/* Of a screen: when it was read, names, what was left out, and the cursor. */
enum { LINES_AROUND = 4 };

static int64_t milliseconds_since(const struct timespec *begin)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)(now.tv_sec - begin->tv_sec) * 1000 + (now.tv_nsec - begin->tv_nsec) / 1000000;
}

/* 0: the time is up; 1: a signal came, or the reader went away. */
static int pause_from(const struct timespec *begin, uint64_t seconds, const struct output *out,
		      struct error *err)
{
	struct pollfd news[] = { { .fd = out->stop.told, .events = POLLIN }, { .fd = out->fd } };
	int64_t left;

	while ((left = (int64_t)seconds * 1000 - milliseconds_since(begin)) > 0) {
		int n = poll(news, sizeof(news) / sizeof(*news), (int)left);

		if (n > 0)
			return 1;
		if (n < 0 && errno != EINTR)
			return error_failed(err, errno, "cannot wait: %s", strerror(errno));
	}
	return stop_told(&out->stop);
}

/* A terminal that is drawn upon anew each time. */
static bool draws(const struct watching *w)
{
	return w->session->out.style.height && !w->timed && w->session->out.format->narrow;
}

static int take_reading(const struct watching *w, bool show, const struct timespec *begin,
			struct error *err)
{
	struct output *out = &w->session->out;

	if (w->session->rates && rates_begin(w->session->rates, begin, err) < 0)
		return -1;
	output_tick(out);
	if (show && draws(w))
		buf_lit(&out->text, "\033[H\033[J");
	if (show)
		output_reading(out, &out->now, w->timed);
	return w->read(w->into, show, err);
}

static int watch(const struct watching *w, const struct request *rq, struct error *err)
{
	struct output *out = &w->session->out;
	struct timespec begin;
	int step = 0;

	for (uint64_t round = 0; step == 0; round++) {
		clock_gettime(CLOCK_MONOTONIC, &begin);
		if (take_reading(w, round || draws(w), &begin, err) < 0)
			return -1;
		if (request_has(rq, OPT_COUNT) && round == rq->most)
			return 0;
		step = pause_from(&begin, rq->seconds, out, err);
	}
	return step < 0 ? -1 : 0;
}

int watching_run(const struct watching *w, const struct request *rq, struct error *err)
{
	if (signals_open(&w->session->out.stop, err) < 0)
		return -1;
	return watch(w, rq, err);
}

uint64_t watching_rows(const struct request *rq, const struct session *s)
{
	const unsigned height = s->out.style.height;

	if (!request_has(rq, OPT_WATCH) || !height || !s->out.format->narrow)
		return 0;
	return height > LINES_AROUND ? height - LINES_AROUND : 1;
}

int watching_check(const struct request *rq, struct error *err)
{
	const bool watches = request_has(rq, OPT_WATCH);

	if (request_has(rq, OPT_COUNT) && !watches && !(rq->command->traits & COMMAND_WAITS))
		return error_usage(err, "option `--count' needs `--watch' here");
	if (watches && request_has(rq, OPT_ZERO))
		return error_usage(err, "Can't use -z with `--watch'");
	if (watches && rq->recording)
		return error_usage(err, "cannot combine `--watch' and `--read'");
	for (size_t i = 0; i < FIELD_COUNT && !watches; i++)
		if (fields[i].traits & FIELD_OF_WATCH && request_names(rq, &fields[i]))
			return error_usage(err, "`%s' needs `--watch'", fields[i].name);
	return 0;
}
