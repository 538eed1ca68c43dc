/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/attr.h"
#include "net/decode.h"
#include "net/kernel.h"
#include "net/message.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <stdio.h>

static const char flow_counters[][STATS_NAME_MAX] = {
	[CTA_STATS_SEARCHED] = "searched",
	[CTA_STATS_FOUND] = "found",
	[CTA_STATS_NEW] = "new",
	[CTA_STATS_INVALID] = "invalid",
	[CTA_STATS_IGNORE] = "ignore",
	[CTA_STATS_DELETE] = "delete",
	[CTA_STATS_DELETE_LIST] = "delete_list",
	[CTA_STATS_INSERT] = "insert",
	[CTA_STATS_INSERT_FAILED] = "insert_failed",
	[CTA_STATS_DROP] = "drop",
	[CTA_STATS_EARLY_DROP] = "early_drop",
	[CTA_STATS_ERROR] = "error",
	[CTA_STATS_SEARCH_RESTART] = "search_restart",
	[CTA_STATS_CLASH_RESOLVE] = "clash_resolve",
	[CTA_STATS_CHAIN_TOOLONG] = "chaintoolong",
};

static const char expect_counters[][STATS_NAME_MAX] = {
	[CTA_STATS_EXP_NEW] = "expect_new",
	[CTA_STATS_EXP_CREATE] = "expect_create",
	[CTA_STATS_EXP_DELETE] = "expect_delete",
};

struct counter_names {
	const char (*names)[STATS_NAME_MAX];	/* by attribute type; empty: none */
	size_t count;
};

static const struct counter_names flow_names = {
	flow_counters, sizeof(flow_counters) / sizeof(*flow_counters),
}, expect_names = {
	expect_counters, sizeof(expect_counters) / sizeof(*expect_counters),
};

/* No rules: a counter of any length is passed over unless it has four bytes. */
static const struct attr_shape any_shape = { .rules = NULL, .count = 0, .must = 0 };

static void add(struct stats *out, const char *name, unsigned *unknown, uint32_t value)
{
	if (out->count == STATS_MAX)
		return;
	if (*name)
		snprintf(out->counter[out->count].name, STATS_NAME_MAX, "%s", name);
	else
		snprintf(out->counter[out->count].name, STATS_NAME_MAX, "unknown%u", ++*unknown);
	out->counter[out->count++].value = value;
}

static void read_counters(const struct nlmsghdr *msg, const struct counter_names *known,
			  struct stats *out)
{
	const size_t head = MNL_ALIGN(sizeof(struct nfgenmsg));
	const struct nlattr *attr = mnl_nlmsg_get_payload_offset(msg, head);
	int left = (int)(message_payload_len(msg) - head);
	unsigned unknown = 0;

	for (; mnl_attr_ok(attr, left); attr = mnl_attr_next(attr)) {
		uint16_t type = mnl_attr_get_type(attr);

		left -= MNL_ALIGN(attr->nla_len);
		if (mnl_attr_get_payload_len(attr) == sizeof(uint32_t))
			add(out, type < known->count ? known->names[type] : "", &unknown,
			    ntohl(mnl_attr_get_u32(attr)));
	}
}

/* Up to 6.18 at least, the answer for expectations names the wrong subsystem. */
static const struct counter_names *names_for(uint16_t type)
{
	switch (type) {
	case KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_GET_STATS_CPU):
		return &flow_names;
	case KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_GET_STATS_CPU):
	case KERNEL_FLOW_TYPE(IPCTNL_MSG_EXP_GET_STATS_CPU):
		return &expect_names;
	}
	return NULL;
}

int decode_stats(const struct nlmsghdr *msg, struct stats *out)
{
	const struct counter_names *known = names_for(msg->nlmsg_type);
	const struct nfgenmsg *nfg = message_payload(msg);

	if (!known || !attr_fits(msg, &any_shape))
		return 0;
	out->cpu = ntohs(nfg->res_id);
	out->total = false;
	out->count = 0;
	read_counters(msg, known, out);
	return 1;
}

int decode_table_stats(const struct nlmsghdr *msg, uint32_t *entries, uint32_t *limit)
{
	static const struct attr_rule rules[] = {
		[CTA_STATS_GLOBAL_ENTRIES] = { .min = 4, .max = 4 },
		[CTA_STATS_GLOBAL_MAX_ENTRIES] = { .min = 4, .max = 4 },
	};
	static const struct attr_shape shape = {
		.rules = rules, .count = 3, .must = 1 << CTA_STATS_GLOBAL_ENTRIES,
	};
	const struct nlattr *max;

	if (msg->nlmsg_type != KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_GET_STATS) ||
	    !attr_fits(msg, &shape))
		return 0;
	*entries = ntohl(mnl_attr_get_u32(attr_find(msg, CTA_STATS_GLOBAL_ENTRIES)));
	max = attr_find(msg, CTA_STATS_GLOBAL_MAX_ENTRIES);
	*limit = max ? ntohl(mnl_attr_get_u32(max)) : 0;
	return 1;
}
