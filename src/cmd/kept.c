/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/kept.h"

#include "cmd/request.h"
#include "cmd/session.h"
#include "net/decode.h"
#include "net/query.h"

#include <inttypes.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <string.h>

typedef enum nf_conntrack_attr attr_t;

/* The kernel counts in ticks, of which there are a thousand a second at most. */
enum { CERTAIN_TIMEOUT = INT32_MAX / 1000, PATIENCE = 60 };

/* Kernels differ in which of these they track. */
static const struct { const struct proto *proto; const char *parts; } protocols[KEPT_PROTOS] = {
	{ &proto_dccp, "ports" }, { &proto_udplite, "ports" }, { &proto_sctp, "ports" },
	{ &proto_gre, "keys" },
};

static bool is_set(const struct nf_conntrack *flow, attr_t attr)
{
	return flow && nfct_attr_is_set(flow, attr) > 0;
}

/* Other than 0, which is what an entry has that has none. */
static bool has_value(const struct nf_conntrack *flow, attr_t attr)
{
	return is_set(flow, attr) && nfct_get_attr_u8(flow, attr) != 0;
}

static bool has_ports(const struct nf_conntrack *flow)
{
	return nfct_get_attr_u16(flow, ATTR_ORIG_PORT_SRC) || nfct_get_attr_u16(flow, ATTR_ORIG_PORT_DST);
}

static unsigned doubts_of_protocol(const struct request *rq, const struct nf_conntrack *flow)
{
	uint8_t number = nfct_get_attr_u8(flow, ATTR_L4PROTO);
	unsigned doubts = 0;

	for (unsigned i = 0; i < KEPT_PROTOS; i++) {
		int state = protocols[i].proto->state_attr;

		if (state && has_value(flow, (attr_t)state))
			doubts |= 1U << (KEPT_STATE + i);
		if (protocols[i].proto == &proto_dccp && has_value(flow, ATTR_DCCP_ROLE))
			doubts |= 1U << (KEPT_STATE + i);
		if (protocols[i].proto->number == number && rq->command->traits & COMMAND_ENTRY && has_ports(flow))
			doubts |= 1U << (KEPT_PORTS + i);
	}
	return doubts;
}

static bool sets_labels(const struct change *c)
{
	return (c->label_change == LABELS_ADD || c->label_change == LABELS_REPLACE) &&
	       !label_set_empty(&c->labels);
}

unsigned kept_doubts(const struct request *rq)
{
	const struct nf_conntrack *flow = rq->change.flow;
	unsigned doubts = sets_labels(&rq->change) ? 1U << KEPT_LABELS : 0;

	if (!flow)
		return doubts;
	if (request_has(rq, OPT_TIMEOUT) && nfct_get_attr_u32(flow, ATTR_TIMEOUT) > CERTAIN_TIMEOUT)
		doubts |= 1U << KEPT_TIMEOUT;
	return doubts | doubts_of_protocol(rq, flow);
}

/* The tuple that was asked for is none of those that an entry has. */
static bool lacks_ports(const struct nf_conntrack *wanted, const struct nf_conntrack *flow)
{
	static const attr_t directions[][2] = {
		{ ATTR_ORIG_PORT_SRC, ATTR_ORIG_PORT_DST }, { ATTR_REPL_PORT_SRC, ATTR_REPL_PORT_DST },
		{ ATTR_REPL_PORT_DST, ATTR_REPL_PORT_SRC },	/* what led to it is mirrored */
	};

	for (size_t i = 0; i < sizeof(directions) / sizeof(*directions); i++)
		if (nfct_get_attr_u16(wanted, ATTR_ORIG_PORT_SRC) == nfct_get_attr_u16(flow, directions[i][0]) &&
		    nfct_get_attr_u16(wanted, ATTR_ORIG_PORT_DST) == nfct_get_attr_u16(flow, directions[i][1]))
			return false;
	return true;
}

static bool lacks_labels(const struct label_set *wanted, const struct nf_conntrack *flow)
{
	struct label_set has = { .bits = { 0 } };

	label_set_of(flow, &has);
	return (wanted->bits[0] & ~has.bits[0]) || (wanted->bits[1] & ~has.bits[1]);
}

/* Of what is left a moment later. */
static bool lacks_timeout(const struct nf_conntrack *wanted, const struct nf_conntrack *flow)
{
	return is_set(flow, ATTR_TIMEOUT) &&
	       nfct_get_attr_u32(flow, ATTR_TIMEOUT) < nfct_get_attr_u32(wanted, ATTR_TIMEOUT) - PATIENCE;
}

static bool lacks(const struct request *rq, unsigned kind, const struct nf_conntrack *flow)
{
	const struct nf_conntrack *wanted = rq->change.flow;
	attr_t state;

	if (kind == KEPT_LABELS)
		return lacks_labels(&rq->change.labels, flow);
	if (kind == KEPT_TIMEOUT)
		return lacks_timeout(wanted, flow);
	if (kind < KEPT_STATE)
		return lacks_ports(wanted, flow);
	/* a flow may go on at once, but has some state then */
	state = (attr_t)protocols[kind - KEPT_STATE].proto->state_attr;
	return !is_set(flow, state);
}

unsigned kept_lacks(const struct request *rq, unsigned doubts, const struct nf_conntrack *flow,
		    struct losses *l)
{
	unsigned found = 0;

	for (unsigned kind = 0; kind < KEPT_EXPECTED_TIMEOUT; kind++)
		if (doubts >> kind & 1 && lacks(rq, kind, flow))
			found |= 1U << kind;
	if (found >> KEPT_TIMEOUT & 1)
		l->timeout = nfct_get_attr_u32(flow, ATTR_TIMEOUT);
	return found;
}

/* An entry that is looked at. */
struct look {
	const struct request *rq;
	struct losses *losses;
	unsigned doubts, lacks;
};

static int take(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct look *look = into;
	struct record rec;
	int result = decode_answer(decode_flow, msg, &rec, err);

	if (result <= 0)
		return result;
	look->lacks = kept_lacks(look->rq, look->doubts, rec.flow, look->losses);
	decode_release(&rec);
	return 0;
}

int kept_look(const struct request *rq, struct session *s, unsigned doubts)
{
	struct look look = { .rq = rq, .losses = &s->losses, .doubts = doubts };
	struct error ignored = ERROR_INIT;
	struct ctnl *ctnl = session_ctnl(s, &ignored);
	struct query query;

	query_begin(&query, QUERY_GET, rq->family);
	if (!ctnl || query_put_identity(&query, rq->change.flow, &ignored) < 0 ||
	    ctnl_ask(ctnl, &query, take, &look, &ignored) < 0)
		return -1;
	return (int)look.lacks;
}

void losses_add(struct losses *l, unsigned lacks, uint64_t count)
{
	for (unsigned kind = 0; kind < KEPT_KINDS; kind++)
		l->count[kind] += lacks >> kind & 1 ? count : 0;
}

bool losses_any(const struct losses *l)
{
	for (unsigned kind = 0; kind < KEPT_KINDS; kind++)
		if (l->count[kind])
			return true;
	return false;
}

bool kept_is_other(const struct request *rq, const struct nf_conntrack *flow)
{
	struct losses unused;

	for (unsigned i = 0; i < KEPT_PROTOS; i++) {
		unsigned bit = 1U << (KEPT_PORTS + i);

		if (!(kept_doubts(rq) & bit) || !kept_lacks(rq, bit, flow, &unused))
			continue;
		session_notice("WARNING: this kernel keeps no %s of %s: the entry that it found is not the one asked for",
			       protocols[i].parts, protocols[i].proto->name);
		return true;
	}
	return false;
}

static void tell_protocols(const struct losses *l)
{
	for (unsigned i = 0; i < KEPT_PROTOS; i++) {
		const char *name = protocols[i].proto->name, *parts = protocols[i].parts;

		if (l->count[KEPT_PORTS + i])
			session_notice("WARNING: this kernel keeps no %s of %s: those of %" PRIu64 " flow entries are lost, "
				       "and entries with the same addresses are one", parts, name,
				       l->count[KEPT_PORTS + i]);
		if (l->count[KEPT_STATE + i])
			session_notice("WARNING: this kernel keeps no state of %s: that of %" PRIu64 " flow entries is lost",
				       name, l->count[KEPT_STATE + i]);
	}
}

void losses_tell(struct losses *l)
{
	tell_protocols(l);
	if (l->count[KEPT_LABELS])
		session_notice("WARNING: the labels of %" PRIu64 " flow entries are lost: the kernel keeps labels of an entry "
			       "that is made when a rule of this network namespace uses labels",
			       l->count[KEPT_LABELS]);
	if (l->count[KEPT_TIMEOUT])
		session_notice("WARNING: the timeout of %" PRIu64 " flow entries is cut to %" PRIu32 " seconds, the most that "
			       "the kernel counts", l->count[KEPT_TIMEOUT], l->timeout);
	if (l->count[KEPT_EXPECTED_TIMEOUT])
		session_notice("WARNING: the timeout of %" PRIu64 " expectations is another one (%" PRIu32 " seconds): "
			       "their helper sets it", l->count[KEPT_EXPECTED_TIMEOUT], l->timeout);
	*l = (struct losses){ .timeout = 0 };
}
