/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "framebuffer.h"

#include <string.h>

bool xpt__framebuffer_of_firmware(struct span device, struct span *ret_driver)
{
	static const char *const drivers[] = { "efi-framebuffer", "vesa-framebuffer",
		"simple-framebuffer" };
	struct span number = device, driver;
	uint64_t ignored;

	if (!xpt__span_next_part(&number, '.', &driver) || !xpt__span_number(number, 10, &ignored))
		return false;
	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++)
		if (xpt__span_is(driver, drivers[i])) {
			if (ret_driver)
				*ret_driver = driver;
			return true;
		}
	return false;
}

bool xpt__framebuffer_draws_console(struct span name)
{
	return xpt__span_skip(&name, "(M) ") && xpt__span_is(name, "frame buffer device");
}
