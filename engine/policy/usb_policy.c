/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usb_policy.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../model/field.h"

#define LINES 10000 /* far beyond any policy; bounds memory and work on a hostile file */
#define SHOWN 40    /* bytes of a line that an error quotes */

const struct usb_key_form xpt__usb_keys[USB_KEYS] = {
	[USB_VID] = { "vid", 4 },
	[USB_PID] = { "pid", 4 },
	[USB_REL] = { "rel", 4 },
	[USB_CLASS] = { "class", 2 },
	[USB_SUBCLASS] = { "subclass", 2 },
	[USB_PROT] = { "prot", 2 },
};

struct parser {
	struct arena *arena;
	struct usb_policy *policy;
	struct span line; /* the one at hand */
	unsigned int number;
	bool out_of_memory;
};

/* Notes what is wrong at @at in the line. Return: false. */
static bool defect(struct parser *parser, const char *at, const char *text)
{
	struct usb_policy *policy = parser->policy;

	if (!text)
		parser->out_of_memory = true;
	else
		policy->defects[policy->defect_count++] =
				(struct usb_policy_defect){ .line = parser->number,
					.column = (unsigned int)(at - parser->line.at) + 1,
					.text = text };
	return false;
}

static void warn(struct parser *parser, const char *at, const char *text)
{
	(void)defect(parser, at, text);
	if (text)
		parser->policy->defects[parser->policy->defect_count - 1].warning = true;
}

static const char *quoted(
		struct parser *parser, const char *before, struct span text, const char *behind)
{
	bool cut = text.length > SHOWN;
	const char *shown = xpt__arena_printable(parser->arena, text.at, cut ? SHOWN : text.length);

	return shown ? xpt__arena_text(parser->arena, "%s\"%s%s\"%s", before, shown,
				       cut ? "..." : "", behind) :
		       NULL;
}

static void skip_blanks(struct span *rest)
{
	while (rest->length && isspace((unsigned char)*rest->at)) {
		rest->at++;
		rest->length--;
	}
}

static bool skip_word(struct span *rest, const char *word)
{
	size_t length = strlen(word);

	if (rest->length < length || strncasecmp(rest->at, word, length) != 0)
		return false;
	rest->at += length;
	rest->length -= length;
	return true;
}

bool xpt__usb_key_read(struct span *rest, enum usb_key *ret_key)
{
	struct span after;

	for (int key = 0; key < USB_KEYS; key++) {
		after = *rest;
		if (!skip_word(&after, xpt__usb_keys[key].name))
			continue;
		skip_blanks(&after);
		if (!skip_word(&after, "="))
			continue;
		skip_blanks(&after);
		*ret_key = (enum usb_key)key;
		*rest = after;
		return true;
	}
	return false;
}

size_t xpt__usb_value_read(struct span *rest, enum usb_key key, long long *ret_value)
{
	struct span digits = { rest->at, 0 };
	uint64_t number;

	while (digits.length < rest->length && isxdigit((unsigned char)rest->at[digits.length]))
		digits.length++;
	rest->at += digits.length;
	rest->length -= digits.length;
	if (digits.length == xpt__usb_keys[key].digits && xpt__span_number(digits, 16, &number))
		*ret_value = (long long)number;
	return digits.length;
}

static bool read_value(
		struct parser *parser, struct span *rest, enum usb_key key, struct usb_rule *rule)
{
	const char *at = rest->at;
	long long value = -1;
	size_t digits = xpt__usb_value_read(rest, key, &value);

	if (value < 0)
		return defect(parser, at,
				xpt__arena_text(parser->arena,
						"%s= takes %zu hexadecimal digits, not %zu",
						xpt__usb_keys[key].name, xpt__usb_keys[key].digits,
						digits));
	if (rule->values[key] >= 0)
		return defect(parser, at,
				xpt__arena_text(parser->arena, "%s= stands twice in this rule",
						xpt__usb_keys[key].name));
	rule->values[key] = value;
	return true;
}

static bool read_matches(struct parser *parser, struct span rest, struct usb_rule *rule)
{
	enum usb_key key;

	for (skip_blanks(&rest); rest.length; skip_blanks(&rest)) {
		if (!xpt__usb_key_read(&rest, &key))
			return defect(parser, rest.at,
					quoted(parser, "cannot understand ", xpt__span_trim(rest),
							": vid=, pid=, rel=, class=, subclass= or prot= "
							"is expected"));
		if (!read_value(parser, &rest, key, rule))
			return false;
	}
	return true;
}

static bool read_action(struct parser *parser, struct span text, struct usb_rule *rule)
{
	struct span action = xpt__span_trim(text);

	rule->allow = action.length == strlen("ALLOW") &&
			!strncasecmp(action.at, "ALLOW", action.length);
	if (rule->allow ||
			(action.length == strlen("DENY") &&
					!strncasecmp(action.at, "DENY", action.length)))
		return true;
	return defect(parser, action.length ? action.at : text.at,
			quoted(parser, "ALLOW or DENY is expected, not ", action, ""));
}

/* Does @earlier match all that @later matches? */
static bool covers(const struct usb_rule *earlier, const struct usb_rule *later)
{
	for (int key = 0; key < USB_KEYS; key++)
		if (earlier->values[key] >= 0 && earlier->values[key] != later->values[key])
			return false;
	return true;
}

static void warn_if_unreachable(struct parser *parser, const struct usb_rule *rule)
{
	struct usb_policy *policy = parser->policy;

	for (size_t i = 0; i < policy->rule_count; i++)
		if (covers(&policy->rules[i], rule)) {
			warn(parser, parser->line.at,
					xpt__arena_text(parser->arena,
							"never reached: line %u matches all that it matches",
							policy->rules[i].line));
			return;
		}
}

static bool read_rule(struct parser *parser, struct span text, struct usb_rule *ret_rule)
{
	struct span trimmed = xpt__span_trim(text);
	struct usb_rule rule = { .line = parser->number,
		.text = xpt__arena_printable(parser->arena, trimmed.at, trimmed.length) };
	const char *colon = memchr(text.at, ':', text.length), *second;
	size_t before;

	for (int key = 0; key < USB_KEYS; key++)
		rule.values[key] = -1;
	if (!colon)
		return defect(parser, text.at,
				quoted(parser, "\"ALLOW:\" or \"DENY:\" is expected, not ", trimmed,
						""));
	before = (size_t)(colon - text.at);
	second = memchr(colon + 1, ':', text.length - before - 1);
	if (second)
		return defect(parser, second, "a second colon");
	if (!read_action(parser, (struct span){ text.at, before }, &rule) ||
			!read_matches(parser, (struct span){ colon + 1, text.length - before - 1 },
					&rule))
		return false;
	if (!rule.text)
		parser->out_of_memory = true;
	*ret_rule = rule;
	return true;
}

/* Python, which reads the file there, ends a line at it. */
static bool check_end(struct parser *parser)
{
	struct span line = parser->line;
	const char *at = line.length ? memchr(line.at, '\r', line.length - 1) : NULL;

	return !at ||
			defect(parser, at,
					"a carriage return inside a line: usb_scan.py begins a new line here");
}

static void warn_if_beyond_ascii(struct parser *parser)
{
	struct span line = parser->line;
	size_t ascii = 0;

	while (ascii < line.length && isascii((unsigned char)line.at[ascii]))
		ascii++;
	if (ascii < line.length)
		warn(parser, line.at + ascii,
				"a byte beyond ASCII: usb_scan.py can read the file only where its locale is UTF-8, "
				"and this is");
}

static void read_rule_line(struct parser *parser)
{
	struct usb_policy *policy = parser->policy;
	struct span text = parser->line;
	const char *comment = text.length ? memchr(text.at, '#', text.length) : NULL;

	if (comment)
		text.length = (size_t)(comment - text.at);
	if (!xpt__span_trim(text).length) {
		if (comment && text.length)
			(void)defect(parser, text.at,
					"blanks before a comment: XCP-ng's usb_scan.py ends with a traceback here");
		return;
	}
	if (!read_rule(parser, text, &policy->rules[policy->rule_count]))
		return;
	warn_if_unreachable(parser, &policy->rules[policy->rule_count]);
	policy->rule_count++;
}

/* One defect of a line is told. */
static void read_line(struct parser *parser)
{
	size_t defects = parser->policy->defect_count;

	if (check_end(parser))
		read_rule_line(parser);
	if (parser->policy->defect_count == defects)
		warn_if_beyond_ascii(parser);
}

/* How many are read: a line more than the limit is not, and said to be too many. */
static size_t count_lines(struct span text)
{
	struct span line;
	size_t count = 0;

	while (count <= LINES && xpt__span_next_line(&text, &line))
		count++;
	return count;
}

struct usb_policy *xpt__usb_policy_parse(struct arena *arena, struct span text)
{
	size_t lines = count_lines(text);
	struct parser parser = { .arena = arena,
		.policy = xpt__arena_alloc(arena, sizeof(*parser.policy)) };
	struct usb_policy *policy = parser.policy;

	if (!policy)
		return NULL;
	policy->rules = xpt__arena_array(arena, lines + 1, sizeof(*policy->rules));
	policy->defects = xpt__arena_array(arena, lines + 1, sizeof(*policy->defects));
	if (!policy->rules || !policy->defects)
		return NULL;
	while (parser.number < lines && !parser.out_of_memory &&
			xpt__span_next_line(&text, &parser.line)) {
		parser.number++;
		if (parser.number <= LINES)
			read_line(&parser);
		else
			(void)defect(&parser, parser.line.at,
					"too many lines: those from here on are not read");
	}
	for (size_t i = policy->defect_count; i-- > 0;)
		if (!policy->defects[i].warning)
			policy->fatal = &policy->defects[i];
	return parser.out_of_memory ? NULL : policy;
}

#define UNKNOWN (-1)

static long long known(struct fact_int fact)
{
	return fact.state == XPT_FACT_KNOWN ? fact.value : UNKNOWN;
}

enum match { MATCHES_NOT, MAY_MATCH, MATCHES };

static enum match match(const struct usb_rule *rule, const long long values[USB_KEYS])
{
	enum match match = MATCHES;

	for (int key = 0; key < USB_KEYS; key++)
		if (rule->values[key] >= 0 && values[key] == UNKNOWN)
			match = MAY_MATCH;
		else if (rule->values[key] >= 0 && rule->values[key] != values[key])
			return MATCHES_NOT;
	return match;
}

/* Is there a rule before it that matches whatever it may match? */
static bool is_behind(
		const struct usb_policy *policy, size_t index, const long long values[USB_KEYS])
{
	struct usb_rule asks = policy->rules[index];

	for (int key = 0; key < USB_KEYS; key++)
		asks.values[key] = values[key] == UNKNOWN ? asks.values[key] : values[key];
	for (size_t i = 0; i < index; i++)
		if (covers(&policy->rules[i], &asks))
			return true;
	return false;
}

static unsigned int unknown_keys(const struct usb_rule *rule, const long long values[USB_KEYS])
{
	unsigned int keys = 0;

	for (int key = 0; key < USB_KEYS; key++)
		if (rule->values[key] >= 0 && values[key] == UNKNOWN)
			keys |= 1U << key;
	return keys;
}

static struct usb_decision decide(const struct usb_policy *policy, const long long values[USB_KEYS])
{
	struct usb_decision decision = { 0 };
	size_t end = 0;

	while (end < policy->rule_count && match(&policy->rules[end], values) != MATCHES)
		end++;
	decision.rule = end < policy->rule_count ? &policy->rules[end] : NULL;
	decision.allow = decision.rule && decision.rule->allow;
	for (size_t i = 0; i < end && !decision.doubtful; i++) {
		const struct usb_rule *rule = &policy->rules[i];

		if (match(rule, values) != MAY_MATCH ||
				(decision.before && rule->allow == decision.allow) ||
				is_behind(policy, i, values))
			continue;
		decision.before = rule;
		decision.doubtful = rule->allow != decision.allow;
		decision.keys = unknown_keys(rule, values);
	}
	return decision;
}

struct usb_decision xpt__usb_policy_decide(const struct usb_policy *policy,
		const struct xpt_usb_device *device, const struct usb_interface *interface)
{
	const long long values[USB_KEYS] = {
		[USB_VID] = known(device->vendor_id),
		[USB_PID] = known(device->product_id),
		[USB_REL] = known(device->release),
		[USB_CLASS] = known(interface->class_code),
		[USB_SUBCLASS] = known(interface->subclass),
		[USB_PROT] = known(interface->protocol),
	};

	return decide(policy, values);
}

/* It is looked at once it has as many interfaces that are no hub as it says it has. */
static enum usb_permission judge_before(const struct xpt_usb_device *device)
{
	long long count = 0;

	if (!device->present || fact_is(device->class_code, USB_CLASS_HUB))
		return USB_NOT_LISTED;
	if (device->class_code.state == XPT_FACT_UNREADABLE ||
			device->interfaces_said.state == XPT_FACT_UNREADABLE)
		return USB_NOT_KNOWN;
	for (size_t i = 0; i < device->interface_count; i++) {
		if (device->interfaces[i].class_code.state == XPT_FACT_UNREADABLE)
			return USB_NOT_KNOWN;
		count += !fact_is(device->interfaces[i].class_code, USB_CLASS_HUB);
	}
	return count && fact_is(device->interfaces_said, count) ? USB_ALLOWED : USB_NOT_LISTED;
}

/* One that is denied for sure decides, whatever is doubtful about the others. */
enum usb_permission xpt__usb_policy_judge(const struct usb_policy *policy,
		const struct xpt_usb_device *device, struct usb_decision *ret_decision)
{
	enum usb_permission permission = policy->fatal ? USB_NOT_KNOWN : judge_before(device);

	*ret_decision = (struct usb_decision){ 0 };
	if (permission != USB_ALLOWED)
		return permission;
	for (size_t i = 0; i < device->interface_count; i++) {
		struct usb_decision decision =
				xpt__usb_policy_decide(policy, device, &device->interfaces[i]);

		if (permission == USB_ALLOWED || (!decision.doubtful && !decision.allow))
			*ret_decision = decision;
		if (decision.doubtful)
			permission = USB_NOT_KNOWN;
		else if (!decision.allow)
			return USB_DENIED;
	}
	return permission;
}

#define DEFECT(member, form, key, label, help) \
	FIELD(usb_policy_defect, member, form, key, label, help)

static const struct field defect_fields[] = {
	DEFECT(line, FORM_NUMBER, "line", "LINE", "where it is"),
	DEFECT(column, FORM_NUMBER, "column", "COLUMN", "its first byte in the line, from 1"),
	DEFECT(warning, FORM_BOOL, "warning", "WARNING", "the policy works all the same"),
	DEFECT(text, FORM_TEXT, "text", "TEXT", "what is wrong"),
};

static const struct xpt_kind kind_defect = { "usb_policy_defect", defect_fields,
	COUNT(defect_fields) };

const struct xpt_kind *xpt_kind_usb_policy_defect(void)
{
	return &kind_defect;
}
