/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/output.h"

#include "output/parts.h"
#include "output/sheet.h"
#include "output/value.h"

#include <errno.h>
#include <string.h>

/* Rows are handed on once so many bytes are gathered. */
enum { GATHER = 64 * 1024 };

void output_open(struct output *out, int fd, const struct output_format *format,
		 unsigned extras, const struct label_map *labels)
{
	*out = (struct output){
		.fd = fd, .stop = STOP_NEVER, .format = format, .extras = extras, .labels = labels,
		.text = BUF_INIT, .note = BUF_INIT,
	};
	output_tick(out);
	out->opened = out->now;
}

void output_tick(struct output *out)
{
	clock_gettime(CLOCK_REALTIME, &out->now);
}

/* Every row ends a line: what ends in the LEFT last bytes has not arrived. */
static int give_up(struct output *out, size_t left, struct error *err)
{
	uint64_t before = out->rows;

	for (const char *c = out->text.data + out->text.len - left; left; left--)
		if (*c++ == '\n' && out->rows > out->delivered)
			out->rows--;
	out->given_up += before - out->rows;
	buf_reset(&out->text);
	out->stalled = true;
	return error_set(err, ERROR_STALLED, 0, "the reader of the output stands still; "
			 "the rest was not delivered");
}

int output_flush(struct output *out, struct error *err)
{
	size_t left = 0;
	int failure;

	if (out->text.failed)
		return error_nomem(err);
	failure = stream_write(out->fd, &out->stop, out->text.data, out->text.len, &left);
	if (failure == STREAM_STALLED)
		return give_up(out, left, err);
	buf_reset(&out->text);
	out->broken |= failure != 0;
	if (!out->broken)
		out->delivered = out->rows;
	if (failure == EPIPE)
		return error_set(err, ERROR_CLOSED, EPIPE, "%s", "");
	if (failure)
		return error_set(err, ERROR_OUTPUT, failure, "cannot write the output: %s",
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

void output_reading(struct output *out, const struct timespec *when, bool timed)
{
	out->reading = (uint64_t)when->tv_sec * NSEC_PER_SEC + (uint64_t)when->tv_nsec;
	out->timed = timed || !out->format->comment;
	if (out->timed)
		return;
	buf_str(&out->text, out->format->comment);
	put_moment(out, out->reading, 3);
	buf_char(&out->text, '\n');
}

bool output_take_back(struct output *out)
{
	if (out->delivered || out->broken || out->stalled || out->reading)
		return false;
	sheet_free(out->sheet);
	out->sheet = NULL;
	buf_reset(&out->text);
	buf_reset(&out->note);
	memset(out->left_out, 0, sizeof(out->left_out));
	out->rows = out->given_up = 0;
	out->subject = OUTPUT_NOTHING;
	return true;
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

int output_titles(struct output *out, const struct output_values *values, struct error *err)
{
	begin(out, OUTPUT_VALUES);
	sheet_titles(out, values);
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
	buf_free(&out->note);
}
