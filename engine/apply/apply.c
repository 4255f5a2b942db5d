/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Doing a plan completely, or undoing what was done. */
#include <string.h>

#include "../base/error.h"
#include "probe_cpus.h"
#include "verbs.h"
#include "file.h"
#include "lock.h"
#include "steps.h"

/* Expectations: what the plan relies on, asked again under the lock. */

static int stale(const char *address, const char *what, const char *was, const char *is,
		struct xpt_error **ret_error)
{
	return error_set(ret_error, XPT_STALE, "%s changed since it was looked at: %s was %s, now it is "
			"%s: look again", address, what, was ? was : "none", is && *is ? is : "none");
}

/* What is there now; NULL: nothing. @owners was asked once for all devices. */
static int ask_now(struct actor *actor, const struct expectation *expectation, const char *owners,
		char **ret_now, struct xpt_error **ret_error)
{
	char owner[OWNER_TEXT];

	switch (expectation->kind) {
	case EXPECT_IDENTITY:
		return ask_identity(actor->source, expectation->bdf, ret_now, ret_error);
	case EXPECT_DRIVER:
		return ask_driver(actor->source, expectation->bdf, ret_now, ret_error);
	case EXPECT_DOMAIN:
		return ask_uuid(actor->source, expectation->domid, ret_now, ret_error);
	case EXPECT_PINS:
		return ask_pins_text(actor->source, expectation->domid, expectation->number, ret_now,
				ret_error);
	case EXPECT_POOL:
		return ask_pool_text(actor->source, expectation->number, ret_now, ret_error);
	case EXPECT_MEMBER:
		return ask_member_text(actor->source, expectation->domid, ret_now, ret_error);
	case EXPECT_FILE:
		return xpt__ask_sum(actor->source, expectation->path, ret_now, ret_error);
	case EXPECT_OWNER:
		break;
	}
	owner_find(owners, expectation->bdf, owner);
	*ret_now = strdup(owner);
	return *ret_now ? 0 : error_no_memory(ret_error);
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
	case EXPECT_FILE:
		snprintf(name, PATH_TEXT, "/%s", expectation->path);
		return name;
	default:
		return xpt_bdf_format(expectation->bdf, name);
	}
}

static int check_expectation(struct actor *actor, const struct expectation *expectation,
		const char *owners, struct xpt_error **ret_error)
{
	static const char *const words[] = {
		[EXPECT_IDENTITY] = "its identity",
		[EXPECT_DRIVER] = "its driver",
		[EXPECT_OWNER] = "its owner",
		[EXPECT_DOMAIN] = "its uuid",
		[EXPECT_PINS] = "its affinity",
		[EXPECT_POOL] = "its list of CPUs",
		[EXPECT_MEMBER] = "its cpupool",
		[EXPECT_FILE] = "its text",
	};
	auto_free char *now = NULL;
	char name[PATH_TEXT];
	int rc = ask_now(actor, expectation, owners, &now, ret_error);

	if (rc)
		return rc;
	if (now ? expectation->text && !strcmp(now, expectation->text) : !expectation->text)
		return 0;
	return stale(expectation_name(expectation, name), words[expectation->kind], expectation->text, now, ret_error);
}

static int check_expectations(struct actor *actor, const struct xpt_plan *plan,
		struct xpt_error **ret_error)
{
	auto_free char *owners = NULL;
	int rc = 0;

	for (size_t i = 0; !rc && plan->count && i < plan->expectation_count; i++) {
		if (plan->expectations[i].kind == EXPECT_OWNER && !owners)
			rc = ask_owners(actor->source, &owners, ret_error);
		rc = rc ? rc : check_expectation(actor, &plan->expectations[i], owners, ret_error);
	}
	return rc;
}

/* An earlier operation that never ended stands in the way, unless the machine was rebooted since. */
static int check_leftover(struct actor *actor, const char *boot, struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	struct xpt_error *error = NULL;
	int rc = journal_read(actor->places.journal, &journal, &error);

	if (rc == XPT_NOT_FOUND) {
		xpt_error_free(error);
		return 0;
	}
	if (rc)
		return error_pass(ret_error, error);
	if (!journal.begun || (strcmp(journal.boot, boot) != 0 && !xpt__plan_lasts(journal.plan)))
		return 0; /* the new journal takes its place */
	return error_set(ret_error, XPT_STUCK, "an earlier xpt could not finish \"%s\", and its devices are "
			"half-way: run \"xpt undo\" first", journal.plan->title);
}

static int do_step(struct actor *actor, const struct xpt_plan *plan, struct journal *journal,
		size_t index, struct xpt_error **ret_error)
{
	const struct step *step = &plan->steps[index];
	int rc;

	if (signals_want_end())
		return error_set(ret_error, XPT_REFUSED, "interrupted before the next step");
	rc = journal_begin(journal, index, ret_error);
	if (rc)
		return rc;
	steps_tell(actor, XPT_STEP_BEGIN, plan, index);
	rc = act_do(actor, step, &step->act, ret_error);
	steps_tell(actor, rc ? XPT_STEP_FAILED : XPT_STEP_DONE, plan, index);
	return rc;
}

/* Steps that were done and that nothing undoes, for the error: "detached … stays so". */
static const char *kept_text(const struct xpt_plan *plan, size_t done, struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; text && i < done; i++)
		if (plan->steps[i].act.verb == VERB_DETACH && !plan->steps[i].undo.verb)
			text = arena_text(arena, "%s; %s is detached already", text,
					plan->steps[i].subject);
	return text;
}

/* After a failed step: everything back, and one error that says both. */
static int take_back(struct actor *actor, const struct xpt_plan *plan, struct journal *journal,
		size_t failed, struct xpt_error *failure, struct xpt_error **ret_error)
{
	auto_of(error) struct xpt_error *trouble = NULL;
	struct arena *arena = arena_new();
	const char *kept = arena ? kept_text(plan, failed, arena) : "";
	int code = xpt_error_code(failure);
	size_t undone;

	if (steps_undo(actor, plan, journal, &undone, &trouble)) {
		code = XPT_STUCK;
		error_wrap(ret_error, code, failure, "cannot %s: %s; %s", plan->title,
				xpt_error_message(failure), xpt_error_message(trouble));
	} else {
		(void)journal_remove(journal, NULL);
		error_wrap(ret_error, code, failure, "cannot %s: %s%s%s", plan->title,
				xpt_error_message(failure), kept ? kept : "",
				undone ? "; what was done before is undone" : "");
	}
	arena_free(arena);
	return code;
}

static int run(struct actor *actor, const struct xpt_plan *plan, const char *boot,
		struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	struct xpt_error *failure = NULL;
	int rc = journal_create(actor->places.journal, boot, plan, &journal, ret_error);

	if (rc)
		return rc;
	for (size_t i = 0; i < plan->count; i++)
		if (do_step(actor, plan, &journal, i, &failure))
			return take_back(actor, plan, &journal, i, failure, ret_error);
	return journal_remove(&journal, ret_error);
}

int plan_apply(struct actor *actor, const struct xpt_plan *plan, struct xpt_error **ret_error)
{
	auto_free char *boot = NULL;
	auto_fd int lock = -1;
	sigset_t before;
	int rc = lock_take(actor, &lock, ret_error);

	if (rc)
		return rc;
	signals_hold(&before);
	rc = ask_boot(actor->source, &boot, ret_error);
	rc = rc ? rc : check_leftover(actor, boot, ret_error);
	rc = rc ? rc : check_expectations(actor, plan, ret_error);
	if (!rc && plan->count)
		rc = run(actor, plan, boot, ret_error);
	signals_let_go(&before);
	return rc;
}
