/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/entry.h"

#include "cmd/uses.h"

#include <arpa/inet.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <sys/socket.h>

const struct opt_pair address_pair = { OPT_SRC, OPT_DST, OPT_REPLY_SRC, OPT_REPLY_DST };

/*
 * A port that the line says to translate to means nothing to a protocol that
 * has none. The id of ICMP towards the source is a port to the kernel, and so is
 * the key of GRE, but only for a flow that belongs to another (PPTP).
 */
static int check_nat_port(const struct request *rq, struct error *err)
{
	const struct nf_conntrack *flow = rq->change.flow;
	const struct proto *proto = proto_by_number(nfct_get_attr_u8(flow, ATTR_L4PROTO));
	enum proto_shape shape = proto ? proto->shape : PROTO_BARE;
	bool source = nfct_attr_is_set(flow, ATTR_SNAT_PORT) > 0;
	bool destination = nfct_attr_is_set(flow, ATTR_DNAT_PORT) > 0;
	bool none = shape == PROTO_BARE || (shape == PROTO_KEYS && !request_has(rq, OPT_MASTER_SRC));

	if ((source && none) || (destination && (none || shape == PROTO_ICMP)))
		return error_usage(err, "the protocol has no ports to translate");
	return 0;
}

/* A master is complete or not there; it has the flow's family. */
static int complete_master(struct request *rq, struct error *err)
{
	static const uint8_t parts[] = { OPTS_MASTER };
	unsigned given = 0;

	for (size_t i = 0; i < sizeof(parts); i++)
		given += request_has(rq, parts[i]);
	if (given && given < sizeof(parts))
		return error_usage(err, "you have to specify all of the --master options or none");
	if (given)
		nfct_set_attr_u8(rq->change.flow, ATTR_MASTER_L3PROTO, rq->family);
	return 0;
}

/*
 * The kernel sets EXPECTED itself for a flow with a master and takes it from
 * nobody else: without one the bit is left out rather than refused.
 */
static void put_status(struct request *rq)
{
	rq->change.status &= ~(uint32_t)STATUS_EXPECTED;
	nfct_set_attr_u32(rq->change.flow, ATTR_STATUS, rq->change.status);
}

static int put_labels(struct request *rq, struct error *err)
{
	struct nfct_bitmask *mask = change_bitmask(&rq->change.labels);

	if (!mask)
		return error_nomem(err);
	nfct_set_attr(rq->change.flow, ATTR_CONNLABELS, mask);
	rq->change.label_change = LABELS_REPLACE;	/* as the kernel does where a flow exists */
	return 0;
}

static int complete_new_flow(struct request *rq, struct error *err)
{
	struct change *c = &rq->change;

	if (check_nat_port(rq, err) < 0 || change_complete_flow(c, rq->family, err) < 0 ||
	    complete_master(rq, err) < 0)
		return -1;
	change_complete_scales(c->flow, NULL);
	if (request_has(rq, OPT_STATUS))
		put_status(rq);
	if (request_has(rq, OPT_MARK))
		nfct_set_attr_u32(c->flow, ATTR_MARK, c->mark);
	c->mark_mask = UINT32_MAX;	/* of a flow that is new, or as good as new */
	return c->label_change == LABELS_ADD ? put_labels(rq, err) : 0;
}

int entry_complete(struct request *rq, struct error *err)
{
	if (!rq->family)
		rq->family = AF_INET;
	if (rq->table == TABLE_EXPECT)
		return change_complete_expectation(&rq->change, rq->family, err);
	if (rq->command->role == PROTO_GET)
		return change_complete_lookup(&rq->change, rq->family, err);
	return complete_new_flow(rq, err);
}

int entry_put(struct query *query, const struct request *rq, struct error *err)
{
	query_begin(query, rq->command == &command_add ? QUERY_ADD : QUERY_CREATE, rq->family);
	return query_put_flow(query, rq->change.flow, err);
}

int entry_show(const struct request *rq, struct session *s, const char *what, struct error *err)
{
	const struct nf_conntrack *flow = rq->change.flow;
	struct record rec = { .cause = RECORD_LISTED, .flow = flow };

	if (nfct_attr_is_set(flow, ATTR_ICMP_TYPE) > 0) {
		int type = proto_icmp_reply(nfct_get_attr_u8(flow, ATTR_L4PROTO),
					    nfct_get_attr_u8(flow, ATTR_ICMP_TYPE));

		rec.has_reply_icmp = type >= 0;
		rec.reply_icmp_type = (uint8_t)type;
		rec.reply_icmp_code = nfct_get_attr_u8(flow, ATTR_ICMP_CODE);
		rec.reply_icmp_id = ntohs(nfct_get_attr_u16(flow, ATTR_ICMP_ID));
	}
	if (output_record(&s->out, &rec, err) < 0 || output_end(&s->out, err) < 0)
		return -1;
	session_summary("1 flow entries %s.", what);
	return 0;
}
