/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Filter expressions. What the tree accepts, a kernel that was asked as planned
 * must have sent, and a socket with the program for events let through; it is
 * taken from one dump of the plan, and "not" turns the judgement round. What it
 * accepts are no contradictions. With nothing in doubt it is what may be accepted,
 * and with more in doubt no less. The same text may be one about expectations.
 */
#include "base/buf.h"
#include "filter/contradiction.h"
#include "filter/doubt.h"
#include "filter/explain.h"
#include "filter/kernel.h"
#include "filter/parse.h"
#include "filter_model.h"
#include "fuzz.h"
#include "net/decode.h"
#include "net/kernel.h"
#include "net/message.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { FLOWS_MAX = 64 };

struct flows {
	struct record rows[FLOWS_MAX];
	unsigned count;
};

static size_t length_at(const uint8_t *answer)
{
	return answer[0] | (size_t)answer[1] << 8;
}

static void add_flow(struct flows *flows, const uint8_t *answer)
{
	struct nlmsghdr *msg = malloc(length_at(answer));
	struct error err = ERROR_INIT;

	EXPECT(msg && flows->count < FLOWS_MAX);
	memcpy(msg, answer + 2, length_at(answer));
	if (decode_flow(msg, &flows->rows[flows->count], &err) > 0)
		flows->count++;
	else
		free(msg);
}

/* Recorded flows with their messages, read once. */
static const struct flows *table(void)
{
	static struct flows flows;
	const struct fuzz_bytes answers = fuzz_table();
	const uint8_t *at = answers.bytes, *end = at + answers.len;

	for (; !flows.rows[0].flow && at < end; at += 2 + length_at(at))
		add_flow(&flows, at);
	return &flows;
}

static const struct label_map *open_labels(void *user)
{
	struct label_map **map = user;
	struct error err = ERROR_INIT;

	fuzz_files((struct fuzz_bytes){ "1 one\n3 three\n99 ninety nine\n", 30 });
	if (!*map)
		*map = label_map_open("FILE", &err);
	return *map;
}

static void judge_planned(const struct expr *e, uint8_t family, const struct record *rec)
{
	struct plan plan;
	unsigned taken = 0;

	plan_make(&plan, e, family);
	EXPECT(plan.count >= 1 && plan.count <= PLAN_MAX);
	for (unsigned i = 0; i < plan.count; i++) {
		const struct plan_step *s = &plan.steps[i];
		struct query query;

		query_begin(&query, QUERY_FLOWS, s->family);
		query_put_filter(&query, s->family, &s->filter);
		taken += plan_takes(&plan, i, rec) && model_sends(&query, rec->message);
	}
	EXPECT(taken == 1);
}

static void judge_event(const struct expr *e, uint8_t family, const struct record *rec)
{
	struct prefilter filter;
	struct bpf program;

	kernel_prefilter(e, &filter, &family);
	bpf_select(&program, family, &filter);
	EXPECT(program.len <= BPF_ROOM && model_queues(&program, rec->message));
}

static void judge_in_doubt(const struct expr *e, const struct record *rec, bool accepted)
{
	static const struct doubt none = { .traits = 0 }, some = { .absent = true },
		more = { .traits = FIELD_OF_EVENTS, .absent = true };

	EXPECT(doubt_may_accept(e, rec, &none) == accepted);
	EXPECT(!accepted || doubt_may_accept(e, rec, &some));
	EXPECT(!doubt_may_accept(e, rec, &some) || doubt_may_accept(e, rec, &more));
}

/* That of a flow which expects one like itself. */
static void judge_expectation(const struct expr *e, const struct expr *opposite)
{
	const struct nf_conntrack *flow = table()->rows[0].flow;
	struct nf_expect *expect = nfexp_new();
	struct record rec = { .expect = expect };
	bool accepted;

	EXPECT(expect);
	nfexp_set_attr(expect, ATTR_EXP_MASTER, flow);
	nfexp_set_attr(expect, ATTR_EXP_EXPECTED, flow);
	nfexp_set_attr(expect, ATTR_EXP_HELPER_NAME, "ftp");
	nfexp_set_attr_u32(expect, ATTR_EXP_FLAGS, 1);
	accepted = expr_accepts(e, &rec);
	EXPECT(!opposite || expr_accepts(opposite, &rec) != accepted);
	judge_in_doubt(e, &rec, accepted);
	nfexp_destroy(expect);
}

static void judge_all(const struct expr *e, const struct expr *opposite)
{
	const struct flows *flows = table();

	for (unsigned i = 0; i < flows->count; i++) {
		const struct record *rec = &flows->rows[i];
		const bool accepted = expr_accepts(e, rec);
		const struct nfgenmsg *head = mnl_nlmsg_get_payload(rec->message);

		EXPECT(!opposite || expr_accepts(opposite, rec) != accepted);
		judge_in_doubt(e, rec, accepted);
		if (!accepted)
			continue;
		for (const struct expr *part = e; part->kind == EXPR_AND; part = part->right)
			EXPECT(!contradict(part->left, part->right));
		judge_planned(e, AF_UNSPEC, rec);
		judge_planned(e, head->nfgen_family, rec);
		judge_event(e, AF_UNSPEC, rec);
		judge_event(e, head->nfgen_family, rec);
	}
}

static void describe(const struct expr *e, const struct label_map *map)
{
	struct buf text = BUF_INIT;
	struct plan plan;

	explain_tree(&text, e, 2, map);
	contradictions_describe(&text, e, map);
	plan_make(&plan, e, AF_UNSPEC);
	plan_describe(&text, &plan);
	EXPECT(text.len > 0);
	buf_free(&text);
}

/* Read TEXT as one about the RECORDS, and as "not" that. */
static void read_both(const char *text, const struct field_table *records)
{
	struct label_map *map = NULL;
	struct filter_source source = { .text = text, .fields = records, .labels = open_labels, .user = &map,
					.now = UINT64_C(1795874400) * 1000000000 };
	struct error err = ERROR_INIT;
	struct buf turned = BUF_INIT;
	struct expr *e = filter_parse(&source, &err), *opposite;

	EXPECT(!e == (err.kind != ERROR_NONE));
	if (e) {
		buf_printf(&turned, "not (%s\n)", text);
		source.text = buf_cstr(&turned);
		opposite = filter_parse(&source, &err);
		(records == &flow_fields ? judge_all : judge_expectation)(e, opposite);
		describe(e, map);
		expr_free(opposite);
	}
	expr_free(e);
	label_map_close(map);
	buf_free(&turned);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);

	EXPECT(text);
	read_both(text, &flow_fields);
	read_both(text, &expect_fields);
	free(text);
	return 0;
}
