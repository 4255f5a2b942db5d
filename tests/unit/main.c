/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include <CUnit/Basic.h>

#include "suites.h"
#include "unit.h"

#define DECLARE(name) void suite_##name(CU_pSuite suite_);
SUITES(DECLARE)

void unit_text_is(const char *actual, const char *expected, const char *what, unsigned int line,
		const char *file, const char *function)
{
	bool is = actual && !strcmp(actual, expected);
	char *told = NULL;

	if (!is &&
			asprintf(&told, "%s is %s%s%s, not \"%s\"", what, actual ? "\"" : "",
					actual ? actual : "NULL", actual ? "\"" : "", expected) < 0)
		abort();
	/* CUnit keeps a copy */
	CU_assertImplementation(is, line, told ? told : what, file, function, CU_FALSE);
	free(told);
}

static CU_pSuite suite_add(const char *name)
{
	CU_pSuite suite = CU_add_suite(name, NULL, NULL);

	if (!suite)
		abort();
	return suite;
}

int main(void)
{
	int failed;

	if (CU_initialize_registry() != CUE_SUCCESS)
		return 1;
#define ADD(name) suite_##name(suite_add(#name));
	SUITES(ADD)
	CU_basic_set_mode(CU_BRM_NORMAL);
	CU_basic_run_tests();
	failed = CU_get_number_of_tests_failed() || !CU_get_number_of_tests_run();
	CU_cleanup_registry();
	return failed;
}
