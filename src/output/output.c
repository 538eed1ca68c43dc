/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/output.h"

#include "output/sheet.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* Rows are handed on once so many bytes are gathered. */
enum { GATHER = 64 * 1024 };

/* How long somebody who wants to end waits for a reader that stalls. */
enum { PATIENCE_MS = 1000 };

void output_open(struct output *out, int fd, const struct output_format *format,
		 unsigned extras, const struct label_map *labels)
{
	*out = (struct output){
		.fd = fd, .stop_fd = -1, .format = format, .extras = extras, .labels = labels,
		.text = BUF_INIT,
	};
	output_tick(out);
	out->opened = out->now;
}

void output_tick(struct output *out)
{
	clock_gettime(CLOCK_REALTIME, &out->now);
}

/* Wait until some bytes can be written; false when it is time to give the reader up. */
static bool await_reader(const struct output *out)
{
	struct pollfd wait[] = {
		{ .fd = out->fd, .events = POLLOUT },
		{ .fd = out->stop_fd, .events = POLLIN },
	};
	int n = poll(wait, 2, -1);

	if (n < 0 || wait[0].revents)
		return true;
	return poll(wait, 1, PATIENCE_MS) != 0;
}

/* In place of an errno: the reader was given up. */
enum { STALLED = -1 };

/* Write all of it; 0, or the errno of the failure, with *LEFT bytes that did not leave. */
static int write_all(const struct output *out, size_t *left)
{
	const char *bytes = out->text.data;
	size_t len = out->text.len;
	bool wait = out->stop_fd >= 0;	/* a pipe that is ready takes so much at once */

	while (len > 0) {
		ssize_t n;

		*left = len;
		if (wait && !await_reader(out))
			return STALLED;
		n = write(out->fd, bytes, out->stop_fd >= 0 && len > PIPE_BUF ? PIPE_BUF : len);
		if (n >= 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN) {
			/* stdout may share the O_NONBLOCK of someone's terminal */
			wait = true;
		} else if (errno != EINTR) {
			return errno;
		}
	}
	return 0;
}

/* Every row ends a line: what ends in the LEFT last bytes has not arrived. */
static int give_up(struct output *out, size_t left, struct error *err)
{
	for (const char *c = out->text.data + out->text.len - left; left; left--)
		if (*c++ == '\n' && out->rows > out->delivered)
			out->rows--;
	buf_reset(&out->text);
	return error_set(err, ERROR_STALLED, 0, "the reader of the output stands still; "
			 "the rest was not delivered");
}

int output_flush(struct output *out, struct error *err)
{
	size_t left = 0;
	int failure;

	if (out->text.failed)
		return error_nomem(err);
	failure = write_all(out, &left);
	if (failure == STALLED)
		return give_up(out, left, err);
	buf_reset(&out->text);
	out->broken |= failure != 0;
	if (!out->broken)
		out->delivered = out->rows;
	if (failure == EPIPE)
		return error_set(err, ERROR_CLOSED, EPIPE, "%s", "");
	if (failure)
		return error_failed(err, failure, "cannot write the output: %s",
				    strerror(failure));
	return 0;
}

static bool is_framed(const struct output *out)
{
	return out->format->sheet || !(out->extras & OUTPUT_BARE);
}

static void begin(struct output *out, enum output_subject subject)
{
	if (out->subject != OUTPUT_NOTHING)
		return;
	out->subject = subject;
	if (is_framed(out))
		out->format->begin(out);
}

static void begin_records(struct output *out, const struct record *rec)
{
	if (out->subject != OUTPUT_NOTHING)
		return;
	out->events = record_is_event(rec);
	begin(out, rec->flow ? OUTPUT_FLOWS : OUTPUT_EXPECTATIONS);
}

static int flush_if_much(struct output *out, struct error *err)
{
	if (out->text.len < GATHER && !out->text.failed)
		return 0;
	return output_flush(out, err);
}

void output_pass(struct output *out)
{
	out->rows++;
}

int output_record(struct output *out, const struct record *rec, struct error *err)
{
	if (out->extras & OUTPUT_QUIET) {
		output_pass(out);
		return 0;
	}
	begin_records(out, rec);
	if (rec->flow)
		out->format->flow(out, rec);
	else
		out->format->expect(out, rec);
	out->rows++;
	return flush_if_much(out, err);
}

int output_stats(struct output *out, const struct stats *stats, struct error *err)
{
	begin(out, OUTPUT_STATS);
	out->format->stats(out, stats);
	out->rows++;
	return flush_if_much(out, err);
}

int output_count(struct output *out, uint64_t count, struct error *err)
{
	begin(out, OUTPUT_COUNT);
	out->format->count(out, count);
	return flush_if_much(out, err);
}

int output_lost(struct output *out, enum output_subject subject, uint64_t count,
		struct error *err)
{
	if (!out->format->sheet)
		return 0;
	out->events = true;
	begin(out, subject);
	sheet_lost(out, count);
	return flush_if_much(out, err);
}

int output_values(struct output *out, const struct output_values *values, struct error *err)
{
	begin(out, OUTPUT_VALUES);
	sheet_values(out, values);
	out->rows++;
	return flush_if_much(out, err);
}

void output_complete(struct output *out, enum output_subject subject)
{
	if (out->format->sheet && !(out->extras & OUTPUT_QUIET))
		begin(out, subject);
}

int output_end(struct output *out, struct error *err)
{
	if (out->subject != OUTPUT_NOTHING && is_framed(out))
		out->format->end(out);
	out->subject = OUTPUT_NOTHING;
	return output_flush(out, err);
}

void output_close(struct output *out)
{
	sheet_free(out->sheet);
	buf_free(&out->text);
}
