/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Messages as the kernel might send them, through decoding and every format. */
#include "fuzz.h"
#include "net/decode.h"
#include "net/message.h"
#include "output/output.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct output_format *const formats[] = {
	&output_text, &output_xml, &output_save,
	&output_json, &output_jsonl, &output_csv, &output_table,
};

enum { ALL_EXTRAS = OUTPUT_EXTENDED | OUTPUT_ID | OUTPUT_TIMESTAMP | OUTPUT_KTIMESTAMP };

static void show(const struct record *rec, int fd)
{
	struct error err = ERROR_INIT;
	struct output out;

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		output_open(&out, fd, formats[i], ALL_EXTRAS, NULL);
		if (output_record(&out, rec, &err) || output_end(&out, &err))
			abort();
		output_close(&out);
	}
}

static void try_message(const struct nlmsghdr *msg, int fd)
{
	struct error err = ERROR_INIT;
	struct record rec;
	struct stats stats;
	uint32_t entries, limit;

	if (decode_flow(msg, &rec, &err) > 0) {
		show(&rec, fd);
		decode_release(&rec);
	}
	if (decode_expect(msg, &rec, &err) > 0) {
		show(&rec, fd);
		decode_release(&rec);
	}
	decode_stats(msg, &stats);
	decode_table_stats(msg, &entries, &limit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	size_t left = size;
	void *copy = malloc(size ? size : 1);	/* aligned, and its end is guarded */
	const struct nlmsghdr *msg = copy;

	if (fd < 0 || !copy)
		abort();
	memcpy(copy, data, size);
	for (; message_fits(msg, left); msg = message_next(msg, &left))
		try_message(msg, fd);
	free(copy);
	close(fd);
	return 0;
}
