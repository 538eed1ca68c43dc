/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/ancestry.h"

#include "base/buf.h"
#include "base/number.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Longer lines of ancestors are a riddle of somebody else's. */
enum { ANCESTORS_MAX = 128 };

/* The file NAME about process PID; false when it cannot be read. */
static bool read_about(pid_t pid, const char *name, struct buf *out)
{
	char path[48], block[4096];
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	while ((n = read(fd, block, sizeof(block))) > 0)
		buf_mem(out, block, (size_t)n);
	close(fd);
	return n == 0 && !out->failed;
}

/* Behind the name of the program, which may have anything in it, and the state; 0: none. */
static pid_t parent_of(pid_t pid)
{
	struct buf stat = BUF_INIT;
	const char *text = read_about(pid, "stat", &stat) ? buf_cstr(&stat) : NULL;
	const char *behind = text ? strrchr(text, ')') : NULL;
	const size_t state = strlen(") S ");
	uint64_t parent = 0;

	if (behind && strlen(behind) > state)
		number_parse_n(behind + state, strcspn(behind + state, " "), NUMBER_DECIMAL, INT_MAX, &parent);
	buf_free(&stat);
	return (pid_t)parent;
}

/* What the environment TEXT of LEN bytes, entries ended by NUL, has of NAME; NULL. */
static const char *find(const char *text, size_t len, const char *name)
{
	const size_t name_len = strlen(name);

	for (const char *entry = text; entry < text + len; entry += strlen(entry) + 1)
		if (strncmp(entry, name, name_len) == 0 && entry[name_len] == '=')
			return entry + name_len + 1;
	return NULL;
}

static char *variable_of(pid_t pid, const char *name)
{
	struct buf environment = BUF_INIT;
	const char *text = read_about(pid, "environ", &environment) ? buf_cstr(&environment) : NULL;
	const char *value = text ? find(text, environment.len, name) : NULL;
	char *copy = value ? strdup(value) : NULL;

	buf_free(&environment);
	return copy;
}

char *ancestry_variable(const char *name)
{
	pid_t pid = getppid();
	char *value = NULL;

	for (int i = 0; !value && pid > 0 && i < ANCESTORS_MAX; i++) {
		value = variable_of(pid, name);
		pid = parent_of(pid);
	}
	return value;
}
