/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/session.h"

#include "base/escape.h"
#include "cmd/program.h"
#include "cmd/resolver.h"
#include "cmd/signals.h"
#include "collect/rates.h"
#include "net/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

void session_init(struct session *s, const struct wire_source *source)
{
	*s = (struct session){ .source = source };
	output_open(&s->out, STDOUT_FILENO, &output_text, 0, NULL);
}

void session_hang_up(struct session *s)
{
	ctnl_close(s->ctnl);
	ctnl_close(s->changes);
	s->ctnl = s->changes = NULL;
}

void session_release(struct session *s)
{
	session_hang_up(s);
	rates_free(s->rates);
	resolver_stop(s->resolver);
	signals_close(&s->out.stop);
	output_close(&s->out);
}

struct ctnl *session_ctnl(struct session *s, struct error *err)
{
	if (!s->ctnl)
		s->ctnl = ctnl_open(s->source, err);
	return s->ctnl;
}

static int show_with_names(struct session *s, const struct record *rec, struct error *err)
{
	const char *names[NAME_COUNT];
	struct record named = *rec;

	resolver_names(s->resolver, rec, names);
	named.names = names;
	return output_record(&s->out, &named, err);
}

int session_show(struct session *s, const struct record *rec, struct error *err)
{
	if (s->recorder && recording_add(s->recorder, rec->message, &rec->time, err) < 0)
		return -1;
	if (s->resolver && rec->flow)
		return show_with_names(s, rec, err);
	return output_record(&s->out, rec, err);
}

int session_flush(struct session *s, struct error *err)
{
	if (s->recorder && pcap_flush(s->recorder, err) < 0)
		return -1;
	return output_flush(&s->out, err);
}

/* Whoever is told to end interrupts: that ends the waiting for somebody who reads stderr, too. */
static void write_to_stderr(const char *bytes, size_t len)
{
	const struct stop never = STOP_NEVER;
	size_t left;

	stream_write(STDERR_FILENO, &never, bytes, len, &left);
}

/* Written without allocating, for that is what may have failed. */
struct line {
	char text[512];
	size_t len;
};

static void line_end(struct line *line)
{
	write_to_stderr(line->text, line->len);
	line->len = 0;
}

static void line_add(struct line *line, const char *bytes, size_t len)
{
	if (line->len + len > sizeof(line->text))
		line_end(line);
	memcpy(line->text + line->len, bytes, len);
	line->len += len;
}

/* Messages quote words and names from anywhere: none of these controls a terminal. */
static void say(const char *prefix, const char *text)
{
	struct line line = { .len = 0 };

	line_add(&line, prefix, strlen(prefix));
	while (*text) {
		size_t len = plain_length(text);
		char hex[5];

		if (!len)
			snprintf(hex, sizeof(hex), "\\x%02x", (unsigned char)*text);
		line_add(&line, len ? text : hex, len ? len : sizeof(hex) - 1);
		text += len ? len : 1;
	}
	line_add(&line, "\n", 1);
	line_end(&line);
}

enum { MESSAGE_MAX = 2 * sizeof(((struct error *)NULL)->text) };

void session_notice(const char *format, ...)
{
	char text[MESSAGE_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	say("", text);
}

void session_notices(const struct buf *lines)
{
	if (lines->len)
		write_to_stderr(lines->data, lines->len);
}

void session_summary(const char *format, ...)
{
	char text[MESSAGE_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	say(PROGRAM_TITLE ": ", text);
}

void session_tell_left_out(const struct session *s)
{
	struct buf text = BUF_INIT;

	for (unsigned kind = 0; kind < LEFT_OUT_KINDS; kind++)
		if (s->out.left_out[kind])
			buf_printf(&text, "%s%s (%" PRIu64 ")", text.len ? ", " : "",
				   output_left_out_words[kind], s->out.left_out[kind]);
	if (text.len)
		buf_char(&text, '\0');
	if (text.len && !text.failed)
		session_summary("left out of the saved lines: %s.", text.data);
	buf_free(&text);
}

void session_tell_columns(struct session *s)
{
	const char *names = s->out.note.len ? buf_cstr(&s->out.note) : NULL;

	if (names)
		session_notice("note: %u columns have no room for: %s (--columns chooses)",
			       s->out.style.width, names);
	buf_reset(&s->out.note);
}

struct ctnl *session_ctnl_for_changes(struct session *s, struct error *err)
{
	if (!s->changes)
		s->changes = ctnl_open(s->source, err);
	return s->changes;
}

bool session_talks_to_a_person(void)
{
	return isatty(STDERR_FILENO);
}

bool session_listens_to_a_person(void)
{
	return isatty(STDIN_FILENO);
}

/* The terminal that stdin reads, if one can write there, too; else stderr. */
static int terminal_to_write(void)
{
	if ((fcntl(STDIN_FILENO, F_GETFL) & O_ACCMODE) == O_RDWR)
		return STDIN_FILENO;
	return isatty(STDERR_FILENO) ? STDERR_FILENO : -1;
}

bool session_asks(const char *question)
{
	int fd = terminal_to_write();
	char answer[16] = "";
	ssize_t n;

	if (fd < 0 || write(fd, question, strlen(question)) < 0)
		return false;
	do {
		n = read(STDIN_FILENO, answer, sizeof(answer) - 1);
	} while (n < 0 && errno == EINTR);
	answer[strcspn(answer, "\r\n")] = '\0';
	return n > 0 && (strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0);
}
