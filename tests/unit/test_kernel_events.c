/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When xen-pciback was loaded, as dom0's kernel log tells it. */
#include <stdio.h>

#include "../../engine/base/cleanup.h"
#include "../../engine/formats/kernel_events.h"
#include "unit.h"

static const char *came(const char *told)
{
	const char *why, *came = xpt__kernel_events_pciback(xpt__span_of(told), &why);

	CU_ASSERT_EQUAL(!came, why != NULL);
	return came;
}

static void only_what_tells_the_order_is_taken_of_the_log(void)
{
	auto_free char *text = NULL;
	size_t length = 0;
	FILE *to = open_memstream(&text, &length);

	xpt__kernel_events_write(to,
			SPAN("[    0.000000] Linux version 6.1.0 (me@secret) #1\n"
			     "[    1.000000] systemd[1]: systemd 252.39 running in system mode (+PAM)\n"
			     "[    1.100000] systemd[1]: Running in initrd.\n"
			     "[    2.000000] xen_pciback: backend is vpci\n"
			     "[    3.000000] systemd[1]: systemd 252.39 running in system mode (+PAM)\n"
			     "[    4.000000] e1000e 0000:00:05.0: xen_pciback: backend is vpci\n"
			     "[    5.000000] systemd: 3 output lines suppressed due to ratelimiting\n"
			     "[    6.000000] systemd[1]: Reexecuting.\n"),
			false);
	fclose(to);
	ASSERT_TEXT(text, "begin\nsystem\ninitramfs\npciback\nsystem\nlost\nagain\n");
}

static void what_came_before_the_system_came_from_the_initramfs(void)
{
	ASSERT_TEXT(came("begin\npciback\nsystem\n"), "initramfs");
	ASSERT_TEXT(came("begin\nsystem\ninitramfs\npciback\nsystem\n"), "initramfs");
	ASSERT_TEXT(came("begin\npciback\nsystem\nagain\nsystem\n"), "initramfs");
}

static void what_came_behind_it_came_late(void)
{
	ASSERT_TEXT(came("begin\nsystem\npciback\n"), "late");
	ASSERT_TEXT(came("begin\nsystem\ninitramfs\nsystem\npciback\n"), "late");
	ASSERT_TEXT(came("begin\nsystem\npciback\nagain\nsystem\n"), "late");
	ASSERT_TEXT(came("system\npciback\n"), "late");
}

static void a_module_that_was_loaded_anew_came_then(void)
{
	ASSERT_TEXT(came("begin\npciback\nsystem\npciback\n"), "late");
}

static void a_log_that_lost_lines_proves_no_initramfs(void)
{
	CU_ASSERT_PTR_NULL(came("pciback\nsystem\n"));
	CU_ASSERT_PTR_NULL(came("lost\nbegin\npciback\nsystem\n"));
	CU_ASSERT_PTR_NULL(came("begin\npciback\nsystem\nlost\n"));
	CU_ASSERT_PTR_NULL(came("begin\npciback\nagain\nsystem\n"));
}

static void a_log_that_tells_one_of_both_tells_no_order(void)
{
	CU_ASSERT_PTR_NULL(came(""));
	CU_ASSERT_PTR_NULL(came("begin\npciback\n"));
	CU_ASSERT_PTR_NULL(came("begin\nsystem\n"));
	CU_ASSERT_PTR_NULL(came("begin\nsystem\ninitramfs\npciback\n"));
}

SUITE(kernel_events)
{
	TEST(only_what_tells_the_order_is_taken_of_the_log);
	TEST(what_came_before_the_system_came_from_the_initramfs);
	TEST(what_came_behind_it_came_late);
	TEST(a_module_that_was_loaded_anew_came_then);
	TEST(a_log_that_lost_lines_proves_no_initramfs);
	TEST(a_log_that_tells_one_of_both_tells_no_order);
}
