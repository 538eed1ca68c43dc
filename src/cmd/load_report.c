/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load.h"

#include <inttypes.h>

void shortfall_add(struct shortfall *s, uint64_t line)
{
	if (s->lines++ == 0)
		s->first = line;
}

int load_read_again(struct load *load, const struct step *step, const char *text,
		    struct request *rq, struct error *err)
{
	*rq = (struct request){ .command = NULL };
	if (lines_split(&load->lines, text, step->text_len, err) < 0)
		return -1;
	return request_parse(&load->reader, rq, load_words(&load->lines), err);
}

static void look_at(struct load *load, const struct step *step, const char *text)
{
	unsigned doubts = step->doubts & ~load->known;
	struct error ignored = ERROR_INIT;
	struct request rq;
	int lacks = -1;

	if (load_read_again(load, step, text, &rq, &ignored) == 0)
		lacks = kept_look(&rq, load->session, doubts);
	request_release(&rq);
	if (lacks < 0)
		return;
	load->known |= doubts;
	load->lacking |= (unsigned)lacks;
}

void load_count_losses(struct load *load, const struct step *step, const char *text)
{
	if (step->doubts & ~load->known)
		look_at(load, step, text);
	losses_add(&load->session->losses, step->doubts & load->lacking, 1);
}

/* What the kernel did not keep is told where it would be for a single line. */
static int report_losses(const struct load *load, int result, struct error *err)
{
	struct losses *losses = &load->session->losses;
	bool any = losses_any(losses);

	losses_tell(losses);
	if (any && result == 0 && request_has(load->rq, OPT_STRICT))
		return error_failed(err, 0, "not all was kept as the lines say");
	return result;
}

static int report_shortfalls(const struct load *load, int result, struct error *err)
{
	const struct shortfall *unmatched = &load->unmatched;

	result = report_losses(load, result, err);
	if (result == 0 && load->untold.kind != ERROR_NONE) {
		*err = load->untold;
		result = -1;
	}
	if (!unmatched->lines)
		return result;
	if (result == 0 && request_has(load->rq, OPT_STRICT))
		return error_failed(err, 0, "%" PRIu64 " of %" PRIu64 " lines matched nothing, line %" PRIu64 " first",
				    unmatched->lines, load->count, unmatched->first);
	session_summary("%" PRIu64 " of %" PRIu64 " lines matched nothing, line %" PRIu64 " first.",
			unmatched->lines, load->count, unmatched->first);
	return result;
}

/* The letter is that of 1.4.x, which says nothing. */
int load_report(const struct load *load, int result, struct error *err)
{
	result = report_shortfalls(load, result, err);
	if (result == 0 && load->rq->word_form && !request_has(load->rq, OPT_QUIET))
		session_summary("%" PRIu64 " lines are done.", load->count);
	return result;
}
