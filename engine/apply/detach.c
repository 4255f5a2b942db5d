/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libxl's own removal believes xenstore only: it cannot take back what xenstore does not list, returns
 * success when Xen refused, and leaves an HVM guest its permissions. So each of the three that may
 * have the device (device model, xenstore, Xen) is asked, told, and asked again.
 */
#include <string.h>

#include "../base/error.h"
#include "../explain/causes/causes.h"
#include "../formats/device_model.h"
#include "frontend.h"
#include "holders.h"
#include "patience.h"
#include "progress.h"

#define TIMEOUT_DEFAULT_S 10

static const char *domain_name(const struct attempt *attempt, char buffer[16])
{
	if (attempt->op->text)
		return attempt->op->text;
	snprintf(buffer, 16, "d%u", attempt->op->domid);
	return buffer;
}

static int timed_out(const struct attempt *attempt, unsigned int seconds, const char *source,
		const char *evidence, struct xpt_error **ret_error)
{
	auto_of(report) struct xpt_report *report = xpt__report_new();
	char buffer[16];
	const char *name = domain_name(attempt, buffer);
	const struct placeholder placeholders[] = { { "device", attempt->address },
		{ "domain", name }, { NULL } };
	struct xpt_finding *finding = report ?
			xpt__report_add(report, &xpt__cause_hotplug_timeout, placeholders) :
			NULL;
	int rc = finding ? xpt__finding_evidence(finding, source, 0, "%s", evidence) :
			   XPT_NO_MEMORY;

	if (rc)
		return xpt__error_no_memory(ret_error);
	return xpt__error_report(ret_error, XPT_REFUSED, TAKE(report),
			"%s did not let go of it within %u seconds; it is still attached", name,
			seconds);
}

/* Ask the device model to unplug it, and wait for the guest. True: it is gone. */
static bool let_go(const struct attempt *attempt, unsigned int seconds)
{
	struct apply_context *apply_context = attempt->apply_context;
	struct patience patience;
	auto_free char *answer = NULL;
	char command[48], id[MODEL_ID_TEXT];

	snprintf(command, sizeof(command), "device_del %s", xpt__model_id(attempt->bdf, id));
	/* "already in the process of unplug" is an answer too: only the list of devices decides. */
	(void)apply_context->writer->ops->model_command(
			apply_context->writer, attempt->op->domid, command, &answer, NULL);
	patience = xpt__patience(attempt, seconds);
	do
		if (xpt__probe_device_model(apply_context->source, attempt->op->domid,
				    attempt->bdf) == ANSWER_NO)
			return true;
	while (xpt__patience_wait(&patience));
	return false;
}

/* Xen's part, for what libxl left or never knew; afterwards the holders are asked anew. */
static int deassign(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	struct xpt_error *error = NULL;
	int rc = xpt__holders_probe(attempt, ret_error), refused;

	if (rc || attempt->holders->xen == ANSWER_NO)
		return rc;
	refused = writer->ops->deassign(writer, attempt->bdf, attempt->op->domid, &error);
	/* Not knowing the owner, a refusal may just mean that it is not this domain. */
	if (refused && attempt->holders->xen == ANSWER_YES)
		return xpt__error_pass(ret_error, error);
	xpt_error_free(error);
	rc = xpt__holders_probe(attempt, ret_error);
	/* The hypercall is Xen's word, too. */
	if (!refused && attempt->holders->xen == ANSWER_UNKNOWN)
		attempt->holders->xen = ANSWER_NO;
	return rc;
}

static int verify(const struct attempt *attempt, struct xpt_error **ret_error)
{
	const struct holders *holders = attempt->holders;
	char text[HOLDERS_TEXT];

	if (xpt__holders_none(holders))
		return 0;
	if (holders->xen == ANSWER_UNKNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"it is not known whether Xen has taken it from the domain: %s; run the "
				"command again when Xen's console is quiet",
				holders->owner.reason);
	return xpt__error_set(ret_error, XPT_STUCK,
			"it is only partly detached: %s; detach it again once the guest runs",
			xpt__holders_text(holders, text));
}

/* libxl's part: a plain removal needs the guest, a forced one does not. */
static int remove_by_libxl(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	bool force = attempt->op->flags & XPT_FORCE;
	struct xpt_error *error = NULL;
	/* Once the device model dropped it, the plain removal would stumble over that. */
	int rc = writer->ops->pci_remove(writer, attempt->op->domid, attempt->bdf,
			force || attempt->holders->model != ANSWER_UNKNOWN, &error);

	if (rc && !force)
		return xpt__error_pass(ret_error, error);
	xpt_error_free(error); /* by force the rest is done all the same, and the end is looked at */
	return 0;
}

/* Where xenstore lists the device. What Xen has taken is the guest's no more, whatever its driver says. */
static int remove_listed(
		const struct attempt *attempt, unsigned int seconds, struct xpt_error **ret_error)
{
	bool force = attempt->op->flags & XPT_FORCE;
	enum frontend frontend = FRONTEND_NONE;
	int rc;

	if (attempt->holders->store != ANSWER_YES)
		return 0;
	rc = xpt__frontend_settle(attempt, seconds, &frontend, ret_error);
	if (rc)
		return rc;
	if (frontend == FRONTEND_BUSY && !force && attempt->holders->xen != ANSWER_NO)
		return timed_out(attempt, seconds, "xenstore",
				"the guest's driver for PCI devices is not ready", ret_error);
	if (frontend == FRONTEND_READY || frontend == FRONTEND_NONE) {
		rc = remove_by_libxl(attempt, ret_error);
		rc = rc ? rc : xpt__holders_probe(attempt, ret_error);
	}
	if (rc || frontend == FRONTEND_NONE || attempt->holders->store != ANSWER_YES)
		return rc;
	return xpt__record_remove(attempt, ret_error);
}

/* By force the rest is done all the same. */
static int did_not_let_go(
		const struct attempt *attempt, unsigned int seconds, struct xpt_error **ret_error)
{
	int rc = xpt__progress_cancelled(attempt->apply_context, ret_error);

	if (rc || attempt->op->flags & XPT_FORCE)
		return rc;
	return timed_out(attempt, seconds, "device model",
			"still lists the device, although it was asked to let go", ret_error);
}

int xpt__detach_staged(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	unsigned int domid = attempt->op->domid;
	unsigned int seconds = attempt->op->timeout_s ? attempt->op->timeout_s : TIMEOUT_DEFAULT_S;
	int rc = 0;

	if (xpt__holders_none(attempt->holders))
		return xpt__remove_claim(attempt, ret_error);
	if (attempt->holders->model == ANSWER_YES && !let_go(attempt, seconds))
		rc = did_not_let_go(attempt, seconds, ret_error);
	rc = rc ? rc : remove_listed(attempt, seconds, ret_error);
	rc = rc ? rc : writer->ops->revoke(writer, domid, attempt->bdf, ret_error);
	rc = rc ? rc : deassign(attempt, ret_error);
	rc = rc ? rc : xpt__remove_claim(attempt, ret_error);
	return rc ? rc : verify(attempt, ret_error);
}
