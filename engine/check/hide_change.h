/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECK_HIDE_CHANGE_H
#define CHECK_HIDE_CHANGE_H

#include "../base/finding.h"
#include "../model/model.h"

/*
 * xpt__check_hide_change - tell what a change of the hidden devices makes of one, now and at the next boot
 * @was, @is: hidden by the method before and after; @rules: it is rules of udev, not hide=
 * Return: 0 or XPT_NO_MEMORY.
 */
int xpt__check_hide_change(const struct xpt_host *host, const struct xpt_device *device, bool was,
		bool is, bool rules, struct xpt_report *report);

#endif
