/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Xen said of its command line, into its ring alone: before there is a console. */
#include "boot_lines.h"

#include <string.h>

#include "../base/vector.h"
#include "../boot/cmdline.h"
#include "../explain/explain.h"

#define XEN "(XEN) "
#define COMPLAINT "parameter \""

static bool skip(struct span *text, const char *prefix)
{
	size_t length = strlen(prefix);

	if (!xpt__span_starts(*text, prefix))
		return false;
	text->at += length;
	text->length -= length;
	return true;
}

/* The option that a line complains of; empty: it does not. */
static struct span option_of(struct span line)
{
	struct span option, none = { 0 }, time;

	if (!skip(&line, XEN))
		return none;
	if (xpt__span_starts(line, "["))
		(void)(xpt__span_next_part(&line, ']', &time) && skip(&line, " "));
	if (!skip(&line, COMPLAINT) || !xpt__span_next_part(&line, '"', &option))
		return none;
	return option;
}

/* "no-x" is told as "x". */
static bool has_option(struct span line, struct span option)
{
	struct cmdline_word word;

	while (xpt__cmdline_next(&line, BOOT_LINE_XEN, &word)) {
		if (xpt__span_starts(word.key, "no-") && word.key.length == option.length + 3) {
			word.key.at += 3;
			word.key.length -= 3;
		}
		if (xpt__cmdline_same_key(BOOT_LINE_XEN, word.key, option))
			return true;
	}
	return false;
}

/* One by one: an explainer would take them for one trouble. */
static int tell(const struct xpt_host *host, struct span line, unsigned long number,
		struct xpt_report *report)
{
	auto_free char *text = strndup(line.at, line.length);
	const struct log_line complaint = { LOG_XEN, "xen/console", number, text };

	return text ? xpt__explain_lines(host, &complaint, 1, NULL, report, NULL) : XPT_NO_MEMORY;
}

int xpt__check_boot_lines(const struct xpt_host *host, const struct fact_text *still_on,
		struct xpt_report *report)
{
	struct span rest = xpt__span_of(host->console), line;
	int rc = 0;

	if (still_on && still_on->state != XPT_FACT_KNOWN)
		return 0;
	for (unsigned long number = 1; !rc && xpt__span_next_line(&rest, &line); number++) {
		struct span option = option_of(line);

		if (option.length &&
				(!still_on || has_option(xpt__span_of(still_on->value), option)))
			rc = tell(host, line, number, report);
	}
	return rc;
}
