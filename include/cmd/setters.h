/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_SETTERS_H
#define CONNTRACK_CMD_SETTERS_H

#include "cmd/builder.h"

/* Setters for the option rows: criteria ... */
typedef int option_setter(struct builder *b, unsigned id, const char *arg, struct error *err);
option_setter select_address, select_mask, select_protocol, select_number, select_mark,
	select_status, select_nat, select_label, select_state, select_family;

/* ... settings ... */
option_setter set_nothing, set_labelmap, set_output, set_json, set_columns, set_no_header, set_human, set_resolve,
	set_time, set_color, set_sort, set_limit, set_by, set_event_mask, set_buffer_size,
	set_timeout, set_count, set_recording, set_watch, set_max, set_deprecated;

/* ... and new values. */
option_setter assign_address, assign_number, assign_protocol, assign_mark, assign_status,
	assign_state, assign_role, assign_nat, assign_labels, assign_helper, assign_flags,
	assign_triple;

#endif
