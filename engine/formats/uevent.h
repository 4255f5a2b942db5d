/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel tells of devices that come and go: "add@/devices/…", then KEY=VALUE texts, each with a NUL at its end. */
#ifndef FORMATS_UEVENT_H
#define FORMATS_UEVENT_H

#include "../base/text.h"

/* xpt__uevent_of_usb - did a USB device come, or go? False for its interfaces, for all else, and for what is torn. */
bool xpt__uevent_of_usb(struct span message);

#endif
