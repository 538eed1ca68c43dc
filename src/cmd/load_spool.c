/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE	/* O_TMPFILE, mkostemp, secure_getenv */
#include "cmd/load_spool.h"

#include "base/thread.h"
#include "net/pump.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { MANY = 32 * 1024 };	/* bytes that are not worth gathering with others */

static int failed(const char *what, int errnum, struct error *err)
{
	return error_failed(err, errnum, "cannot %s a temporary file: %s", what, strerror(errnum));
}

/* Not every file system can make a file that never had a name. */
static int make_named(const char *dir)
{
	struct buf path = BUF_INIT;
	char *name;
	int fd = -1;

	buf_printf(&path, "%s/conntrack-XXXXXX", dir);
	buf_char(&path, '\0');
	name = path.failed ? NULL : path.data;
	if (name)
		fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0)
		unlink(name);
	buf_free(&path);
	return fd;
}

/* With more power than who runs it, the program makes no files where they say. */
static int open_file(struct spool *spool, struct error *err)
{
	const char *dir = secure_getenv("TMPDIR");

	if (!dir || !*dir)
		dir = "/tmp";
	spool->fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (spool->fd < 0)
		spool->fd = make_named(dir);
	return spool->fd < 0 ? failed("make", errno, err) : 0;
}

static int write_bytes(struct spool *spool, const char *bytes, size_t len, struct error *err)
{
	while (len > 0) {
		ssize_t n = write(spool->fd, bytes, len);

		if (n < 0 && errno != EINTR)
			return failed("write", errno, err);
		bytes += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int write_out(struct spool *spool, struct error *err)
{
	if (spool->fd < 0 && open_file(spool, err) < 0)
		return -1;
	if (write_bytes(spool, spool->text.data, spool->text.len, err) < 0)
		return -1;
	buf_reset(&spool->text);
	return 0;
}

int spool_write(struct spool *spool, const void *bytes, size_t len, struct error *err)
{
	if (spool->text.len && spool->text.len + len > SPOOL_ROOM && write_out(spool, err) < 0)
		return -1;
	if (spool->fd >= 0 && !spool->text.len && len >= MANY)
		return write_bytes(spool, bytes, len, err);
	buf_mem(&spool->text, bytes, len);
	return spool->text.failed ? error_nomem(err) : 0;
}

/* The file as a wire, so that a pump can read ahead. */
struct reading {
	struct wire wire;	/* first: a wire is cast to what holds it */
	int fd;
	struct pump *pump;
};

static ssize_t read_file(struct wire *wire, void *into, size_t size)
{
	ssize_t n;

	do {
		n = read(((struct reading *)wire)->fd, into, size);
	} while (n < 0 && errno == EINTR);
	return n;
}

static const struct wire_ops file_ops = { .recv = read_file };

static bool goes_on(const void *block, size_t len, const void *context)
{
	(void)block;
	(void)len;
	(void)context;
	return false;
}

/* Without a thread to be had it is done without. */
static void read_ahead(struct spool *spool)
{
	struct reading *reading = thread_pays() ? malloc(sizeof(*reading)) : NULL;

	if (!reading)
		return;
	*reading = (struct reading){ .wire = { .ops = &file_ops }, .fd = spool->fd };
	reading->pump = pump_start(spool->source ? spool->source : &reading->wire, goes_on, NULL);
	if (reading->pump)
		spool->reading = reading;
	else
		free(reading);
}

static void stop_reading(struct spool *spool)
{
	int errnum = errno;

	if (spool->reading)
		pump_stop(spool->reading->pump);
	free(spool->reading);
	spool->reading = NULL;
	errno = errnum;
}

int spool_rewind(struct spool *spool, struct error *err)
{
	if (spool->fd < 0) {
		spool->next = spool->text.data;
		spool->left = spool->text.len;
		return 0;
	}
	if (write_out(spool, err) < 0)
		return -1;
	if (lseek(spool->fd, 0, SEEK_SET) < 0)
		return failed("read", errno, err);
	read_ahead(spool);
	return 0;
}

void spool_take_from(struct spool *spool, struct wire *source)
{
	spool->source = source;
	read_ahead(spool);
}

/* What the thread has, or, without one, what there is to be read. */
static ssize_t next_block(struct spool *spool, const void **block)
{
	struct reading alone = { .wire = { .ops = &file_ops }, .fd = spool->fd };
	struct wire *wire = spool->source ? spool->source : &alone.wire;

	if (spool->reading)
		return pump_next(spool->reading->pump, block);
	if (!buf_reserve(&spool->text, MANY)) {
		errno = ENOMEM;
		return -1;
	}
	*block = spool->text.data;
	return wire->ops->recv(wire, spool->text.data, spool->text.cap);
}

/* The next bytes of the file: how many, 0 at the end, -1 with ERR. */
static int refill(struct spool *spool, struct error *err)
{
	const void *block = NULL;
	ssize_t n;

	if (spool->fd < 0 && !spool->source)
		return 0;
	n = next_block(spool, &block);
	if (n <= 0)
		stop_reading(spool);
	if (n < 0)
		return errno == ENOMEM ? error_nomem(err) : failed("read", errno, err);
	spool->next = block;
	spool->left = (size_t)n;
	return n > 0;
}

int spool_read(struct spool *spool, void *into, size_t len, struct error *err)
{
	char *out = into;

	while (len > 0) {
		size_t n = spool->left;

		if (n == 0) {
			int more = refill(spool, err);

			if (more <= 0)
				return more;
			continue;
		}
		n = n < len ? n : len;
		memcpy(out, spool->next, n);
		spool->next += n;
		spool->left -= n;
		out += n;
		len -= n;
	}
	return 1;
}

void spool_free(struct spool *spool)
{
	stop_reading(spool);
	buf_free(&spool->text);
	if (spool->fd >= 0)
		close(spool->fd);
}
