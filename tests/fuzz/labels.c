/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files with the names of labels, and names from them in every place that shows or takes one. */
#include "base/buf.h"
#include "fuzz.h"
#include "model/label.h"
#include "net/attr.h"
#include "net/kernel.h"
#include "net/message.h"

#include <stdlib.h>

enum { BITS_TRIED = 300 };

static void look_up(const struct label_map *map, unsigned bit)
{
	const char *name = label_map_name(map, bit);
	int same;

	if (!name)
		return;
	EXPECT(*name);
	same = label_map_bit(map, name);
	EXPECT(same >= 0);
	EXPECT(strcmp(label_map_name(map, (unsigned)same), name) == 0);
}

static bool has_labels(const uint8_t *answer, size_t size)
{
	struct nlmsghdr *msg = malloc(size);	/* aligned */
	bool has;

	EXPECT(msg);
	memcpy(msg, answer, size);
	has = attr_find(msg, CTA_LABELS);
	free(msg);
	return has;
}

/* The flows of the table that have labels. */
static struct fuzz_bytes labelled(void)
{
	static struct buf flows;
	const struct fuzz_bytes table = fuzz_table();
	const uint8_t *at = table.bytes, *end = at + table.len;
	size_t size;

	if (flows.len)
		return (struct fuzz_bytes){ flows.data, flows.len };
	for (; at < end; at += 2 + size) {
		size = at[0] | (size_t)at[1] << 8;
		if (has_labels(at + 2, size))
			buf_mem(&flows, at, 2 + size);
	}
	return (struct fuzz_bytes){ flows.data, flows.len };
}

static void show(const char *format)
{
	struct fuzz_kernel kernel = FUZZ_KERNEL(.answers = labelled());

	fuzz_run((const char *const[]){ "conntrack", "list", "--labelmap", "FILE", "-o", format, NULL },
		 &kernel.source);
	fuzz_expect_text();
}

/* The name is found again, on the line and in an expression. */
static void select_by(const char *name)
{
	struct fuzz_kernel kernel = FUZZ_KERNEL(.answers = labelled());

	fuzz_run((const char *const[]){ "conntrack", "list", "--labelmap", "FILE", "-l", name, NULL },
		 &kernel.source);
	fuzz_run((const char *const[]){ "conntrack", "list", "--labelmap", "FILE", "--explain", "labels",
					"=", name, NULL }, &kernel.source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const formats[] = { "labels", "save", "xml", "jsonl", "csv", "table" };
	struct error err = ERROR_INIT;
	struct label_map *map;

	fuzz_files((struct fuzz_bytes){ data, size });
	map = label_map_open("FILE", &err);
	for (unsigned bit = 0; map && bit < BITS_TRIED; bit++)
		look_up(map, bit);
	if (map && label_map_name(map, 3))
		select_by(label_map_name(map, 3));
	label_map_close(map);
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		show(formats[i]);
	return 0;
}
