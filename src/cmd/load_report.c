/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load.h"

#include <inttypes.h>

void shortfall_add(struct shortfall *s, uint64_t line)
{
	if (s->lines++ == 0)
		s->first = line;
}

int load_report(const struct load *load, int result, struct error *err)
{
	const struct shortfall *unmatched = &load->unmatched;

	if (!unmatched->lines || err->kind == ERROR_CLOSED)
		return result;
	if (result == 0 && request_has(load->rq, OPT_STRICT))
		return error_failed(err, 0, "%" PRIu64 " of %" PRIu64 " lines matched nothing, line %" PRIu64 " first",
				    unmatched->lines, load->count, unmatched->first);
	session_summary("%" PRIu64 " of %" PRIu64 " lines matched nothing, line %" PRIu64 " first.",
			unmatched->lines, load->count, unmatched->first);
	return result;
}
