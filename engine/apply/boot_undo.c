/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way back from the last change of the next boot, kept until the next change takes its place. */
#include <xpt/boot.h>

#include <string.h>

#include "../base/error.h"
#include "apply.h"
#include "edited.h"
#include "journal.h"
#include "probe.h"

/* Written and read as a journal, of which no step was begun. */
#define PLACE_BOOT_UNDO XPT_STATE_DIR "/boot-undo"

static int this_boot(char **ret_boot, struct xpt_error **ret_error)
{
	auto_of(source) struct source *source = NULL;
	int rc = xpt__source_live(&source, ret_error);

	return rc ? rc : xpt__probe_boot(source, ret_boot, ret_error);
}

int xpt_boot_keep(const struct xpt_plan *back, struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	auto_free char *boot = NULL;
	int rc = this_boot(&boot, ret_error);

	return rc ? rc : xpt__journal_create(PLACE_BOOT_UNDO, boot, back, &journal, ret_error);
}

int xpt_boot_last(struct xpt_plan **ret_back, struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	struct xpt_error *error = NULL;
	int rc = xpt__journal_read(PLACE_BOOT_UNDO, &journal, &error);

	if (rc == XPT_NOT_FOUND) {
		xpt_error_free(error);
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"there is no change of the next boot by xpt that could be undone");
	}
	if (rc)
		return xpt__error_pass(ret_error, error);
	*ret_back = TAKE(journal.plan);
	return 0;
}

int xpt_boot_adapt(struct xpt_plan *back, unsigned int flags, struct xpt_error **ret_error)
{
	auto_of(source) struct source *source = NULL;
	int rc;

	if (flags & ~(unsigned int)(XPT_UNDO_MERGE | XPT_UNDO_OVERWRITE))
		return xpt__error_set(ret_error, XPT_INVALID,
				"unknown flags 0x%x; see enum xpt_undo_flag", flags);
	rc = xpt__source_live(&source, ret_error);
	return rc ? rc : xpt__edited_adapt(source, back, flags, ret_error);
}

int xpt_boot_is_changed(bool *ret_changed, struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	struct xpt_error *error = NULL;
	auto_free char *boot = NULL;
	int rc = this_boot(&boot, ret_error);

	if (rc)
		return rc;
	rc = xpt__journal_read(PLACE_BOOT_UNDO, &journal, &error);
	if (rc && rc != XPT_NOT_FOUND)
		return xpt__error_pass(ret_error, error);
	xpt_error_free(error);
	*ret_changed = !rc && *boot && !strcmp(journal.boot, boot);
	return 0;
}

int xpt_boot_forget(struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	struct xpt_error *error = NULL;
	int rc = xpt__journal_read(PLACE_BOOT_UNDO, &journal, &error);

	if (!rc)
		return xpt__journal_remove(&journal, ret_error);
	if (rc != XPT_NOT_FOUND)
		return xpt__error_pass(ret_error, error);
	xpt_error_free(error);
	return 0;
}
