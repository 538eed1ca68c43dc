/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/deletion.h"

#include "cmd/changing.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

static int put(struct changing *c, struct record *rec, struct query *query, struct error *err)
{
	(void)err;
	query_begin(query, QUERY_DELETE, nfct_get_attr_u8(rec->flow, ATTR_L3PROTO));
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

static int refused(const struct record *rec, int errnum, struct error *err)
{
	(void)rec;
	return ctnl_refusal(errnum, err);
}

int deletion_run(const struct request *rq, struct session *s, bool shown, struct error *err)
{
	struct changing c = { .rq = rq, .session = s, .put = put,
			      .done = shown ? changing_tell : pass_over, .refused = refused };

	return changing_run(&c, err);
}
