/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE	/* memfd_create */
#include "base/buf.h"
#include "cmd/program.h"
#include "fuzz.h"
#include "net/kernel.h"
#include "net/recording.h"

#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int report_fd = STDERR_FILENO;

void fuzz_expect(bool cond, const char *what)
{
	if (cond)
		return;
	dprintf(report_fd, "expected: %s\n", what);
	abort();
}

/* There in a build with sanitizers; the descriptor is cast to a pointer. */
void __sanitizer_set_report_fd(void *fd) __attribute__((weak));

void fuzz_be_quiet(void)
{
	const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	report_fd = dup(STDERR_FILENO);
	EXPECT(null >= 0 && report_fd >= 0 && dup2(null, STDERR_FILENO) == STDERR_FILENO);
	if (__sanitizer_set_report_fd)
		__sanitizer_set_report_fd((void *)(intptr_t)report_fd);
	close(null);
}

/* What stdout is while the program runs. */
static int printed_fd(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("stdout", MFD_CLOEXEC);
	EXPECT(fd >= 0);
	return fd;
}

static void empty_stdin(void)
{
	static bool empty;
	int fd;

	if (empty)
		return;
	fd = open("/dev/null", O_RDONLY);
	EXPECT(fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	close(fd);
	empty = true;
}

int fuzz_run(const char *const *argv, const struct wire_source *kernel)
{
	const int printed = printed_fd(), before = dup(STDOUT_FILENO);
	int argc = 0;
	int status;

	empty_stdin();
	EXPECT(ftruncate(printed, 0) == 0 && lseek(printed, 0, SEEK_SET) == 0);
	EXPECT(before >= 0 && dup2(printed, STDOUT_FILENO) == STDOUT_FILENO);
	while (argv[argc])
		argc++;
	status = program_run(argc, (char *const *)(uintptr_t)argv, kernel);
	EXPECT(dup2(before, STDOUT_FILENO) == STDOUT_FILENO);
	close(before);
	EXPECT(status >= 0 && status <= 2);
	return status;
}

struct fuzz_bytes fuzz_printed(void)
{
	static struct buf text;
	off_t len = lseek(printed_fd(), 0, SEEK_END);

	buf_reset(&text);
	EXPECT(len >= 0 && buf_reserve(&text, (size_t)len + 1));
	EXPECT(pread(printed_fd(), text.data, (size_t)len, 0) == len);
	text.len = (size_t)len;
	return (struct fuzz_bytes){ text.data, text.len };
}

void fuzz_expect_text(void)
{
	const struct fuzz_bytes printed = fuzz_printed();
	const unsigned char *c = printed.bytes;

	for (size_t i = 0; i < printed.len; i++)
		EXPECT((c[i] >= ' ' && c[i] != 0x7f) || c[i] == '\n' || c[i] == '\t');
}

struct table {
	struct buf answers;
	bool (*wants)(const struct nlmsghdr *msg, unsigned nth);
	unsigned seen;
};

/* Its first dump, of everything: what comes later repeats it by family. */
static bool is_synthetic(const struct nlmsghdr *msg, unsigned nth)
{
	(void)msg;
	return nth < 33;
}

/*
 * Flows of a real table, among which are all kinds: of either family, with zones,
 * labels, helpers, adjusted sequence numbers, translated. And all counters.
 */
static bool is_real(const struct nlmsghdr *msg, unsigned nth)
{
	if (msg->nlmsg_type == KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW))
		return (nth >= 10 && nth < 19) || (nth >= 38 && nth < 60);
	return (msg->nlmsg_type & 0xff) != IPCTNL_MSG_CT_NEW;
}

static int keep(const struct nlmsghdr *msg, const struct timespec *time, void *into, struct error *err)
{
	struct table *table = into;
	struct nlmsghdr head = *msg;

	(void)time;
	(void)err;
	if (!table->wants(msg, table->seen++))
		return 0;
	head.nlmsg_seq = FUZZ_SEQ;
	head.nlmsg_pid = FUZZ_PORTID;
	buf_char(&table->answers, (char)head.nlmsg_len);
	buf_char(&table->answers, (char)(head.nlmsg_len >> 8));
	buf_mem(&table->answers, &head, sizeof(head));
	buf_mem(&table->answers, msg + 1, head.nlmsg_len - sizeof(head));
	return 0;
}

static void read_file(struct buf *out, const char *name)
{
	const char *top = getenv("top_srcdir");
	struct buf path = BUF_INIT;
	FILE *file;

	buf_printf(&path, "%s/tests/replay/%s", top ? top : ".", name);
	file = fopen(buf_cstr(&path), "r");
	EXPECT(file);
	do {
		EXPECT(buf_reserve(out, 4096));
		out->len += fread(out->data + out->len, 1, 4096, file);
	} while (!feof(file));
	fclose(file);
	buf_free(&path);
}

static void read_table(struct table *table, const char *name)
{
	struct error err = ERROR_INIT;
	struct buf bytes = BUF_INIT;
	struct fuzz_bytes before;

	read_file(&bytes, name);
	before = fuzz_files((struct fuzz_bytes){ bytes.data, bytes.len });
	table->seen = 0;
	EXPECT(recording_each(name, AF_UNSPEC, keep, table, &err) == 0);
	fuzz_files(before);
	buf_free(&bytes);
}

struct fuzz_bytes fuzz_table(void)
{
	static struct table table;

	if (!table.answers.len) {
		table.wants = is_synthetic;
		read_table(&table, "synthetic.pcap");
		table.wants = is_real;
		read_table(&table, "table.pcap");
	}
	return (struct fuzz_bytes){ table.answers.data, table.answers.len };
}
