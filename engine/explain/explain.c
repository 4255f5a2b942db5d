/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that rules know are gathered by cause and device. */
#include "explain.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/bdf.h"
#include "errnos.h"
#include "incidents.h"

/* A fault of a function that does not exist, where function 0 of its slot does. */
static bool is_phantom(const struct explainer *explainer, const char *address)
{
	struct xpt_bdf at;

	if (!address || !xpt__bdf_read(xpt__span_of(address), &at))
		return false;
	if (!explainer->host)
		return xpt__listed_functions_lack(&explainer->functions, at);
	if (xpt__model_device(explainer->host, at))
		return false;
	at.function = 0;
	return xpt__model_device(explainer->host, at);
}

/* What the snapshot adds to what a line says; a summary may so become a cause of its own. */
static const struct cause *refine(const struct explainer *explainer, const struct cause *cause,
		const char *address, const struct placeholder *placeholders)
{
	const struct xpt_device *device = xpt__explainer_device(explainer, address);

	if (xpt__cause_is_refusal(cause) && cause != &xpt__cause_deassignment_refused && device &&
			xpt__placeholder_errno(placeholders) == 1 &&
			device->reserved_memory_sharers.count)
		return &xpt__cause_shared_reserved_memory;
	if (cause == &xpt__cause_dma_fault && is_phantom(explainer, address))
		return &xpt__cause_phantom_function;
	return cause;
}

/* Which lines a group holds, beside what they are about. */
struct kind {
	const struct cause *cause;
	bool consequence, note;
	const char *option; /* each is an event of its own; or NULL */
};

static bool fits(const struct explainer *explainer, const struct group *group,
		const struct kind *kind, const char *device, const char *domain)
{
	const char *other;

	if (group->cause != kind->cause || group->consequence != kind->consequence ||
			group->note != kind->note || !xpt__texts_equal(group->device, device))
		return false;
	if (kind->option &&
			!xpt__texts_equal(xpt__placeholder_value(group->placeholders, "option"),
					kind->option))
		return false;
	if (device)
		return true;
	if (explainer->at - group->last > NEAR_LINES)
		return false;
	other = xpt__placeholder_value(group->placeholders, "domain");
	return !domain || !other || !strcmp(domain, other);
}

/* The group of @kind and @device, made where there is none. NULL: too many, or no memory. */
static struct group *group_get(struct explainer *explainer, const struct kind *kind,
		const char *device, const char *domain)
{
	struct group *group;

	for (size_t i = explainer->groups.count; i; i--)
		if (fits(explainer, &explainer->groups.items[i - 1], kind, device, domain))
			return &explainer->groups.items[i - 1];
	if (explainer->groups.count == GROUPS) {
		explainer->dropped++;
		return NULL;
	}
	group = vector_push(&explainer->groups);
	if (!group) {
		explainer->no_memory = true;
		return NULL;
	}
	group->cause = kind->cause;
	group->consequence = kind->consequence;
	group->note = kind->note;
	group->first = explainer->at;
	group->device = device ? xpt__arena_text(explainer->arena, "%s", device) : NULL;
	explainer->no_memory |= device && !group->device;
	xpt__group_fill(group, "device", group->device);
	return group;
}

/* "d7" as its name. Xen's own domains ("d[IO]") cannot be typed: they fill no placeholder. */
static const char *domain_name(const struct explainer *explainer, const char *text, char buffer[16])
{
	uint64_t id;

	if (text[0] != 'd' || !xpt__span_number(xpt__span_of(text + 1), 10, &id) || id > 0x7ff0)
		return text[1] == '[' ? NULL : text;
	if (!explainer->host || !xpt__model_domain(explainer->host, (unsigned int)id))
		return text;
	return xpt__model_domain_name(explainer->host, (unsigned int)id, buffer);
}

static void keep_placeholder(struct explainer *explainer, struct group *group,
		const struct placeholder *placeholder)
{
	const char *value = placeholder->value;
	char buffer[16];

	if (!strcmp(placeholder->name, "domain")) {
		if (xpt__cause_is_refusal(group->cause) ||
				group->cause == &xpt__cause_shared_reserved_memory)
			group->step = value[1] == '[' ? "quarantine" :
					group->step   ? group->step :
							"guest";
		value = domain_name(explainer, value, buffer);
	}
	if (!value || xpt__placeholder_value(group->placeholders, placeholder->name))
		return;
	value = xpt__arena_text(explainer->arena, "%s", value);
	explainer->no_memory |= !value;
	xpt__group_fill(group, xpt__arena_text(explainer->arena, "%s", placeholder->name), value);
}

/* One copy of each log's name. */
static const char *keep_name(struct explainer *explainer, const char *name)
{
	const char **item;

	for (size_t i = explainer->names.count; i; i--)
		if (!strcmp(explainer->names.items[i - 1], name))
			return explainer->names.items[i - 1];
	item = vector_push(&explainer->names);
	if (item)
		*item = xpt__arena_text(explainer->arena, "%s", name);
	return item ? *item : NULL;
}

static void keep_line(struct explainer *explainer, struct group *group, const struct log_line *line,
		struct span time)
{
	struct moment moment = xpt__moment_read(time);
	struct kept_line *kept;

	group->last = explainer->at;
	if (!group->line_count)
		group->begins = moment;
	group->ends = moment;
	if (group->line_count++ >= GROUP_LINES)
		return;
	kept = &group->lines[group->line_count - 1];
	*kept = (struct kept_line){ explainer->at, keep_name(explainer, line->name), line->number,
		xpt__arena_printable(
				explainer->arena, line->text, strnlen(line->text, LINE_SHOWN)) };
	if (!group->time && time.length)
		group->time = xpt__arena_printable(explainer->arena, time.at, time.length);
	explainer->no_memory |= !kept->name || !kept->text;
}

static void collect(struct explainer *explainer, const struct log_line *line,
		const struct line_parts *parts, const struct rule_match *match)
{
	const char *device = xpt__placeholder_value(match->placeholders, "device");
	const char *domain = xpt__placeholder_value(match->placeholders, "domain");
	const struct rule *rule = match->rule;
	/* where a guest sees it is not its address */
	bool of_guest = match->source == LOG_KERNEL && explainer->setting.of_guest;
	struct group *group;
	struct kind kind;
	char buffer[16];

	if (of_guest)
		device = NULL;
	if (!device && explainer->subject && (parts->of_guest_place || of_guest))
		return; /* of which device nobody can tell */
	if (!device)
		device = xpt__mentions_device(&explainer->said, match, explainer->at);
	if (!device)
		device = explainer->subject;
	if (!domain)
		domain = xpt__mentions_domain(&explainer->said, match, explainer->at);
	kind.cause = refine(explainer, rule->cause, device, match->placeholders);
	kind.note = xpt__setting_is_note(&explainer->setting, rule, device, domain);
	kind.option = xpt__placeholder_value(match->placeholders, "option");
	kind.consequence = (kind.note || rule->weight == RULE_SUMMARY) && kind.cause == rule->cause;
	if (domain)
		domain = domain_name(explainer, domain, buffer);
	group = group_get(explainer, &kind, device, domain);
	if (!group)
		return;
	for (const struct placeholder *placeholder = match->placeholders; placeholder->name;
			placeholder++)
		if (!of_guest || strcmp(placeholder->name, "device"))
			keep_placeholder(explainer, group, placeholder);
	if (domain)
		keep_placeholder(explainer, group, &(struct placeholder){ "domain", domain });
	group->passing = rule->weight == RULE_PASSING && (group->passing || !group->line_count);
	if (!group->line_count)
		keep_placeholder(explainer, group,
				&(struct placeholder){ "message",
						parts->body_count ? parts->bodies[0].text :
								    line->text });
	keep_line(explainer, group, line, parts->time);
}

const char *const xpt__prefilter_failure_words[] = { "fail", "error", "refus", "denied",
	"not permitted", "unable", "cannot", "couldn't", NULL };

static bool has_one_of(const char *text, const char *const *words)
{
	while (*words)
		if (strcasestr(text, *words++))
			return true;
	return false;
}

/* A kernel, and Xen, say "failed" of a hundred things that are none of passthrough's, and at boot name every device. */
static bool is_of_passthrough(const struct line_parts *parts, const char *text)
{
	static const char *const of_xen[] = { "iommu", "vt-d", "dmar", "amd-vi", "ivrs", "ivhd",
		"ivmd", "rmrr", "pci", "msi", "assign", "device", "remap", NULL };
	static const char *const of_kernel[] = { "pciback", "pcifront", NULL };

	if (parts->of_kernel)
		return has_one_of(text, of_kernel);
	return parts->bodies[0].source != LOG_XEN || has_one_of(text, of_xen);
}

static bool worth_showing(
		const struct explainer *explainer, const struct line_parts *parts, const char *text)
{
	bool of_subject = explainer->subject && strstr(text, explainer->subject);

	if (of_subject && !parts->of_kernel)
		return true;
	return (of_subject || is_of_passthrough(parts, text)) &&
			has_one_of(text, xpt__prefilter_failure_words);
}

/* Should nothing be known in the end, these lines are shown as they are. */
static void keep_raw(struct explainer *explainer, const struct log_line *line,
		const struct line_parts *parts)
{
	size_t at = explainer->raw_count % GROUP_LINES, length = strnlen(line->text, LINE_SHOWN);

	if (explainer->groups.count || !worth_showing(explainer, parts, line->text))
		return;
	memcpy(explainer->raw[at].text, line->text, length);
	explainer->raw[at].text[length] = '\0';
	explainer->raw[at].name = keep_name(explainer, line->name);
	explainer->raw[at].number = line->number;
	explainer->no_memory |= !explainer->raw[at].name;
	explainer->raw_count++;
}

void xpt__explainer_gap(struct explainer *explainer)
{
	explainer->open[0] = '\0';
	explainer->open_line.text = NULL;
	explainer->open_known = false;
}

void xpt__explainer_log(struct explainer *explainer)
{
	xpt__explainer_gap(explainer);
	xpt__setting_new_log(&explainer->setting);
}

void xpt__explainer_host(struct explainer *explainer, const struct xpt_host *host)
{
	explainer->host = host;
}

void xpt__explainer_now(struct explainer *explainer, const struct xpt_host *host)
{
	explainer->now = host;
}

void xpt__explainer_only_subject(struct explainer *explainer)
{
	explainer->only_subject = explainer->subject;
}

void xpt__explainer_expect_lines(struct explainer *explainer)
{
	explainer->expects_lines = true;
}

void xpt__explainer_skip(struct explainer *explainer, unsigned long count)
{
	explainer->at += count;
	xpt__explainer_gap(explainer);
}

const char *xpt__explainer_subject(const struct explainer *explainer)
{
	return explainer->subject;
}

static void open_line(struct explainer *explainer, const struct log_line *line)
{
	size_t length = strnlen(line->text, 2 * LINE_SHOWN);

	if (line->text != explainer->open)
		memcpy(explainer->open, line->text, length);
	explainer->open[length] = '\0';
	explainer->open_line = *line;
	explainer->open_line.text = explainer->open;
}

/* The open line with this one behind it; false: this one is no continuation. */
static bool continue_line(struct explainer *explainer, const struct log_line *line,
		const struct line_parts *parts)
{
	size_t length = strlen(explainer->open);
	const char *text = line->text + strspn(line->text, " \t>|");

	if (!explainer->open_line.text || parts->has_prefix || !*text || line->source != LOG_ANY ||
			explainer->open_line.source != LOG_ANY ||
			length + 1 + strlen(text) > 2 * LINE_SHOWN)
		return false;
	explainer->open[length] = ' ';
	memcpy(explainer->open + length + 1, text, strlen(text) + 1);
	return true;
}

static bool match_line(struct explainer *explainer, const struct log_line *line,
		struct line_parts *parts, struct rule_match *match)
{
	xpt__line_read(line, parts);
	return xpt__pasted_hide(line->text, match) ||
			xpt__rule_set_match(explainer->rules, parts, match);
}

/* What pciback and toolstacks say of a device is about handing it over. */
static bool tells_of_hand_over(const struct log_line *line, const struct rule_match *match)
{
	return match->rule->weight == RULE_HANDOVER ||
			(match->rule->weight == RULE_DEVICE && match->source == LOG_LIBXL) ||
			strstr(line->text, "pciback") || strstr(line->text, "libxl");
}

static void take(struct explainer *explainer, const struct log_line *line,
		const struct line_parts *parts, const struct rule_match *match)
{
	if (tells_of_hand_over(line, match))
		xpt__setting_hand_over(&explainer->setting,
				xpt__placeholder_value(match->placeholders, "device"));
	if (match->rule->weight == RULE_LISTING)
		xpt__listed_functions_note(&explainer->functions, match->placeholders);
	else if (match->rule->weight == RULE_DEVICE)
		xpt__mentions_note(&explainer->said, match->placeholders, explainer->at);
	else if (match->rule->weight == RULE_SETTING)
		xpt__setting_note(&explainer->setting, match->placeholders);
	else if (match->rule->weight != RULE_NOISE && match->rule->weight != RULE_HANDOVER)
		collect(explainer, line, parts, match);
}

/* What was taken for trouble of its own turned out to be the beginning of a line. */
static void forget_raw(struct explainer *explainer)
{
	size_t last = (explainer->raw_count - 1) % GROUP_LINES;

	if (explainer->raw_count && explainer->raw[last].number == explainer->open_line.number)
		explainer->raw_count--;
}

/* The open line with this one behind it, where that is one that a rule knows */
static bool take_continued(struct explainer *explainer, const struct log_line *line,
		const struct line_parts *parts, bool *ret_continued)
{
	struct rule_match match;
	struct line_parts joined;

	*ret_continued = continue_line(explainer, line, parts);
	if (!*ret_continued || !match_line(explainer, &explainer->open_line, &joined, &match))
		return false;
	if (explainer->open_known && match.rule->general)
		return false;
	forget_raw(explainer);
	take(explainer, &explainer->open_line, &joined, &match);
	return true;
}

int xpt__explainer_line(struct explainer *explainer, const struct log_line *line, bool *ret_known)
{
	struct line_parts parts;
	struct rule_match match;
	bool known, open, continued = false;

	explainer->at++;
	explainer->lines += *line->text != '\0';
	known = match_line(explainer, line, &parts, &match);
	explainer->recognised |= known || parts.known;
	open = known ? match.rule->general : parts.body_count != 0;
	if (known) {
		take(explainer, line, &parts, &match);
	} else if (take_continued(explainer, line, &parts, &continued)) {
		known = true;
		open = false;
	}
	if (!known && parts.body_count)
		keep_raw(explainer, line, &parts);
	if (open && !continued) {
		open_line(explainer, line);
		explainer->open_known = known;
	} else if (!open) {
		xpt__explainer_gap(explainer);
	}
	if (ret_known)
		*ret_known = known;
	return explainer->no_memory || xpt__rule_set_failed(explainer->rules) ? XPT_NO_MEMORY : 0;
}

void xpt__explainer_free(struct explainer *explainer)
{
	if (!explainer)
		return;
	xpt__rule_set_free(explainer->rules);
	vector_clear(&explainer->groups);
	vector_clear(&explainer->names);
	xpt__arena_free(explainer->arena);
	free(explainer);
}

int xpt__explainer_forget(struct explainer *explainer)
{
	struct arena *arena = xpt__arena_new();
	const char *subject = explainer->subject && arena ?
			xpt__arena_text(arena, "%s", explainer->subject) :
			NULL;

	if (!arena || (explainer->subject && !subject)) {
		xpt__arena_free(arena);
		return XPT_NO_MEMORY;
	}
	xpt__arena_free(explainer->arena);
	explainer->arena = arena;
	explainer->subject = subject;
	explainer->groups.count = explainer->names.count = 0;
	explainer->raw_count = 0;
	explainer->dropped = 0;
	explainer->setting = (struct setting){ 0 };
	xpt__explainer_gap(explainer);
	return 0;
}

/* As everything else writes it, where it is an address. */
static const char *normal_address(struct arena *arena, const char *subject)
{
	struct xpt_bdf at;
	char buffer[XPT_BDF_TEXT];

	return xpt__arena_text(arena, "%s",
			xpt__bdf_read(xpt__span_of(subject), &at) ? xpt_bdf_format(at, buffer) :
								    subject);
}

int xpt__explainer_new(const struct xpt_host *host, const char *subject,
		struct explainer **ret_explainer, struct xpt_error **ret_error)
{
	auto_of(explainer) struct explainer *explainer = calloc(1, sizeof(*explainer));
	int rc;

	if (explainer)
		explainer->arena = xpt__arena_new();
	if (!explainer || !explainer->arena)
		return xpt__error_no_memory(ret_error);
	explainer->host = host;
	if (subject && !(explainer->subject = normal_address(explainer->arena, subject)))
		return xpt__error_no_memory(ret_error);
	rc = xpt__rule_set_new(NULL, &explainer->rules, ret_error);
	if (rc)
		return rc;
	*ret_explainer = TAKE(explainer);
	return 0;
}

int xpt__explain_lines(const struct xpt_host *host, const struct log_line *lines, size_t count,
		const char *subject, struct xpt_report *into, struct xpt_error **ret_error)
{
	auto_of(explainer) struct explainer *explainer = NULL;
	int rc = xpt__explainer_new(host, subject, &explainer, ret_error);

	for (size_t i = 0; i < count && !rc; i++)
		if (xpt__explainer_line(explainer, &lines[i], NULL))
			rc = xpt__error_no_memory(ret_error);
	return rc ? rc : xpt__explainer_report(explainer, into, ret_error);
}
