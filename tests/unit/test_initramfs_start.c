/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of dom0's line that start something else than what hides devices. */
#include "../../engine/formats/initramfs.h"
#include "unit.h"

static void what_starts_something_else_leaves_a_doubt(void)
{
	static const char *const lines[] = { "ro rdinit=/bin/sh", "ro init=/bin/bash quiet",
		"rd.systemd.unit=emergency.target", "systemd.unit=emergency.target",
		"\"rdinit=/x\"", "rdinit=\"/x\"", "systemd.\"unit\"=a.target", "'init=/x'",
		"init=", "ro \"x init=/bin/sh\"", "ro emergency", "-b", "rd.emergency" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		CU_ASSERT_PTR_NOT_NULL(xpt__initramfs_other_start(xpt__span_of(lines[i])));
}

static void what_is_started_anyhow_leaves_none(void)
{
	static const char *const lines[] = { "", "ro quiet", "rdinit=/init", "init=/sbin/init",
		"init=\"/lib/systemd/systemd\"", "systemd.unit=multi-user.target",
		"rd.systemd.unit=initrd.target", "single", "systemd.unit=rescue.target",
		"xinit=/bin/sh", "emergency.x" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		CU_ASSERT_PTR_NULL(xpt__initramfs_other_start(xpt__span_of(lines[i])));
}

SUITE(initramfs_start)
{
	TEST(what_starts_something_else_leaves_a_doubt);
	TEST(what_is_started_anyhow_leaves_none);
}
