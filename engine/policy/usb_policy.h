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
};

struct usb_policy_defect {
	unsigned int line, column; /* from 1; in bytes */
	const char *text;
};

struct usb_policy {
	struct usb_rule *rules;
	size_t rule_count;
	/* The first of these ends usb_scan.py, and no device at all is offered. */
	struct usb_policy_defect *defects;
	size_t defect_count;
};

/* xpt__usb_policy_parse - NULL when memory is out. All of it is the arena's. */
struct usb_policy *xpt__usb_policy_parse(struct arena *arena, struct span text);

enum usb_permission { USB_ALLOWED, USB_DENIED, USB_NOT_LISTED, USB_NOT_KNOWN };

/*
 * xpt__usb_policy_judge - may the device be given to a guest?
 * @ret_line: of the rule that decided; 0: no rule matches an interface, or none was asked
 * USB_NOT_LISTED: a hub, or one that usb_scan.py passes over, as it does not have all its interfaces. USB_NOT_KNOWN: the policy
 * has defects, or a number of the device could not be read.
 */
enum usb_permission xpt__usb_policy_judge(const struct usb_policy *policy,
		const struct xpt_usb_device *device, unsigned int *ret_line);

#endif
