/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE	/* memfd_create */
#include "fuzz.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * The linker hands calls of fopen, nfct_labelmap_new and poll to these (see
 * Makefile.am). libFuzzer has files of its own; those of the program are all
 * opened close-on-exec.
 */
struct nfct_labelmap;
FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
struct nfct_labelmap *__real_nfct_labelmap_new(const char *path);
struct nfct_labelmap *__wrap_nfct_labelmap_new(const char *path);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout);

static struct {
	struct fuzz_bytes content;
	char *written;
	size_t written_len;
} files;

struct fuzz_bytes fuzz_files(struct fuzz_bytes content)
{
	const struct fuzz_bytes before = files.content;

	files.content = content;
	return before;
}

struct fuzz_bytes fuzz_written(void)
{
	return (struct fuzz_bytes){ files.written, files.written_len };
}

static FILE *open_written(void)
{
	free(files.written);
	files.written = NULL;
	return open_memstream(&files.written, &files.written_len);
}

static FILE *open_content(void)
{
	const struct fuzz_bytes *content = &files.content;

	if (!content->bytes) {
		errno = ENOENT;
		return NULL;
	}
	if (content->len == 0)
		return __real_fopen("/dev/null", "r");
	return fmemopen((void *)(uintptr_t)content->bytes, content->len, "r");
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
	if (!strchr(mode, 'e'))
		return __real_fopen(path, mode);
	return mode[0] == 'r' ? open_content() : open_written();
}

struct nfct_labelmap *__wrap_nfct_labelmap_new(const char *path)
{
	const struct fuzz_bytes *content = &files.content;
	struct nfct_labelmap *map;
	char name[32];
	int fd;

	(void)path;
	if (!content->bytes) {
		errno = ENOENT;
		return NULL;
	}
	fd = memfd_create("labels", MFD_CLOEXEC);
	EXPECT(fd >= 0 && pwrite(fd, content->bytes, content->len, 0) == (ssize_t)content->len);
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	errno = 0;
	map = __real_nfct_labelmap_new(name);
	close(fd);
	return map;
}

/* Nobody waits here: whoever would is told to end, as by a signal. */
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
	(void)count;
	(void)timeout;
	fds[0].revents = POLLIN;
	return 1;
}
