/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --json: what each command prints. */
#include <string.h>

#include "json_values.h"
#include "message.h"
#include "output.h"
#include "../commands/intent.h"

#define STYLE (JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

static int print(struct json_object *json)
{
	const char *text = json_object_to_json_string_ext(json, STYLE);

	if (!text)
		return print_no_memory();
	puts(text);
	return STATUS_DONE;
}

/* What the library wrote. Takes @text over. */
static int print_text(char *text)
{
	auto_free char *json = text;

	if (!json)
		return print_no_memory();
	puts(json);
	return STATUS_DONE;
}

static bool print_item_text(const char *text)
{
	if (!text)
		return false;
	fputs("\n    ", stdout);
	for (; *text; text++) {
		putchar(*text);
		if (*text == '\n')
			fputs("    ", stdout);
	}
	return true;
}

/* One object at a time, so that a long list does not have to fit into memory. Takes @object over. */
static bool print_item(struct json_object *object)
{
	auto_of(json) struct json_object *item = object;

	return item && print_item_text(json_object_to_json_string_ext(item, STYLE));
}

int print_json_list(const char *key, const struct xpt_object *objects, size_t count)
{
	printf("{\n  \"%s\": [", key);
	for (size_t i = 0; i < count; i++) {
		auto_free char *text = xpt_object_json(objects[i]);

		if (i)
			putchar(',');
		if (!print_item_text(text))
			return print_no_memory();
	}
	puts("\n  ]\n}");
	return STATUS_DONE;
}

int print_json_object(const char *key, struct xpt_object object)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *item = json_of_object(object);

	if (!item || !json_add(json, key, item))
		return print_no_memory();
	return print(json);
}

static struct json_object *question_json(const struct xpt_question *question)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json || !json_add_text(json, "question", question->id) ||
			!json_add_text(json, "text", question->text) ||
			!json_add_text(json, "device", question->device) ||
			!json_add_text(json, "verdict", xpt_verdict_text(question->verdict)) ||
			!json_add_text(json, "cause",
					question->finding ? xpt_finding_cause(question->finding) :
							    NULL))
		return NULL;
	return TAKE(json);
}

/* The verdict with its findings and, where @why, with each question that was asked. */
static bool add_report(struct json_object *json, const struct xpt_report *report, bool why)
{
	auto_of(json) struct json_object *questions = json_object_new_array();
	struct xpt_question question = XPT_SIZED(xpt_question);

	if (!questions || !json_add_report(json, report))
		return false;
	for (size_t i = 0; why && xpt_report_question(report, i, &question); i++) {
		struct json_object *one = question_json(&question);

		if (!one)
			return false;
		json_object_array_add(questions, one);
	}
	return !why || json_add(json, "questions", TAKE(questions));
}

int print_json_verdict(const char *key, struct xpt_object object, const struct xpt_report *report)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *item = json_of_object(object);

	if (!item || !json_add(json, key, item) || !json_add_report(json, report))
		return print_no_memory();
	return print(json);
}

int print_json_lists(const char *key, struct xpt_object object, const struct json_list *lists,
		const struct xpt_report *report)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *item = key ? json_of_object(object) : NULL;
	bool whole = json && (!key || (item && json_add(json, key, item)));

	for (; lists->key && whole; lists++) {
		struct json_object *array = json_object_new_array();

		for (size_t i = 0; array && i < lists->count && whole; i++) {
			item = json_of_object(lists->objects[i]);
			whole = item && !json_object_array_add(array, item);
		}
		whole = whole && array && json_add(json, lists->key, array);
	}
	if (!whole || (report && !json_add_findings(json, report)))
		return print_no_memory();
	return print(json);
}

static bool add_answer(struct json_object *json, const struct xpt_answer *answer)
{
	struct json_object *one = json_object_new_object();

	return one && json_add_text(one, "when", xpt_answer_text(answer->word)) &&
			json_add_text(one, "text", answer->text) && json_add(json, "answer", one);
}

int print_json_answer(const struct xpt_report *report, const struct xpt_answer *answer, bool why)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json || !add_report(json, report, why) || (answer && !add_answer(json, answer)))
		return print_no_memory();
	return print(json);
}

int print_json_report(const struct xpt_report *report)
{
	return print_json_answer(report, NULL, false);
}

void print_json_begin(const char *key)
{
	printf("{\n  \"%s\": [", key);
}

static int print_next(struct json_object *item, bool first)
{
	if (!first)
		putchar(',');
	return print_item(item) ? STATUS_DONE : print_no_memory();
}

int print_json_judged(const char *address, const struct xpt_report *report, bool why, bool first)
{
	auto_of(json) struct json_object *item = json_object_new_object();

	if (!item || !json_add_text(item, "device", address) || !add_report(item, report, why))
		return print_no_memory();
	return print_next(TAKE(item), first);
}

static struct json_object *group_notes_json(const struct xpt_group *group)
{
	struct json_object *notes = json_object_new_array();
	struct xpt_group_note note = XPT_SIZED(xpt_group_note);
	char address[XPT_BDF_TEXT];

	for (size_t i = 0; xpt_group_note(group, i, &note); i++) {
		struct json_object *one = json_object_new_object();

		json_add_text(one, "device", xpt_bdf_format(note.address, address));
		json_add_text(one, "kind", note.kind);
		json_add_text(one, "text", note.text);
		json_object_array_add(notes, one);
	}
	return notes;
}

int print_json_group(const struct xpt_group *group, bool first)
{
	struct json_object *item = json_object_new_object(), *members = json_object_new_array();
	struct xpt_group_member member = XPT_SIZED(xpt_group_member),
				other = XPT_SIZED(xpt_group_member);
	char address[XPT_BDF_TEXT];

	for (size_t i = 0; xpt_group_member(group, i, &member); i++) {
		struct json_object *one = json_object_new_object();

		json_add_text(one, "device", xpt_bdf_format(member.address, address));
		xpt_group_member(group, member.tied_to, &other);
		json_add_text(one, "tied_to",
				member.reason ? xpt_bdf_format(other.address, address) : NULL);
		json_add_text(one, "reason", member.reason);
		json_add_text(one, "why", member.why);
		json_add(one, "possible", json_object_new_boolean(member.possible));
		json_object_array_add(members, one);
	}
	json_add(item, "members", members);
	json_add(item, "notes", group_notes_json(group));
	json_add(item, "wants_relaxed", json_object_new_boolean(xpt_group_wants_relaxed(group)));
	return print_next(item, first);
}

void print_json_end(void)
{
	puts("\n  ]\n}");
}

static struct json_object *copy_json(const struct xpt_copy *copy)
{
	struct json_object *json = json_object_new_object();

	json_add(json, "domain_id", json_object_new_int64(copy->domain_id));
	json_add(json, "memory_kib", json_object_new_int64((int64_t)copy->total_kib));
	json_add(json, "sent_kib", json_object_new_int64((int64_t)copy->sent_kib));
	json_add(json, "downtime_ms", json_object_new_int64(copy->downtime_ms));
	json_add(json, "total_ms", json_object_new_int64(copy->total_ms));
	return json;
}

static struct json_object *items_json(const struct xpt_comparison *comparison)
{
	struct json_object *array = json_object_new_array();
	struct xpt_item item = XPT_SIZED(xpt_item);

	for (size_t i = 0; array && xpt_comparison_item(comparison, i, &item); i++) {
		struct json_object *one;

		if (item.state == XPT_ITEM_SAME)
			continue;
		one = json_object_new_object();
		json_add_text(one, "subject", item.subject);
		json_add_text(one, "state", item_state_text(item.state));
		json_add_text(one, "is", item.is);
		json_add_text(one, "wanted", item.wanted);
		json_add_text(one, "domain", item.domain);
		json_add_text(one, "file", item.file);
		json_add(one, "line", json_object_new_int64((int64_t)item.line));
		json_object_array_add(array, one);
	}
	return array;
}

static bool any_done(const struct xpt_plan *plan, const bool *done)
{
	struct xpt_step step = XPT_SIZED(xpt_step);

	for (size_t i = 0; plan && done && xpt_plan_step(plan, i, &step); i++)
		if (done[i])
			return true;
	return false;
}

/* Did an apply change anything, and does it stay? */
static bool changed(const struct outcome *outcome)
{
	return any_done(outcome->plan, outcome->done) ||
			any_done(outcome->boot, outcome->boot_done);
}

static bool add_steps(struct json_object *json, const struct outcome *outcome)
{
	struct json_object *array = json_object_new_array();

	return array && json_add(json, "steps", array) &&
			json_append_steps(array, outcome->plan, outcome->done) &&
			json_append_steps(array, outcome->boot, outcome->boot_done);
}

int print_json_outcome(const struct outcome *outcome)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json_add_report(json, outcome->report))
		return print_no_memory();
	if (outcome->comparison) {
		json_add(json, "differences", items_json(outcome->comparison));
		json_add(json, "changed", json_object_new_boolean(changed(outcome)));
	}
	if (!add_steps(json, outcome))
		return print_no_memory();
	if (outcome->copy)
		json_add(json, "copy", copy_json(outcome->copy));
	json_add(json, "error", outcome->error ? json_of_error(outcome->error) : NULL);
	return print(json);
}

int print_json_event(const struct event *event)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	const char *text;

	json_add_text(json, "event", event->name);
	json_add_text(json, "subject", event->subject);
	json_add_text(json, "domain", event->domain);
	json_add_text(json, "is", event->is);
	json_add_text(json, "wanted", event->wanted);
	json_add_text(json, "text", event->text);
	text = json_object_to_json_string_ext(json, JSON_C_TO_STRING_NOSLASHESCAPE);
	if (!text)
		return print_no_memory();
	puts(text);
	fflush(stdout);
	return STATUS_DONE;
}

int print_json_incidents(const struct xpt_report *report)
{
	return print_text(xpt_incidents_json(report));
}

static void add_line(struct json_object *array, const char *text, const char *why)
{
	struct json_object *item = json_object_new_object();

	json_add_text(item, "text", text);
	json_add_text(item, "why", why);
	json_object_array_add(array, item);
}

typedef bool step_reader(const struct xpt_placement *placement, size_t index,
		struct xpt_place_step *ret_step);

static struct json_object *place_steps_json(
		const struct xpt_placement *placement, step_reader *read)
{
	struct json_object *array = json_object_new_array();
	struct xpt_place_step step = XPT_SIZED(xpt_place_step);

	for (size_t i = 0; array && read(placement, i, &step); i++) {
		add_line(array, step.text, step.why);
	}
	return array;
}

/* The first candidate is the chosen one where "why" says something. */
int print_json_placement(const struct xpt_placement *placement)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *candidates = json_object_new_array();
	struct xpt_object candidate;

	json_add_text(json, "why", xpt_placement_why(placement));
	json_add(json, "lines", place_steps_json(placement, xpt_placement_line));
	json_add(json, "commands", place_steps_json(placement, xpt_placement_command));
	for (size_t i = 0; candidates && xpt_placement_candidate(placement, i, &candidate); i++)
		json_object_array_add(candidates, json_of_object(candidate));
	if (!candidates || !json_add(json, "candidates", candidates) ||
			!json_add_report(json, xpt_placement_report(placement)))
		return print_no_memory();
	return print(json);
}

int print_json_gpu_lines(const struct xpt_gpu_lines *lines)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *array = json_object_new_array();
	struct xpt_gpu_line line = XPT_SIZED(xpt_gpu_line);

	for (size_t i = 0; array && xpt_gpu_lines_line(lines, i, &line); i++) {
		add_line(array, line.text, line.why);
	}
	if (!array || !json_add(json, "lines", array) ||
			!json_add_report(json, xpt_gpu_lines_report(lines)))
		return print_no_memory();
	return print(json);
}

int print_json_number(const char *key, size_t number)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	json_add(json, key, json_object_new_int64((int64_t)number));
	return print(json);
}

int print_json_text(const char *key, const char *text)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json_add_text(json, key, text))
		return print_no_memory();
	return print(json);
}

static struct json_object *json_of_issue(const struct xpt_known_issue *issue)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	bool whole = json_add_text(json, "id", issue->id) &&
			json_add_text(json, "title", issue->title) &&
			json_add_text(json, "cause", issue->cause) &&
			json_add_text(json, "line", issue->line) &&
			json_add_text(json, "condition", issue->condition) &&
			json_add_text(json, "fixed", issue->fixed) &&
			json_add_text(json, "remedy", issue->remedy) &&
			json_add_text(json, "reference", issue->reference);

	return whole ? TAKE(json) : NULL;
}

static bool is_wanted(const char *id, char *const *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(ids[i], id))
			return true;
	return !count;
}

int print_json_known_issues(char *const *ids, size_t count)
{
	struct xpt_known_issue issue = XPT_SIZED(xpt_known_issue);
	int status = STATUS_DONE;
	bool first = true;

	print_json_begin("known_issues");
	for (size_t i = 0; !status && !xpt_known_issue(i, &issue); i++) {
		if (!is_wanted(issue.id, ids, count))
			continue;
		status = print_next(json_of_issue(&issue), first);
		first = false;
	}
	print_json_end();
	return status;
}

int print_json_error(const struct xpt_error *error)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	json_add(json, "error", json_of_error(error));
	return print(json);
}
