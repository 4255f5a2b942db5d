/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a policy says of a device, in the device's fields. */
#include "usb_policy.h"

static const char *const words[] = {
	[USB_ALLOWED] = "allow", [USB_DENIED] = "deny", [USB_NOT_LISTED] = "not-listed"
};

struct marker {
	struct arena *arena;
	bool out_of_memory;
};

static const char *keep(struct marker *marker, const char *text)
{
	marker->out_of_memory = marker->out_of_memory || !text;
	return text ? text : "";
}

/* "vid= and pid=" */
static const char *names_of(struct marker *marker, unsigned int keys)
{
	const char *text = "";

	for (int key = 0; key < USB_KEYS; key++)
		if (keys & 1U << key)
			text = keep(marker,
					xpt__arena_text(marker->arena, "%s%s%s=", text,
							*text ? " and " : "",
							xpt__usb_keys[key].name));
	return text;
}

static const char *doubt(struct marker *marker, const struct usb_decision *decision)
{
	return keep(marker,
			xpt__arena_text(marker->arena, "it depends on %s: line %u, %s",
					names_of(marker, decision->keys), decision->before->line,
					decision->before->text));
}

/* Which of two that say the same. */
static const char *either(struct marker *marker, const struct usb_decision *decision)
{
	const char *names = names_of(marker, decision->keys);

	return keep(marker,
			decision->rule ? xpt__arena_text(marker->arena,
							 "line %u, or by %s line %u before it",
							 decision->rule->line, names,
							 decision->before->line) :
					 xpt__arena_text(marker->arena, "no line, or by %s line %u",
							 names, decision->before->line));
}

static void mark(struct marker *marker, const struct usb_decision *decision,
		struct fact_text *ret_rule, struct fact_int *ret_line)
{
	const char *why = !decision->before ? NULL :
			decision->doubtful  ? doubt(marker, decision) :
					      either(marker, decision);

	*ret_rule = (struct fact_text)FACT_ABSENT(NULL);
	*ret_line = (struct fact_int)FACT_ABSENT(NULL);
	if (why) {
		*ret_rule = (struct fact_text)FACT_UNREADABLE(why);
		*ret_line = (struct fact_int)FACT_UNREADABLE(why);
	} else if (decision->rule) {
		*ret_rule = fact_text_known(decision->rule->text);
		*ret_line = fact_int_known(decision->rule->line);
	}
}

static void mark_interfaces(struct marker *marker, const struct usb_policy *policy,
		struct xpt_usb_device *device)
{
	for (size_t i = 0; i < device->interface_count; i++) {
		struct usb_interface *interface = &device->interfaces[i];
		struct usb_decision decision = xpt__usb_policy_decide(policy, device, interface);

		mark(marker, &decision, &interface->policy_rule, &interface->policy_line);
		interface->policy = decision.doubtful ?
				interface->policy_rule :
				fact_text_known(words[decision.allow ? USB_ALLOWED : USB_DENIED]);
	}
}

bool xpt__usb_policy_mark(struct arena *arena, const struct usb_policy *policy, const char *path,
		struct xpt_usb_device *device)
{
	struct marker marker = { .arena = arena };
	struct usb_decision decision;
	enum usb_permission permission = xpt__usb_policy_judge(policy, device, &decision);

	mark(&marker, &decision, &device->policy_rule, &device->policy_line);
	if (permission == USB_ALLOWED || permission == USB_DENIED || decision.doubtful)
		mark_interfaces(&marker, policy, device);
	if (permission != USB_NOT_KNOWN)
		device->policy = fact_text_known(words[permission]);
	else if (policy->fatal)
		device->policy = (struct fact_text)FACT_UNREADABLE(keep(&marker,
				xpt__arena_text(arena, "%s line %u: %s", path, policy->fatal->line,
						policy->fatal->text)));
	else if (decision.doubtful)
		device->policy = device->policy_rule;
	else
		device->policy = (struct fact_text)FACT_UNREADABLE(
				"not all that the policy asks for could be read");
	return !marker.out_of_memory;
}
