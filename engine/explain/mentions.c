/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of one command follow each other, and only some name the device and the domain. */
#include <stdio.h>
#include <string.h>

#include "incidents.h"

static void keep(char *to, size_t room, const char *text)
{
	snprintf(to, room, "%s", text && strlen(text) < room ? text : "");
}

void xpt__mentions_note(struct said *said, const struct placeholder *placeholders, unsigned long at)
{
	const char *of = xpt__placeholder_value(placeholders, "of");

	if (!xpt__placeholder_value(placeholders, "device"))
		return;
	keep(said->device, sizeof(said->device), xpt__placeholder_value(placeholders, "device"));
	keep(said->domain, sizeof(said->domain), xpt__placeholder_value(placeholders, "domain"));
	said->typed = of && !strcmp(of, "command");
	said->at = at;
}

static bool is_of_the_same(
		const struct said *said, const struct rule_match *match, unsigned long at)
{
	const struct cause *cause = match->rule->cause;

	return at - said->at <= SAID_LINES &&
			((said->typed && match->source == LOG_LIBXL) ||
					cause == &xpt__cause_pciback_bind_failed ||
					cause == &xpt__cause_driver_unbind_failed ||
					cause == &xpt__cause_device_lost);
}

const char *xpt__mentions_device(
		const struct said *said, const struct rule_match *match, unsigned long at)
{
	return *said->device && is_of_the_same(said, match, at) ? said->device : NULL;
}

const char *xpt__mentions_domain(
		const struct said *said, const struct rule_match *match, unsigned long at)
{
	return *said->domain && is_of_the_same(said, match, at) ? said->domain : NULL;
}
