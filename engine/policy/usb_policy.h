/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usb-policy.conf as XCP-ng's usb_scan.py reads it: which USB devices may be given to guests.
 * A rule is "ALLOW: vid=056a pid=0315 class=03"; the first that matches an interface decides on it, none means no. A device
 * may be given away if all its interfaces may. Hubs are never looked at.
 */
#ifndef POLICY_USB_POLICY_H
#define POLICY_USB_POLICY_H

#include "../base/arena.h"
#include "../base/text.h"
#include "../model/usb.h"

enum usb_key { USB_VID, USB_PID, USB_REL, USB_CLASS, USB_SUBCLASS, USB_PROT, USB_KEYS };

struct usb_rule {
	bool allow;
	long long values[USB_KEYS]; /* -1: any */
	unsigned int line;
	const char *text; /* without its comment, printable */
};

struct usb_policy_defect {
	unsigned int line, column; /* from 1; in bytes */
	bool warning;		   /* the policy works all the same */
	const char *text;
};

struct usb_policy {
	struct usb_rule *rules;
	size_t rule_count;
	struct usb_policy_defect *defects; /* in order of lines */
	size_t defect_count;
	/* The first that is no warning: it ends usb_scan.py, and no device at all is offered. NULL: none. */
	const struct usb_policy_defect *fatal;
};

/* xpt__usb_policy_parse - NULL when memory is out. All of it is the arena's. */
struct usb_policy *xpt__usb_policy_parse(struct arena *arena, struct span text);

enum usb_permission { USB_ALLOWED, USB_DENIED, USB_NOT_LISTED, USB_NOT_KNOWN };

/*
 * xpt__usb_policy_judge - may the device be given to a guest?
 * @ret_rule: that decided; NULL: no rule matches an interface, or none was asked
 * USB_NOT_LISTED: a hub, or one that usb_scan.py passes over, as it does not have all its interfaces. USB_NOT_KNOWN: the policy
 * has a fatal defect, or a number of the device could not be read.
 */
enum usb_permission xpt__usb_policy_judge(const struct usb_policy *policy,
		const struct xpt_usb_device *device, const struct usb_rule **ret_rule);
/* xpt__usb_policy_rule - the rule that decides on an interface of a device that is judged; NULL: none matches, which is a no */
const struct usb_rule *xpt__usb_policy_rule(const struct usb_policy *policy,
		const struct xpt_usb_device *device, const struct usb_interface *interface);

#endif
