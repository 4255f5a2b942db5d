/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The public calls: this host, its lock and its journal. */
#include "../base/error.h"
#include "../base/options.h"
#include "../source/paths.h"
#include "apply.h"
#include "journal.h"

static const struct apply_places this_host = {
	.lock = PLACE_LOCK,
	.journal = XPT_STATE_DIR "/" STATE_JOURNAL,
};

static int take_options(const struct xpt_apply_options *given, unsigned int flags,
		struct xpt_apply_options *ret_known, struct xpt_error **ret_error)
{
	if (xpt__options_take(given, ret_known, sizeof(*ret_known)) &&
			!(ret_known->flags & ~flags) && (flags || !ret_known->device_count))
		return 0;
	return xpt__error_set(ret_error, XPT_INVALID,
			"the apply options hold some that this libxpt does not know");
}

int xpt_plan_apply(const struct xpt_plan *plan, const struct xpt_apply_options *options,
		struct xpt_error **ret_error)
{
	auto_of(source) struct source *source = NULL;
	auto_of(writer) struct writer *writer = NULL;
	struct xpt_apply_options known;
	struct apply_context apply_context = { .places = this_host, .options = &known };
	int rc = take_options(options, 0, &known, ret_error);

	rc = rc ? rc : xpt__writer_live(&writer, ret_error);
	rc = rc ? rc : xpt__source_live(&source, ret_error);
	if (rc)
		return rc;
	apply_context.writer = writer;
	apply_context.source = source;
	return xpt__plan_apply(&apply_context, plan, ret_error);
}

int xpt_undo(const struct xpt_apply_options *options, size_t *ret_undone,
		struct xpt_error **ret_error)
{
	auto_of(source) struct source *source = NULL;
	auto_of(writer) struct writer *writer = NULL;
	struct xpt_apply_options known;
	struct apply_context apply_context = { .places = this_host, .options = &known };
	int rc = take_options(options, XPT_UNDO_ABANDON, &known, ret_error);

	rc = rc ? rc : xpt__writer_live(&writer, ret_error);
	rc = rc ? rc : xpt__source_live(&source, ret_error);
	if (rc)
		return rc;
	apply_context.writer = writer;
	apply_context.source = source;
	return xpt__plan_undo(&apply_context, ret_undone, ret_error);
}

struct xpt_hold {
	const struct xpt_plan *plan;
	struct journal journal;
};

int xpt_hold_begin(const struct xpt_plan *plan, const struct xpt_apply_options *options,
		struct xpt_hold **ret_hold, struct xpt_error **ret_error)
{
	auto_of(source) struct source *source = NULL;
	auto_of(writer) struct writer *writer = NULL;
	auto_free struct xpt_hold *hold = calloc(1, sizeof(*hold));
	struct xpt_apply_options known;
	struct apply_context apply_context = { .places = this_host, .options = &known };
	int rc = hold ? take_options(options, 0, &known, ret_error) :
			xpt__error_no_memory(ret_error);

	rc = rc ? rc : xpt__writer_live(&writer, ret_error);
	rc = rc ? rc : xpt__source_live(&source, ret_error);
	if (rc)
		return rc;
	apply_context.writer = writer;
	apply_context.source = source;
	rc = xpt__plan_hold(&apply_context, plan, &hold->journal, ret_error);
	if (rc)
		return rc;
	hold->plan = plan;
	*ret_hold = TAKE(hold);
	return 0;
}

int xpt_hold_end(struct xpt_hold *hold, const struct xpt_apply_options *options, size_t *ret_undone,
		struct xpt_error **ret_error)
{
	auto_of(source) struct source *source = NULL;
	auto_of(writer) struct writer *writer = NULL;
	struct xpt_apply_options known;
	struct apply_context apply_context = { .places = this_host, .options = &known };
	int rc = take_options(options, 0, &known, ret_error);

	*ret_undone = 0;
	if (!hold)
		return rc;
	rc = rc ? rc : xpt__writer_live(&writer, ret_error);
	rc = rc ? rc : xpt__source_live(&source, ret_error);
	apply_context.writer = writer;
	apply_context.source = source;
	rc = rc ? rc :
		  xpt__plan_end_hold(&apply_context, hold->plan, &hold->journal, ret_undone,
				  ret_error);
	xpt__journal_clear(&hold->journal);
	free(hold);
	return rc;
}
