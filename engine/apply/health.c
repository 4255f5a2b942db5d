/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "health.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../explain/causes/causes.h"
#include "../formats/claims.h"
#include "../formats/sanity.h"
#include "../formats/taint.h"
#include "../source/paths.h"
#include "successor.h"
#include "probe.h"
#include "progress.h"

/* A device has a second after its reset; the kernel has waited for most of it already. */
#define LOOKS 5
#define LOOK_AGAIN_MS 300

static const char *path_taint(char path[PATH_TEXT], struct xpt_bdf bdf)
{
	char name[CLAIM_NAME_TEXT];

	snprintf(path, PATH_TEXT, PATH_STORE_TAINTS "/%s", xpt__claim_name(bdf, name));
	return path;
}

static const char *path_config(char path[PATH_TEXT], struct xpt_bdf bdf)
{
	char address[XPT_BDF_TEXT];

	snprintf(path, PATH_TEXT, PATH_PCI "/%s", xpt_bdf_format(bdf, address));
	return path;
}

/* pciback resets what it takes, gets back and lets go; a driver needs what it is given to be sane. */
static bool is_use(const struct op *op)
{
	return op->verb == VERB_DETACH || op->verb == VERB_BIND || op->verb == VERB_PROBE ||
			(op->verb == VERB_UNBIND && op->text && !strcmp(op->text, "pciback"));
}

/* What is to be done may end in being undone. */
static bool may_use(const struct step *step, bool undoing)
{
	return is_use(&step->undo) || (!undoing && is_use(&step->op));
}

static bool was_given(struct source *source, const struct op *op, struct xpt_bdf bdf)
{
	enum answer listed = ANSWER_NO;
	struct op attach = *op;

	return op->verb == VERB_ATTACH && !xpt__successor_of(source, &attach, NULL) &&
			!xpt__probe_store(source, attach.domid, bdf, &listed, NULL) &&
			listed == ANSWER_YES;
}

/* A guest that was given the device, or was given it back, drives it: what its registers hold is its own affair. */
static bool is_given(
		struct source *source, const struct xpt_plan *plan, const struct health *health)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];

		if (xpt__bdf_equal(step->bdf, health->bdf) &&
				(was_given(source, &step->op, step->bdf) ||
						was_given(source, &step->undo, step->bdf)))
			return true;
	}
	return false;
}

static const struct health *find(const struct healths *healths, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < healths->items.count; i++)
		if (xpt__bdf_equal(healths->items.items[i].bdf, bdf))
			return &healths->items.items[i];
	return NULL;
}

static unsigned int ask_lanes(struct source *source, struct xpt_bdf bdf)
{
	auto_blob struct blob config = { 0 };
	char path[PATH_TEXT];

	return xpt__source_read(source, path_config(path, bdf), &config, NULL) ?
			0 :
			xpt__config_lanes(blob_span(&config));
}

void xpt__health_before(struct apply_context *apply_context, const struct xpt_plan *plan,
		bool undoing, struct healths *ret_healths)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];
		struct health *health;

		if (!may_use(step, undoing) || find(ret_healths, step->bdf))
			continue;
		health = vector_push(&ret_healths->items);
		if (!health)
			return; /* it is looked at less closely, or not */
		*health = (struct health){ step->bdf, step->subject,
			ask_lanes(apply_context->source, step->bdf) };
	}
}

/* A driver of dom0 lets an idle link shrink: that is no loss. */
static unsigned int lanes_wanted(struct source *source, struct xpt_bdf bdf, unsigned int lanes)
{
	auto_free char *driver = NULL;

	if (xpt__probe_driver(source, bdf, &driver, NULL) || (driver && strcmp(driver, "pciback")))
		return 0;
	return lanes;
}

static enum sanity look(struct source *source, const struct health *health, unsigned int lanes,
		char ret_reason[SANITY_TEXT])
{
	auto_blob struct blob config = { 0 }, resource = { 0 };
	char path[PATH_TEXT];

	if (xpt__source_read(source, path_config(path, health->bdf), &config, NULL) ||
			xpt__source_read(source, xpt__path_device(path, health->bdf, "resource"),
					&resource, NULL))
		return SANITY_UNKNOWN;
	return xpt__sanity_of(blob_span(&config), blob_span(&resource), lanes, ret_reason);
}

static enum sanity look_patiently(struct apply_context *apply_context, const struct health *health,
		unsigned int lanes, char ret_reason[SANITY_TEXT])
{
	struct writer *writer = apply_context->writer;
	enum sanity sanity = look(apply_context->source, health, lanes, ret_reason);

	for (int i = 1; sanity == SANITY_LOST && i < LOOKS; i++) {
		writer->ops->wait_ms(writer, LOOK_AGAIN_MS);
		sanity = look(apply_context->source, health, lanes, ret_reason);
	}
	return sanity;
}

static void tell(struct apply_context *apply_context, const struct health *health,
		const char *reason, const struct xpt_error *trouble)
{
	char why[256];
	struct xpt_step step = XPT_OPTIONS(xpt_step, .subject = health->subject, .why = why);

	snprintf(why, sizeof(why), "%s%s%s", reason,
			trouble ? "; and that cannot be recorded: " : "",
			trouble ? xpt_error_message(trouble) : "");
	(void)xpt__progress(apply_context, XPT_DEVICE_TAINTED, 0, &step);
}

/* A link that was noted as lost is so until it has its lanes again, whatever driver comes. */
static bool is_of_link(const struct taint *before)
{
	return before && xpt__sanity_is_link(before->reason);
}

/* What was noted of the same device before stands: since when, the link that it had, and that it has lost it. */
static void note(struct apply_context *apply_context, const struct health *health,
		const struct taint *before, const char *identity, const char *reason)
{
	struct writer *writer = apply_context->writer;
	struct taint taint = { .since = before ? before->since : time(NULL),
		.lanes = before && before->lanes ? before->lanes : health->lanes,
		.reason = is_of_link(before) ? before->reason : xpt__span_of(reason) };
	auto_of(error) struct xpt_error *trouble = NULL;
	auto_free char *text = NULL;
	char path[PATH_TEXT];

	snprintf(taint.identity, sizeof(taint.identity), "%s", identity);
	text = xpt__taint_text(&taint);
	if (!text)
		(void)xpt__error_no_memory(&trouble);
	else
		(void)writer->ops->store_write(
				writer, path_taint(path, health->bdf), text, &trouble);
	tell(apply_context, health, reason, trouble);
}

static void forget(struct apply_context *apply_context, const struct health *health)
{
	struct writer *writer = apply_context->writer;
	char path[PATH_TEXT];

	(void)writer->ops->store_remove(writer, path_taint(path, health->bdf), NULL);
}

/* What is found is noted; SANITY_LOST: @ret_reason tells what. */
static enum sanity look_after(struct apply_context *apply_context, const struct health *health,
		char ret_reason[SANITY_TEXT])
{
	struct source *source = apply_context->source;
	auto_free char *noted = NULL, *identity = NULL;
	char path[PATH_TEXT];
	struct taint before;
	unsigned int lanes;
	enum sanity sanity;
	bool is_same;

	if (xpt__probe_identity(source, health->bdf, &identity, NULL) ||
			xpt__probe_text(source, path_taint(path, health->bdf), &noted, NULL))
		return SANITY_UNKNOWN;
	is_same = noted && identity && xpt__taint_read(xpt__span_of(noted), &before) &&
			!strcmp(before.identity, identity);
	if (noted && !is_same)
		forget(apply_context, health);
	if (!identity)
		return SANITY_UNKNOWN;
	lanes = is_same && before.lanes ? before.lanes : health->lanes;
	if (!is_of_link(is_same ? &before : NULL))
		lanes = lanes_wanted(source, health->bdf, lanes);
	sanity = look_patiently(apply_context, health, lanes, ret_reason);
	if (sanity == SANITY_LOST)
		note(apply_context, health, is_same ? &before : NULL, identity, ret_reason);
	else if (sanity == SANITY_SANE && is_same)
		forget(apply_context, health);
	return sanity;
}

/* Was it used by the steps before @index? */
static bool is_used(const struct xpt_plan *plan, size_t index, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < index; i++)
		if (is_use(&plan->steps[i].op) && xpt__bdf_equal(plan->steps[i].bdf, bdf))
			return true;
	return false;
}

/* The plan took it from its guest: a refusal would only give it back. */
static bool is_lent(const struct xpt_plan *plan, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].undo.verb == VERB_ATTACH &&
				xpt__bdf_equal(plan->steps[i].bdf, bdf))
			return true;
	return false;
}

static int refuse(const struct step *step, const char *reason, struct xpt_error **ret_error)
{
	auto_of(report) struct xpt_report *report = xpt__report_new();
	char after[SANITY_TEXT + 32];

	snprintf(after, sizeof(after), "right before the attach: %s", reason);
	if (!report ||
			!xpt__report_add(report, &xpt__cause_device_tainted,
					PLACEHOLDERS({ "device", step->subject },
							{ "reason", after },
							{ "unreserved device", step->subject })))
		return xpt__error_no_memory(ret_error);
	return xpt__error_report(ret_error, XPT_REFUSED, TAKE(report),
			"%s is not sane after its reset: %s", step->subject, reason);
}

int xpt__health_before_attach(struct apply_context *apply_context, const struct xpt_plan *plan,
		size_t index, const struct healths *healths, struct xpt_error **ret_error)
{
	char reason[SANITY_TEXT];
	int rc = 0;

	if (index && plan->steps[index - 1].op.verb == VERB_ATTACH)
		return 0;
	for (; !rc && index < plan->count && plan->steps[index].op.verb == VERB_ATTACH; index++) {
		const struct step *step = &plan->steps[index];
		const struct health *health = find(healths, step->bdf);

		if (health && is_used(plan, index, step->bdf) &&
				look_after(apply_context, health, reason) == SANITY_LOST &&
				!(step->op.flags & XPT_ACCEPT_TAINT) && !is_lent(plan, step->bdf))
			rc = refuse(step, reason, ret_error);
	}
	return rc;
}

void xpt__health_after(struct apply_context *apply_context, const struct xpt_plan *plan,
		const struct healths *healths)
{
	char reason[SANITY_TEXT];

	for (size_t i = 0; i < healths->items.count; i++)
		if (!is_given(apply_context->source, plan, &healths->items.items[i]))
			(void)look_after(apply_context, &healths->items.items[i], reason);
}
