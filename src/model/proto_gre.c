/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/proto.h"

#include "model/names.h"
#include "model/proto_use.h"

#define OPTS_KEYS OPT_SRCKEY, OPT_DSTKEY
#define OPTS_REPLY_KEYS OPT_REPLY_KEY_SRC, OPT_REPLY_KEY_DST
#define OPTS_EXPECT_KEYS OPT_MASK_KEY_SRC, OPT_MASK_KEY_DST, \
	OPT_TUPLE_KEY_SRC, OPT_TUPLE_KEY_DST

static const struct opt_pair key_pair = {
	OPT_SRCKEY, OPT_DSTKEY, OPT_REPLY_KEY_SRC, OPT_REPLY_KEY_DST,
};

static const struct opt_use uses[PROTO_ROLE_COUNT] = {
	[PROTO_SELECT] = { .may = OPT_LIST(OPTS_KEYS, OPTS_REPLY_KEYS) },
	[PROTO_UPDATE] = { .may = OPT_LIST(OPTS_KEYS, OPTS_REPLY_KEYS) },
	[PROTO_CREATE] = { .may = OPT_LIST(OPTS_KEYS, OPTS_REPLY_KEYS), .pair = &key_pair },
	[PROTO_GET] = { .may = OPT_LIST(OPTS_KEYS, OPTS_REPLY_KEYS), .pair = &key_pair },
	[PROTO_EXPECT_CREATE] = { .must = OPT_LIST(OPTS_KEYS, OPTS_REPLY_KEYS, OPTS_EXPECT_KEYS) },
	[PROTO_EXPECT_GET] = { .may = OPT_LIST(OPT_SRCKEY, OPTS_REPLY_KEYS), .must = OPT_LIST(OPT_DSTKEY) },
};

const struct proto proto_gre = {
	.name = "gre", .number = 47, .shape = PROTO_KEYS, .use = uses,
	.timeout = "nf_conntrack_gre_timeout", .stream = "nf_conntrack_gre_timeout_stream",
	.stream_status = STATUS_SEEN_REPLY,
};
