/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does the boot loader's menu still hold what a host's files want of it? */
#include <xpt/desired.h>

#include <string.h>

#include "../base/error.h"
#include "../compare/compare.h"
#include "../explain/causes/causes.h"

static int tell(const struct item *item, struct xpt_report *report)
{
	bool known = strcmp(item->shown.is, "not known") != 0;
	struct xpt_finding *finding = xpt__report_add_as(report, &xpt__cause_boot_not_desired,
			known ? XPT_RISK : XPT_UNKNOWN,
			PLACEHOLDERS({ "subject", item->shown.subject },
					{ "is", *item->shown.is ? item->shown.is : "nothing" },
					{ "wanted", item->shown.wanted }));

	return finding ? xpt__finding_file(finding, item->shown.file, item->shown.line,
					 item->shown.wanted) :
			 XPT_NO_MEMORY;
}

int xpt_comparison_check_boot(const struct xpt_comparison *comparison, struct xpt_report *report,
		struct xpt_error **ret_error)
{
	int rc = 0;

	for (size_t i = 0; i < comparison->items.count && !rc; i++) {
		const struct item *item = &comparison->items.items[i];

		if (item_is_of_boot(item) && item_is_due(item))
			rc = tell(item, report);
	}
	return rc ? xpt__error_no_memory(ret_error) : 0;
}
