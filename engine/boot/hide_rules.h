/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hiding where xen-pciback is a module: a file of udev rules, which know each device by its identity. */
#ifndef BOOT_HIDE_RULES_H
#define BOOT_HIDE_RULES_H

#include "../base/arena.h"
#include "../model/boot.h"

#define HIDE_RULES_NAME "10-xpt-hide.rules"
#define HIDE_RULES_FILE "etc/udev/rules.d/" HIDE_RULES_NAME
#define HIDE_RULES_MAX 1024 /* a file that holds more was not written by xpt */

/*
 * xpt__hide_rules_parse - what a file that xpt wrote names
 * @ret_rules: edited: it is not as xpt writes it, and what it does is not known
 * Return: false when memory is out.
 */
bool xpt__hide_rules_parse(struct arena *arena, struct span text, struct hide_rules *ret_rules);
/* xpt__hide_rules_text - the file; "" without rules; NULL when memory is out. */
const char *xpt__hide_rules_text(
		struct arena *arena, const struct hide_rule *rules, size_t rule_count);
/* xpt__hide_rule_of - NULL: no rule is about this device, as it is now. */
const struct hide_rule *xpt__hide_rule_of(
		const struct hide_rules *rules, const struct xpt_device *device);
/* xpt__hide_rule_in_doubt - a rule is for this place, and whether for this device is not known: its ids are not. */
bool xpt__hide_rule_in_doubt(const struct hide_rules *rules, const struct xpt_device *device);
/* xpt__hide_rule_for - false: the device's identity is not known. */
bool xpt__hide_rule_for(const struct xpt_device *device, struct hide_rule *ret_rule);

#endif
