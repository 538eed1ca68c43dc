/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/entry.h"

#include "cmd/revision.h"
#include "net/decode.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <string.h>
#include <sys/socket.h>

/* The entry that stands in the way, and what would change it. */
struct existing {
	const struct request *rq;
	bool alike;
	int changes;		/* as revision_put has it */
	struct query update;
};

/* What was asked to translate to, and where a translated flow shows it. */
static const struct { enum nf_conntrack_attr wanted, shown; size_t len; } translations[] = {
	{ ATTR_SNAT_IPV4, ATTR_REPL_IPV4_DST, 4 }, { ATTR_DNAT_IPV4, ATTR_REPL_IPV4_SRC, 4 },
	{ ATTR_SNAT_IPV6, ATTR_REPL_IPV6_DST, 16 }, { ATTR_DNAT_IPV6, ATTR_REPL_IPV6_SRC, 16 },
	{ ATTR_SNAT_PORT, ATTR_REPL_PORT_DST, 2 }, { ATTR_DNAT_PORT, ATTR_REPL_PORT_SRC, 2 },
};

static bool translated_alike(const struct nf_conntrack *wanted, const struct record *rec)
{
	uint16_t id = htons(rec->reply_icmp_id);

	for (size_t i = 0; i < sizeof(translations) / sizeof(*translations); i++) {
		const void *shown = nfct_get_attr(rec->flow, translations[i].shown);

		if (rec->has_reply_icmp && translations[i].wanted == ATTR_SNAT_PORT)
			shown = &id;
		if (nfct_attr_is_set(wanted, translations[i].wanted) <= 0)
			continue;
		if (!shown || memcmp(nfct_get_attr(wanted, translations[i].wanted), shown,
				     translations[i].len) != 0)
			return false;
	}
	return true;
}

static int compare(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct existing *e = into;
	const struct request *rq = e->rq;
	struct record rec;
	int result = decode_answer(decode_flow, msg, &rec, err);

	if (result <= 0)
		return result;
	e->alike = translated_alike(rq->change.flow, &rec);
	query_begin(&e->update, QUERY_UPDATE, rq->family);
	e->changes = revision_put(&e->update, &rq->change, &rq->given, rec.flow, err);
	decode_release(&rec);
	return e->changes < 0 ? -1 : 0;
}

bool entry_may_revise(int errnum)
{
	return errnum == EBUSY || errnum == EOPNOTSUPP;
}

/*
 * To the kernel it is a matter of permission that an entry which exists has a
 * fixed timeout. Who may read the table has the permission.
 */
static bool timeout_is_fixed(struct session *s)
{
	struct error ignored = ERROR_INIT;
	struct ctnl *ctnl = session_ctnl(s, &ignored);
	struct query query;

	query_begin(&query, QUERY_TABLE_STATS, AF_UNSPEC);
	return ctnl && ctnl_ask(ctnl, &query, NULL, NULL, &ignored) == 0;
}

/* Kernels lost one of SCTP's states, and take it for any other number that is none. */
static bool state_is_gone(const struct request *rq)
{
	const char *state = rq->change.flow ? proto_state(rq->change.flow) : NULL;

	return state && strcmp(state, "HEARTBEAT_ACKED") == 0;
}

void entry_explain_labels(struct error *err)
{
	error_hint(err, "The entry has no room for labels: the kernel makes it for flows that begin while "
		   "some rule sets labels.");
}

void entry_explain(struct session *s, const struct request *rq, struct error *err)
{
	const char *text = command_errno_text(rq->command, err->errnum);

	if (err->kind != ERROR_KERNEL)
		return;
	if (err->errnum == EPERM && timeout_is_fixed(s))
		text = "the timeout of the entry is fixed";
	if ((err->errnum == EINVAL || err->errnum == ERANGE) && state_is_gone(rq))
		text = "this kernel has no state HEARTBEAT_ACKED of SCTP";
	if (text)
		error_set(err, ERROR_KERNEL, err->errnum, "Operation failed: %s", text);
	if (err->errnum == EOPNOTSUPP && request_has(rq, OPT_HELPER) && !err->hint[0])
		error_hint(err, "Does the kernel know this helper, for this protocol? Modules of helpers are called nf_conntrack_NAME.");
	if (err->errnum == ENOSPC && request_has(rq, OPT_LABEL_ADD))
		entry_explain_labels(err);
	if (err->errnum == EINVAL && request_has(rq, OPT_ORIG_ZONE) && request_has(rq, OPT_REPLY_ZONE))
		error_hint(err, "A flow has one zone, for both directions or for one of them.");
	if (err->errnum == EEXIST && (request_has(rq, OPT_ORIG_ZONE) || request_has(rq, OPT_REPLY_ZONE)))
		error_hint(err, "It is enough that one direction is the same in its zone: `list --orig-zone' or `--reply-zone' shows it.");
}

static int look_up(const struct request *rq, struct ctnl *ctnl, struct existing *e, struct error *err)
{
	struct query query;

	query_begin(&query, QUERY_GET, rq->family);
	if (query_put_tuple(&query, rq->change.flow, false, err) < 0)
		return -1;
	return ctnl_ask(ctnl, &query, compare, e, err);
}

int entry_revise(const struct request *rq, struct session *s, int errnum, struct error *err)
{
	struct existing e = { .rq = rq };
	struct ctnl *ctnl = session_ctnl(s, err);
	struct error why = ERROR_INIT;

	if (!ctnl)
		return -1;
	if (look_up(rq, ctnl, &e, &why) < 0 || !e.alike)
		ctnl_refusal(errnum, &why);
	else if (e.changes == 0 || ctnl_ask(ctnl, &e.update, NULL, NULL, &why) == 0)
		return 0;
	entry_explain(s, rq, &why);
	*err = why;
	return -1;
}
