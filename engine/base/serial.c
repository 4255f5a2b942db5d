/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serial.h"

#include <string.h>
#include <strings.h>

/* Zeros and ones stand where a vendor wrote none, and Realtek wrote the same into all. */
bool xpt__serial_is_unique(const char *serial)
{
	static const char realtek[] = "-68-4c-e0-00";
	size_t length = strlen(serial), end = sizeof(realtek) - 1;

	return serial[strspn(serial, "0-")] && serial[strspn(serial, "fF-")] &&
			(length < end || strcasecmp(serial + length - end, realtek));
}
