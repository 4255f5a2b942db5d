/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A test file holds tests as `static void what_the_user_sees(void)` and registers them:
 *	SUITE(bdf) { TEST(a_short_address_means_segment_0); … }
 * and its name stands in suites.h.
 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#define SUITE(name)                          \
	void suite_##name(CU_pSuite suite_); \
	void suite_##name(CU_pSuite suite_)
#define TEST(function)                                         \
	do {                                                   \
		if (!CU_add_test(suite_, #function, function)) \
			abort();                               \
	} while (0)

/* Strings that may be NULL; a failure shows what @actual is. */
#define ASSERT_TEXT(actual, expected) \
	unit_text_is((actual), (expected), #actual, __LINE__, __FILE__, __func__)
void unit_text_is(const char *actual, const char *expected, const char *what, unsigned int line,
		const char *file, const char *function);

#endif
