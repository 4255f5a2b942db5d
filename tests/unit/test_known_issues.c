/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/explain/known_issues.h"

#include <stdio.h>

#include "../../engine/explain/reader.h"
#include "unit.h"

/* Does an incident of @log have @id among its possible causes? */
static bool is_named(const char *log, const char *id)
{
	struct xpt_report *report = NULL;
	struct explainer *explainer = NULL;
	char copy[LINE_SHOWN];
	bool named = false;

	CU_ASSERT_EQUAL_FATAL(xpt__explainer_new(NULL, NULL, &explainer, NULL), 0);
	for (size_t length; *log; log += length + 1) {
		struct log_line line = { LOG_ANY, "log", 1, copy };

		length = strcspn(log, "\n");
		snprintf(copy, sizeof(copy), "%.*s", (int)length, log);
		CU_ASSERT_EQUAL(xpt__explainer_line(explainer, &line, NULL), 0);
	}
	report = xpt__report_new();
	CU_ASSERT_EQUAL(xpt__explainer_report(explainer, report, NULL), 0);
	for (size_t i = 0; xpt_report_finding(report, i); i++) {
		const struct xpt_finding *finding = xpt_report_finding(report, i);

		for (size_t j = 0; xpt_finding_possible_cause(finding, j); j++)
			named |= !strcmp(xpt_finding_possible_cause(finding, j)->cause, id);
	}
	xpt_report_free(report);
	xpt__explainer_free(explainer);
	return named;
}

#define FOR_EACH_ISSUE(issue) \
	for (const struct known_issue *issue = xpt__known_issues; issue->id; issue++)

static void every_sample_may_be_of_its_issue(void)
{
	FOR_EACH_ISSUE(issue)
	{
		if (!is_named(issue->sample, issue->id))
			fprintf(stderr, "not named: %s\n", issue->id);
		CU_ASSERT(is_named(issue->sample, issue->id));
	}
}

static void no_near_miss_is_taken_for_the_issue(void)
{
	FOR_EACH_ISSUE(issue)
	{
		if (is_named(issue->near_miss, issue->id))
			fprintf(stderr, "named for its near miss: %s\n", issue->id);
		CU_ASSERT_FALSE(is_named(issue->near_miss, issue->id));
	}
}

static void every_issue_says_when_what_to_do_and_where_it_is_from(void)
{
	FOR_EACH_ISSUE(issue)
	{
		CU_ASSERT(issue->title && issue->line && issue->condition && issue->remedy);
		CU_ASSERT_PTR_NOT_NULL(issue->reference);
		CU_ASSERT(!issue[1].id || strcmp(issue->id, issue[1].id) < 0);
	}
}

static void an_issue_of_other_versions_is_not_named(void)
{
	static const char line[] = "(XEN) AMD-Vi: Error: IVMD: no IOMMU for Dev_Id 0xa0\n";
	char log[200];

	CU_ASSERT(is_named(line, "ivmd-without-iommu"));
	snprintf(log, sizeof(log), "(XEN) Xen version 4.18.2 (build@host)\n%s", line);
	CU_ASSERT(is_named(log, "ivmd-without-iommu"));
	snprintf(log, sizeof(log), "[    0.000000] Xen version: 4.21.1 (preserve-AD)\n%s", line);
	CU_ASSERT_FALSE(is_named(log, "ivmd-without-iommu"));
}

static void versions_are_read_as_far_as_they_are_versions(void)
{
	CU_ASSERT_EQUAL(xpt__version_read("4.17.3"), RELEASE(4, 17, 3));
	CU_ASSERT_EQUAL(xpt__version_read("4.20-unstable"), RELEASE(4, 20, 0));
	CU_ASSERT_EQUAL(xpt__version_read("unknown"), 0);
	CU_ASSERT_EQUAL(xpt__version_read(""), 0);
	CU_ASSERT_EQUAL(xpt__version_read(NULL), 0);
}

SUITE(known_issues)
{
	TEST(every_sample_may_be_of_its_issue);
	TEST(no_near_miss_is_taken_for_the_issue);
	TEST(every_issue_says_when_what_to_do_and_where_it_is_from);
	TEST(an_issue_of_other_versions_is_not_named);
	TEST(versions_are_read_as_far_as_they_are_versions);
}
