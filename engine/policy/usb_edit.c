/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usb_edit.h"

#include <ctype.h>
#include <string.h>

#include "../base/error.h"

#define COMMENT 60 /* bytes of the device's own name */

/* What a new rule asks for: a device by its kind, or by its release too. */
#define BY_KIND (1U << USB_VID | 1U << USB_PID)
#define BY_RELEASE (BY_KIND | 1U << USB_REL)

static enum usb_permission wanted(const struct usb_edit *edit)
{
	return edit->allow ? USB_ALLOWED : USB_DENIED;
}

static enum usb_permission judge(
		const struct usb_policy *policy, const struct xpt_usb_device *device)
{
	struct usb_decision decision;

	return xpt__usb_policy_judge(policy, device, &decision);
}

static bool is_wanted(const struct usb_edit *edit, const struct xpt_usb_device *device)
{
	for (size_t i = 0; i < edit->device_count; i++)
		if (edit->devices[i] == device)
			return true;
	return false;
}

/* The first that decides on an interface otherwise than wanted. NULL: none does, or no rule at all. */
static const struct usb_rule *opponent(
		const struct usb_policy *policy, const struct xpt_usb_device *device, bool allow)
{
	const struct usb_rule *first = NULL;

	for (size_t i = 0; i < device->interface_count; i++) {
		struct usb_decision decision =
				xpt__usb_policy_decide(policy, device, &device->interfaces[i]);

		if (decision.rule && decision.allow != allow &&
				(!first || decision.rule->line < first->line))
			first = decision.rule;
	}
	return first;
}

/* Would it be the new rule, with the other action? */
static bool is_of_device_alone(const struct usb_rule *rule, unsigned int keys)
{
	unsigned int asks = 0;

	for (int key = 0; key < USB_KEYS; key++)
		asks |= rule->values[key] >= 0 ? 1U << key : 0U;
	return asks == BY_RELEASE || (asks == BY_KIND && keys == BY_KIND);
}

/* Where line number @line begins. */
static size_t begin_of(struct span text, unsigned int line)
{
	const char *at = text.at;

	for (unsigned int i = 1; i < line; i++)
		at = (const char *)memchr(at, '\n', text.length - (size_t)(at - text.at)) + 1;
	return (size_t)(at - text.at);
}

static const char *newline_of(struct span text)
{
	const char *end = text.length ? memchr(text.at, '\n', text.length) : NULL;

	return end && end > text.at && end[-1] == '\r' ? "\r\n" : "\n";
}

/*
 * The device's own name, where it has one in ASCII: the Python that reads the policy in XCP-ng's dom0 may know nothing else.
 */
static const char *comment_of(struct arena *arena, const struct xpt_usb_device *device)
{
	const char *name = device->product.state == XPT_FACT_KNOWN ? device->product.value : "";
	size_t length = strlen(name);

	for (size_t i = 0; i < length; i++)
		if (!isascii(name[i]) || !isprint((unsigned char)name[i]))
			return "";
	return length ? xpt__arena_text(arena, " # %.*s", COMMENT, name) : "";
}

static const char *rule_text(struct arena *arena, const struct xpt_usb_device *device, bool allow,
		unsigned int keys)
{
	const char *comment = comment_of(arena, device), *release = "";

	if (keys == BY_RELEASE)
		release = xpt__arena_text(arena, " rel=%04llx", device->release.value);
	return comment && release ?
			xpt__arena_text(arena, "%s: vid=%04llx pid=%04llx%s%s",
					allow ? "ALLOW" : "DENY", device->vendor_id.value,
					device->product_id.value, release, comment) :
			NULL;
}

/* @middle in place of the bytes of @text from @from to @to. */
static const char *splice(
		struct arena *arena, struct span text, size_t from, size_t to, const char *middle)
{
	size_t length = middle ? strlen(middle) : 0;
	char *after = middle ? xpt__arena_alloc(arena, text.length - (to - from) + length + 1) :
			       NULL;

	if (!after)
		return NULL;
	if (from)
		memcpy(after, text.at, from);
	memcpy(after + from, middle, length);
	if (text.length > to)
		memcpy(after + from + length, text.at + to, text.length - to);
	return after;
}

static const char *turn_round(struct arena *arena, struct span text, const struct usb_rule *rule)
{
	size_t at = begin_of(text, rule->line);

	while (isspace((unsigned char)text.at[at]))
		at++;
	return splice(arena, text, at, at + strlen(rule->allow ? "ALLOW" : "DENY"),
			rule->allow ? "DENY" : "ALLOW");
}

static const char *add_rule(struct arena *arena, const struct usb_edit *edit, struct span text,
		const struct usb_policy *policy, const struct xpt_usb_device *device,
		unsigned int keys)
{
	const struct usb_rule *before = opponent(policy, device, edit->allow);
	const char *rule = rule_text(arena, device, edit->allow, keys), *newline = newline_of(text);
	size_t at = text.length;
	bool torn = text.length && text.at[text.length - 1] != '\n';

	if (before && is_of_device_alone(before, keys))
		return turn_round(arena, text, before);
	if (before) {
		at = begin_of(text, before->line);
		torn = false;
	}
	return rule ? splice(arena, text, at, at,
				      xpt__arena_text(arena, "%s%s%s", torn ? newline : "", rule,
						      newline)) :
		      NULL;
}

/* Why no rule can change it; NULL: one can. */
static const char *why_never(const struct xpt_usb_device *device)
{
	if (!device->present)
		return "it is unplugged";
	if (fact_is(device->class_code, USB_CLASS_HUB))
		return "it is a hub";
	return "it has not all its interfaces (it is not configured, or one of them is a hub)";
}

static int check_device(const struct usb_policy *policy, const struct xpt_usb_device *device,
		struct xpt_error **ret_error)
{
	enum usb_permission permission = judge(policy, device);

	if (permission == USB_NOT_LISTED)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"guests are not offered %s whatever the policy says: %s",
				device->path, why_never(device));
	if (permission == USB_NOT_KNOWN || device->vendor_id.state != XPT_FACT_KNOWN ||
			device->product_id.state != XPT_FACT_KNOWN ||
			device->release.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"not all that a policy asks for could be read of %s", device->path);
	return 0;
}

static int check_policy(const struct usb_edit *edit, const struct usb_policy *policy,
		struct xpt_error **ret_error)
{
	int rc = 0;

	if (policy->fatal)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"/%s line %u: %s; it must be put right first, as so no device is "
				"offered at all",
				edit->path, policy->fatal->line, policy->fatal->text);
	if (edit->before.length && memchr(edit->before.at, '\0', edit->before.length))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"/%s is not text: it holds a zero byte", edit->path);
	for (size_t i = 0; i < edit->device_count && !rc; i++)
		rc = check_device(policy, edit->devices[i], ret_error);
	return rc;
}

/* Has the new policy the wanted effect, and no other? @ret_other: a device that it has another on */
static bool holds(const struct usb_edit *edit, const struct usb_policy *before,
		const struct usb_policy *after, const struct xpt_usb_device **ret_other)
{
	for (size_t i = 0; i < edit->usb->device_count; i++) {
		const struct xpt_usb_device *device = &edit->usb->devices[i];
		enum usb_permission now = judge(after, device);

		*ret_other = device;
		if (is_wanted(edit, device) ? now != wanted(edit) :
					      now == USB_NOT_KNOWN || now != judge(before, device))
			return false;
	}
	return true;
}

static int refuse(const struct usb_edit *edit, const struct usb_policy *after,
		const struct xpt_usb_device *other, struct xpt_error **ret_error)
{
	const char *word = edit->allow ? "allowed" : "denied";

	if (is_wanted(edit, other) || judge(after, other) == USB_NOT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"it is not known whether %s would be %s then", other->path, word);
	return xpt__error_set(ret_error, XPT_REFUSED,
			"%s would be %s too: its vid, pid and rel are the same; to have both %s, name "
			"both",
			other->path, word, word);
}

static const char *add_rules(struct arena *arena, const struct usb_edit *edit, unsigned int keys)
{
	const char *text = xpt__arena_copy(
			arena, edit->before.length ? edit->before.at : "", edit->before.length);

	for (size_t i = 0; i < edit->device_count && text; i++) {
		const struct usb_policy *policy = xpt__usb_policy_parse(arena, xpt__span_of(text));

		if (!policy)
			return NULL;
		if (judge(policy, edit->devices[i]) != wanted(edit))
			text = add_rule(arena, edit, xpt__span_of(text), policy, edit->devices[i],
					keys);
	}
	return text;
}

int xpt__usb_policy_edit(struct arena *arena, const struct usb_edit *edit, const char **ret_after,
		struct xpt_error **ret_error)
{
	static const unsigned int keys[] = { BY_KIND, BY_RELEASE };
	const struct usb_policy *before = xpt__usb_policy_parse(arena, edit->before), *after = NULL;
	const struct xpt_usb_device *other = NULL;
	int rc = before ? check_policy(edit, before, ret_error) : xpt__error_no_memory(ret_error);

	for (size_t i = 0; !rc && i < sizeof(keys) / sizeof(*keys); i++) {
		const char *text = add_rules(arena, edit, keys[i]);

		after = text ? xpt__usb_policy_parse(arena, xpt__span_of(text)) : NULL;
		if (!after)
			return xpt__error_no_memory(ret_error);
		if (holds(edit, before, after, &other)) {
			*ret_after = text;
			return 0;
		}
	}
	return rc ? rc : refuse(edit, after, other, ret_error);
}
