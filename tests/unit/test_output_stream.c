/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE

#include "tap.h"

#include "output/output.h"
#include "output/progname.h"

#include <errno.h>
#include <fcntl.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <linux/netlink.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The stream around the rows: frames, gathering, and writes that fail. */

static struct nf_conntrack *small_flow(void)
{
	struct nf_conntrack *ct = nfct_new();

	nfct_set_attr_u8(ct, ATTR_ORIG_L3PROTO, AF_INET);
	nfct_set_attr_u8(ct, ATTR_ORIG_L4PROTO, 200);
	return ct;
}

#define SMALL_ROW "unknown  200 src=0.0.0.0 dst=0.0.0.0 src=0.0.0.0 dst=0.0.0.0\n"

/* Everything that FORMAT writes for one thing, to be freed. */
static char *document(const struct output_format *format, unsigned extras,
		      void (*put)(struct output *out, struct error *err))
{
	FILE *file = tmpfile();
	struct error err = ERROR_INIT;
	struct output out;
	char text[4096];
	size_t n;

	output_open(&out, fileno(file), format, extras, NULL);
	if (put)
		put(&out, &err);
	output_end(&out, &err);
	output_close(&out);
	rewind(file);
	n = err.kind ? 0 : fread(text, 1, sizeof(text) - 1, file);
	text[n] = '\0';
	fclose(file);
	return strdup(text);
}

static void is_document(const struct output_format *format, unsigned extras,
			void (*put)(struct output *out, struct error *err),
			const char *want, const char *what)
{
	char *got = document(format, extras, put);

	is_str(got, want, what);
	free(got);
}

static void put_flow(struct output *out, struct error *err)
{
	struct nf_conntrack *ct = small_flow();

	output_record(out, &(struct record){ .flow = ct }, err);
	nfct_destroy(ct);
}

static void put_expect(struct output *out, struct error *err)
{
	struct nf_expect *exp = nfexp_new();

	output_record(out, &(struct record){ .expect = exp }, err);
	nfexp_destroy(exp);
}

static void put_stats(struct output *out, struct error *err)
{
	struct stats stats = {
		.cpu = 0, .count = 2, .counter = { { "found", 0 }, { "drop", 18446744073709551615U } },
	};

	output_stats(out, &stats, err);
	stats.cpu = 12345;
	output_stats(out, &stats, err);
	stats.total = true;
	output_stats(out, &stats, err);
}

static void put_count(struct output *out, struct error *err)
{
	output_count(out, 262144, err);
}

#define XML "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"

static void test_frames(void)
{
	char *got;

	is_document(&output_text, 0, put_flow, SMALL_ROW, "text has no frame");
	is_document(&output_xml, 0, NULL, "", "no XML without a row");
	got = document(&output_xml, 0, put_flow);
	ok(strncmp(got, XML "<conntrack>\n<flow>", strlen(XML) + 18) == 0, "XML header");
	ok(strcmp(strstr(got, "</flow>") ? strstr(got, "</flow>") : got,
		  "</flow>\n</conntrack>\n") == 0, "XML footer");
	free(got);
	got = document(&output_xml, OUTPUT_BARE, put_flow);
	ok(strncmp(got, "<flow>", 6) == 0 && !strstr(got, "</conntrack>"), "bare rows");
	free(got);
	got = document(&output_xml, 0, put_expect);
	ok(strncmp(got, XML "<expect>\n<flow>", strlen(XML) + 15) == 0 &&
	   strstr(got, "</flow>\n</expect>\n"), "XML frame of expectations");
	free(got);
}

static void test_numbers(void)
{
	is_document(&output_text, 0, put_stats,
		    "cpu=0   \tfound=0 drop=18446744073709551615 \n"
		    "cpu=12345\tfound=0 drop=18446744073709551615 \n"
		    "cpu=total\tfound=0 drop=18446744073709551615 \n", "statistics");
	is_document(&output_save, 0, put_count, "262144\n", "count");
	is_document(&output_xml, 0, put_stats, XML "<stats>\n"
		    "<cpu number=\"0\"><found>0</found><drop>18446744073709551615</drop></cpu>\n"
		    "<cpu number=\"12345\"><found>0</found><drop>18446744073709551615</drop></cpu>\n"
		    "<cpu number=\"total\"><found>0</found><drop>18446744073709551615</drop></cpu>\n"
		    "</stats>\n", "statistics in XML");
	is_document(&output_xml, 0, put_count, XML "<stats>\n<count>262144</count>\n</stats>\n",
		    "count in XML");
}

static void test_slots(void)
{
	const struct output_format *formats[] = {
		&output_text, &output_xml, &output_save,
		&output_json, &output_jsonl, &output_csv, &output_table,
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		const struct output_format *f = formats[i];

		ok(f->name && f->help && f->begin && f->flow && f->expect && f->stats && f->count &&
		   f->end, "%s: every slot is filled", f->name);
	}
}

enum { MANY = 5000 };

/* MANY rows; the first failure counts. */
static int put_many(struct output *out, struct error *err)
{
	struct nf_conntrack *ct = small_flow();
	const struct record rec = { .flow = ct };
	int failed = 0;

	for (int i = 0; i < MANY && !failed; i++)
		failed = output_record(out, &rec, err);
	nfct_destroy(ct);
	return failed;
}

static void test_gathering(void)
{
	struct error err = ERROR_INIT;
	FILE *file = tmpfile();
	struct output out;
	struct stat before, after;

	output_open(&out, fileno(file), &output_text, 0, NULL);
	put_many(&out, &err);
	fstat(fileno(file), &before);
	is_int((long long)out.rows, MANY, "rows are counted");
	is_int(output_end(&out, &err), 0, "the end");
	fstat(fileno(file), &after);
	ok(before.st_size >= 65536 && before.st_size < after.st_size, "rows go out in large pieces");
	is_int(after.st_size, MANY * (long long)strlen(SMALL_ROW), "every byte arrives");
	output_close(&out);
	fclose(file);
}

static void test_full_device(void)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct error err = ERROR_INIT;
	struct output out;

	output_open(&out, fd, &output_text, 0, NULL);
	is_int(put_many(&out, &err), -1, "a full device is noticed");
	is_int(err.kind, ERROR_OUTPUT, "as a failure");
	is_str(err.text, "cannot write the output: No space left on device", "which says why");
	output_close(&out);
	close(fd);
}

static void test_closed_pipe(void)
{
	struct error err = ERROR_INIT;
	struct output out;
	int fds[2];

	if (!ok(pipe(fds) == 0, "a pipe"))
		return;
	close(fds[0]);
	output_open(&out, fds[1], &output_text, 0, NULL);
	put_flow(&out, &err);
	is_int(err.kind, ERROR_NONE, "a row is gathered first");
	is_int(output_end(&out, &err), -1, "a reader that left is noticed");
	is_int(err.kind, ERROR_CLOSED, "as a closed pipe");
	is_str(err.text, "", "without a word");
	output_close(&out);
	close(fds[1]);
}

/* The bytes that can be read from FD up to its end. */
static long drain(int fd)
{
	char bytes[4096];
	long total = 0;
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		total += n;
	return total;
}

/* Somebody wants to end while the reader of a full pipe sleeps. */
static void test_stalled_reader(void)
{
	struct error err = ERROR_INIT;
	struct output out;
	int fds[2], stop[2];

	if (!ok(pipe(fds) == 0 && pipe(stop) == 0 && write(stop[1], "", 1) == 1, "two pipes"))
		return;
	output_open(&out, fds[1], &output_text, 0, NULL);
	out.stop.told = stop[0];
	is_int(put_many(&out, &err), -1, "a reader that stands still is given up");
	is_int(err.kind, ERROR_STALLED, "as what it is");
	is_str(err.text, "the reader of the output stands still; the rest was not delivered", "with a word");
	output_close(&out);
	close(fds[1]);
	is_int((long long)out.rows, drain(fds[0]) / (long)strlen(SMALL_ROW), "only what arrived counts");
	close(fds[0]);
	close(stop[0]);
	close(stop[1]);
}

/* A footer is no row. */
static void test_stalled_footer(void)
{
	struct error err = ERROR_INIT;
	struct output out;
	int fds[2], stop[2];
	char bytes[4096] = "";

	if (!ok(pipe(fds) == 0 && pipe(stop) == 0 && write(stop[1], "", 1) == 1, "two pipes"))
		return;
	output_open(&out, fds[1], &output_xml, 0, NULL);
	put_flow(&out, &err);
	is_int(output_flush(&out, &err), 0, "a row arrives");
	fcntl(fds[1], F_SETFL, O_NONBLOCK);
	while (write(fds[1], bytes, sizeof(bytes)) > 0)
		;
	out.stop.told = stop[0];
	is_int(output_end(&out, &err), -1, "the footer does not");
	is_int((long long)out.rows, 1, "which was no row");
	output_close(&out);
	close(fds[0]);
	close(fds[1]);
	close(stop[0]);
	close(stop[1]);
}

static void test_slow_reader(void)
{
	struct error err = ERROR_INIT;
	struct output out;
	int fds[2], status = -1;
	pid_t reader;

	if (!ok(pipe(fds) == 0 && fcntl(fds[1], F_SETFL, O_NONBLOCK) == 0, "a pipe that does not wait"))
		return;
	reader = fork();
	if (reader == 0) {
		close(fds[1]);
		_exit(drain(fds[0]) == MANY * (long)strlen(SMALL_ROW) ? 0 : 1);
	}
	close(fds[0]);
	output_open(&out, fds[1], &output_text, 0, NULL);
	is_int(put_many(&out, &err), 0, "rows wait for room");
	is_int(output_end(&out, &err), 0, "to the end");
	output_close(&out);
	close(fds[1]);
	waitpid(reader, &status, 0);
	is_int(status, 0, "the reader got every byte");
}

static int netlink_socket(uint32_t *portid)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };
	socklen_t size = sizeof(address);

	bind(fd, (const struct sockaddr *)&address, sizeof(address));
	getsockname(fd, (struct sockaddr *)&address, &size);
	*portid = address.nl_pid;
	return fd;
}

static void test_progname(void)
{
	struct progname cache = { .portid = 0 };
	uint32_t first, second;
	int fd, other;

	if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
		skip(5, "no network namespace of our own");
		return;
	}
	prctl(PR_SET_NAME, "flow maker");
	fd = netlink_socket(&first);
	other = netlink_socket(&second);
	is_str(progname_of(&cache, first, 1), "flow maker", "the holder of a port");
	is_str(progname_of(&cache, second, 1), "flow maker", "the holder of another number");
	close(other);
	is_str(progname_of(&cache, second, 1), "flow maker", "known for the second");
	is_str(progname_of(&cache, second, 2), NULL, "gone in the next");
	is_str(progname_of(&cache, first, 2), "flow maker", "another port is looked up again");
	close(fd);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	test_frames();
	test_numbers();
	test_slots();
	test_gathering();
	test_full_device();
	test_closed_pipe();
	test_slow_reader();
	test_stalled_reader();
	test_stalled_footer();
	test_progname();
	return done();
}
