/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "steps.h"

#include <string.h>

#include "../base/error.h"
#include "../base/bdf.h"
#include "../explain/causes/causes.h"
#include "edited.h"
#include "successor.h"
#include "patience.h"
#include "progress.h"
#include "usb.h"
#include "verbs.h"

/* A guest that is destroyed loses its device model first; then Xen takes its memory, of which it may have much. */
#define GUEST_ENDS_S 5
#define GUEST_DIES_S 120

static bool report(struct apply_context *apply_context, enum xpt_progress what,
		const struct xpt_plan *plan, size_t index, const char *why)
{
	struct xpt_step step = XPT_SIZED(xpt_step);

	(void)xpt_plan_step(plan, index, &step);
	step.why = why ? why : step.why;
	return xpt__progress(apply_context, what, index, &step);
}

bool xpt__steps_report(struct apply_context *apply_context, enum xpt_progress what,
		const struct xpt_plan *plan, size_t index)
{
	return report(apply_context, what, plan, index, NULL);
}

static bool named_before(const struct xpt_plan *plan, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (xpt__step_same_lane(&plan->steps[i], &plan->steps[index]))
			return true;
	return false;
}

static const char *owner_text(
		struct apply_context *apply_context, const struct step *step, struct arena *arena)
{
	struct ownership ownership;
	char owner[OWNER_TEXT];

	if (xpt__probe_owner(apply_context->source, step->bdf, &ownership, NULL) ||
			ownership.by == OWNED_BY_UNKNOWN)
		return "who owns it is not known";
	return xpt__arena_text(
			arena, "Xen says that %s owns it", xpt__ownership_text(&ownership, owner));
}

static const char *place_text(
		struct apply_context *apply_context, const struct step *step, struct arena *arena)
{
	auto_free char *driver = NULL, *identity = NULL;
	const char *owner;

	if (xpt__verb_of_usb(step->op.verb))
		return xpt__arena_text(arena, "%s is as \"xpt usb list\" shows it", step->subject);
	if (step->op.verb >= VERB_FILE)
		return xpt__arena_text(arena, "%s is as \"xpt boot\" shows it", step->subject);
	if (!xpt__verb_of_device(step->op.verb))
		return "affinities and cpupools are as \"xpt vcpus\" and \"xpt pool list\" show them";
	if (xpt__probe_identity(apply_context->source, step->bdf, &identity, NULL) || !identity)
		return xpt__arena_text(arena, "%s is gone", step->subject);
	(void)xpt__probe_driver(apply_context->source, step->bdf, &driver, NULL);
	owner = owner_text(apply_context, step, arena);
	return owner ? xpt__arena_text(arena, "%s %s%s, and %s", step->subject,
				       driver ? "is bound to " : "has no driver",
				       driver ? driver : "", owner) :
		       NULL;
}

static const char *device_places_text(struct apply_context *apply_context,
		const struct xpt_plan *plan, struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; text && i < plan->count; i++) {
		const char *place;

		if (named_before(plan, i))
			continue;
		place = place_text(apply_context, &plan->steps[i], arena);
		text = place ? xpt__arena_text(arena, "%s%s%s", text, *text ? "; " : "", place) :
			       NULL;
	}
	return text;
}

/* Undoing: the plan's own expectations say whether the device and the domain are still the same. */

static const char *expected(
		const struct xpt_plan *plan, enum expect_kind kind, const struct step *step)
{
	for (size_t i = 0; i < plan->expectation_count; i++) {
		const struct expectation *expectation = &plan->expectations[i];

		if (expectation->kind == kind &&
				(kind == EXPECT_DOMAIN ? expectation->domid == step->undo.domid :
							 xpt__bdf_equal(expectation->bdf,
									 step->bdf)))
			return expectation->text;
	}
	return NULL;
}

static bool touches_device(enum verb verb)
{
	return verb == VERB_BIND || verb == VERB_UNBIND || verb == VERB_PROBE ||
			verb == VERB_OVERRIDE || verb == VERB_SLOT_ADD || verb == VERB_QUARANTINE ||
			verb == VERB_UNQUARANTINE || verb == VERB_ATTACH || verb == VERB_VF_COUNT ||
			verb == VERB_VF_AUTOPROBE || verb == VERB_VF_SETTINGS ||
			verb == VERB_NVME_VF || verb == VERB_FRAMEBUFFER;
}

static bool touches_domain(enum verb verb)
{
	return verb == VERB_ATTACH || verb == VERB_DETACH || verb == VERB_PIN ||
			verb == VERB_NODES || verb == VERB_POOL_MOVE || verb == VERB_USB_ATTACH ||
			verb == VERB_USB_DETACH || verb == VERB_USB_CONTROLLER_REMOVE;
}

static int another_device(const struct step *step, const char *was, const char *now,
		struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_STUCK,
			"%s is another device now (%s, not %s): \"%s\" is not done to it",
			step->subject, now, was, step->undo_what);
}

/*
 * Of a device that is gone nothing is left to undo but what is kept of its address; a device that took its place
 * is not ours to touch.
 */
static int look_at_device(struct apply_context *apply_context, const struct xpt_plan *plan,
		const struct step *step, const char **ret_skip, struct xpt_error **ret_error)
{
	const char *identity = expected(plan, EXPECT_IDENTITY, step);
	auto_free char *now = NULL;
	int rc = xpt__probe_identity(apply_context->source, step->bdf, &now, ret_error);

	if (!rc && now && identity && strcmp(identity, now) != 0)
		return another_device(step, identity, now, ret_error);
	if (!rc && !now && touches_device(step->undo.verb))
		*ret_skip = "the device is gone";
	return rc;
}

/* The same of a USB device, which is what it was planned for. */
static int look_at_usb_device(struct apply_context *apply_context, const struct step *step,
		const struct op *undo, const char **ret_skip, struct xpt_error **ret_error)
{
	auto_free char *now = NULL;
	int rc = xpt__usb_probe_identity(apply_context->source, undo->path, &now, ret_error);

	if (!rc && now && strcmp(undo->content, now) != 0)
		return another_device(step, undo->content, now, ret_error);
	if (!rc && !now)
		*ret_skip = "the device is gone";
	return rc;
}

/* What a domain that is gone left behind is cleared rather than taken from it. */
static int look_at_domain(struct apply_context *apply_context, const struct xpt_plan *plan,
		const struct step *step, struct op *undo, const char **ret_skip,
		struct xpt_error **ret_error)
{
	/* a guest that was found by its name has another id, and a uuid that the plan does not know */
	const bool is_successor = !undo->uuid && undo->domid != step->undo.domid;
	const char *uuid = undo->uuid ? undo->uuid : expected(plan, EXPECT_DOMAIN, step);
	auto_free char *now = NULL;
	int rc;

	if (!uuid || is_successor || !touches_domain(undo->verb))
		return 0;
	rc = xpt__probe_uuid(apply_context->source, undo->domid, &now, ret_error);
	if (!rc && !now && undo->verb == VERB_DETACH)
		undo->verb = VERB_CLEAR_RECORD;
	else if (!rc && (!now || strcmp(uuid, now) != 0))
		*ret_skip = "the domain is gone";
	return rc;
}

/* What somebody else made of a file is not lost unasked. */
static int look_at_file(struct apply_context *apply_context, const struct step *step,
		struct arena *arena, struct op *undo, struct xpt_error **ret_error)
{
	const char *now;

	return undo->verb == VERB_FILE ?
			xpt__edited_undo(apply_context->source, step->op.content,
					apply_context->options->flags, &xpt__cause_file_edited,
					arena, undo, &now, ret_error) :
			0;
}

/* @ret_skip: why there is nothing to undo; NULL: there is. */
static int look_at_target(struct apply_context *apply_context, const struct xpt_plan *plan,
		const struct step *step, struct op *undo, const char **ret_skip,
		struct xpt_error **ret_error)
{
	int rc = 0;

	*ret_skip = NULL;
	/* the console is dom0's, whatever is there now */
	if (xpt__verb_of_device(undo->verb) && undo->verb != VERB_CONSOLE)
		rc = look_at_device(apply_context, plan, step, ret_skip, ret_error);
	else if (undo->verb == VERB_USB_ATTACH || xpt__verb_authorizes_usb(undo->verb))
		rc = look_at_usb_device(apply_context, step, undo, ret_skip, ret_error);
	return rc ? rc : look_at_domain(apply_context, plan, step, undo, ret_skip, ret_error);
}

static int try_undo(struct apply_context *apply_context, const struct xpt_plan *plan,
		const struct step *step, const char **ret_skip, struct xpt_error **ret_error)
{
	auto_of(arena) struct arena *arena = xpt__arena_new();
	struct op undo = step->undo;
	int rc = arena ? xpt__successor_of(apply_context->source, &undo, ret_error) :
			 xpt__error_no_memory(ret_error);

	rc = rc ? rc : look_at_target(apply_context, plan, step, &undo, ret_skip, ret_error);
	rc = rc ? rc : look_at_file(apply_context, step, arena, &undo, ret_error);
	return rc || *ret_skip ? rc : xpt__op_do(apply_context, step, &undo, ret_error);
}

/* Is it gone that had @uuid? Else @ret_dies: Xen says that it is about to. False, too, where nobody tells. */
static bool has_ended(struct source *source, unsigned int domid, const char *uuid, bool *ret_dies)
{
	auto_blob struct blob text = { 0 };
	struct domain_line domain;
	bool there = true;

	*ret_dies = false;
	if (xpt__probe_domain_there(source, domid, &text, &domain, &there, NULL))
		return false;
	if (!there || !xpt__span_is(domain.uuid.value, uuid))
		return true;
	*ret_dies = xpt__domain_is_dying(&domain);
	return false;
}

static bool takes_from_domain(enum verb verb)
{
	return verb == VERB_DETACH || verb == VERB_USB_DETACH || verb == VERB_USB_CONTROLLER_REMOVE;
}

/* The domain that the undo of @step takes something from: does it end? */
static bool guest_ends(struct apply_context *apply_context, const struct xpt_plan *plan,
		const struct step *step)
{
	struct attempt attempt = {
		.apply_context = apply_context, .op = &step->undo, .subject = step->subject
	};
	struct patience patience = xpt__patience(&attempt, GUEST_ENDS_S);
	const char *uuid = expected(plan, EXPECT_DOMAIN, step);
	char name[64];
	bool dies;

	if (!uuid || !takes_from_domain(step->undo.verb))
		return false;
	snprintf(name, sizeof(name), "the end of domain %u", step->undo.domid);
	patience.for_what = name;
	xpt_bdf_format(step->bdf, attempt.address);
	do {
		if (has_ended(apply_context->source, step->undo.domid, uuid, &dies))
			return true;
		if (dies)
			patience.seconds = GUEST_DIES_S;
	} while (xpt__patience_wait(&patience));
	return false;
}

static int undo_one(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct journal *journal, size_t index, const char **ret_skip,
		struct xpt_error **ret_error)
{
	const struct step *step = &plan->steps[index];
	struct xpt_error *error = NULL;
	int rc = try_undo(apply_context, plan, step, ret_skip, &error);

	if (rc && guest_ends(apply_context, plan, step)) {
		xpt_error_free(error);
		error = NULL;
		rc = try_undo(apply_context, plan, step, ret_skip, &error);
	}
	if (error)
		rc = xpt__error_pass(ret_error, error);
	/* A line that cannot be written costs a second undo after a crash, no more. */
	if (!rc)
		(void)xpt__journal_undone(journal, index, NULL);
	return rc;
}

static int stuck(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct journal *journal, struct xpt_error *first, struct xpt_error **ret_error)
{
	struct arena *arena = xpt__arena_new();
	const char *places = arena ? device_places_text(apply_context, plan, arena) : NULL;

	if (apply_context->options->flags & XPT_UNDO_ABANDON)
		xpt__error_wrap(ret_error, XPT_STUCK, first,
				"cannot undo: %s; now %s; it is left so, and \"%s\" is over: "
				"\"xpt reserve\", \"xpt release\" or \"xpt detach\" does what a device lacks",
				xpt_error_message(first), places ? places : "", plan->title);
	else
		xpt__error_wrap(ret_error, XPT_STUCK, first,
				"cannot undo: %s; now %s; the journal %s is kept: remove the cause, then "
				"run \"xpt undo\" (\"xpt undo --abandon\" leaves what cannot be undone)",
				xpt_error_message(first), places ? places : "", journal->path);
	xpt__arena_free(arena);
	return XPT_STUCK;
}

/* What a VF had lies upon nothing, and nothing upon it; dom0's console is no state of a device. */
static bool is_in_the_way(const struct step *failed, const struct step *step)
{
	return failed->op.verb != VERB_SAVE_VF_SETTINGS && failed->undo.verb != VERB_CONSOLE &&
			step->undo.verb != VERB_CONSOLE && xpt__step_same_lane(failed, step);
}

/* Did the undo of a later step of the same lane fail? What is below it must not be touched. */
static bool is_below_failed(const struct xpt_plan *plan, const bool *failed, size_t index)
{
	for (size_t i = index + 1; i < plan->count; i++)
		if (failed[i] && is_in_the_way(&plan->steps[i], &plan->steps[index]))
			return true;
	return false;
}

int xpt__steps_undo(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct journal *journal, size_t *ret_undone, struct xpt_error **ret_error)
{
	auto_free bool *failed = calloc(plan->count + 1, sizeof(*failed));
	struct xpt_error *first = NULL;
	size_t undone = 0;

	if (!failed)
		return xpt__error_no_memory(ret_error);
	apply_context->is_undoing = true;
	for (size_t i = journal->begun; i-- > 0;) {
		struct xpt_error *error = NULL;
		const char *skip;

		if (!plan->steps[i].undo.verb || journal->undone[i] ||
				(first && is_below_failed(plan, failed, i)))
			continue;
		failed[i] = undo_one(apply_context, plan, journal, i, &skip, &error) != 0;
		if (failed[i] && !first) {
			first = error;
		} else if (failed[i]) {
			xpt_error_free(error);
		} else if (skip) {
			(void)report(apply_context, XPT_STEP_SKIPPED, plan, i, skip);
		} else {
			undone++;
			(void)report(apply_context, XPT_STEP_UNDONE, plan, i, NULL);
		}
	}
	*ret_undone = undone;
	return first ? stuck(apply_context, plan, journal, first, ret_error) : 0;
}
