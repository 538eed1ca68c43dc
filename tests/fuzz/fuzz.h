/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "net/wire.h"

/*
 * What the fuzzers share: a program that can be run again and again, a kernel
 * that says what it is told to, and files that hold what they are told to. No
 * socket is opened and no file of this machine is read or written.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the run, as a finding of the fuzzer, unless COND holds. */
#define EXPECT(cond) fuzz_expect((cond), #cond)
void fuzz_expect(bool cond, const char *what);

/* From now on what the program says on stderr is dropped, but not what ends the run. */
void fuzz_be_quiet(void);

/*
 * Every file that the program opens for reading holds these bytes, the caller's;
 * NULL: there is no such file. Returns what files held before. Of what is written
 * the last file is kept.
 */
struct fuzz_bytes { const void *bytes; size_t len; };
struct fuzz_bytes fuzz_files(struct fuzz_bytes content);
struct fuzz_bytes fuzz_written(void);

/*
 * The kernel. ANSWERS to a request for reading are datagrams, each behind its
 * length in two bytes (little endian); a message of number FUZZ_SEQ answers
 * whatever is asked. Length 0 is an interrupted receive. The end of a dump, or an
 * ack, follows. A wire that nothing is sent over hears the same as events, and
 * length 0 is an overrun. Requests for changing are acknowledged, or, the Nth for
 * bit N modulo 64 of "refusals", refused with "errnum".
 */
enum { FUZZ_SEQ = 1, FUZZ_PORTID = 1 };

struct fuzz_kernel {
	struct wire_source source;	/* first: a source is cast to what holds it */
	struct fuzz_bytes answers;
	uint64_t refusals;
	int errnum;
	bool tells_all;			/* answers come to requests for changing, too */
	unsigned requests, changes;	/* that were sent so far */
	unsigned flushes;		/* of them, of a whole table */
};
struct wire *fuzz_kernel_open(const struct wire_source *source, struct error *err);
#define FUZZ_KERNEL(...) { .source = { .open = fuzz_kernel_open }, __VA_ARGS__ }

/* A table of recorded flows, expectations and counters, as such answers. */
struct fuzz_bytes fuzz_table(void);

/* The whole program. Its stdout is for fuzz_printed until the next run. */
int fuzz_run(const char *const *argv, const struct wire_source *kernel);
struct fuzz_bytes fuzz_printed(void);

/* That stdout is lines of text: no byte can command a terminal. */
void fuzz_expect_text(void);

#endif
