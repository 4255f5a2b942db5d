/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "health.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../formats/claims.h"
#include "../formats/sanity.h"
#include "../formats/taint.h"
#include "../source/paths.h"
#include "heir.h"
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

	return op->verb == VERB_ATTACH && !xpt__heir_of(source, &attach, NULL) &&
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

static bool has(const struct healths *healths, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < healths->items.count; i++)
		if (xpt__bdf_equal(healths->items.items[i].bdf, bdf))
			return true;
	return false;
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

		if (!may_use(step, undoing) || has(ret_healths, step->bdf))
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

	snprintf(why, sizeof(why), "%s%s%s", reason, trouble ? "; and that cannot be noted: " : "",
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

static void look_after(struct apply_context *apply_context, const struct health *health)
{
	struct source *source = apply_context->source;
	auto_free char *noted = NULL, *identity = NULL;
	char path[PATH_TEXT], reason[SANITY_TEXT];
	struct taint before;
	unsigned int lanes;
	enum sanity sanity;
	bool is_same;

	if (xpt__probe_identity(source, health->bdf, &identity, NULL) ||
			xpt__probe_text(source, path_taint(path, health->bdf), &noted, NULL))
		return;
	is_same = noted && identity && xpt__taint_read(xpt__span_of(noted), &before) &&
			!strcmp(before.identity, identity);
	if (noted && !is_same)
		forget(apply_context, health);
	if (!identity)
		return;
	lanes = is_same && before.lanes ? before.lanes : health->lanes;
	if (!is_of_link(is_same ? &before : NULL))
		lanes = lanes_wanted(source, health->bdf, lanes);
	sanity = look_patiently(apply_context, health, lanes, reason);
	if (sanity == SANITY_LOST)
		note(apply_context, health, is_same ? &before : NULL, identity, reason);
	else if (sanity == SANITY_SANE && is_same)
		forget(apply_context, health);
}

void xpt__health_after(struct apply_context *apply_context, const struct xpt_plan *plan,
		const struct healths *healths)
{
	for (size_t i = 0; i < healths->items.count; i++)
		if (!is_given(apply_context->source, plan, &healths->items.items[i]))
			look_after(apply_context, &healths->items.items[i]);
}
