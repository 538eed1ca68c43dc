/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/session.h"

#include "cmd/program.h"
#include "net/recording.h"

#include <stdarg.h>
#include <stdio.h>
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
	output_close(&s->out);
}

struct ctnl *session_ctnl(struct session *s, struct error *err)
{
	if (!s->ctnl)
		s->ctnl = ctnl_open(s->source, err);
	return s->ctnl;
}

int session_show(struct session *s, const struct record *rec, struct error *err)
{
	if (s->recorder && recording_add(s->recorder, rec->message, &rec->time, err) < 0)
		return -1;
	return output_record(&s->out, rec, err);
}

int session_flush(struct session *s, struct error *err)
{
	if (s->recorder && pcap_flush(s->recorder, err) < 0)
		return -1;
	return output_flush(&s->out, err);
}

void session_notice(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void session_notices(const struct buf *lines)
{
	if (lines->len)
		fwrite(lines->data, 1, lines->len, stderr);
}

void session_summary(const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "%s: ", program_title);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
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
