/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file of names, in xl's syntax, as xpt writes it:
 *
 *	names = [
 *		"0000:04:00.0 nic0 path=0000:00:1c.0/00.0 id=8086:10d3 subsystem=8086:a01f revision=00 serial=… nvme=…",
 *		"1-1.2 stick path=0000:00:14.0 usb2=1.2 usb3=5.2 id=046d:c52b serial=…",
 *	]
 *
 * and that of the devices which hide= of xpt was written for: "hidden" in place of "names", and no name in an entry.
 */
#ifndef CONFIG_NAMES_H
#define CONFIG_NAMES_H

#include "../model/names.h"

/*
 * xpt__names_parse - the names of a file
 * @ret_why:  NULL, or why it is no such file: the arena's; no name is known then
 * Return: false when memory is out.
 */
bool xpt__names_parse(struct arena *arena, const char *path, struct span text,
		struct device_names *ret_names, const char **ret_why);
/* xpt__names_text - the file of these names. NULL when memory is out. */
const char *xpt__names_text(struct arena *arena, const struct device_name *items, size_t count);
/* xpt__hidden_parse, xpt__hidden_text - the same of the devices that hide= was written for; they have no names. */
bool xpt__hidden_parse(struct arena *arena, const char *path, struct span text,
		struct device_names *ret_devices, const char **ret_why);
const char *xpt__hidden_text(struct arena *arena, const struct device_name *items, size_t count);

#endif
