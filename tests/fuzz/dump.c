/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel answers, behind a byte that selects the question, in every format. */
#include "cmd/options.h"
#include "fuzz.h"

enum { WORDS_MAX = 8, TELLS_ALL = 0x80 };

static const char *const questions[][WORDS_MAX] = {
	{ "list" },
	{ "list", "expect" },
	{ "stats" },
	{ "stats", "expect" },
	{ "count" },
	{ "count", "--by", "family,state,labels,helper" },
	{ "list", "--sort", "bytes,+orig.src,timeout" },
	{ "list", "expect", "--sort", "+class" },
	{ "get", "-p", "tcp", "-s", "192.0.2.1", "-d", "198.51.100.1" },
	{ "delete", "-p", "tcp" },
	{ "update", "--mark", "1", "-s", "192.0.2.0/24" },
	{ "list", "tcp", "dport", "80,443" },
	{ "list", "--time", "relative", "--limit", "2" },
};

enum { QUESTIONS = sizeof(questions) / sizeof(*questions) };

static void ask(struct fuzz_kernel *kernel, const char *const *question, const char *format)
{
	const char *argv[WORDS_MAX + 4] = { "conntrack" };
	unsigned n = 1;

	while (*question)
		argv[n++] = *question++;
	argv[n++] = "-o";
	argv[n++] = format;
	fuzz_run(argv, &kernel->source);
	fuzz_expect_text();
	EXPECT(kernel->flushes == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_kernel kernel = FUZZ_KERNEL(.errnum = 0);

	if (size == 0)
		return 0;
	kernel.answers = (struct fuzz_bytes){ data + 1, size - 1 };
	kernel.tells_all = data[0] & TELLS_ALL;
	for (const struct word *w = output_words; *w->name; w++)
		ask(&kernel, questions[(data[0] & ~TELLS_ALL) % QUESTIONS], w->name);
	return 0;
}
