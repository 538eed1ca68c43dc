/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events, behind a byte that selects who listens, in every format. */
#include "cmd/options.h"
#include "fuzz.h"

enum { WORDS_MAX = 6 };

static const char *const listeners[][WORDS_MAX] = {
	{ "event" },
	{ "event", "expect" },
	{ "event", "-e", "NEW", "--count", "3" },
	{ "event", "tcp", "dport", "80,443" },
	{ "event", "--time", "iso" },
	{ "event", "--write", "FILE" },
};

enum { LISTENERS = sizeof(listeners) / sizeof(*listeners) };

static void listen_for(struct fuzz_kernel *kernel, const char *const *listener, const char *format)
{
	const char *argv[WORDS_MAX + 4] = { "conntrack" };
	unsigned n = 1;

	while (*listener)
		argv[n++] = *listener++;
	argv[n++] = "-o";
	argv[n++] = format;
	fuzz_run(argv, &kernel->source);
	fuzz_expect_text();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_kernel kernel = FUZZ_KERNEL(.errnum = 0);

	if (size == 0)
		return 0;
	kernel.answers = (struct fuzz_bytes){ data + 1, size - 1 };
	for (const struct word *w = output_words; *w->name; w++)
		listen_for(&kernel, listeners[data[0] % LISTENERS], w->name);
	EXPECT(kernel.requests == 0);
	return 0;
}
