/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What xenstore keeps of a device that a domain no longer has. libxl takes a PV guest's devices away with the help
 * of its driver; where that did not answer, or the guest was destroyed meanwhile, the backend stays, and pciback keeps
 * the device from others. So the backend is removed here, and pciback lets go of it.
 */
#include <string.h>

#include "../base/error.h"
#include "../source/paths.h"
#include "patience.h"
#include "progress.h"

#define TIMEOUT_DEFAULT_S 10

static int claimed_by(
		const struct attempt *attempt, bool *ret_claimed, struct xpt_error **ret_error)
{
	enum answer claimed;
	unsigned int domid = 0;
	int rc = xpt__probe_claim(
			attempt->apply_context->source, attempt->bdf, &claimed, &domid, ret_error);

	if (!rc)
		*ret_claimed = claimed == ANSWER_YES && domid == attempt->op->domid;
	return rc;
}

int xpt__remove_claim(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	char path[PATH_TEXT];
	bool claimed = false;
	int rc = claimed_by(attempt, &claimed, ret_error);

	if (rc || !claimed)
		return rc;
	return writer->ops->store_remove(
			writer, xpt__path_claim(path, attempt->bdf, "domid"), ret_error);
}

int xpt__record_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	enum answer listed;
	bool claimed = false;
	int rc = xpt__probe_store(attempt->apply_context->source, attempt->op->domid, attempt->bdf,
			&listed, ret_error);

	rc = rc ? rc : claimed_by(attempt, &claimed, ret_error);
	if (!rc)
		*ret_done = listed == ANSWER_NO && !claimed;
	return rc;
}

/* The kernel hears of xenstore's change in its own time, and only then lets another guest have the devices. */
static int wait_for_pciback(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct apply_context *apply_context = attempt->apply_context;
	unsigned int seconds = attempt->op->timeout_s ? attempt->op->timeout_s : TIMEOUT_DEFAULT_S;
	struct patience patience = xpt__patience(attempt, seconds);
	char path[PATH_TEXT];
	int rc;

	patience.for_what = "pciback";
	snprintf(path, sizeof(path), PATH_BACKEND_DEVICES "/pci-%u-0", attempt->op->domid);
	do {
		auto_names struct names names = { 0 };

		if (xpt__source_list(apply_context->source, path, &names, NULL) == XPT_NOT_FOUND)
			return 0;
	} while (xpt__patience_wait(&patience));
	rc = xpt__progress_cancelled(apply_context, ret_error);
	if (rc)
		return rc;
	return xpt__error_set(ret_error, XPT_REFUSED,
			"pciback still keeps it for domain %u, %u seconds after xenstore forgot that",
			attempt->op->domid, seconds);
}

/* Is it the only device that xenstore lists for the domain? */
static int is_alone(const struct attempt *attempt, bool *ret_alone, struct xpt_error **ret_error)
{
	auto_free char *count = NULL;
	char path[PATH_TEXT];
	int rc;

	snprintf(path, sizeof(path), PATH_STORE_BACKENDS "/%u/0/num_devs", attempt->op->domid);
	rc = xpt__probe_text(attempt->apply_context->source, path, &count, ret_error);
	if (!rc)
		*ret_alone = count && !strcmp(count, "1");
	return rc;
}

static int remove_backend(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	char path[PATH_TEXT];
	int rc;

	snprintf(path, sizeof(path), PATH_STORE_BACKENDS "/%u", attempt->op->domid);
	rc = writer->ops->store_remove(writer, path, ret_error);
	return rc ? rc : wait_for_pciback(attempt, ret_error);
}

int xpt__record_remove(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	bool is_only = false;
	char path[PATH_TEXT];
	int rc = is_alone(attempt, &is_only, ret_error);

	if (rc)
		return rc;
	if (!is_only)
		return xpt__error_set(ret_error, XPT_STUCK,
				"xenstore still lists it, beside other devices of the guest, whose driver does "
				"not answer: detach those too, or stop the guest, then release it");
	snprintf(path, sizeof(path), PATH_STORE_DOMAINS "/%u/device/pci", attempt->op->domid);
	rc = writer->ops->store_remove(writer, path, ret_error);
	return rc ? rc : remove_backend(attempt, ret_error);
}

int xpt__record_clear(const struct attempt *attempt, struct xpt_error **ret_error)
{
	auto_free char *uuid = NULL;
	int rc = xpt__probe_uuid(
			attempt->apply_context->source, attempt->op->domid, &uuid, ret_error);

	if (rc)
		return rc;
	if (uuid)
		return xpt__error_set(ret_error, XPT_STALE, "there is a domain %u again",
				attempt->op->domid);
	rc = remove_backend(attempt, ret_error);
	return rc ? rc : xpt__remove_claim(attempt, ret_error);
}
