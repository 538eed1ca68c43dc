/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recordings: read, in the kernel's place, and written again. */
#include "base/buf.h"
#include "fuzz.h"
#include "net/wire_recorded.h"

static int run(const struct wire_source *kernel, const char *command, const char *option, const char *file)
{
	const int status = fuzz_run((const char *const[]){ "conntrack", command, "-o", "xml,extended,id,ktimestamp",
							   "--read", "FILE", option, file, NULL }, kernel);

	fuzz_expect_text();
	return status;
}

/* What is written while a recording is read says the same as it. */
static void write_again(const struct wire_source *kernel)
{
	struct buf first = BUF_INIT, copy = BUF_INIT;
	struct fuzz_bytes printed;

	run(kernel, "list", "--write", "COPY");
	buf_mem(&first, fuzz_printed().bytes, fuzz_printed().len);
	if (first.len) {
		const struct fuzz_bytes written = fuzz_written();

		buf_mem(&copy, written.bytes, written.len);
		fuzz_files((struct fuzz_bytes){ copy.data, copy.len });
		EXPECT(run(kernel, "list", NULL, NULL) == 0);
		printed = fuzz_printed();
		EXPECT(printed.len == first.len && memcmp(printed.bytes, first.data, first.len) == 0);
	}
	buf_free(&first);
	buf_free(&copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const questions[][4] = {
		{ "conntrack", "list" }, { "conntrack", "list", "expect" }, { "conntrack", "count" },
		{ "conntrack", "stats" },
	};
	const struct wire_recording recorded = WIRE_RECORDING("FILE");
	struct fuzz_kernel kernel = FUZZ_KERNEL(.errnum = 0);

	fuzz_files((struct fuzz_bytes){ data, size });
	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++)
		fuzz_run(questions[i], &recorded.source);
	run(&kernel.source, "expect", NULL, NULL);
	run(&kernel.source, "count", "--by", "family,proto,event");
	write_again(&kernel.source);
	EXPECT(kernel.requests == 0);
	return 0;
}
