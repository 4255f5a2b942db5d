/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the checks share. */
#include "check.h"

#include <string.h>

#include "../base/text.h"
#include "../base/bdf.h"

const char *xpt__subject_domain_name(const struct subject *subject)
{
	char buffer[16];

	return subject->domain ? xpt__arena_text(subject->arena, "%s",
						 xpt__model_domain_name(subject->host,
								 subject->domain->id, buffer)) :
				 NULL;
}

bool xpt__subject_type_is(const struct subject *subject, const char *type)
{
	return subject->domain && fact_text_is(subject->domain->type, type);
}

bool xpt__subject_requests(const struct subject *subject, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < subject->request->device_count; i++)
		if (xpt__bdf_equal(subject->request->devices[i], bdf))
			return true;
	return false;
}

bool xpt__subject_owns(const struct subject *subject, const struct xpt_device *device)
{
	return subject->domain && device->owner.kind == OWNER_DOMAIN &&
			device->owner.domid == subject->domain->id;
}

enum xpt_verdict xpt__check_doubt(const struct xpt_host *host, bool forced)
{
	if (forced)
		return XPT_RISK;
	return host->captured ? XPT_UNKNOWN : XPT_BLOCKED;
}

bool xpt__check_is_guests(const struct xpt_device *device)
{
	return device->owner.kind == OWNER_DOMAIN && device->owner.domid;
}

int xpt__check_unreadable_of(const struct xpt_host *host, struct xpt_report *report,
		const char *something, const char *reason, const char *device)
{
	const struct cause *cause =
			host->captured ? &xpt__cause_unreadable_in_capture : &xpt__cause_unreadable;

	return xpt__report_add(report, cause,
			       PLACEHOLDERS({ "something", something },
					       { "reason", reason ? reason : "nobody asked" },
					       { "device", device },
					       { "root", host->by_root ? NULL : "root" })) ?
			0 :
			XPT_NO_MEMORY;
}

int xpt__check_unreadable(const struct xpt_host *host, struct xpt_report *report,
		const char *something, const char *reason)
{
	return xpt__check_unreadable_of(host, report, something, reason, NULL);
}

int xpt__check_unknown(const struct subject *subject, struct xpt_report *report,
		const char *something, const char *reason)
{
	return xpt__check_unreadable_of(
			subject->host, report, something, reason, subject->device->address);
}

int xpt__check_owner_evidence(struct xpt_finding *finding, const struct xpt_device *device)
{
	if (!finding)
		return XPT_NO_MEMORY;
	if (device->owner.kind == OWNER_UNKNOWN || !device->owner.text)
		return 0;
	return xpt__finding_evidence(finding, "xen/pci-owners", device->owner.line, "%s - %s",
			device->address, device->owner.text);
}

const char *xpt__check_option(
		struct arena *arena, const struct fact_text *command_line, const char *option)
{
	struct span rest, word, name, value;

	if (command_line->state != XPT_FACT_KNOWN)
		return NULL;
	rest = xpt__span_of(command_line->value);
	while (xpt__span_next_word(&rest, &word)) {
		value = word;
		if (xpt__span_is(word, option) ||
				(xpt__span_next_part(&value, '=', &name) &&
						xpt__span_is(name, option)))
			return xpt__arena_copy(arena, word.at, word.length);
	}
	return NULL;
}

/* Xen reads booleans so within a list. */
static bool is_value(struct span part, const char *value)
{
	static const char *const off[] = { "no", "off", "false", "disable", "0" };
	struct span name;

	if (xpt__span_is(part, value))
		return true;
	if (strncmp(value, "no-", 3) || !xpt__span_next_part(&part, '=', &name) ||
			!xpt__span_is(name, value + 3))
		return false;
	for (size_t i = 0; i < sizeof(off) / sizeof(*off); i++)
		if (xpt__span_is(part, off[i]))
			return true;
	return false;
}

const char *xpt__check_suboption(struct arena *arena, const struct fact_text *command_line,
		const char *option, const char *value)
{
	struct span rest, word, name, part;

	if (command_line->state != XPT_FACT_KNOWN)
		return NULL;
	rest = xpt__span_of(command_line->value);
	while (xpt__span_next_word(&rest, &word)) {
		if (!xpt__span_next_part(&word, '=', &name) || !xpt__span_is(name, option))
			continue;
		while (xpt__span_next_part(&word, ',', &part))
			if (is_value(part, value))
				return xpt__arena_text(arena, "%s=%.*s", option, (int)part.length,
						part.at);
	}
	return NULL;
}
