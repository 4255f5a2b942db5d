/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that rules know are gathered by cause and device; each gathering becomes a finding. */
#include "explain.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/vector.h"
#include "../model/bdf.h"
#include "errnos.h"
#include "rules.h"

#define GROUPS 200     /* more causes than anyone reads; keeps the work linear */
#define GROUP_BLANKS 20
#define GROUP_LINES 8  /* evidence shown of each */
#define LINE_SHOWN 400

struct group {
	const struct cause *cause;
	const char *device; /* or NULL */
	struct blank blanks[GROUP_BLANKS + 1];
	size_t blank_count;
	size_t lines[GROUP_LINES];
	size_t line_count; /* may exceed GROUP_LINES */
};

struct summary {
	const struct cause *cause;
	const char *device;
	struct blank *blanks;
	size_t line;
};

struct explaining {
	const struct xpt_host *host;
	const struct log_line *lines;
	size_t count;
	const char *subject;
	struct arena *arena;
	struct rule_set *rules;
	VECTOR(struct group) groups;
	VECTOR(struct summary) summaries;
	bool no_memory;
};

static const char *blank_of(const struct blank *blanks, const char *name)
{
	for (; blanks->name; blanks++)
		if (!strcmp(blanks->name, name))
			return blanks->value;
	return NULL;
}

static void group_fill(struct group *group, const char *name, const char *value)
{
	if (!value || group->blank_count == GROUP_BLANKS || blank_of(group->blanks, name))
		return;
	group->blanks[group->blank_count++] = (struct blank){ name, value };
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static struct group *group_find(struct explaining *run, const struct cause *cause,
		const char *device)
{
	for (size_t i = 0; i < run->groups.count; i++)
		if (run->groups.items[i].cause == cause && same(run->groups.items[i].device, device))
			return &run->groups.items[i];
	return NULL;
}

/* The gathering of @cause and @device, made where there is none. NULL: full, or no memory. */
static struct group *group_get(struct explaining *run, const struct cause *cause,
		const char *device)
{
	struct group *group = group_find(run, cause, device);

	if (group || run->groups.count == GROUPS)
		return group;
	group = vector_push(&run->groups);
	if (!group) {
		run->no_memory = true;
		return NULL;
	}
	group->cause = cause;
	group->device = device;
	group_fill(group, "device", device);
	return group;
}

static void group_add(struct group *group, const struct blank *blanks, size_t line)
{
	for (; blanks && blanks->name; blanks++)
		group_fill(group, blanks->name, blanks->value);
	if (group->line_count < GROUP_LINES)
		group->lines[group->line_count] = line;
	group->line_count++;
}

static const struct xpt_device *host_device(const struct explaining *run, const char *address)
{
	struct xpt_bdf at;

	if (!run->host || !address || !bdf_read(span_of(address), &at))
		return NULL;
	return model_device(run->host, at);
}

/* A fault of a function that does not exist, where function 0 of its slot does. */
static bool is_phantom(const struct explaining *run, const char *address)
{
	struct xpt_bdf at;

	if (!run->host || !address || !bdf_read(span_of(address), &at) ||
			model_device(run->host, at))
		return false;
	at.function = 0;
	return model_device(run->host, at);
}

static bool is_refusal(const struct cause *cause)
{
	return cause == &cause_assignment_refused || cause == &cause_quarantine_failed ||
			cause == &cause_deassignment_refused;
}

static int blanks_errno(const struct blank *blanks)
{
	const char *number = blank_of(blanks, "errno"), *reason = blank_of(blanks, "reason");

	return errno_number(number ? number : reason ? reason : "");
}

/* What the picture adds to what a line says; a summary may so become a cause of its own. */
static const struct cause *refine(const struct explaining *run, const struct cause *cause,
		const char *address, const struct blank *blanks)
{
	const struct xpt_device *device = host_device(run, address);

	if (is_refusal(cause) && cause != &cause_deassignment_refused && device &&
			blanks_errno(blanks) == 1 && device->reserved_memory_sharers.count)
		return &cause_shared_reserved_memory;
	if (cause == &cause_dma_fault && is_phantom(run, address))
		return &cause_phantom_function;
	return cause;
}

/* "d7" as its name. Xen's own domains ("d[IO]") cannot be typed: they fill no blank. */
static const char *domain_name(struct explaining *run, const char *text)
{
	char buffer[16];
	uint64_t id;

	if (text[0] != 'd' || !span_number(span_of(text + 1), 10, &id) || id > 0x7ff0)
		return text[1] == '[' ? NULL : text;
	if (!run->host || !model_domain(run->host, (unsigned int)id))
		return text;
	return arena_text(run->arena, "%s",
			model_domain_name(run->host, (unsigned int)id, buffer));
}

static struct blank *copy_blanks(struct explaining *run, const struct rule_match *match)
{
	struct blank *blanks = arena_array(run->arena, RULE_BLANKS + 1, sizeof(*blanks));
	size_t count = 0;

	for (size_t i = 0; blanks && match->blanks[i].name; i++) {
		const char *value = match->blanks[i].value;

		if (!strcmp(match->blanks[i].name, "domain"))
			value = domain_name(run, value);
		if (!value)
			continue;
		blanks[count].name = arena_text(run->arena, "%s", match->blanks[i].name);
		blanks[count].value = arena_text(run->arena, "%s", value);
		if (!blanks[count].name || !blanks[count].value)
			return NULL;
		count++;
	}
	return blanks;
}

static int read_line(struct explaining *run, size_t index)
{
	struct rule_match match;
	const struct cause *cause;
	struct blank *blanks;
	const char *device;
	struct group *group;

	if (!rule_set_match(run->rules, &run->lines[index], &match) ||
			match.rule->weight == RULE_NOISE)
		return 0;
	blanks = copy_blanks(run, &match);
	if (!blanks)
		return XPT_NO_MEMORY;
	device = blank_of(blanks, "device");
	if (!device)
		device = run->subject;
	cause = refine(run, match.rule->cause, device, blanks);
	if (match.rule->weight == RULE_SUMMARY && cause == match.rule->cause) {
		struct summary *summary = vector_push(&run->summaries);

		if (!summary)
			return XPT_NO_MEMORY;
		*summary = (struct summary){ cause, device, blanks, index };
		return 0;
	}
	group = group_get(run, cause, device);
	if (group)
		group_add(group, blanks, index);
	return run->no_memory ? XPT_NO_MEMORY : 0;
}

/* The gathering that a consequence belongs to: of its device; else of its cause; else the last. */
static struct group *summary_group(struct explaining *run, const struct summary *summary)
{
	struct group *group = NULL, *of_cause = NULL;

	for (size_t i = 0; i < run->groups.count; i++) {
		group = &run->groups.items[i];
		if (summary->device && same(group->device, summary->device))
			return group;
		if (group->cause == summary->cause)
			of_cause = group;
	}
	if (summary->device)
		return NULL;
	return of_cause || !group ? of_cause : summary->cause == &cause_dma_fault ? NULL : group;
}

/*
 * Consequences that name a device choose their gathering first: those without one follow them.
 * "unexplained" ones never begin one.
 */
static int place_summaries(struct explaining *run, bool with_device, bool unexplained)
{
	for (size_t i = 0; i < run->summaries.count; i++) {
		struct summary *summary = &run->summaries.items[i];
		struct group *group;

		if ((summary->device != NULL) != with_device ||
				(summary->cause == &cause_unexplained) != unexplained)
			continue;
		group = summary_group(run, summary);
		if (!group && !unexplained)
			group = group_get(run, summary->cause, summary->device);
		if (group)
			group_add(group, unexplained ? NULL : summary->blanks, summary->line);
	}
	return run->no_memory ? XPT_NO_MEMORY : 0;
}

static void append_word(struct explaining *run, const char **text, const char *word)
{
	if (*text && strstr(*text, word))
		return;
	*text = *text ? arena_text(run->arena, "%s %s", *text, word) :
			arena_text(run->arena, "%s", word);
}

/* Devices that the same lines name with the same region. */
static const char *sharers_in_log(struct explaining *run, const struct group *group)
{
	const char *region = blank_of(group->blanks, "region"), *sharers = NULL;

	for (size_t i = 0; region && i < run->groups.count; i++) {
		const struct group *other = &run->groups.items[i];

		if (other != group && other->cause == group->cause && other->device &&
				same(blank_of(other->blanks, "region"), region))
			append_word(run, &sharers, other->device);
	}
	return sharers;
}

static void fill_sharers(struct explaining *run, struct group *group)
{
	const struct xpt_device *device = host_device(run, group->device);
	const char *sharers = device && device->reserved_memory_sharers.count ?
			bdfs_text(run->arena, &device->reserved_memory_sharers) :
			sharers_in_log(run, group);

	group_fill(group, "sharers", sharers);
	group_fill(group, "others", sharers);
}

static void fill_owner(struct explaining *run, struct group *group)
{
	const struct xpt_device *device = host_device(run, group->device);

	if (!device || device->domain.state != XPT_FACT_KNOWN)
		return;
	group_fill(group, "owner", device->domain.value);
	group_fill(group, "another domain", device->domain.value);
}

/* A reason that is an error number, or the C library's words for one, becomes its meaning. */
static void fill_reason(struct explaining *run, struct group *group)
{
	int number = blanks_errno(group->blanks);

	if (!number)
		return;
	for (size_t i = 0; i < group->blank_count; i++)
		if (!strcmp(group->blanks[i].name, "reason") &&
				errno_number(group->blanks[i].value) == number)
			group->blanks[i].value = errno_reason(run->arena, number,
					is_refusal(group->cause));
	group_fill(group, "reason", errno_reason(run->arena, number, is_refusal(group->cause)));
}

/* The line of the region in the picture proves who shares it. */
static int region_evidence(struct explaining *run, const struct group *group,
		struct xpt_finding *finding)
{
	struct xpt_bdf at;

	if (!run->host || !group->device || !bdf_read(span_of(group->device), &at))
		return 0;
	for (size_t i = 0; i < run->host->region_count; i++) {
		const struct region *region = &run->host->regions[i];
		const char *devices;

		if (!bdfs_have(&region->devices, at))
			continue;
		devices = bdfs_text(run->arena, &region->devices);
		if (!devices || finding_evidence(finding, "xen/reserved-memory", region->line,
				"%s %s", region->text, devices))
			return XPT_NO_MEMORY;
	}
	return 0;
}

static int line_evidence(struct xpt_finding *finding, const struct log_line *line)
{
	return finding_evidence(finding, line->name, line->number, "%.*s", LINE_SHOWN, line->text);
}

static int group_report(struct explaining *run, struct group *group, struct xpt_report *into)
{
	bool shared = group->cause == &cause_shared_reserved_memory ||
			group->cause == &cause_reserved_memory_relaxed;
	struct xpt_finding *finding;
	int rc = 0;

	if (shared)
		fill_sharers(run, group);
	if (group->cause == &cause_device_in_use)
		fill_owner(run, group);
	fill_reason(run, group);
	finding = report_add(into, group->cause, group->blanks);
	if (!finding)
		return XPT_NO_MEMORY;
	for (size_t i = 0; i < group->line_count && i < GROUP_LINES && !rc; i++)
		rc = line_evidence(finding, &run->lines[group->lines[i]]);
	if (!rc && group->line_count > GROUP_LINES)
		rc = finding_evidence(finding, run->lines[group->lines[0]].name, 0,
				"… and %zu more such lines", group->line_count - GROUP_LINES);
	return !rc && shared ? region_evidence(run, group, finding) : rc;
}

static bool worth_showing(const struct explaining *run, const struct log_line *line)
{
	static const char *const words[] = { "fail", "Fail", "error", "Error", "refus", "denied",
		"not permitted", "unable", "Unable", "cannot", "Couldn't" };

	if (!log_line_body(line))
		return false;
	if (run->subject && strstr(line->text, run->subject))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(line->text, words[i]))
			return true;
	return false;
}

/* Nothing is known of what went wrong: show the last lines that look like it. */
static int report_unexplained(struct explaining *run, struct xpt_report *into)
{
	struct blank blanks[] = { { "device", run->subject }, { NULL, NULL } };
	struct xpt_finding *finding = NULL;
	size_t shown[GROUP_LINES], count = 0;
	int rc = 0;

	for (size_t i = run->count; i && count < GROUP_LINES; i--) {
		struct rule_match match;
		const struct log_line *line = &run->lines[i - 1];

		if (worth_showing(run, line) && (!rule_set_match(run->rules, line, &match) ||
				match.rule->weight != RULE_NOISE))
			shown[count++] = i - 1;
	}
	if (!count)
		return 0;
	finding = report_add(into, &cause_unexplained, blanks);
	if (!finding)
		return XPT_NO_MEMORY;
	while (count && !rc)
		rc = line_evidence(finding, &run->lines[shown[--count]]);
	return rc;
}

static int run_all(struct explaining *run, struct xpt_report *into)
{
	int rc = 0;

	for (size_t i = 0; i < run->count && !rc; i++)
		rc = read_line(run, i);
	for (int pass = 0; pass < 4 && !rc; pass++)
		rc = place_summaries(run, pass % 2 == 0, pass >= 2);
	if (!rc && !run->groups.count)
		return report_unexplained(run, into);
	for (size_t i = 0; i < run->groups.count && !rc; i++)
		rc = group_report(run, &run->groups.items[i], into);
	return rc;
}

int explain_lines(const struct xpt_host *host, const struct log_line *lines, size_t count,
		const char *subject, struct xpt_report *into, struct xpt_error **ret_error)
{
	struct explaining run = { .host = host, .lines = lines, .count = count,
		.subject = subject, .arena = arena_new() };
	int rc = run.arena ? rule_set_new(&run.rules, ret_error) : error_no_memory(ret_error);

	if (!rc && run_all(&run, into))
		rc = error_no_memory(ret_error);
	rule_set_free(run.rules);
	vector_clear(&run.groups);
	vector_clear(&run.summaries);
	arena_free(run.arena);
	return rc;
}
