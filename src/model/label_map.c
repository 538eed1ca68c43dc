/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/label.h"

#include "base/buf.h"
#include "base/number.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/*
 * What a map of 1024 bits needs is far less; a file that is larger, or a pipe
 * that keeps us waiting for so long, is none.
 */
enum { SIZE_MOST = 1 << 20, PATIENCE_MS = 5000, BITS_MOST = 1024 };

struct label_name {
	unsigned bit;
	const char *name;
};

struct label_map {
	struct buf text;		/* that the names stand in */
	struct label_name *names;	/* in the order of the file */
	size_t count;
	const char *by_bit[LABEL_BITS];	/* of those that a connection can have */
};

static int failed(const char *path, const char *why, int errnum, struct error *err)
{
	return error_failed(err, errnum, "%s: %s", path, why);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Wait for more of a pipe; false when that takes too long. */
static bool await(int fd, int64_t deadline)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	int64_t left = deadline - now_ms();

	return left > 0 && poll(&wait, 1, (int)left) != 0;
}

static int read_all(int fd, const char *path, struct buf *text, struct error *err)
{
	int64_t deadline = now_ms() + PATIENCE_MS;
	char block[4096];
	ssize_t n;

	do {
		n = read(fd, block, sizeof(block));
		if (n > 0)
			buf_mem(text, block, (size_t)n);
		else if (n < 0 && errno == EAGAIN && !await(fd, deadline))
			return failed(path, "the pipe does not end", 0, err);
		else if (n < 0 && errno != EAGAIN && errno != EINTR)
			return failed(path, strerror(errno), errno, err);
	} while (n != 0 && text->len <= SIZE_MOST && !text->failed);
	if (text->len > SIZE_MOST)
		return failed(path, "too large", 0, err);
	return 0;
}

/* Opening a pipe must not wait for somebody who writes, nor reading a device for its end. */
static int read_file(const char *path, struct buf *text, struct error *err)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), result;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		result = failed(path, strerror(errno), errno, err);
	else if (!S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode))
		result = failed(path, "neither a file nor a pipe", 0, err);
	else
		result = read_all(fd, path, text, err);
	if (fd >= 0)
		close(fd);
	return result;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool may_stand_in_name(char c)
{
	return c == ' ' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* The name without the blanks around it; NULL when there is none that will do. */
static char *trim(char *name)
{
	char *end;

	while (is_blank(*name))
		name++;
	end = name + strlen(name);
	while (end > name && is_blank(end[-1]))
		end--;
	*end = '\0';
	for (const char *c = name; *c; c++)
		if (!may_stand_in_name(*c))
			return NULL;
	return *name ? name : NULL;
}

static bool is_taken(const struct label_map *map, unsigned long bit, const char *name)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->names[i].bit == bit || strcmp(map->names[i].name, name) == 0)
			return true;
	return false;
}

/* A line that is not "BIT NAME" is passed over, and so is what was named before. */
static void take_line(struct label_map *map, char *line)
{
	char *end, *name;
	unsigned long bit = strtoul(line, &end, 0);

	if (line[0] == '#' || end == line || bit >= BITS_MOST)
		return;
	name = trim(end);
	if (!name || is_taken(map, bit, name))
		return;
	map->names[map->count++] = (struct label_name){ .bit = (unsigned)bit, .name = name };
	if (bit < LABEL_BITS)
		map->by_bit[bit] = name;
}

static int read_map(struct label_map *map, const char *path, struct error *err)
{
	char *line, *next;

	if (read_file(path, &map->text, err) < 0)
		return -1;
	map->names = calloc(BITS_MOST, sizeof(*map->names));
	buf_char(&map->text, '\0');
	if (!map->names || map->text.failed)
		return error_nomem(err);
	for (line = map->text.data; line < map->text.data + map->text.len; line = next) {
		next = memchr(line, '\n', (size_t)(map->text.data + map->text.len - line));
		next = next ? next : map->text.data + map->text.len - 1;
		*next++ = '\0';
		take_line(map, line);
	}
	return map->count ? 0 : failed(path, "no line \"BIT NAME\" in it", 0, err);
}

struct label_map *label_map_open(const char *path, struct error *err)
{
	struct label_map *map = calloc(1, sizeof(*map));

	if (!map) {
		error_nomem(err);
		return NULL;
	}
	map->text = (struct buf)BUF_INIT;
	if (read_map(map, path ? path : LABEL_MAP_PATH, err) == 0)
		return map;
	label_map_close(map);
	return NULL;
}

void label_map_close(struct label_map *map)
{
	if (!map)
		return;
	buf_free(&map->text);
	free(map->names);
	free(map);
}

const char *label_map_name(const struct label_map *map, unsigned bit)
{
	return map && bit < LABEL_BITS ? map->by_bit[bit] : NULL;
}

int label_map_bit(const struct label_map *map, const char *name)
{
	for (size_t i = 0; map && i < map->count; i++)
		if (strcmp(map->names[i].name, name) == 0)
			return (int)map->names[i].bit;
	return -1;
}

int label_map_find(const struct label_map *map, const char *text)
{
	const size_t prefix = sizeof(LABEL_BIT_PREFIX) - 1;
	bool by_bit = strncmp(text, LABEL_BIT_PREFIX, prefix) == 0;
	int bit = by_bit ? -1 : label_map_bit(map, text);
	uint64_t number;

	if (bit < 0 && number_parse(text + (by_bit ? prefix : 0), NUMBER_DECIMAL, LABEL_BITS - 1, &number))
		bit = (int)number;
	return bit;
}
