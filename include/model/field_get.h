/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_FIELD_GET_H
#define CONNTRACK_MODEL_FIELD_GET_H

#include "model/field.h"

/*
 * How the rows of the registry read a record: from the flow or from the part
 * of an expectation that the row names.
 */
typedef bool field_getter(const struct field *field, const struct record *rec, struct value *out);

field_getter get_u8, get_u16, get_u32, get_u64, get_net16, get_text, get_address,
	get_port, get_key, get_reply_icmp, get_family, get_proto, get_state, get_ctstate,
	get_role, get_sum, get_rate, get_rate_sum, get_name, get_nat, get_labels, get_age, get_idle,
	get_event, get_time, get_portid, get_via,
	get_expect_u16, get_expect_u32, get_expect_text;

#endif
