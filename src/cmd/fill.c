/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/fill.h"

#include "cmd/proc.h"
#include "net/decode.h"
#include "net/query.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/socket.h>

struct answer { uint32_t entries, most; bool there; };

static int take(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct answer *answer = into;

	(void)err;
	if (msg && decode_table_stats(msg, &answer->entries, &answer->most))
		answer->there = true;
	return 0;
}

static int ask_kernel(struct session *s, struct fill *fill, struct error *err)
{
	struct ctnl *ctnl = session_ctnl(s, err);
	struct query query;
	struct answer answer = { .there = false };

	if (!ctnl)
		return -1;
	query_begin(&query, QUERY_TABLE_STATS, AF_UNSPEC);
	if (ctnl_ask(ctnl, &query, take, &answer, err) < 0)
		return -1;
	if (!answer.there)
		return error_failed(err, EBADMSG, "Operation failed: the kernel's answer holds no count");
	*fill = (struct fill){ .entries = answer.entries, .most = answer.most };
	return 0;
}

int fill_of_flows(struct session *s, struct fill *fill, struct error *err)
{
	struct error why = ERROR_INIT, ignored = ERROR_INIT;

	*fill = (struct fill){ .entries = 0 };
	if (ask_kernel(s, fill, &why) < 0 &&
	    proc_setting("nf_conntrack_count", &fill->entries, &ignored) < 0) {
		*err = why;
		return -1;
	}
	if (!fill->most && proc_setting("nf_conntrack_max", &fill->most, &ignored) < 0)
		fill->most = 0;
	return 0;
}

int fill_of_expectations(struct fill *fill, struct error *err)
{
	return proc_setting("nf_conntrack_expect_max", &fill->most, err);
}

static uint64_t tenths_full(const struct fill *fill)
{
	return (uint64_t)(1000.0 * (double)fill->entries / (double)fill->most + 0.5);
}

static int put(const struct fill *fill, struct output *out, struct error *err)
{
	static const struct field entries = {
		.name = "count", .type = FIELD_NUMBER, .help = "number of entries",
	}, most = {
		.name = "maximum", .type = FIELD_NUMBER, .help = "the kernel keeps no more",
	}, percent = {
		.name = "percent", .type = FIELD_PERCENT, .help = "how full the table is",
	};
	const struct field *const columns[] = { &entries, &most, &percent };
	const struct value values[] = {
		{ .number = fill->entries }, { .number = fill->most },
		{ .number = fill->most ? tenths_full(fill) : 0 },
	};
	const bool there[] = { true, fill->most, fill->most };

	if (output_values(out, &(struct output_values){ .fields = columns, .values = values, .there = there,
							.count = 3, .single = true }, err) < 0)
		return -1;
	return output_end(out, err);
}

int fill_tell(const struct fill *fill, uint64_t percent, struct output *out, struct error *err)
{
	if (put(fill, out, err) < 0)
		return -1;
	if (!percent || !fill->most || (double)fill->entries * 100 < (double)percent * (double)fill->most)
		return 0;
	return error_failed(err, 0, "the table is %" PRIu64 " percent full or more: %" PRIu64 " of %" PRIu64 " entries",
			    percent, fill->entries, fill->most);
}
