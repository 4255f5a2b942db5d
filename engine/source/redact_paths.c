/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "redact_paths.h"

#include <string.h>

#include "paths.h"

bool xpt__redact_holds_names(const char *path)
{
	static const char *const prefixes[] = { "proc/", "sys/", "etc/", "boot/",
		PATH_INITRAMFS "/", PATH_STORE "/", PATH_XEN_CONSOLE, PATH_XEN_VERSION };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (!strncmp(path, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

bool xpt__redact_is_serial(const char *path)
{
	static const char *const files[] = { "/serial", "/wwid", "/serial_number",
		"/product_serial", "/board_serial", "/chassis_serial", "/unique_id", "/dm/uuid" };

	if (!strncmp(path, PATH_PCI_VPD "/", strlen(PATH_PCI_VPD "/")))
		return true;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		size_t length = strlen(files[i]), whole = strlen(path);

		if (whole > length && !strcmp(path + whole - length, files[i]))
			return !strncmp(path, "sys/", 4);
	}
	return false;
}
