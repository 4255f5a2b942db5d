/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What may have become of a device that has a name. */
#include "causes.h"

#define WHY                                                                                      \
	"A name of xpt name is bound to what the device is: its numbers, its serial number where it has one, and its " \
	"slot, or the port that a USB device is plugged into. Bus numbers change when a card is added or removed, and the " \
	"address then means another device; into a port anything can be plugged. "

const struct cause xpt__cause_name_moved = {
	.id = "name-moved",
	.verdict = XPT_BLOCKED,
	.title = "the device of that name is at another address",
	.because = "{name} is now {device}, and was {address}: {proof}",
	.why = WHY "This one was found again, elsewhere. Nothing is done by the name before somebody has looked, "
	       "as files and people may still mean the old address.",
	.remedies = {
		{ "let the name follow its device", "xpt name --follow {name}" },
	},
};

const struct cause xpt__cause_name_replaced = {
	.id = "name-replaced",
	.verdict = XPT_BLOCKED,
	.title = "another device is where the device of that name was",
	.because = "{name} was at {address}, where another device is now: {found} instead of {named}",
	.why = WHY "No device of this host is the one that was named.",
	.remedies = {
		{ "if the other device shall have the name", "xpt name --delete {name} && xpt name {device} {name}" },
	},
};

const struct cause xpt__cause_name_gone = {
	.id = "name-gone",
	.verdict = XPT_BLOCKED,
	.title = "the device of that name is not there",
	.because = "no device of this host is {name}: {named}, which was {address}",
	.why = WHY "Nothing is at its address, and nothing elsewhere is like it. A virtual function is there only "
	       "while its physical function has as many.",
	.remedies = {
		{ "if it is gone for good", "xpt name --delete {name}" },
	},
};

const struct cause xpt__cause_name_ambiguous = {
	.id = "name-ambiguous",
	.verdict = XPT_BLOCKED,
	.title = "several devices may be the one of that name",
	.because = "{devices} may each be {name}, which was {address}: they are alike, and none is where it was",
	.why = WHY "Several devices are as the one that was named, and none of them is where it was: which one it is, "
	       "only somebody who looks can tell.",
	.remedies = {
		{ "find out which one it is, and name it again: xpt name --delete {name}, then "
				"xpt name DEVICE {name}",
				NULL },
	},
};

const struct cause xpt__cause_name_unplugged = {
	.id = "name-unplugged",
	.verdict = XPT_BLOCKED,
	.title = "dom0 sees no USB device that is the one of that name",
	.because = "{name} is not plugged in where dom0 sees it: {named}, which was {address}",
	.why = WHY "No USB device that dom0 sees is the one that was named.",
	.remedies = {
		{ "plug it in", NULL },
		{ "where libxl's records still give it to a guest, name the port that xpt usb list shows: xpt detach DOMAIN PORT", NULL },
		{ "if it is gone for good", "xpt name --delete {name}" },
	},
};

const struct cause xpt__cause_name_unknown = {
	.id = "name-unknown",
	.verdict = XPT_UNKNOWN,
	.title = "it is not known which device has that name",
	.because = "it is not known whether {device} is {name}: {reason}",
	.why = WHY "A device that may be the one does not report what it is: it may sleep "
			"(D3cold), or not answer; or dom0 does not see what is plugged into a USB controller that is reserved.",
	.remedies = {
		{ "see what it tells, and write the address where you know it", "xpt show {device}" },
	},
};

const struct cause xpt__cause_name_unseen = {
	.id = "name-unseen",
	.verdict = XPT_UNKNOWN,
	.title = "whether the USB device of that name is plugged in is not known",
	.because = "it is not known whether {name} is plugged in: {reason}",
	.why = WHY "Of a USB controller that is reserved, or that a guest has, dom0 does not see what is plugged in.",
	.remedies = {
		{ "see which controllers those are", "xpt list --class usb" },
	},
};

const struct cause xpt__cause_name_unconfirmed = {
	.id = "name-unconfirmed",
	.verdict = XPT_RISK,
	.title = "the serial number of a named device cannot be compared now",
	.because = "{device} is taken for {name} by its slot and its numbers; of its serial number, {named}: {reason}",
	.why = "The serial number of an NVMe disk stands in no config space: its driver asks the disk. That of a card's vital "
	       "product data (VPD) is not read while a guest has the card. Until then another one of the same kind in the "
	       "same slot looks the same.",
	.remedies = {
		{ "release it, and look at its serial number", "xpt release {device} && xpt name --list" },
	},
};
