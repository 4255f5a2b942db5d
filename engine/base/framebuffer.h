/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Linux calls the framebuffers of the firmware, and the console that it draws. */
#ifndef BASE_FRAMEBUFFER_H
#define BASE_FRAMEBUFFER_H

#include "text.h"

/*
 * xpt__framebuffer_of_firmware - is @device a platform device of that kind, as "efi-framebuffer.0"?
 * @ret_driver: its driver's folder below sysfs, "efi-framebuffer", within @device; NULL: not wanted
 */
bool xpt__framebuffer_of_firmware(struct span device, struct span *ret_driver);
/* Is the console of a vtconsole that is called so drawn on framebuffers? "(M) frame buffer device" */
bool xpt__framebuffer_draws_console(struct span name);

#endif
