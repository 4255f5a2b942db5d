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

struct usb_key_form {
	const char *name;
	size_t digits; /* of its value, no more and no fewer */
};

extern const struct usb_key_form xpt__usb_keys[USB_KEYS];

/* xpt__usb_key_read - the "vid =" that @rest begins with, and the blanks behind it */
bool xpt__usb_key_read(struct span *rest, enum usb_key *ret_key);
/*
 * xpt__usb_value_read - as the original reads it: all hexadecimal digits that follow, also those that begin the next key
 * @ret_value: only where it has as many as @key takes
 * Return: how many it has.
 */
size_t xpt__usb_value_read(struct span *rest, enum usb_key key, long long *ret_value);

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

/* What decides on an interface of which not every number need be known. */
struct usb_decision {
	const struct usb_rule
			*rule; /* the first that matches for sure; NULL: none, which is a no */
	bool allow;	       /* what it says */
	/* One before it that matches or does not, by numbers that are not known: @keys, 1 << enum usb_key. NULL: none. */
	const struct usb_rule *before;
	unsigned int keys;
	bool doubtful; /* and it says the opposite */
};

struct usb_decision xpt__usb_policy_decide(const struct usb_policy *policy,
		const struct xpt_usb_device *device, const struct usb_interface *interface);

/*
 * xpt__usb_policy_judge - may the device be given to a guest?
 * @ret_decision: on the interface that decided; empty where none was asked
 * USB_NOT_LISTED: a hub, or one that usb_scan.py passes over, as it does not have all its interfaces. USB_NOT_KNOWN: the policy
 * has a fatal defect, or it depends on a number of the device that is not known.
 */
enum usb_permission xpt__usb_policy_judge(const struct usb_policy *policy,
		const struct xpt_usb_device *device, struct usb_decision *ret_decision);

/*
 * xpt__usb_policy_mark - fill in the device's and its interfaces' policy, policy_line and policy_rule
 * @path: of the policy, for what is told of its defect
 * Return: false when memory is out.
 */
bool xpt__usb_policy_mark(struct arena *arena, const struct usb_policy *policy, const char *path,
		struct xpt_usb_device *device);

/*
 * xpt__usb_words_read - a device described by words such as "vid=056a" and "class=03", of which each class= begins an interface
 * What is not given is not known; without any class= it has one interface, of which nothing is known.
 * Return: 0, XPT_INVALID, XPT_NO_MEMORY.
 */
int xpt__usb_words_read(struct arena *arena, const char *const *words, size_t count,
		struct xpt_usb_device *ret_device, struct xpt_error **ret_error);

#endif
