/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Original and copy have the same uuid. Until the copy has run for the first time, it is thrown away and
 * the original goes on; from then on the original is the past: it is never resumed, only removed.
 * Xen itself tells which: a copy that never ran has used no CPU time.
 */
#include "move.h"

#include <string.h>
#include <time.h>

#include "../base/error.h"
#include "../source/paths.h"
#include "probe_domain.h"
#include "steps.h"

struct instances {
	struct instance original, copy;
};

static int ask_both(const struct doing *doing, struct instances *ret_instances,
		struct xpt_error **ret_error)
{
	const struct act *act = doing->act;
	struct source *source = doing->actor->source;
	int rc = ask_instance(source, act->domid, act->uuid, &ret_instances->original, ret_error);

	return rc ? rc
		  : ask_instance(source, act->copy, act->uuid, &ret_instances->copy, ret_error);
}

int relocate_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	struct instances both;
	int rc = ask_both(doing, &both, ret_error);

	if (!rc)
		*ret_done = !both.original.there && both.copy.ran &&
			    !strcmp(both.copy.name, doing->act->text);
	return rc;
}

static void tell(void *data, const struct xpt_copy *copy)
{
	const struct doing *doing = data;
	const struct xpt_apply_options *options = doing->actor->options;
	const struct xpt_step step = {
		.subject = doing->subject, .what = "", .why = "", .copy = copy
	};

	if (options->progress)
		options->progress(options->data, XPT_STEP_COPYING, 0, &step);
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Keeps the latest, and passes it on. */
struct teller {
	const struct doing *doing;
	struct xpt_copy last;
};

static void tell_on(void *data, const struct xpt_copy *copy)
{
	struct teller *teller = data;

	teller->last = *copy;
	tell((void *)(uintptr_t)teller->doing, copy);
}

static int copy_domain(const struct doing *doing, struct teller *teller,
		long long *ret_suspended_ms, struct xpt_error **ret_error)
{
	const struct act *act = doing->act;
	struct bitmap nodes = { { 0 } };
	char aside[160];
	const struct copying copying = {
		.domid = act->domid,
		.copy = act->copy,
		.name = act->text,
		.aside = aside,
		.nodes = &nodes,
		.pause_limit_s = act->timeout_s,
		.passthrough = act->flags & ACT_PASSTHROUGH,
		.stop = signals_want_end,
		.progress = tell_on,
		.data = teller,
	};

	/* xl's names in a migration are "…--incoming"; this one must not meet them. */
	snprintf(aside, sizeof(aside), "%.120s--moving", act->text);
	(void)bitmap_parse(span_of(act->cpus), &nodes);
	return doing->actor->sink->ops->domain_copy(
			doing->actor->sink, &copying, ret_suspended_ms, ret_error);
}

int relocate(const struct doing *doing, struct xpt_error **ret_error)
{
	const struct act *act = doing->act;
	struct sink *sink = doing->actor->sink;
	struct teller teller = { .doing = doing };
	long long begun_ms = now_ms(), suspended_ms = 0;
	struct instance copy;
	int rc = copy_domain(doing, &teller, &suspended_ms, ret_error);

	rc = rc ? rc : sink->ops->domain_unpause(sink, act->copy, ret_error);
	if (rc)
		return rc;
	teller.last.pause_ms = (unsigned int)(now_ms() - suspended_ms);
	rc = ask_instance(doing->actor->source, act->copy, act->uuid, &copy, ret_error);
	if (!rc && (!copy.there || copy.paused))
		rc = error_set(ret_error, XPT_REFUSED, "its copy, domain %u, does not run",
				act->copy);
	rc = rc ? rc : sink->ops->domain_destroy(sink, act->domid, act->copy, ret_error);
	teller.last.total_ms = (unsigned int)(now_ms() - begun_ms);
	teller.last.domain_id = act->copy;
	if (!rc)
		tell((void *)(uintptr_t)doing, &teller.last);
	return rc;
}

static int keep_copy(const struct doing *doing, const struct instances *both,
		struct xpt_error **ret_error)
{
	const struct act *act = doing->act;
	struct sink *sink = doing->actor->sink;
	int rc = 0;

	if (both->original.there)
		rc = sink->ops->domain_destroy(sink, act->domid, act->copy, ret_error);
	return rc ? rc : sink->ops->domain_rename(sink, act->copy, act->text, ret_error);
}

/* Renamed even where it has its name: the copy has left its own in what both have in xenstore. */
static int keep_original(const struct doing *doing, const struct instances *both,
		struct xpt_error **ret_error)
{
	const struct act *act = doing->act;
	struct sink *sink = doing->actor->sink;
	int rc = 0;

	if (both->copy.there)
		rc = sink->ops->domain_destroy(sink, act->copy, act->domid, ret_error);
	if (rc || !both->original.there)
		return rc;
	rc = sink->ops->domain_rename(sink, act->domid, act->text, ret_error);
	if (rc)
		return rc;
	return sink->ops->domain_resume(sink, act->domid, both->original.suspended, ret_error);
}

int settle(const struct doing *doing, struct xpt_error **ret_error)
{
	struct instances both;
	int rc = ask_both(doing, &both, ret_error);

	if (rc)
		return rc;
	rc = both.copy.ran ? keep_copy(doing, &both, ret_error)
			   : keep_original(doing, &both, ret_error);
	rc = rc ? rc : ask_both(doing, &both, ret_error);
	if (!rc && both.copy.there && both.original.there)
		rc = error_set(ret_error, XPT_REFUSED,
				"domains %u and %u are both still there: remove %u "
				"by hand (xl destroy)",
				doing->act->domid, doing->act->copy,
				both.copy.ran ? doing->act->domid : doing->act->copy);
	if (!rc && both.original.suspended)
		rc = error_set(ret_error, XPT_REFUSED, "it did not run on");
	return rc;
}
