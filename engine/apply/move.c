/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Original and copy have the same uuid. Until the copy has run for the first time, it is thrown away and
 * the original goes on; from then on the original is the past: it is never resumed, only removed.
 * Xen itself tells which: a copy that never ran has used no CPU time.
 */
#include "move.h"

#include <string.h>

#include "../base/clock.h"
#include "../base/error.h"
#include "../source/paths.h"
#include "probe_domain.h"
#include "progress.h"

struct instances {
	struct instance original, copy;
};

static int ask_both(const struct attempt *attempt, struct instances *ret_instances,
		struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	struct source *source = attempt->apply_context->source;
	int rc = xpt__probe_instance(
			source, op->domid, op->uuid, &ret_instances->original, ret_error);

	return rc ? rc :
		    xpt__probe_instance(
				    source, op->copy, op->uuid, &ret_instances->copy, ret_error);
}

int xpt__verb_migrate_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	struct instances both;
	int rc = ask_both(attempt, &both, ret_error);

	if (!rc)
		*ret_done = !both.original.there && both.copy.ran == RAN_YES &&
				!strcmp(both.copy.name, attempt->op->text);
	return rc;
}

static bool tell(const struct attempt *attempt, const struct xpt_copy *copy)
{
	const struct xpt_step step = XPT_OPTIONS(
			xpt_step, .subject = attempt->subject, .what = "", .why = "", .copy = copy);

	return xpt__progress(attempt->apply_context, XPT_STEP_MIGRATING, 0, &step);
}

/* Keeps the latest, and passes it on. */
struct migration_progress {
	const struct attempt *attempt;
	struct xpt_copy last;
};

static bool report_on(void *data, const struct xpt_copy *copy)
{
	struct migration_progress *migration_progress = data;

	migration_progress->last = *copy;
	return tell(migration_progress->attempt, copy);
}

static int copy_domain(const struct attempt *attempt, struct migration_progress *migration_progress,
		long long *ret_suspended_ms, struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	struct bitmap nodes = { { 0 } };
	char aside[160];
	const struct local_migration local_migration = {
		.domid = op->domid,
		.copy = op->copy,
		.name = op->text,
		.aside = aside,
		.nodes = &nodes,
		.downtime_limit_s = op->timeout_s,
		.passthrough = op->flags & ACT_PASSTHROUGH,
		.progress = report_on,
		.data = migration_progress,
	};

	/* xl's names in a migration are "…--incoming"; this one must not meet them. */
	snprintf(aside, sizeof(aside), "%.120s--moving", op->text);
	(void)xpt__bitmap_parse(xpt__span_of(op->cpus), &nodes);
	return attempt->apply_context->writer->ops->domain_copy(attempt->apply_context->writer,
			&local_migration, ret_suspended_ms, ret_error);
}

int xpt__verb_migrate(const struct attempt *attempt, struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	struct writer *writer = attempt->apply_context->writer;
	struct migration_progress migration_progress = { .attempt = attempt };
	long long begun_ms = xpt__clock_ms(), suspended_ms = 0;
	struct instance copy;
	int rc = copy_domain(attempt, &migration_progress, &suspended_ms, ret_error);

	rc = rc ? rc : writer->ops->domain_unpause(writer, op->copy, ret_error);
	if (rc)
		return rc;
	migration_progress.last.downtime_ms = (unsigned int)(xpt__clock_ms() - suspended_ms);
	rc = xpt__probe_instance(
			attempt->apply_context->source, op->copy, op->uuid, &copy, ret_error);
	if (!rc && (!copy.there || copy.paused))
		rc = xpt__error_set(ret_error, XPT_REFUSED, "its copy, domain %u, does not run",
				op->copy);
	rc = rc ? rc : writer->ops->domain_destroy(writer, op->domid, op->copy, ret_error);
	migration_progress.last.total_ms = (unsigned int)(xpt__clock_ms() - begun_ms);
	migration_progress.last.domain_id = op->copy;
	if (!rc)
		(void)tell(attempt, &migration_progress.last);
	return rc;
}

static int keep_copy(const struct attempt *attempt, const struct instances *both,
		struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	struct writer *writer = attempt->apply_context->writer;
	int rc = 0;

	if (both->original.there)
		rc = writer->ops->domain_destroy(writer, op->domid, op->copy, ret_error);
	return rc ? rc : writer->ops->domain_rename(writer, op->copy, op->text, ret_error);
}

/* Renamed even where it has its name: the copy has left its own in what both have in xenstore. */
static int keep_original(const struct attempt *attempt, const struct instances *both,
		struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	struct writer *writer = attempt->apply_context->writer;
	int rc = 0;

	if (both->copy.there)
		rc = writer->ops->domain_destroy(writer, op->copy, op->domid, ret_error);
	if (rc || !both->original.there)
		return rc;
	rc = writer->ops->domain_rename(writer, op->domid, op->text, ret_error);
	if (rc)
		return rc;
	return writer->ops->domain_resume(writer, op->domid, both->original.suspended, ret_error);
}

int xpt__verb_finish_migration(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct instances both;
	int rc = ask_both(attempt, &both, ret_error);

	if (rc)
		return rc;
	if (both.copy.there && both.copy.ran == RAN_UNKNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"Xen does not report whether its copy, domain %u, has run: "
				"neither of the two is removed",
				attempt->op->copy);
	rc = both.copy.ran == RAN_YES ? keep_copy(attempt, &both, ret_error) :
					keep_original(attempt, &both, ret_error);
	rc = rc ? rc : ask_both(attempt, &both, ret_error);
	if (!rc && both.copy.there && both.original.there)
		rc = xpt__error_set(ret_error, XPT_REFUSED,
				"domains %u and %u are both still there: remove %u "
				"by hand (xl destroy)",
				attempt->op->domid, attempt->op->copy,
				both.copy.ran == RAN_YES ? attempt->op->domid : attempt->op->copy);
	if (!rc && both.original.suspended)
		rc = xpt__error_set(ret_error, XPT_REFUSED, "it did not continue");
	return rc;
}
