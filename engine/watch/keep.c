/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a watch keeps in files: its memory, and its status. */
#include <stdio.h>

#include "../base/error.h"
#include "watch.h"

static void save_memory(struct xpt_watch *watch)
{
	auto_of(error) struct xpt_error *error = NULL;
	int rc = xpt__watch_memory_save(&watch->memory, &error);

	xpt__watch_report_memory(watch, rc ? xpt_error_message(error) : NULL);
}

void xpt__watch_save_status(struct xpt_watch *watch)
{
	auto_of(error) struct xpt_error *error = NULL;
	auto_free char *both = NULL;
	const char *memory = watch->memory_trouble, *trouble = watch->trouble;
	int rc;

	if (trouble && memory && asprintf(&both, "%s; %s", trouble, memory) < 0)
		both = NULL;
	else if (!trouble)
		trouble = memory;
	rc = xpt__watch_status_save(&watch->status, both ? both : trouble, &error);
	xpt__watch_report_status(watch, rc ? xpt_error_message(error) : NULL);
}

void xpt__watch_save(struct xpt_watch *watch)
{
	save_memory(watch);
	if (!watch->status.path)
		return;
	watch->status.looked = true;
	watch->status.looked_ms = watch->host.now_ms(watch->host.data);
	xpt__watch_save_status(watch);
}
