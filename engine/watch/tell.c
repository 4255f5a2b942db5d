/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "watch.h"

void xpt__watch_tell(const struct xpt_watch *watch, const struct xpt_watch_event *event)
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

void xpt__watch_tell_trouble(struct xpt_watch *watch, const char *text)
{
	if (replace(&watch->trouble, text))
		xpt__watch_tell(watch,
				&XPT_OPTIONS(xpt_watch_event,
						.what = text ? XPT_WATCH_FAILED :
							       XPT_WATCH_RECOVERED,
						.text = text));
}

void xpt__watch_tell_memory(struct xpt_watch *watch, const char *text)
{
	if (replace(&watch->memory_trouble, text) && text)
		xpt__watch_tell(watch,
				&XPT_OPTIONS(xpt_watch_event, .what = XPT_WATCH_MEMORY,
						.text = text));
}
