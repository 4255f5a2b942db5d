/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * open-devices: which programs of dom0 have which character devices open, a line each:
 *	2314 189:5 qemu-system-i38
 * process, device number, and the program's name by its own word, which may hold blanks.
 */
#ifndef FORMATS_OPEN_DEVICES_H
#define FORMATS_OPEN_DEVICES_H

#include <stdio.h>

#include "../base/text.h"

#define MAJOR_USB 189 /* /dev/bus/usb/BBB/DDD, in Linux's list of device numbers */

/* xpt__device_number_read - "188:0", as sysfs has it too. False: it is none. */
bool xpt__device_number_read(struct span text, unsigned int *ret_major, unsigned int *ret_minor);

struct open_device {
	unsigned int pid, major, minor;
	struct span command; /* may be empty */
};

/* xpt__open_device_read - @ret_device points into @line. False: it is no such line. */
bool xpt__open_device_read(struct span line, struct open_device *ret_device);
void xpt__open_device_write(const struct open_device *device, FILE *file);

#endif
