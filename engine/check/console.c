/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which console dom0 has besides that on a display. */
#include "check.h"

#include <string.h>

#include "../model/graphics.h"

/* Xen's own serial line; without console= Xen takes com1, if that is set up. NULL: none. */
static const char *line_of_xen(const struct subject *subject)
{
	static const char *const lines[] = { "com1", "com2", "dbgp" };
	const struct fact_text *options = &subject->host->xen_command_line;
	bool chosen = xpt__check_option(subject->arena, options, "console");

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (xpt__check_option(subject->arena, options, lines[i]) &&
				(chosen ? xpt__check_suboption(subject->arena, options, "console",
							  lines[i]) != NULL :
					  !i))
			return lines[i];
	return NULL;
}

/* Xen carries hvc0, and shows it where its own console is. */
static const char *terminal_text(const struct subject *subject, const char *terminal)
{
	const char *line;

	if (!strncmp(terminal, "netcon", 6))
		return NULL; /* nobody can type there */
	if (strcmp(terminal, "hvc0"))
		return terminal;
	line = line_of_xen(subject);
	return line ? xpt__arena_text(subject->arena, "%s (Xen's %s)", terminal, line) : NULL;
}

const char *xpt__check_other_console(const struct subject *subject)
{
	const struct texts *terminals = &subject->host->terminals;
	const struct xpt_request *request = subject->request;
	const struct bdfs *all = subject->together;
	const struct xpt_device *display = all ?
			xpt__graphics_other_display(subject->host, all->items, all->count) :
			xpt__graphics_other_display(
					subject->host, request->devices, request->device_count);

	for (size_t i = 0; i < terminals->count; i++) {
		const char *text = terminal_text(subject, terminals->items[i]);

		if (text)
			return text;
	}
	return display ? xpt__arena_text(subject->arena, "the display at %s", display->address) :
			 NULL;
}
