/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE	/* memfd_create */
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * The linker hands calls of fopen, open and poll to these (see Makefile.am), whatever
 * the first two are called where files of any size take other functions.
 * libFuzzer has files of its own; those of the program are all opened
 * close-on-exec.
 */
FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
FILE *__wrap_fopen64(const char *path, const char *mode) __attribute__((alias("__wrap_fopen")));
int __wrap_open64(const char *path, int flags, ...) __attribute__((alias("__wrap_open")));
int __real_poll(struct pollfd *fds, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout);

static struct {
	struct fuzz_bytes content;
	char *written;
	int written_fd;		/* of a file in memory; 0: none yet */
} files;

struct fuzz_bytes fuzz_files(struct fuzz_bytes content)
{
	const struct fuzz_bytes before = files.content;

	files.content = content;
	return before;
}

struct fuzz_bytes fuzz_written(void)
{
	const off_t len = files.written_fd ? lseek(files.written_fd, 0, SEEK_END) : 0;

	EXPECT(len >= 0);
	free(files.written);
	files.written = malloc((size_t)len + 1);
	EXPECT(files.written && (len == 0 || pread(files.written_fd, files.written, (size_t)len, 0) == len));
	return (struct fuzz_bytes){ files.written, (size_t)len };
}

/* What the program writes anew goes to memory; it closes its own descriptor of that. */
static int open_written(void)
{
	if (files.written_fd)
		close(files.written_fd);
	files.written_fd = memfd_create("written", MFD_CLOEXEC);
	EXPECT(files.written_fd > 0);
	return fcntl(files.written_fd, F_DUPFD_CLOEXEC, 0);
}

static int open_content(void)
{
	const struct fuzz_bytes *content = &files.content;
	int fd;

	if (!content->bytes) {
		errno = ENOENT;
		return -1;
	}
	fd = memfd_create("content", MFD_CLOEXEC);
	EXPECT(fd >= 0 && pwrite(fd, content->bytes, content->len, 0) == (ssize_t)content->len);
	return fd;
}

int __wrap_open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	if (flags & O_CREAT && flags & O_CLOEXEC)
		return open_written();
	if ((flags & O_ACCMODE) == O_RDONLY && flags & O_CLOEXEC && !(flags & O_DIRECTORY))
		return open_content();
	va_start(ap, flags);
	if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	return __real_open(path, flags, mode);
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
	int fd;

	if (!strchr(mode, 'e'))
		return __real_fopen(path, mode);
	fd = open_content();
	return fd >= 0 ? fdopen(fd, "r") : NULL;
}

/* Nobody waits here: whoever would is told to end, as by a signal. */
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
	if (timeout == 0)
		return __real_poll(fds, count, 0);
	fds[0].revents = POLLIN;
	return 1;
}
