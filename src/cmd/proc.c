/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/proc.h"

#include "base/number.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SETTINGS_PATH "/proc/sys/net/netfilter"
#define STATS_PATH "/proc/net/stat/nf_conntrack"

enum { PATH_ROOM = 96 };

static int broken(const char *path, struct error *err)
{
	return error_failed(err, 0, "Can't understand %s", path);
}

static void setting_path(char path[PATH_ROOM], const char *name)
{
	snprintf(path, PATH_ROOM, "%s/%s", SETTINGS_PATH, name);
}

int proc_setting_open(const char *name, struct error *err)
{
	char path[PATH_ROOM];
	int fd;

	setting_path(path, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? error_failed(err, errno, "Can't open %s", path) : fd;
}

bool proc_setting_read(int fd, uint64_t *value)
{
	char line[32];
	ssize_t n;

	lseek(fd, 0, SEEK_SET);
	n = read(fd, line, sizeof(line) - 1);
	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return number_parse(line, NUMBER_DECIMAL, UINT64_MAX, value);
}

int proc_setting(const char *name, uint64_t *value, struct error *err)
{
	int fd = proc_setting_open(name, err);
	char path[PATH_ROOM];
	bool known;

	if (fd < 0)
		return -1;
	known = proc_setting_read(fd, value);
	close(fd);
	setting_path(path, name);
	return known ? 0 : broken(path, err);
}

/* The columns' names from the first line. */
static int read_names(FILE *f, struct stats *stats, struct error *err)
{
	char *line = NULL, *next, *name;
	size_t size = 0;

	if (getline(&line, &size, f) < 0) {
		free(line);
		return broken(STATS_PATH, err);
	}
	next = line;
	while ((name = strsep(&next, " \n")) && stats->count < STATS_MAX)
		if (*name)
			snprintf(stats->counter[stats->count++].name, STATS_NAME_MAX, "%s", name);
	free(line);
	return 0;
}

/* One line of hexadecimal columns; false when it is not that. */
static bool read_values(char *line, struct stats *stats)
{
	size_t i = 0;
	char *next = line, *word;

	while ((word = strsep(&next, " \n"))) {
		char *end;

		if (!*word)
			continue;
		if (i == stats->count)
			return false;
		stats->counter[i++].value = strtoull(word, &end, 16);
		if (*end)
			return false;
	}
	return i == stats->count;
}

static int read_rows(FILE *f, struct stats *stats, struct sample *into, struct error *err)
{
	char *line = NULL;
	size_t size = 0;
	int result = 0;

	while (result == 0 && getline(&line, &size, f) >= 0) {
		result = read_values(line, stats) ? sample_add(into, stats, err) :
						    broken(STATS_PATH, err);
		stats->cpu++;
	}
	free(line);
	return result;
}

int proc_stats(struct sample *into, struct error *err)
{
	struct stats stats = { .cpu = 0 };
	FILE *f = fopen(STATS_PATH, "re");
	int result;

	if (!f)
		return error_failed(err, errno, "Can't open /proc interface");
	result = read_names(f, &stats, err);
	if (result == 0)
		result = read_rows(f, &stats, into, err);
	fclose(f);
	return result;
}
