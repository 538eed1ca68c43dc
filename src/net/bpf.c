/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/bpf.h"
#include "net/kernel.h"

#include <endian.h>
#include <libmnl/libmnl.h>
#include <netinet/in.h>
#include <string.h>

/* Offsets: in the message, and in an attribute. */
enum {
	FAMILY_AT = MNL_NLMSG_HDRLEN,	/* first byte of struct nfgenmsg */
	ATTRS_AT = MNL_NLMSG_HDRLEN + sizeof(struct nfgenmsg),
	VALUE_AT = MNL_ATTR_HDRLEN,
};

enum { PATH_LEN = 3, WORDS_MAX = 4 };

/* A value of a tuple: the attributes to go through, and what it is, in words of one size. */
struct wanted {
	uint16_t path[PATH_LEN];
	uint16_t size;		/* BPF_B, BPF_H or BPF_W */
	unsigned count;
	uint32_t words[WORDS_MAX];
};

static void put_jump(struct bpf *p, uint16_t code, uint32_t k, unsigned jt, unsigned jf)
{
	p->code[p->len++] = (struct sock_filter){
		.code = code, .jt = (uint8_t)jt, .jf = (uint8_t)jf, .k = k,
	};
}

static void put(struct bpf *p, uint16_t code, uint32_t k)
{
	put_jump(p, code, k, 0, 0);
}

/* Reject the event unless the accumulator is K. */
static void put_demand(struct bpf *p, uint32_t k)
{
	put_jump(p, BPF_JMP | BPF_JEQ | BPF_K, k, 1, 0);
	put(p, BPF_RET | BPF_K, 0);
}

/*
 * Find the value and compare it. The accumulator walks down the attributes; it
 * is 0 for one that is not there, and then there is nothing to compare.
 */
static void put_wanted(struct bpf *p, const struct wanted *w)
{
	const unsigned end = p->len + 2 + 3 * PATH_LEN + 3 * w->count;

	put(p, BPF_LD | BPF_IMM, ATTRS_AT);
	for (int i = 0; i < PATH_LEN; i++) {
		put(p, BPF_LDX | BPF_IMM, w->path[i]);
		put(p, BPF_LD | BPF_W | BPF_ABS,
		    (uint32_t)(SKF_AD_OFF + (i ? SKF_AD_NLATTR_NEST : SKF_AD_NLATTR)));
		put_jump(p, BPF_JMP | BPF_JEQ | BPF_K, 0, end - p->len - 1, 0);
	}
	put(p, BPF_MISC | BPF_TAX, 0);
	for (unsigned i = 0; i < w->count; i++) {
		put(p, BPF_LD | w->size | BPF_IND, VALUE_AT + 4 * i);
		put_demand(p, w->words[i]);
	}
}

static void put_number(struct bpf *p, uint16_t tuple, uint16_t type, uint16_t size, uint32_t n)
{
	put_wanted(p, &(struct wanted){
		.path = { tuple, CTA_TUPLE_PROTO, type }, .size = size, .count = 1, .words = { n },
	});
}

static void put_address(struct bpf *p, uint16_t tuple, uint16_t type, const uint8_t bytes[16],
			uint8_t family)
{
	struct wanted w = {
		.path = { tuple, CTA_TUPLE_IP, type }, .size = BPF_W,
		.count = family == AF_INET ? 1 : WORDS_MAX,
	};

	memcpy(w.words, bytes, sizeof(w.words));
	for (unsigned i = 0; i < w.count; i++)
		w.words[i] = be32toh(w.words[i]);
	put_wanted(p, &w);
}

static void put_tuple(struct bpf *p, uint16_t tuple, const struct prefilter_tuple *t, uint8_t family)
{
	const bool v4 = family == AF_INET;

	if (t->has_proto)
		put_number(p, tuple, CTA_PROTO_NUM, BPF_B, t->proto);
	if (t->has_sport)
		put_number(p, tuple, CTA_PROTO_SRC_PORT, BPF_H, t->sport);
	if (t->has_dport)
		put_number(p, tuple, CTA_PROTO_DST_PORT, BPF_H, t->dport);
	if (t->has_src && family)
		put_address(p, tuple, v4 ? CTA_IP_V4_SRC : CTA_IP_V6_SRC, t->src, family);
	if (t->has_dst && family)
		put_address(p, tuple, v4 ? CTA_IP_V4_DST : CTA_IP_V6_DST, t->dst, family);
}

void bpf_select(struct bpf *out, uint8_t family, const struct prefilter *filter)
{
	out->len = 0;
	if (family) {
		put(out, BPF_LD | BPF_B | BPF_ABS, FAMILY_AT);
		put_demand(out, family);
	}
	put_tuple(out, CTA_TUPLE_ORIG, &filter->orig, family);
	put_tuple(out, CTA_TUPLE_REPLY, &filter->reply, family);
	put(out, BPF_RET | BPF_K, UINT32_MAX);
}

void bpf_reject(struct bpf *out)
{
	out->len = 0;
	put(out, BPF_RET | BPF_K, 0);
}
