/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The public calls: this host, its lock and its journal. */
#include <xpt/boot.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../source/paths.h"
#include "apply.h"
#include "boot_undo.h"
#include "edited.h"
#include "journal.h"

static const struct apply_places this_host = {
	.lock = PLACE_LOCK,
	.journal = XPT_STATE_DIR "/" STATE_JOURNAL,
	.way_back = XPT_STATE_DIR "/boot-undo",
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

/* This host, open for one call. */
struct here {
	struct source *source;
	struct writer *writer;
	struct xpt_apply_options known;
	struct apply_context context;
};

static void close_here(struct here *here)
{
	xpt__source_free(here->source);
	if (here->writer)
		writer_free(here->writer);
}

#define auto_here __attribute__((cleanup(close_here)))

static int open_source(struct here *here, struct xpt_error **ret_error)
{
	struct source *live;
	int rc = xpt__source_live(&live, ret_error);

	return rc ? rc :
		    xpt__source_trace(live, here->known.trace, here->known.trace_data,
				    &here->source, ret_error);
}

/* @flags: of the options, those that the call knows */
static int open_here(struct here *here, const struct xpt_apply_options *options, unsigned int flags,
		struct xpt_error **ret_error)
{
	int rc = take_options(options, flags, &here->known, ret_error);

	rc = rc ? rc : xpt__writer_live(&here->writer, ret_error);
	rc = rc ? rc : open_source(here, ret_error);
	here->context = (struct apply_context){ .places = this_host,
		.options = &here->known,
		.writer = here->writer,
		.source = here->source };
	return rc;
}

void xpt_plan_prepare(void)
{
	xpt__writer_prepare();
}

int xpt_plan_apply(const struct xpt_plan *plan, const struct xpt_apply_options *options,
		struct xpt_error **ret_error)
{
	auto_here struct here here = { 0 };
	int rc = open_here(&here, options, 0, ret_error);

	return rc ? rc : xpt__plan_apply(&here.context, plan, ret_error);
}

int xpt_undo(const struct xpt_apply_options *options, size_t *ret_undone,
		struct xpt_error **ret_error)
{
	auto_here struct here here = { 0 };
	int rc = open_here(&here, options, XPT_UNDO_ABANDON | XPT_UNDO_MERGE | XPT_UNDO_OVERWRITE,
			ret_error);

	return rc ? rc : xpt__plan_undo(&here.context, ret_undone, ret_error);
}

struct xpt_hold {
	const struct xpt_plan *plan;
	struct journal journal;
};

int xpt_hold_begin(const struct xpt_plan *plan, const struct xpt_apply_options *options,
		struct xpt_hold **ret_hold, struct xpt_error **ret_error)
{
	auto_free struct xpt_hold *hold = calloc(1, sizeof(*hold));
	auto_here struct here here = { 0 };
	int rc = hold ? open_here(&here, options, 0, ret_error) : xpt__error_no_memory(ret_error);

	rc = rc ? rc : xpt__plan_hold(&here.context, plan, &hold->journal, ret_error);
	if (rc)
		return rc;
	hold->plan = plan;
	*ret_hold = TAKE(hold);
	return 0;
}

int xpt_hold_end(struct xpt_hold *hold, const struct xpt_apply_options *options, size_t *ret_undone,
		struct xpt_error **ret_error)
{
	auto_here struct here here = { 0 };
	int rc;

	*ret_undone = 0;
	if (!hold)
		return 0;
	rc = open_here(&here, options, 0, ret_error);
	rc = rc ? rc :
		  xpt__plan_end_hold(
				  &here.context, hold->plan, &hold->journal, ret_undone, ret_error);
	xpt__journal_clear(&hold->journal);
	free(hold);
	return rc;
}

/* Where nothing is locked, a host without Xen will do. */
static int open_reading(struct here *here, struct xpt_error **ret_error)
{
	int rc = xpt__source_live(&here->source, ret_error);

	here->context = (struct apply_context){
		.places = this_host, .options = &here->known, .source = here->source
	};
	return rc;
}

int xpt_boot_expect(const struct xpt_plan *back, const struct xpt_apply_options *options,
		struct xpt_error **ret_error)
{
	auto_here struct here here = { 0 };
	int rc = open_here(&here, options, 0, ret_error);

	return rc ? rc : xpt__boot_expect(&here.context, back, ret_error);
}

int xpt_boot_keep(const struct xpt_plan *back, const struct xpt_apply_options *options,
		struct xpt_error **ret_error)
{
	auto_here struct here here = { 0 };
	int rc = open_here(&here, options, 0, ret_error);

	return rc ? rc : xpt__boot_keep(&here.context, back, ret_error);
}

int xpt_boot_last(const struct xpt_apply_options *options, struct xpt_plan **ret_back,
		struct xpt_error **ret_error)
{
	auto_here struct here here = { 0 };
	int rc = open_here(&here, options, 0, ret_error);

	return rc ? rc : xpt__boot_last(&here.context, ret_back, ret_error);
}

int xpt_boot_adapt(struct xpt_plan *back, unsigned int flags, struct xpt_error **ret_error)
{
	auto_here struct here here = { 0 };
	int rc;

	if (flags & ~(unsigned int)(XPT_UNDO_MERGE | XPT_UNDO_OVERWRITE))
		return xpt__error_set(ret_error, XPT_INVALID,
				"unknown flags 0x%x; see enum xpt_undo_flag", flags);
	rc = open_reading(&here, ret_error);
	return rc ? rc : xpt__edited_adapt(here.source, back, flags, ret_error);
}

int xpt_boot_is_changed(bool *ret_changed, struct xpt_error **ret_error)
{
	auto_here struct here here = { 0 };
	int rc = open_reading(&here, ret_error);

	return rc ? rc : xpt__boot_is_changed(&here.context, ret_changed, ret_error);
}

int xpt_boot_forget(const struct xpt_plan *back, const struct xpt_apply_options *options,
		struct xpt_error **ret_error)
{
	auto_here struct here here = { 0 };
	int rc = open_here(&here, options, 0, ret_error);

	return rc ? rc : xpt__boot_forget(&here.context, back, ret_error);
}
