/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Xen said of its command line, into its ring alone: before there is a console. */
#include "boot_lines.h"

#include <string.h>

#include "../base/arena.h"
#include "../base/vector.h"
#include "../base/xen_line.h"
#include "../boot/cmdline.h"
#include "../explain/explain.h"

#define COMPLAINT "parameter \""
#define REFUSED " has invalid value \""

struct complaint {
	struct span option;
	struct span value; /* at: NULL where it is the option that is not known */
};

static bool read_complaint(struct span line, struct complaint *ret_complaint)
{
	*ret_complaint = (struct complaint){ 0 };
	if (!xpt__xen_own_line(line, &line) || !xpt__span_skip(&line, COMPLAINT) ||
			!xpt__span_next_part(&line, '"', &ret_complaint->option))
		return false;
	if (xpt__span_skip(&line, REFUSED))
		(void)xpt__span_next_part(&line, '"', &ret_complaint->value);
	return ret_complaint->option.length;
}

static bool same(struct span a, struct span b)
{
	return a.length == b.length && (!a.length || !memcmp(a.at, b.at, a.length));
}

static bool has_word(const struct fact_text *line, struct span sought)
{
	struct span rest = xpt__cmdline_of_xen(xpt__span_of(line->value));
	struct cmdline_word word;

	while (xpt__cmdline_next(&rest, BOOT_LINE_XEN, &word))
		if (same(word.all, sought))
			return true;
	return false;
}

/* Xen tells but the beginning of some values, and for "no-x" one that nobody wrote. */
static bool may_be_value(const struct cmdline_word *word, struct span said)
{
	if (xpt__span_starts(word->all, "no-"))
		return true;
	return word->value.length >= said.length &&
			same((struct span){ word->value.at, said.length }, said);
}

/* Of a value that was refused: is the word what it was? Without the line that runs, what Xen told of it decides. */
static bool is_word_of(const struct fact_text *running, const struct cmdline_word *word,
		const struct complaint *complaint)
{
	if (!complaint->value.at)
		return true;
	return running->state == XPT_FACT_KNOWN ?
			may_be_value(word, complaint->value) && has_word(running, word->all) :
			same(word->value, complaint->value);
}

/* "no-x" is told as "x". */
static bool is_still_on(const struct fact_text *next, const struct fact_text *running,
		const struct complaint *complaint)
{
	struct span rest = xpt__cmdline_of_xen(xpt__span_of(next->value));
	struct cmdline_word word;

	while (xpt__cmdline_next(&rest, BOOT_LINE_XEN, &word)) {
		struct span key = word.key;

		if (key.length == complaint->option.length + 3)
			(void)xpt__span_skip(&key, "no-");
		if (same(key, complaint->option) && is_word_of(running, &word, complaint))
			return true;
	}
	return false;
}

int xpt__check_boot_lines(const struct xpt_host *host, const struct fact_text *still_on,
		struct xpt_report *report)
{
	auto_of(arena) struct arena *arena = xpt__arena_new();
	struct span rest = xpt__span_of(host->console), line;
	VECTOR(struct log_line) lines = { 0 };
	struct complaint complaint;
	int rc = arena ? 0 : XPT_NO_MEMORY;

	if (still_on && still_on->state != XPT_FACT_KNOWN)
		return rc;
	for (unsigned long number = 1; !rc && xpt__span_next_line(&rest, &line); number++) {
		struct log_line *said;

		if (!read_complaint(line, &complaint) ||
				(still_on &&
						!is_still_on(still_on, &host->xen_command_line,
								&complaint)))
			continue;
		said = vector_push(&lines);
		if (said)
			*said = (struct log_line){ LOG_XEN, "xen/console", number,
				xpt__arena_copy(arena, line.at, line.length) };
		rc = said && said->text ? 0 : XPT_NO_MEMORY;
	}
	if (!rc && lines.count)
		rc = xpt__explain_lines(host, lines.items, lines.count, NULL, report, NULL);
	vector_clear(&lines);
	return rc;
}
