/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../tools/commands/boot_log.h"

#include "unit.h"

static void what_was_made_good_is_told_apart_from_what_was_not(void)
{
	ASSERT_TEXT(boot_log_word(XPT_BLOCKED, 0), "made good");
	ASSERT_TEXT(boot_log_word(XPT_RISK, 0), "made good");
	ASSERT_TEXT(boot_log_word(XPT_BLOCKED, 1), "not as promised");
	ASSERT_TEXT(boot_log_word(XPT_BLOCKED, 5), "not as promised");
	ASSERT_TEXT(boot_log_word(XPT_RISK, 1), "not as promised");
	ASSERT_TEXT(boot_log_word(XPT_UNKNOWN, 5), "not known");
}

SUITE(boot_log)
{
	TEST(what_was_made_good_is_told_apart_from_what_was_not);
}
