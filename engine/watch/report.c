/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "../base/cleanup.h"
#include "watch.h"

void xpt__watch_report(const struct xpt_watch *watch, const struct xpt_watch_event *event)
{
	if (watch->options.event)
		watch->options.event(watch->options.data, event);
}

/* Return: is it news? */
static bool replace(char **told, const char *text)
{
	bool same = text && *told ? !strcmp(text, *told) : !text && !*told;

	if (same)
		return false;
	free(*told);
	*told = text ? strdup(text) : NULL;
	return true;
}

static void report_news(struct xpt_watch *watch, const char *around, const char *failures)
{
	auto_free char *both = NULL;
	const char *text = around ? around : failures;

	if (around && failures && strcmp(around, failures) != 0) {
		if (asprintf(&both, "%s; %s", around, failures) < 0)
			both = NULL;
		text = both ? both : failures;
	}
	if (replace(&watch->trouble, text))
		xpt__watch_report(watch,
				&XPT_OPTIONS(xpt_watch_event,
						.what = text ? XPT_WATCH_FAILED :
							       XPT_WATCH_RECOVERED,
						.text = text));
}

void xpt__watch_report_failures(struct xpt_watch *watch, const char *text)
{
	(void)replace(&watch->failures, text);
	report_news(watch, watch->around, text);
}

bool xpt__watch_report_around(struct xpt_watch *watch, const char *text)
{
	bool news = replace(&watch->around, text) && text;

	if (news)
		report_news(watch, text, watch->failures);
	return news;
}

static void report_file(struct xpt_watch *watch, char **told, const char *text)
{
	if (replace(told, text) && text)
		xpt__watch_report(watch,
				&XPT_OPTIONS(xpt_watch_event, .what = XPT_WATCH_MEMORY,
						.text = text));
}

void xpt__watch_report_memory(struct xpt_watch *watch, const char *text)
{
	report_file(watch, &watch->memory_trouble, text);
}

void xpt__watch_report_status(struct xpt_watch *watch, const char *text)
{
	report_file(watch, &watch->status_trouble, text);
}
