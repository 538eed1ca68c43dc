/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/progname.h"

#include "base/buf.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What the link of a descriptor of the port's socket says: "socket:[INODE]". */
static bool find_socket(uint32_t portid, struct buf *link)
{
	FILE *table = fopen("/proc/net/netlink", "re");
	char line[256];
	bool found = false;

	if (!table)
		return false;
	while (!found && fgets(line, sizeof(line), table)) {
		unsigned protocol, port;
		unsigned long inode;

		/* the kernel wrote these numbers and they fit: NOLINTNEXTLINE(cert-err34-c) */
		found = sscanf(line, "%*s %u %u %*s %*s %*s %*s %*s %*s %lu",
			       &protocol, &port, &inode) == 3 &&
			protocol == NETLINK_NETFILTER && port == portid;
		if (found) {
			buf_lit(link, "socket:[");
			buf_u64(link, inode);
			buf_char(link, ']');
		}
	}
	fclose(table);
	return found;
}

/* Opens a directory below another; NULL when it cannot be read. */
static DIR *open_directory(int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir && fd >= 0)
		close(fd);
	return dir;
}

/* Whether PROCESS, the directory /proc/PID, has a descriptor of the socket. */
static bool holds(int process, const struct buf *link)
{
	DIR *dir = open_directory(process, "fd");
	const struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir))) {
		char text[64];
		ssize_t n = readlinkat(dirfd(dir), entry->d_name, text, sizeof(text));

		found = n > 0 && (size_t)n == link->len && memcmp(text, link->data, link->len) == 0;
	}
	if (dir)
		closedir(dir);
	return found;
}

static bool read_name(int process, char name[PROGNAME_SIZE])
{
	int fd = openat(process, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, name, PROGNAME_SIZE - 1);

	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return false;
	n -= name[n - 1] == '\n';
	name[n] = '\0';
	return n > 0;
}

/* The name of process PID of /proc, if it holds the socket. */
static bool name_of_holder(int proc, const char *pid, const struct buf *link,
			   char name[PROGNAME_SIZE])
{
	int process = openat(proc, pid, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool found = process >= 0 && holds(process, link) && read_name(process, name);

	if (process >= 0)
		close(process);
	return found;
}

static bool find_holder(uint32_t portid, const struct buf *link, char name[PROGNAME_SIZE])
{
	DIR *proc = opendir("/proc");
	struct buf pid = BUF_INIT;
	const struct dirent *entry;
	bool found;

	if (!proc)
		return false;
	/* The kernel numbers the first socket of a process like the process. */
	buf_u64(&pid, portid);
	found = buf_cstr(&pid) && name_of_holder(dirfd(proc), buf_cstr(&pid), link, name);
	buf_free(&pid);
	while (!found && (entry = readdir(proc)))
		found = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
			name_of_holder(dirfd(proc), entry->d_name, link, name);
	closedir(proc);
	return found;
}

/*
 * While sockets come and go a reading of their table passes over some that stay:
 * what is not there is looked for again.
 */
enum { READINGS = 3 };

bool progname_find(uint32_t portid, char name[PROGNAME_SIZE])
{
	struct buf link = BUF_INIT;
	bool found = false;

	for (int i = 0; !found && i < READINGS; i++)
		found = find_socket(portid, &link);
	found = found && !link.failed && find_holder(portid, &link, name);
	buf_free(&link);
	return found;
}

static bool find(const struct progname *cache, uint32_t portid, char *name)
{
	const struct progname_finder *finder = cache->finder;

	return finder ? finder->find(finder, portid, name) : progname_find(portid, name);
}

const char *progname_of(struct progname *cache, uint32_t portid, time_t now)
{
	if (cache->portid != portid || cache->when != now) {
		cache->portid = portid;
		cache->when = now;
		if (!find(cache, portid, cache->name))
			cache->name[0] = '\0';
	}
	return cache->name[0] ? cache->name : NULL;
}
