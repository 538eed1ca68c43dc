/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "opt/opt.h"

static int check_pair(const struct opt *const *rows, const struct opt_set *given,
		      const struct opt_pair *pair, struct error *err)
{
	bool first = opt_set_has(given, pair->first), second = opt_set_has(given, pair->second);
	bool other = opt_set_has(given, pair->other_first);
	bool other2 = opt_set_has(given, pair->other_second);
	bool blame_other = !first && !second && (other || other2);

	if ((first && second) || (other && other2))
		return 0;
	return error_usage(err, "you have to specify `--%s' and `--%s'",
			   rows[blame_other ? pair->other_first : pair->first]->name,
			   rows[blame_other ? pair->other_second : pair->second]->name);
}

int opt_check(const struct opt *const *rows, unsigned first, unsigned last,
	      const struct opt_set *given, const struct opt_use *use, struct error *err)
{
	const struct opt_set must = opt_list_set(use->must), may = opt_list_set(use->may);
	struct opt_set wrong;
	unsigned id;

	for (int i = 0; i < 2; i++)
		wrong.bits[i] = (must.bits[i] & ~given->bits[i]) |
				(given->bits[i] & ~must.bits[i] & ~may.bits[i]);
	id = opt_set_next(&wrong, first);
	if (id > last)
		return use->pair ? check_pair(rows, given, use->pair, err) : 0;
	if (opt_set_has(&must, id))
		return error_usage(err, "You need to supply the `--%s' option for this command",
				   rows[id]->name);
	return error_usage(err, "Illegal option `--%s' with this command", rows[id]->name);
}
