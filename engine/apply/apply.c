/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Doing a plan completely, or undoing what was done. */
#include <string.h>

#include "../base/error.h"
#include "probe_cpus.h"
#include "usb.h"
#include "verbs.h"
#include "file.h"
#include "health.h"
#include "leftovers.h"
#include "lock.h"
#include "progress.h"
#include "steps.h"

/* Expectations: what the plan relies on, asked again under the lock. */

static int stale(const char *address, const char *what, const char *was, const char *is,
		struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_STALE,
			"%s changed since it was looked at: %s was %s, now it is "
			"%s: nothing is done",
			address, what, was ? was : "none", is && *is ? is : "none");
}

/* What is there now; NULL: nothing. @owners was asked once for all devices. */
static int ask_now(struct apply_context *apply_context, const struct expectation *expectation,
		struct span owners, char **ret_now, struct xpt_error **ret_error)
{
	struct ownership ownership;
	char owner[OWNER_TEXT], path[PATH_TEXT];

	switch (expectation->kind) {
	case EXPECT_IDENTITY:
		return xpt__probe_identity(
				apply_context->source, expectation->bdf, ret_now, ret_error);
	case EXPECT_DRIVER:
		return xpt__probe_driver(
				apply_context->source, expectation->bdf, ret_now, ret_error);
	case EXPECT_DOMAIN:
		return xpt__probe_uuid(
				apply_context->source, expectation->domid, ret_now, ret_error);
	case EXPECT_PINS:
		return xpt__probe_affinity_text(apply_context->source, expectation->domid,
				expectation->number, ret_now, ret_error);
	case EXPECT_POOL:
		return xpt__probe_pool_text(
				apply_context->source, expectation->number, ret_now, ret_error);
	case EXPECT_MEMBER:
		return xpt__probe_member_text(
				apply_context->source, expectation->domid, ret_now, ret_error);
	case EXPECT_VF_COUNT:
		return xpt__probe_text(apply_context->source,
				xpt__path_device(path, expectation->bdf, "sriov_numvfs"), ret_now,
				ret_error);
	case EXPECT_FILE:
		return xpt__ask_sum(apply_context->source, expectation->path, ret_now, ret_error);
	case EXPECT_USB:
		return xpt__usb_probe_identity(
				apply_context->source, expectation->path, ret_now, ret_error);
	case EXPECT_OWNER:
		break;
	}
	ownership = xpt__owners_find(owners, expectation->bdf);
	*ret_now = strdup(xpt__ownership_text(&ownership, owner));
	return *ret_now ? 0 : xpt__error_no_memory(ret_error);
}

static const char *expectation_name(const struct expectation *expectation, char name[PATH_TEXT])
{
	switch (expectation->kind) {
	case EXPECT_DOMAIN:
	case EXPECT_MEMBER:
		snprintf(name, 40, "domain %u", expectation->domid);
		return name;
	case EXPECT_PINS:
		snprintf(name, 40, "vCPU %u of domain %u", expectation->number, expectation->domid);
		return name;
	case EXPECT_POOL:
		snprintf(name, 40, "cpupool %u", expectation->number);
		return name;
	case EXPECT_USB:
		snprintf(name, PATH_TEXT, "%s", expectation->path);
		return name;
	case EXPECT_FILE:
		snprintf(name, PATH_TEXT, "/%s", expectation->path);
		return name;
	default:
		return xpt_bdf_format(expectation->bdf, name);
	}
}

static int check_expectation(struct apply_context *apply_context,
		const struct expectation *expectation, struct span owners,
		struct xpt_error **ret_error)
{
	static const char *const words[] = {
		[EXPECT_IDENTITY] = "its identity",
		[EXPECT_DRIVER] = "its driver",
		[EXPECT_OWNER] = "its owner",
		[EXPECT_DOMAIN] = "its uuid",
		[EXPECT_PINS] = "its affinity",
		[EXPECT_POOL] = "its list of CPUs",
		[EXPECT_MEMBER] = "its cpupool",
		[EXPECT_VF_COUNT] = "its number of VFs",
		[EXPECT_FILE] = "its text",
		[EXPECT_USB] = "its identity",
	};
	auto_free char *now = NULL;
	char name[PATH_TEXT];
	int rc = ask_now(apply_context, expectation, owners, &now, ret_error);

	if (rc)
		return rc;
	if (now ? expectation->text && !strcmp(now, expectation->text) : !expectation->text)
		return 0;
	if (expectation->kind == EXPECT_FILE)
		return xpt__error_set(ret_error, XPT_STALE,
				"somebody changed /%s since xpt looked at it: nothing is done",
				expectation->path);
	return stale(expectation_name(expectation, name), words[expectation->kind],
			expectation->text, now, ret_error);
}

static bool is_free(const char *owner)
{
	return owner && (!strcmp(owner, "dom0") || !strcmp(owner, "quarantine"));
}

/*
 * Ownership where debug key Q is not needed, or does not tell. No guest had it, and none has: which of dom0 and quarantine it
 * is shows by its driver. A guest had it, and has it: xenstore tells which.
 */
static bool witness_agrees(
		struct apply_context *apply_context, const struct expectation *expectation)
{
	enum answer listed = ANSWER_NO;
	unsigned int domid;

	if (is_free(expectation->text))
		return xpt__probe_free(apply_context->source, expectation->bdf) == ANSWER_YES;
	return expectation->text && sscanf(expectation->text, "d%u", &domid) == 1 &&
			xpt__probe_free(apply_context->source, expectation->bdf) == ANSWER_NO &&
			!xpt__probe_store(apply_context->source, domid, expectation->bdf, &listed,
					NULL) &&
			listed == ANSWER_YES;
}

/* @owners is asked for once for all devices, and only if it must be. */
static int check_owner(struct apply_context *apply_context, const struct expectation *expectation,
		struct blob *owners, struct xpt_error **ret_error)
{
	auto_of(error) struct xpt_error *error = NULL;
	struct ownership now = { .by = OWNED_BY_UNKNOWN };

	if (is_free(expectation->text) && witness_agrees(apply_context, expectation))
		return 0;
	if (owners->bytes || !xpt__probe_owners(apply_context->source, owners, &error))
		now = xpt__owners_find(blob_span(owners), expectation->bdf);
	if (now.by == OWNED_BY_UNKNOWN && witness_agrees(apply_context, expectation))
		return 0;
	if (error)
		return xpt__error_pass(ret_error, TAKE(error));
	return check_expectation(apply_context, expectation, blob_span(owners), ret_error);
}

static int check_expectations(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct xpt_error **ret_error)
{
	auto_blob struct blob owners = { 0 };
	int rc = 0;

	for (size_t i = 0; !rc && plan->count && i < plan->expectation_count; i++) {
		if (plan->expectations[i].kind == EXPECT_OWNER)
			rc = check_owner(apply_context, &plan->expectations[i], &owners, ret_error);
		else
			rc = check_expectation(apply_context, &plan->expectations[i],
					(struct span){ 0 }, ret_error);
	}
	return rc;
}

static int do_step(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct journal *journal, size_t index, struct xpt_error **ret_error)
{
	const struct step *step = &plan->steps[index];
	int rc = xpt__progress_cancelled(apply_context, ret_error);

	/* what xl made meanwhile, which knows no lock of xpt's, would be undone as this step's */
	rc = rc ? rc : xpt__usb_expect_unmade(apply_context, step, ret_error);
	rc = rc ? rc : xpt__journal_begin(journal, index, ret_error);
	if (rc)
		return rc;
	if (xpt__steps_report(apply_context, XPT_STEP_BEGIN, plan, index))
		return xpt__progress_cancelled(apply_context, ret_error);
	rc = xpt__op_do(apply_context, step, &step->op, ret_error);
	(void)xpt__steps_report(apply_context, rc ? XPT_STEP_FAILED : XPT_STEP_DONE, plan, index);
	return rc;
}

/* Steps that were done and that nothing undoes, for the error: "detached … stays so". */
static const char *kept_text(const struct xpt_plan *plan, size_t done, struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; text && i < done; i++)
		if (plan->steps[i].op.verb == VERB_DETACH && !plan->steps[i].undo.verb)
			text = xpt__arena_text(arena, "%s; %s is detached already", text,
					plan->steps[i].subject);
	return text;
}

/* After a failed step: everything back, and one error that says both. */
static int take_back(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct journal *journal, size_t failed, struct xpt_error *failure,
		struct xpt_error **ret_error)
{
	auto_of(error) struct xpt_error *trouble = NULL;
	struct arena *arena = xpt__arena_new();
	const char *kept = arena ? kept_text(plan, failed, arena) : "";
	int code = xpt_error_code(failure);
	size_t undone;

	if (xpt__steps_undo(apply_context, plan, journal, &undone, &trouble)) {
		code = XPT_STUCK;
		xpt__error_wrap(ret_error, code, failure, "cannot %s: %s; %s", plan->title,
				xpt_error_message(failure), xpt_error_message(trouble));
	} else {
		(void)xpt__journal_remove(journal, NULL);
		xpt__error_wrap(ret_error, code, failure, "cannot %s: %s%s%s", plan->title,
				xpt_error_message(failure), kept ? kept : "",
				undone ? "; what was done before is undone" : "");
	}
	xpt__arena_free(arena);
	return code;
}

static int run_plan(struct apply_context *apply_context, const struct xpt_plan *plan,
		const struct healths *healths, const char *boot, struct journal *ret_journal,
		struct xpt_error **ret_error)
{
	struct xpt_error *failure = NULL;
	int rc = xpt__journal_create(
			apply_context->places.journal, boot, plan, ret_journal, ret_error);

	if (rc)
		return rc;
	for (size_t i = 0; i < plan->count; i++)
		if (xpt__health_before_attach(apply_context, plan, i, healths, &failure) ||
				do_step(apply_context, plan, ret_journal, i, &failure))
			return take_back(apply_context, plan, ret_journal, i, failure, ret_error);
	return 0;
}

static void get_ready(struct apply_context *apply_context, const struct xpt_plan *plan)
{
	struct writer *writer = apply_context->writer;
	bool tells = false;

	for (size_t i = 0; i < plan->count; i++) {
		enum verb verb = plan->steps[i].op.verb;

		tells = tells || verb == VERB_ATTACH || verb == VERB_DETACH ||
				verb == VERB_USB_ATTACH;
	}
	if (tells && writer->ops->get_ready)
		writer->ops->get_ready(writer);
	/* nobody else asks it before that step does: it thinks while Xen and xenstore are asked */
	if (plan->count && plan->steps[0].op.verb == VERB_DETACH)
		xpt__announce_device_model(apply_context->source, plan->steps[0].op.domid);
}

/* @end: what becomes of the journal, once all is done. */
static int run_locked(struct apply_context *apply_context, const struct xpt_plan *plan,
		int (*end)(struct journal *journal, struct xpt_error **ret_error),
		struct journal *ret_journal, struct xpt_error **ret_error)
{
	struct xpt_error *failure = NULL;
	auto_healths struct healths healths = { 0 };
	auto_free char *boot = NULL;
	auto_lock int lock = -1;
	sigset_t before;
	int rc = xpt__lock_take(apply_context, &lock, ret_error);

	if (rc)
		return rc;
	xpt__signals_hold(&before);
	get_ready(apply_context, plan);
	rc = xpt__probe_boot(apply_context->source, &boot, ret_error);
	rc = rc ? rc : xpt__leftovers_make_way(apply_context, boot, plan, ret_error);
	rc = rc ? rc : check_expectations(apply_context, plan, ret_error);
	if (!rc)
		xpt__health_before(apply_context, plan, false, &healths);
	if (!rc && plan->count)
		rc = run_plan(apply_context, plan, &healths, boot, ret_journal, ret_error);
	if (!rc && plan->count)
		rc = end(ret_journal, &failure);
	if (failure && end == xpt__journal_hold)
		rc = take_back(apply_context, plan, ret_journal, plan->count, failure, ret_error);
	else if (failure)
		rc = xpt__error_pass(ret_error, failure);
	xpt__health_after(apply_context, plan, &healths);
	xpt__signals_let_go(&before);
	return rc;
}

int xpt__plan_apply(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;

	return run_locked(apply_context, plan, xpt__journal_remove, &journal, ret_error);
}

/* Does its undo bring everything back? */
static int check_undo(const struct xpt_plan *plan, struct xpt_error **ret_error)
{
	for (size_t i = 0; i < plan->count; i++)
		if (!plan->steps[i].undo.verb)
			return xpt__error_set(ret_error, XPT_INVALID,
					"\"%s\" cannot be held: nothing undoes \"%s\" of %s",
					plan->title, plan->steps[i].what, plan->steps[i].subject);
	return plan->count ? 0 : xpt__error_set(ret_error, XPT_INVALID, "there is nothing to hold");
}

int xpt__plan_hold(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct journal *ret_journal, struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	int rc = check_undo(plan, ret_error);

	rc = rc ? rc : run_locked(apply_context, plan, xpt__journal_hold, &journal, ret_error);
	if (rc)
		return rc;
	*ret_journal = journal;
	journal = (struct journal)JOURNAL_NONE;
	return 0;
}
