/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "options.h"
#include "shell.h"
#include "text.h"
#include "vector.h"

struct xpt_finding {
	const struct cause *cause;
	struct arena *arena;
	enum xpt_verdict verdict;
	const char *because;
	const char *domain, *time, *step, *since;
	unsigned long lines;
	VECTOR(struct xpt_possible_cause) possible_causes;
	VECTOR(const char *) devices;
	VECTOR(struct xpt_evidence) evidence;
	struct xpt_remedy remedies[CAUSE_REMEDIES];
};

#define VERDICTS (XPT_BLOCKED + 1)

struct question {
	const char *id, *text;
	const struct xpt_finding *worst; /* of its findings, or NULL */
	char device[XPT_BDF_TEXT];	 /* "": of host and domain */
};

struct xpt_report {
	VECTOR(struct xpt_finding *) of[VERDICTS]; /* each verdict, in the order they came */
	VECTOR(struct question) questions;
};

static const char *const verdict_texts[] = {
	[XPT_PASS] = "PASS",
	[XPT_RISK] = "RISK",
	[XPT_UNKNOWN] = "UNKNOWN",
	[XPT_BLOCKED] = "BLOCKED",
};

const char *xpt_verdict_text(enum xpt_verdict verdict)
{
	return verdict_texts[verdict];
}

static void finding_free(struct xpt_finding *finding)
{
	vector_clear(&finding->possible_causes);
	vector_clear(&finding->devices);
	vector_clear(&finding->evidence);
	xpt__arena_free(finding->arena); /* holds the finding itself */
}

struct xpt_report *xpt__report_new(void)
{
	return calloc(1, sizeof(struct xpt_report));
}

void xpt_report_free(struct xpt_report *report)
{
	if (!report)
		return;
	for (size_t verdict = 0; verdict < VERDICTS; verdict++) {
		for (size_t i = 0; i < report->of[verdict].count; i++)
			finding_free(report->of[verdict].items[i]);
		vector_clear(&report->of[verdict]);
	}
	vector_clear(&report->questions);
	free(report);
}

static const char *placeholder_value(const struct placeholder *placeholders, struct span name)
{
	for (; placeholders && placeholders->name; placeholders++)
		if (placeholders->value && xpt__span_is(name, placeholders->name))
			return placeholders->value;
	return NULL;
}

/* What a placeholder's value is in a command; NULL: it cannot be typed, or memory is out. */
static const char *typed(struct arena *arena, struct span name, const char *value)
{
	static const char *const lists[] = { "devices", "sharers", "siblings", "below", "functions",
		"owned functions", "reserved functions" };

	if (xpt__span_is(name, "operands")) /* are words of a command already */
		return value;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (xpt__span_is(name, lists[i]))
			return xpt__shell_words(arena, xpt__span_of(value));
	return xpt__shell_word(arena, xpt__span_of(value));
}

enum fill_as {
	FILL_SENTENCE, /* a placeholder without a value stays as its bare name */
	FILL_REMEDY,   /* NULL when a placeholder has no value: what cannot be named is no remedy */
	FILL_COMMAND,  /* likewise, and each value is one word of a shell */
};

/* What stands before the name of a placeholder without a value. */
static const char *article(struct span name)
{
	return xpt__span_is(name, "device") || xpt__span_is(name, "domain") ? "the " : "";
}

/* Fill the placeholders of @format. Memory out: NULL too. */
static const char *fill(struct arena *arena, const char *format,
		const struct placeholder *placeholders, enum fill_as as)
{
	char *text = xpt__arena_text(arena, "%s", "");

	while (text && *format) {
		size_t plain = strcspn(format, "{");
		const char *end = format[plain] ? strchr(format + plain, '}') : NULL;
		struct span name;
		const char *value;

		if (!end) {
			text = xpt__arena_text(arena, "%s%s", text, format);
			break;
		}
		name = (struct span){ format + plain + 1, (size_t)(end - format) - plain - 1 };
		value = placeholder_value(placeholders, name);
		if (value && as == FILL_COMMAND)
			value = typed(arena, name, value);
		if (!value && as != FILL_SENTENCE)
			return NULL;
		text = value ? xpt__arena_text(arena, "%s%.*s%s", text, (int)plain, format, value) :
			       xpt__arena_text(arena, "%s%.*s%s%.*s", text, (int)plain, format,
					       article(name), (int)name.length, name.at);
		format = end + 1;
	}
	return text ? xpt__arena_printable(arena, text, strlen(text)) : NULL;
}

static bool add_device(struct xpt_finding *finding, struct span address)
{
	const char **item;

	for (size_t i = 0; i < finding->devices.count; i++)
		if (xpt__span_is(address, finding->devices.items[i]))
			return true;
	item = vector_push(&finding->devices);
	if (!item)
		return false;
	*item = xpt__arena_printable(finding->arena, address.at, address.length);
	return *item;
}

static bool fill_subjects(struct xpt_finding *finding, const struct placeholder *placeholders)
{
	static const char *const names[] = { "device", "devices", "sharers" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct span rest = xpt__span_of(placeholder_value(
					    placeholders, xpt__span_of(names[i]))),
			    address;

		while (xpt__span_next_word(&rest, &address))
			if (!add_device(finding, address))
				return false;
	}
	finding->domain = placeholder_value(placeholders, SPAN("domain"));
	if (finding->domain)
		finding->domain = xpt__arena_printable(
				finding->arena, finding->domain, strlen(finding->domain));
	return true;
}

static void fill_remedies(struct xpt_finding *finding, const struct placeholder *placeholders)
{
	size_t count = 0;

	for (size_t i = 0; i < CAUSE_REMEDIES && finding->cause->remedies[i].text; i++) {
		const struct xpt_remedy *remedy = &finding->cause->remedies[i];
		const char *text = fill(finding->arena, remedy->text, placeholders, FILL_REMEDY);
		const char *command = remedy->command ?
				fill(finding->arena, remedy->command, placeholders, FILL_COMMAND) :
				NULL;

		if (text && (command || !remedy->command))
			finding->remedies[count++] = (struct xpt_remedy){ text, command };
	}
}

static struct xpt_finding *finding_new(const struct cause *cause, enum xpt_verdict verdict,
		const struct placeholder *placeholders)
{
	struct arena *arena = xpt__arena_new();
	struct xpt_finding *finding = arena ? xpt__arena_alloc(arena, sizeof(*finding)) : NULL;

	if (!finding) {
		xpt__arena_free(arena);
		return NULL;
	}
	finding->arena = arena;
	finding->cause = cause;
	finding->verdict = verdict;
	finding->because = fill(arena, cause->because, placeholders, FILL_SENTENCE);
	if (!finding->because || !fill_subjects(finding, placeholders)) {
		finding_free(finding);
		return NULL;
	}
	fill_remedies(finding, placeholders);
	return finding;
}

static bool insert(struct xpt_report *report, struct xpt_finding *finding)
{
	struct xpt_finding **place = vector_push(&report->of[finding->verdict]);

	if (place)
		*place = finding;
	return place;
}

struct xpt_finding *xpt__report_add_as(struct xpt_report *report, const struct cause *cause,
		enum xpt_verdict verdict, const struct placeholder *placeholders)
{
	struct xpt_finding *finding = finding_new(cause, verdict, placeholders);

	if (finding && !insert(report, finding)) {
		finding_free(finding);
		return NULL;
	}
	return finding;
}

struct xpt_finding *xpt__report_add(struct xpt_report *report, const struct cause *cause,
		const struct placeholder *placeholders)
{
	return xpt__report_add_as(report, cause, cause->verdict, placeholders);
}

int xpt__finding_evidence(struct xpt_finding *finding, const char *source, unsigned long line,
		const char *format, ...)
{
	struct xpt_evidence *evidence;
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = xpt__arena_vtext(finding->arena, format, arguments);
	va_end(arguments);
	source = xpt__arena_printable(finding->arena, source, strlen(source));
	text = text ? xpt__arena_printable(finding->arena, text, strlen(text)) : NULL;
	evidence = text && source ? vector_push(&finding->evidence) : NULL;
	if (!evidence)
		return XPT_NO_MEMORY;
	*evidence = (struct xpt_evidence){ source, line, text };
	return 0;
}

int xpt__finding_file(
		struct xpt_finding *finding, const char *path, unsigned long line, const char *text)
{
	const char *source = xpt__arena_text(finding->arena, "/%s", path);

	return source && text ? xpt__finding_evidence(finding, source, line, "%s", text) :
				XPT_NO_MEMORY;
}

int xpt__finding_possible_issue(
		struct xpt_finding *finding, const char *id, const char *title, const char *sign)
{
	struct xpt_possible_cause *possible = vector_push(&finding->possible_causes);

	if (!possible)
		return XPT_NO_MEMORY;
	*possible = (struct xpt_possible_cause){ id, title,
		sign ? xpt__arena_text(finding->arena, "%s", sign) : NULL };
	return sign && !possible->sign ? XPT_NO_MEMORY : 0;
}

int xpt__finding_possible_cause(
		struct xpt_finding *finding, const struct cause *cause, const char *sign)
{
	return xpt__finding_possible_issue(finding, cause->id, cause->title, sign);
}

int xpt__finding_event(struct xpt_finding *finding, const char *time, const char *step,
		unsigned long lines)
{
	finding->lines = lines;
	finding->time = time ? xpt__arena_printable(finding->arena, time, strlen(time)) : NULL;
	finding->step = step;
	return time && !finding->time ? XPT_NO_MEMORY : 0;
}

int xpt__finding_since(struct xpt_finding *finding, const char *text)
{
	finding->since = text ? xpt__arena_printable(finding->arena, text, strlen(text)) : NULL;
	return text && !finding->since ? XPT_NO_MEMORY : 0;
}

/* Worst first. */
static struct xpt_finding *finding_at(const struct xpt_report *report, size_t index)
{
	for (size_t verdict = VERDICTS; verdict-- > 0; index -= report->of[verdict].count)
		if (index < report->of[verdict].count)
			return report->of[verdict].items[index];
	return NULL;
}

const struct xpt_finding *xpt__report_find(
		const struct xpt_report *report, const struct cause *cause)
{
	const struct xpt_finding *finding;

	for (size_t i = 0; (finding = finding_at(report, i)); i++)
		if (finding->cause == cause)
			return finding;
	return NULL;
}

int xpt__report_evidence(struct xpt_report *report, const char *device, const char *source,
		unsigned long line, const char *text)
{
	struct xpt_finding *finding;

	for (size_t i = 0; (finding = finding_at(report, i)); i++) {
		for (size_t k = 0; k < finding->devices.count; k++)
			if (!strcmp(finding->devices.items[k], device) &&
					xpt__finding_evidence(finding, source, line, "%s", text))
				return XPT_NO_MEMORY;
	}
	return 0;
}

struct report_mark xpt__report_mark(const struct xpt_report *report)
{
	struct report_mark mark;

	for (size_t verdict = 0; verdict < VERDICTS; verdict++)
		mark.counts[verdict] = report->of[verdict].count;
	return mark;
}

int xpt__report_asked(struct xpt_report *report, struct report_mark mark, const char *id,
		const char *text, const char *device)
{
	struct question *question = vector_push(&report->questions);

	if (!question)
		return XPT_NO_MEMORY;
	*question = (struct question){ .id = id, .text = text };
	if (device)
		snprintf(question->device, sizeof(question->device), "%s", device);
	for (size_t verdict = 0; verdict < VERDICTS; verdict++)
		if (report->of[verdict].count > mark.counts[verdict])
			question->worst = report->of[verdict].items[mark.counts[verdict]];
	return 0;
}

bool xpt_report_question(
		const struct xpt_report *report, size_t index, struct xpt_question *ret_question)
{
	const struct question *question;

	if (index >= report->questions.count)
		return false;
	question = &report->questions.items[index];
	xpt__options_give(
			&(struct xpt_question){ sizeof(*ret_question), question->id, question->text,
					*question->device ? question->device : NULL,
					question->worst ? question->worst->verdict : XPT_PASS,
					question->worst },
			sizeof(*ret_question), ret_question);
	return true;
}

int xpt__report_merge(struct xpt_report *into, struct xpt_report *from)
{
	struct xpt_finding *finding;
	int rc = 0;

	for (size_t i = 0; (finding = finding_at(from, i)); i++)
		if (!insert(into, finding)) {
			finding_free(finding);
			rc = XPT_NO_MEMORY;
		}
	for (size_t i = 0; i < from->questions.count; i++) {
		struct question *question = vector_push(&into->questions);

		if (question)
			*question = from->questions.items[i];
		else
			rc = XPT_NO_MEMORY;
	}
	for (size_t verdict = 0; verdict < VERDICTS; verdict++)
		from->of[verdict].count = 0;
	xpt_report_free(from);
	return rc;
}

enum xpt_verdict xpt_report_verdict(const struct xpt_report *report)
{
	const struct xpt_finding *worst = finding_at(report, 0);

	return worst ? worst->verdict : XPT_PASS;
}

const struct xpt_finding *xpt_report_finding(const struct xpt_report *report, size_t index)
{
	return finding_at(report, index);
}

const char *xpt_finding_cause(const struct xpt_finding *finding)
{
	return finding->cause->id;
}

enum xpt_verdict xpt_finding_verdict(const struct xpt_finding *finding)
{
	return finding->verdict;
}

const char *xpt_finding_because(const struct xpt_finding *finding)
{
	return finding->because;
}

const char *xpt_finding_device(const struct xpt_finding *finding, size_t index)
{
	return index < finding->devices.count ? finding->devices.items[index] : NULL;
}

const char *xpt_finding_domain(const struct xpt_finding *finding)
{
	return finding->domain;
}

const struct xpt_evidence *xpt_finding_evidence(const struct xpt_finding *finding, size_t index)
{
	return index < finding->evidence.count ? &finding->evidence.items[index] : NULL;
}

const struct xpt_remedy *xpt_finding_remedy(const struct xpt_finding *finding, size_t index)
{
	if (index >= CAUSE_REMEDIES || !finding->remedies[index].text)
		return NULL;
	return &finding->remedies[index];
}

const struct xpt_possible_cause *xpt_finding_possible_cause(
		const struct xpt_finding *finding, size_t index)
{
	return index < finding->possible_causes.count ? &finding->possible_causes.items[index] :
							NULL;
}

unsigned long xpt_finding_lines(const struct xpt_finding *finding)
{
	return finding->lines;
}

const char *xpt_finding_step(const struct xpt_finding *finding)
{
	return finding->step;
}

const char *xpt_finding_since(const struct xpt_finding *finding)
{
	return finding->since;
}

const char *xpt_finding_time(const struct xpt_finding *finding)
{
	return finding->time;
}
