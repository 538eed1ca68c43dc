/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/recorder.h"

#include "net/pcap.h"

#include <errno.h>
#include <sys/stat.h>

/* Writing would empty what is about to be read. */
static bool is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) &&
	       x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

int recorder_open(const struct request *rq, struct session *s, struct error *err)
{
	if (!rq->record_to)
		return 0;
	if (rq->recording && is_same_file(rq->recording, rq->record_to))
		return error_failed(err, EINVAL, "cannot write the recording `%s' while it is read",
				    rq->record_to);
	s->recorder = pcap_writer_open(rq->record_to, err);
	return s->recorder ? 0 : -1;
}

int recorder_close(struct session *s, int result, struct error *err)
{
	struct error second = ERROR_INIT;
	struct pcap_writer *recorder = s->recorder;

	if (!recorder)
		return result;
	s->recorder = NULL;
	return pcap_writer_close(recorder, result < 0 ? &second : err) < 0 ? -1 : result;
}
