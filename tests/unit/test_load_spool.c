/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load_spool.h"
#include "tap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 1000 };

static void fill(char piece[PIECE], unsigned n)
{
	memset(piece, (int)(n % 251), PIECE);
}

/* COUNT pieces go in and come out again, however they are cut. */
static void round_trip(unsigned count, bool in_file, const char *name)
{
	struct spool spool = SPOOL_INIT;
	struct error err = ERROR_INIT;
	char piece[PIECE], got[PIECE];
	unsigned same = 0;

	for (unsigned i = 0; i < count; i++) {
		fill(piece, i);
		if (spool_write(&spool, piece, i % PIECE, &err) < 0 ||
		    spool_write(&spool, piece + i % PIECE, PIECE - i % PIECE, &err) < 0)
			break;
	}
	is_str(err.text, "", name);
	ok((spool.fd >= 0) == in_file, "... %s a file", in_file ? "in" : "without");
	is_int(spool_rewind(&spool, &err), 0, "... rewound");
	for (unsigned i = 0; spool_read(&spool, got, PIECE, &err) == 1; i++) {
		fill(piece, i);
		same += memcmp(piece, got, PIECE) == 0;
	}
	is_int(same, count, "... and read as it was written");
	is_int(spool_read(&spool, got, 1, &err), 0, "... to its end");
	spool_free(&spool);
}

/* Large writes between small ones keep their place. */
static void mixed_sizes(void)
{
	enum { LARGE = 100 * PIECE, ROUNDS = 40 };
	struct spool spool = SPOOL_INIT;
	struct error err = ERROR_INIT;
	char *large = malloc(LARGE), piece[PIECE], got[PIECE];
	unsigned same = 0;

	for (unsigned i = 0; large && i < ROUNDS; i++) {
		for (unsigned j = 0; j < LARGE / PIECE; j++)
			fill(large + j * PIECE, i * 7 + j);
		fill(piece, i);
		if (spool_write(&spool, large, LARGE, &err) < 0 ||
		    (i % 3 == 0 && spool_write(&spool, piece, PIECE, &err) < 0))
			break;
	}
	is_int(spool_rewind(&spool, &err), 0, "large pieces and small ones");
	for (unsigned i = 0; i < ROUNDS; i++) {
		for (unsigned j = 0; j < LARGE / PIECE; j++) {
			fill(piece, i * 7 + j);
			same += spool_read(&spool, got, PIECE, &err) == 1 && memcmp(piece, got, PIECE) == 0;
		}
		fill(piece, i);
		if (i % 3 == 0)
			same += spool_read(&spool, got, PIECE, &err) == 1 && memcmp(piece, got, PIECE) == 0;
	}
	is_int(same, ROUNDS * (LARGE / PIECE) + (ROUNDS + 2) / 3, "... are read in their order");
	is_int(spool_read(&spool, got, 1, &err), 0, "... to their end");
	spool_free(&spool);
	free(large);
}

static void without_directory(void)
{
	struct spool spool = SPOOL_INIT;
	struct error err = ERROR_INIT;
	char piece[PIECE] = { 0 }, want[128];
	int result = 0;

	setenv("TMPDIR", "/nonexistent", 1);
	for (unsigned i = 0; result == 0 && i < 2 * SPOOL_ROOM / PIECE; i++)
		result = spool_write(&spool, piece, PIECE, &err);
	snprintf(want, sizeof(want), "cannot make a temporary file: %s", strerror(ENOENT));
	is_str(err.text, want, "no directory for the file");
	spool_free(&spool);
}

int main(void)
{
	round_trip(0, false, "nothing");
	round_trip(10, false, "little");
	round_trip(SPOOL_ROOM / PIECE, false, "as much as memory may hold");
	round_trip(SPOOL_ROOM / PIECE + 10, true, "a little more");
	round_trip(5 * (SPOOL_ROOM / PIECE), true, "much");
	mixed_sizes();
	without_directory();
	return done();
}
