/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECK_MATCH_H
#define CHECK_MATCH_H

#include "../base/finding.h"
#include "../model/names.h"

/* xpt__match_no_such_name - the error: no device is called @name, or that is not known. Return: its code. */
int xpt__match_no_such_name(
		const struct xpt_host *host, const char *name, struct xpt_error **ret_error);
/* xpt__match_refuse - the error, with its finding, of a name that is not found where it was. Return: its code. */
int xpt__match_refuse(const struct xpt_host *host, const struct device_name *name,
		struct xpt_error **ret_error);

/* xpt__match_report - that finding alone. Return: 0 or XPT_NO_MEMORY. */
int xpt__match_report(struct xpt_report *report, const struct xpt_host *host,
		const struct device_name *name);

#endif
