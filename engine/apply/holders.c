/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "holders.h"

#include "../base/error.h"

/* Not being told is no reason to stop: what to do about it is known to who asked. */
static void ask_key(const struct attempt *attempt, struct holders *holders)
{
	struct xpt_error *error = NULL;

	if (xpt__probe_owner(attempt->apply_context->source, attempt->bdf, &holders->owner,
			    &error)) {
		snprintf(holders->reason, sizeof(holders->reason), "%s", xpt_error_message(error));
		holders->owner = (struct ownership){ .reason = holders->reason };
	}
	xpt_error_free(error);
	if (holders->owner.by == OWNED_BY_UNKNOWN)
		holders->xen = ANSWER_UNKNOWN;
	else if (holders->owner.by == OWNED_BY_DOMAIN && holders->owner.domid == attempt->op->domid)
		holders->xen = ANSWER_YES;
	else
		holders->xen = ANSWER_NO;
}

/* Is it likely that no guest has it? */
static bool is_free_expected(const struct attempt *attempt)
{
	return attempt->op->verb == VERB_ATTACH ? attempt->stage == STAGE_LOOK :
						  attempt->stage == STAGE_ACT;
}

static bool is_free(const struct attempt *attempt, struct holders *holders)
{
	if (xpt__probe_free(attempt->apply_context->source, attempt->bdf) != ANSWER_YES)
		return false;
	holders->owner = OWNERSHIP_NONE;
	holders->xen = ANSWER_NO;
	return true;
}

/*
 * Key Q answers through the console, where a guest can write, and each line of it costs time on a serial one. So the other
 * witness comes first where its answer will do, and last where the key told nothing: of a device that was nobody's and whose
 * assignment was accepted, "a guest has it" says who.
 */
static void ask_xen(const struct attempt *attempt, struct holders *holders)
{
	if (is_free_expected(attempt) && is_free(attempt, holders))
		return;
	ask_key(attempt, holders);
	if (holders->xen != ANSWER_UNKNOWN || is_free(attempt, holders))
		return;
	if (attempt->op->verb == VERB_ATTACH && attempt->stage == STAGE_VERIFY &&
			xpt__probe_free(attempt->apply_context->source, attempt->bdf) == ANSWER_NO)
		holders->xen = ANSWER_YES;
}

/* The device model takes longest, so it is asked first and heard last; what was announced is heard in any case. */
int xpt__holders_probe(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct source *source = attempt->apply_context->source;
	struct holders *holders = attempt->holders;
	unsigned int domid = attempt->op->domid;
	int rc;

	xpt__announce_device_model(source, domid);
	rc = xpt__probe_store(source, domid, attempt->bdf, &holders->store, ret_error);
	if (!rc)
		ask_xen(attempt, holders);
	holders->model = xpt__probe_device_model(source, domid, attempt->bdf);
	return rc;
}

bool xpt__holders_none(const struct holders *holders)
{
	return holders->store != ANSWER_YES && holders->model != ANSWER_YES &&
			holders->xen == ANSWER_NO;
}

bool xpt__holders_all(const struct holders *holders)
{
	return holders->store == ANSWER_YES && holders->model != ANSWER_NO &&
			holders->xen == ANSWER_YES;
}

static const char *model_text(enum answer model)
{
	return model == ANSWER_YES	   ? "the device model has it" :
			model == ANSWER_NO ? "the device model does not have it" :
					     "no device model answers";
}

const char *xpt__holders_text(const struct holders *holders, char buffer[HOLDERS_TEXT])
{
	char owner[OWNER_TEXT];
	const char *who = holders->owner.by == OWNED_BY_NOBODY ?
			"no guest" :
			xpt__ownership_text(&holders->owner, owner);
	bool known = holders->xen != ANSWER_UNKNOWN;

	snprintf(buffer, HOLDERS_TEXT, "Xen %s%s%s, xenstore %s it, %s",
			known ? "says that " : "does not report who owns it: ",
			known ? who : holders->owner.reason, known ? " owns it" : "",
			holders->store == ANSWER_YES ? "lists" : "does not list",
			model_text(holders->model));
	return buffer;
}
