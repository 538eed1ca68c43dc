/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "opt/opt_set.h"

bool opt_list_has(const uint8_t *list, unsigned id)
{
	for (; list && *list != OPT_LIST_END; list++)
		if (*list == id)
			return true;
	return false;
}

struct opt_set opt_list_set(const uint8_t *list)
{
	struct opt_set set = { { 0 } };

	for (; list && *list != OPT_LIST_END; list++)
		opt_set_add(&set, *list);
	return set;
}
