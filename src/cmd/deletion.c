/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/deletion.h"

#include "cmd/changing.h"
#include "cmd/flows.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

static uint8_t family_of(const struct record *rec)
{
	const struct nf_conntrack *tuple = rec->flow ? rec->flow : nfexp_get_attr(rec->expect, ATTR_EXP_EXPECTED);

	return nfct_get_attr_u8(tuple, ATTR_L3PROTO);
}

static int put(struct changing *c, struct record *rec, struct query *query, struct error *err)
{
	(void)err;
	query_begin(query, rec->flow ? QUERY_DELETE : QUERY_EXPECT_DELETE, family_of(rec));
	if (!query_put_listed(query, rec->message)) {
		c->session->damaged++;
		return 0;
	}
	rec->cause = RECORD_DELETED;
	return 1;
}

static int pass_over(struct changing *c, const struct record *rec, struct error *err)
{
	(void)c;
	(void)rec;
	(void)err;
	return 0;
}

static int refused(const struct changing *c, const struct record *rec, int errnum, struct error *err)
{
	(void)c;
	(void)rec;
	return ctnl_refusal(errnum, err);
}

int deletion_run(const struct request *rq, struct session *s, bool shown, struct error *err)
{
	struct changing c = { .rq = rq, .session = s, .put = put,
			      .done = shown ? changing_tell : pass_over, .refused = refused };

	return changing_run(&c, err);
}

static int show_one(struct record *rec, void *into, struct error *err)
{
	struct session *s = into;

	rec->cause = RECORD_DELETED;
	return output_record(&s->out, rec, err);
}

int deletion_of_selected(const struct request *rq, struct session *s, struct error *err)
{
	bool dry = request_has(rq, OPT_DRY_RUN);
	int result;

	s->out.extras |= OUTPUT_BARE | (request_has(rq, OPT_QUIET) ? OUTPUT_QUIET : 0);
	result = dry ? flows_each(rq, s, flows_kind(rq), show_one, s, err) : deletion_run(rq, s, true, err);
	return flows_finish(rq, s, dry ? "would be deleted" : "have been deleted", result, err);
}
