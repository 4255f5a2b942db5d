/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One more rule for a usb-policy.conf, text in and text out. */
#ifndef POLICY_USB_EDIT_H
#define POLICY_USB_EDIT_H

#include "usb_policy.h"

/* Of a file that is not there yet: it forbids nothing, as no file does. */
#define USB_POLICY_OPEN                                                                            \
	"# Which USB devices guests may have: the first line that matches an interface decides.\n" \
	"ALLOW: # all others; without this line, no other device may be given to guests\n"

struct usb_edit {
	const struct usb *usb;
	/* Of @usb: guests may have them from now on, or may not. */
	const struct xpt_usb_device *const *devices;
	size_t device_count;
	bool allow;
	const char *path;   /* of the policy, for what is told of it */
	struct span before; /* its text */
};

/*
 * xpt__usb_policy_edit - a rule for each device that the policy does not judge as wanted, before the first line that decides
 * otherwise on it; a line about that device alone is turned round instead. All else is kept byte for byte
 * @ret_after: the arena's; as before where nothing is to be done
 * Return: 0, XPT_REFUSED (the policy has a fatal defect, never looks at the device, or would judge another device otherwise
 * than before), XPT_UNREADABLE (not known what it says of a device), XPT_NO_MEMORY.
 */
int xpt__usb_policy_edit(struct arena *arena, const struct usb_edit *edit, const char **ret_after,
		struct xpt_error **ret_error);

#endif
