/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups of lines become incidents; the snapshot fills in names. */
#include <errno.h>
#include <string.h>

#include "../base/error.h"
#include "../base/bdf.h"
#include "possible_causes.h"
#include "errnos.h"
#include "incidents.h"
#include "known_issues.h"

static const char *append_word(struct explainer *explainer, const char *text, const char *word)
{
	if (text && strstr(text, word))
		return text;
	return text ? xpt__arena_text(explainer->arena, "%s %s", text, word) : word;
}

/* Devices that the same lines name with the same region. */
static const char *sharers_in_log(struct explainer *explainer, const struct group *group)
{
	const char *region = xpt__placeholder_value(group->placeholders, "region"), *sharers = NULL;

	for (size_t i = 0; region && i < explainer->groups.count; i++) {
		const struct group *other = &explainer->groups.items[i];

		if (other != group && other->cause == group->cause && other->device &&
				xpt__texts_equal(xpt__placeholder_value(
								 other->placeholders, "region"),
						region))
			sharers = append_word(explainer, sharers, other->device);
	}
	return sharers;
}

static void fill_sharers(struct explainer *explainer, struct group *group)
{
	const struct xpt_device *device = xpt__explainer_device(explainer, group->device);
	const char *sharers = device && device->reserved_memory_sharers.count ?
			xpt__bdfs_text(explainer->arena, &device->reserved_memory_sharers) :
			sharers_in_log(explainer, group);

	xpt__group_fill(group, "sharers", sharers);
	xpt__group_fill(group, "others", sharers);
	if (group->step && group->step[0] == 'q')
		xpt__group_fill(group, "quarantine", "quarantine");
}

static void fill_owner(struct explainer *explainer, struct group *group)
{
	const struct xpt_device *device = xpt__explainer_device(explainer, group->device);

	if (!device)
		return;
	if (device->domain.state == XPT_FACT_KNOWN) {
		xpt__group_fill(group, "owner", device->domain.value);
		xpt__group_fill(group, "another domain", device->domain.value);
	}
	if (device->driver.state == XPT_FACT_KNOWN)
		xpt__group_fill(group, "driver", device->driver.value);
}

/* A reason that is an error number, or the C library's words for one, becomes its meaning. */
static void fill_reason(struct explainer *explainer, struct group *group)
{
	int number = xpt__placeholder_errno(group->placeholders);

	if (!number)
		return;
	xpt__group_fill(group, "errno", xpt__arena_text(explainer->arena, "%d", number));
	for (size_t i = 0; i < group->placeholder_count; i++)
		if (!strcmp(group->placeholders[i].name, "reason") &&
				xpt__errno_number(group->placeholders[i].value) == number)
			group->placeholders[i].value = xpt__errno_reason(explainer->arena, number,
					xpt__cause_is_refusal(group->cause));
	xpt__group_fill(group, "reason",
			xpt__errno_reason(explainer->arena, number,
					xpt__cause_is_refusal(group->cause)));
}

static bool regions_hold(const struct region *region, const struct group *group, struct xpt_bdf at)
{
	uint64_t address;

	if (!xpt__bdfs_have(&region->devices, at))
		return false;
	if (group->cause != &xpt__cause_dma_fault)
		return true;
	return xpt__span_number(
			       xpt__span_of(xpt__placeholder_value(group->placeholders, "address")),
			       16, &address) &&
			region->start <= address && address <= region->end;
}

/* The line of the region in the snapshot proves who shares it, or that a fault is about it. */
static int region_evidence(const struct explainer *explainer, const struct group *group,
		struct xpt_finding *finding)
{
	struct xpt_bdf at;

	if (!explainer->host || !group->device || !xpt__bdf_read(xpt__span_of(group->device), &at))
		return 0;
	for (size_t i = 0; i < explainer->host->region_count; i++) {
		const struct region *region = &explainer->host->regions[i];
		const char *devices;

		if (!regions_hold(region, group, at))
			continue;
		devices = xpt__bdfs_text(explainer->arena, &region->devices);
		if (!devices ||
				xpt__finding_evidence(finding, "xen/reserved-memory", region->line,
						"%s %s", region->text, devices))
			return XPT_NO_MEMORY;
	}
	return 0;
}

/* The snapshot knows where a fault's address lies. */
static void fill_fault(struct explainer *explainer, struct group *group)
{
	const char *address = xpt__placeholder_value(group->placeholders, "address"), *owner;
	struct xpt_bdf at;

	fill_owner(explainer, group);
	owner = xpt__placeholder_value(group->placeholders, "owner");
	if (!address || !explainer->host || !group->device ||
			!xpt__bdf_read(xpt__span_of(group->device), &at))
		return;
	for (size_t i = 0; i < explainer->host->region_count; i++)
		if (regions_hold(&explainer->host->regions[i], group, at))
			address = xpt__arena_text(explainer->arena,
					"%s, inside its reserved region %s", address,
					explainer->host->regions[i].text);
	if (owner && address)
		address = xpt__arena_text(
				explainer->arena, "%s (it belongs to %s)", address, owner);
	for (size_t i = 0; i < group->placeholder_count; i++)
		if (!strcmp(group->placeholders[i].name, "address") && address)
			group->placeholders[i].value = address;
}

/* A sentence that ends in a placeholder which no rule filled ends with the message itself. */
static void fill_from_message(struct group *group)
{
	static const char *const names[] = { "reason", "event", "defect" };
	const char *message = xpt__placeholder_value(group->placeholders, "message");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		xpt__group_fill(group, names[i], message);
	xpt__group_fill(group, "table", "DMAR or IVRS");
	if (!xpt__texts_equal(xpt__placeholder_value(group->placeholders, "table"), "DMAR"))
		xpt__group_fill(group, "AMD", "AMD");
}

/* libxl's own code, as libxl_error.h has them. */
static void fill_return_code(struct explainer *explainer, struct group *group)
{
	const char *code = xpt__placeholder_value(group->placeholders, "rc"), *reason;

	if (!code || group->cause != &xpt__cause_operation_failed)
		return;
	reason = xpt__libxl_code_reason(code);
	xpt__group_fill(group, "reason",
			reason ? reason :
				 xpt__arena_text(explainer->arena, "libxl's code is %s", code));
}

/* It makes EINVAL, and nothing else that has a number. */
static void fill_nomsi(struct group *group)
{
	int number = xpt__placeholder_errno(group->placeholders);

	if (group->cause == &xpt__cause_msi_setup_failed && (!number || number == EINVAL))
		xpt__group_fill(group, "pci=nomsi", "pci=nomsi");
}

static void fill_placeholders(struct explainer *explainer, struct group *group)
{
	fill_return_code(explainer, group);
	if (group->cause == &xpt__cause_shared_reserved_memory ||
			group->cause == &xpt__cause_reserved_memory_relaxed ||
			group->cause == &xpt__cause_quarantine_failed)
		fill_sharers(explainer, group);
	if (group->cause == &xpt__cause_device_in_use) {
		xpt__group_fill(group, "another domain",
				xpt__placeholder_value(group->placeholders, "owner"));
		fill_owner(explainer, group);
	}
	fill_nomsi(group);
	fill_reason(explainer, group);
	fill_from_message(group);
}

static int group_evidence(const struct group *group, struct xpt_finding *finding)
{
	int rc = 0;

	for (size_t i = 0; i < group->line_count && i < GROUP_LINES && !rc; i++)
		rc = xpt__finding_evidence(finding, group->lines[i].name, group->lines[i].number,
				"%s", group->lines[i].text);
	if (!rc && group->line_count > GROUP_LINES)
		rc = xpt__finding_evidence(finding, group->lines[0].name, 0,
				"… and %zu more such lines", group->line_count - GROUP_LINES);
	return rc;
}

static int group_report(struct explainer *explainer, struct group *group, struct xpt_report *into)
{
	bool fault = group->cause == &xpt__cause_dma_fault;
	bool region = fault || group->cause == &xpt__cause_shared_reserved_memory ||
			group->cause == &xpt__cause_reserved_memory_relaxed;
	const char *since = xpt__since_then(explainer, group);
	struct xpt_finding *finding;
	int number = xpt__placeholder_errno(group->placeholders), rc;

	finding = fault ? NULL :
			  xpt__report_add_as(into, group->cause,
					  since ? XPT_PASS : xpt__group_verdict(group),
					  group->placeholders);
	if (fault) {
		struct group shown = *group;

		fill_fault(explainer, &shown);
		finding = xpt__report_add(into, group->cause, shown.placeholders);
	}
	if (!finding || xpt__finding_event(finding, group->time, group->step, group->line_count) ||
			xpt__finding_since(finding, since))
		return XPT_NO_MEMORY;
	rc = group_evidence(group, finding);
	if (!rc && region)
		rc = region_evidence(explainer, group, finding);
	if (!rc)
		rc = xpt__known_issues_add(explainer, group, finding);
	return rc ? rc : xpt__possible_causes_add(finding, group->cause, number, explainer->host);
}

/* That nothing failed can only be said of a log that was understood. */
static int report_unrecognised(const struct explainer *explainer, struct xpt_report *into)
{
	const struct cause *cause =
			explainer->lines ? &xpt__cause_log_unknown : &xpt__cause_log_empty;
	const char *lines = xpt__arena_text(explainer->arena, "%lu line%s", explainer->lines,
			explainer->lines == 1 ? "" : "s");
	struct placeholder placeholders[] = { { "lines", lines }, { NULL, NULL } };

	return lines && xpt__report_add(into, cause, placeholders) ? 0 : XPT_NO_MEMORY;
}

/* Nothing is known of what went wrong: the last lines that look like it. */
static int report_unexplained(const struct explainer *explainer, struct xpt_report *into)
{
	struct placeholder placeholders[] = { { "device", explainer->subject }, { NULL, NULL } };
	size_t count = explainer->raw_count;
	struct xpt_finding *finding;
	int rc = 0;

	if (!count)
		return 0;
	finding = xpt__report_add(into, &xpt__cause_unexplained, placeholders);
	for (size_t i = count > GROUP_LINES ? count - GROUP_LINES : 0; finding && i < count && !rc;
			i++)
		rc = xpt__finding_evidence(finding, explainer->raw[i % GROUP_LINES].name,
				explainer->raw[i % GROUP_LINES].number, "%s",
				explainer->raw[i % GROUP_LINES].text);
	return finding ? rc : XPT_NO_MEMORY;
}

/* About other devices than the one that was asked about? */
static bool left_out(const struct explainer *explainer, const struct group *group)
{
	const char *sharers = xpt__placeholder_value(group->placeholders, "sharers");

	return explainer->only_subject && group->device &&
			!xpt__texts_equal(group->device, explainer->subject) &&
			!(sharers && strstr(sharers, explainer->subject));
}

/* What was too much to keep is told, so that nobody takes the report for all there was. */
static int report_dropped(const struct explainer *explainer, struct xpt_report *into)
{
	const char *count = xpt__arena_text(explainer->arena, "%lu", explainer->dropped);

	if (!explainer->dropped)
		return 0;
	return count &&
					xpt__report_add(into, &xpt__cause_incidents_left_out,
							PLACEHOLDERS({ "count", count })) ?
			0 :
			XPT_NO_MEMORY;
}

/* Once may be an interrupt message that was on its way, or one that firmware set up before Xen. */
#define GOES_ON 3

static bool is_of_a_guest(const struct explainer *explainer, const struct group *group)
{
	const struct xpt_device *device = xpt__explainer_device(explainer, group->device);
	const char *domain = xpt__placeholder_value(group->placeholders, "domain");

	return xpt__setting_mentions(&explainer->setting, group->device) ||
			(group->device && xpt__texts_equal(group->device, explainer->subject)) ||
			(domain && strcmp(domain, "d0") && strcmp(domain, "Domain-0")) ||
			(device && device->domain.state == XPT_FACT_KNOWN &&
					strcmp(device->domain.value, "Domain-0"));
}

static bool has_passed(const struct explainer *explainer, const struct group *group)
{
	return group->passing &&
			(group->cause != &xpt__cause_interrupt_fault ||
					(group->line_count < GOES_ON &&
							!is_of_a_guest(explainer, group)));
}

/* A device model that gave no answer, where it runs in a stub domain. */
static void name_stubdomains(struct explainer *explainer)
{
	for (size_t i = 0; explainer->setting.stubdomain && i < explainer->groups.count; i++)
		if (xpt__placeholder_value(explainer->groups.items[i].placeholders, "answer"))
			explainer->groups.items[i].cause = &xpt__cause_stubdomain_attach;
}

static int report_groups(struct explainer *explainer, struct xpt_report *into)
{
	bool any = false;
	int rc = 0;

	name_stubdomains(explainer);
	xpt__groups_join(explainer);
	for (size_t i = 0; i < 2 * explainer->groups.count && !rc; i++) {
		struct group *group = &explainer->groups.items[i % explainer->groups.count];

		/* what a line names as the cause comes first, what only failed behind it */
		if (group->joined || has_passed(explainer, group) ||
				group->alone != (i >= explainer->groups.count))
			continue;
		fill_placeholders(explainer, group);
		if (left_out(explainer, group))
			continue;
		any = true;
		rc = group_report(explainer, group, into);
	}
	if (rc)
		return rc;
	if (any)
		return report_dropped(explainer, into);
	if (!explainer->recognised && (explainer->lines || explainer->expects_lines))
		return report_unrecognised(explainer, into);
	return report_unexplained(explainer, into);
}

int xpt__explainer_report(
		struct explainer *explainer, struct xpt_report *into, struct xpt_error **ret_error)
{
	return report_groups(explainer, into) ? xpt__error_no_memory(ret_error) : 0;
}
