/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/picture.h"
#include "net/attr.h"
#include "net/kernel.h"

#include <libmnl/libmnl.h>
#include <stdlib.h>
#include <string.h>

/* A flow: the message that would tell of its end, with what is known of it. */
struct entry {
	struct entry *next;
	uint32_t id, round;		/* round: when it was last taken */
	struct nlmsghdr message;	/* the rest of it follows */
};

struct picture {
	struct entry **heads;		/* by id, which the kernel scatters well */
	size_t size, count;		/* size: a power of two */
	uint32_t round;
};

enum { FIRST_SIZE = 256 };

/* What says which flow it is, and never changes. */
static const uint16_t key_types[] = { CTA_TUPLE_ORIG, CTA_ZONE };

/* What is told when it changes. */
static const uint16_t value_types[] = {
	CTA_STATUS, CTA_PROTOINFO, CTA_MARK, CTA_LABELS, CTA_HELP, CTA_SECMARK, CTA_SECCTX,
};

static const uint16_t kept_types[] = {
	CTA_TUPLE_ORIG, CTA_TUPLE_REPLY, CTA_TUPLE_MASTER, CTA_ID, CTA_ZONE, CTA_STATUS,
	CTA_PROTOINFO, CTA_MARK, CTA_LABELS, CTA_HELP, CTA_SECMARK, CTA_SECCTX,
};

enum {
	KEYS = sizeof(key_types) / sizeof(*key_types),
	VALUES = sizeof(value_types) / sizeof(*value_types),
	KEPT = sizeof(kept_types) / sizeof(*kept_types),
};

struct picture *picture_new(struct error *err)
{
	struct picture *p = calloc(1, sizeof(*p));

	if (p)
		p->heads = calloc(FIRST_SIZE, sizeof(*p->heads));
	if (p && p->heads) {
		p->size = FIRST_SIZE;
		return p;
	}
	free(p);
	error_nomem(err);
	return NULL;
}

void picture_free(struct picture *p)
{
	for (size_t i = 0; p && i < p->size; i++)
		while (p->heads[i]) {
			struct entry *entry = p->heads[i];

			p->heads[i] = entry->next;
			free(entry);
		}
	if (p)
		free(p->heads);
	free(p);
}

size_t picture_count(const struct picture *p)
{
	return p->count;
}

static uint32_t id_of(const struct nlmsghdr *msg)
{
	const struct nlattr *id = attr_find(msg, CTA_ID);

	return id ? mnl_attr_get_u32(id) : 0;
}

/* The same bytes; what is not there is nothing but zeros. */
static bool same_bytes(const struct nlattr *a, const struct nlattr *b)
{
	size_t a_len = a ? mnl_attr_get_payload_len(a) : 0, b_len = b ? mnl_attr_get_payload_len(b) : 0;
	const unsigned char *x = a_len ? mnl_attr_get_payload(a) : NULL;
	const unsigned char *y = b_len ? mnl_attr_get_payload(b) : NULL;

	for (size_t i = 0; i < a_len || i < b_len; i++)
		if ((i < a_len ? x[i] : 0) != (i < b_len ? y[i] : 0))
			return false;
	return true;
}

/* The state of whatever protocol it is; the rest of its bookkeeping is no news. */
static const struct nlattr *state_in(const struct nlattr *info)
{
	static const struct { uint16_t protocol, state; } places[] = {
		{ CTA_PROTOINFO_TCP, CTA_PROTOINFO_TCP_STATE },
		{ CTA_PROTOINFO_DCCP, CTA_PROTOINFO_DCCP_STATE },
		{ CTA_PROTOINFO_SCTP, CTA_PROTOINFO_SCTP_STATE },
	};

	for (size_t i = 0; info && i < sizeof(places) / sizeof(*places); i++) {
		const struct nlattr *protocol = attr_find_nested(info, places[i].protocol);

		if (protocol)
			return attr_find_nested(protocol, places[i].state);
	}
	return NULL;
}

static bool same_value(uint16_t type, const struct nlattr *a, const struct nlattr *b)
{
	if (type == CTA_PROTOINFO)
		return same_bytes(state_in(a), state_in(b));
	return same_bytes(a, b);
}

static bool has_changed(const struct entry *entry, const struct nlmsghdr *msg, bool whole)
{
	for (size_t i = 0; i < VALUES; i++) {
		const struct nlattr *now = attr_find(msg, value_types[i]);

		if ((now || whole) &&
		    !same_value(value_types[i], attr_find(&entry->message, value_types[i]), now))
			return true;
	}
	return false;
}

static bool is_of(const struct entry *entry, uint32_t id, const struct nlmsghdr *msg)
{
	if (entry->id != id)
		return false;
	for (size_t i = 0; i < KEYS; i++)
		if (!same_bytes(attr_find(&entry->message, key_types[i]), attr_find(msg, key_types[i])))
			return false;
	return true;
}

/* Where the entry of MSG hangs, or would. */
static struct entry **find(const struct picture *p, const struct nlmsghdr *msg)
{
	uint32_t id = id_of(msg);
	struct entry **at = &p->heads[id & (p->size - 1)];

	while (*at && !is_of(*at, id, msg))
		at = &(*at)->next;
	return at;
}

/* An attribute of TYPE as MSG has it, else as OLD (NULL: nobody) had it. */
static const struct nlattr *newest(const struct nlmsghdr *msg, const struct entry *old, uint16_t type)
{
	const struct nlattr *attr = attr_find(msg, type);

	return attr || !old ? attr : attr_find(&old->message, type);
}

static struct entry *make_entry(const struct nlmsghdr *msg, const struct entry *old)
{
	const size_t head = MNL_NLMSG_HDRLEN + MNL_ALIGN(sizeof(struct nfgenmsg));
	const struct nlattr *attrs[KEPT];
	size_t len = head;
	struct entry *entry;
	char *at;

	for (size_t i = 0; i < KEPT; i++) {
		attrs[i] = newest(msg, old, kept_types[i]);
		len += attrs[i] ? MNL_ALIGN(attrs[i]->nla_len) : 0;
	}
	entry = calloc(1, offsetof(struct entry, message) + len);
	if (!entry)
		return NULL;
	at = (char *)&entry->message;
	memcpy(at, msg, head);
	at += head;
	for (size_t i = 0; i < KEPT; i++) {
		if (!attrs[i])
			continue;
		memcpy(at, attrs[i], attrs[i]->nla_len);
		at += MNL_ALIGN(attrs[i]->nla_len);
	}
	entry->id = id_of(msg);
	entry->message.nlmsg_len = (uint32_t)len;
	entry->message.nlmsg_type = KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_DELETE);
	entry->message.nlmsg_flags = 0;
	entry->message.nlmsg_seq = entry->message.nlmsg_pid = 0;
	return entry;
}

/* With as many places as flows at least; where there is no memory chains get longer. */
static void grow(struct picture *p)
{
	size_t size = 2 * p->size;
	struct entry **heads = p->count < p->size ? NULL : calloc(size, sizeof(*heads));

	if (!heads)
		return;
	for (size_t i = 0; i < p->size; i++)
		while (p->heads[i]) {
			struct entry *entry = p->heads[i], **head = &heads[entry->id & (size - 1)];

			p->heads[i] = entry->next;
			entry->next = *head;
			*head = entry;
		}
	free(p->heads);
	p->heads = heads;
	p->size = size;
}

int picture_take(struct picture *p, const struct nlmsghdr *msg, bool whole, struct error *err)
{
	struct entry **at = find(p, msg), *old = *at, *entry;

	if (old && !has_changed(old, msg, whole)) {
		old->round = p->round;
		return PICTURE_SAME;
	}
	entry = make_entry(msg, whole ? NULL : old);
	if (!entry)
		return error_nomem(err);
	entry->round = p->round;
	entry->next = old ? old->next : NULL;
	*at = entry;
	free(old);
	if (old)
		return PICTURE_CHANGED;
	p->count++;
	grow(p);
	return PICTURE_NEW;
}

const struct nlmsghdr *picture_find(const struct picture *p, const struct nlmsghdr *msg)
{
	const struct entry *entry = *find(p, msg);

	return entry ? &entry->message : NULL;
}

static void unhang(struct picture *p, struct entry **at)
{
	struct entry *entry = *at;

	*at = entry->next;
	p->count--;
	free(entry);
}

void picture_drop(struct picture *p, const struct nlmsghdr *msg)
{
	struct entry **at = find(p, msg);

	if (*at)
		unhang(p, at);
}

void picture_begin(struct picture *p)
{
	p->round++;
}

int picture_sweep(struct picture *p,
		  int (*take)(const struct nlmsghdr *msg, void *into, struct error *err),
		  void *into, struct error *err)
{
	for (size_t i = 0; i < p->size; i++) {
		struct entry **at = &p->heads[i];

		while (*at) {
			struct entry *entry = *at;

			if (entry->round == p->round) {
				at = &entry->next;
				continue;
			}
			if (take(&entry->message, into, err) < 0)
				return -1;
			unhang(p, at);
		}
	}
	return 0;
}
