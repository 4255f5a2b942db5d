/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libxl's own removal believes xenstore only: it cannot take back what xenstore does not list, returns
 * success when Xen refused, and leaves an HVM guest its permissions. So each of the three that may
 * have the device (device model, xenstore, Xen) is asked, told, and asked again.
 */
#include <string.h>
#include <time.h>

#include "../base/error.h"
#include "../explain/causes/causes.h"
#include "verbs.h"

#define POLL_MS 100
#define TIMEOUT_DEFAULT_S 10

int holders_ask(const struct doing *doing, struct xpt_error **ret_error)
{
	struct source *source = doing->actor->source;
	unsigned int domid = doing->act->domid;
	struct holders holders = { .model = ask_model(source, domid, doing->bdf) };
	struct xpt_error *error = NULL;
	char owner[OWNER_TEXT];
	int rc = ask_store(source, domid, doing->bdf, &holders.store, ret_error);

	if (rc)
		return rc;
	snprintf(owner, sizeof(owner), "d%u", domid);
	if (ask_owner(source, doing->bdf, holders.owner, &error)) {
		xpt_error_free(error);
		snprintf(holders.owner, sizeof(holders.owner), "not known");
		holders.xen = ANSWER_UNKNOWN;
	} else {
		holders.xen = strcmp(holders.owner, owner) ? ANSWER_NO : ANSWER_YES;
	}
	*doing->holders = holders;
	return 0;
}

static const char *domain_name(const struct doing *doing, char buffer[16])
{
	if (doing->act->text)
		return doing->act->text;
	snprintf(buffer, 16, "d%u", doing->act->domid);
	return buffer;
}

static int timed_out(const struct doing *doing, unsigned int seconds, struct xpt_error **ret_error)
{
	auto_of(report) struct xpt_report *report = report_new();
	char buffer[16];
	const char *name = domain_name(doing, buffer);
	const struct blank blanks[] = { { "device", doing->address }, { "domain", name }, { NULL } };
	struct xpt_finding *finding = report ? report_add(report, &cause_hotplug_timeout, blanks) : NULL;
	int rc = finding ? finding_evidence(finding, "device model", 0,
			"still lists the device %u seconds after it was asked to let go", seconds) :
			XPT_NO_MEMORY;

	if (rc)
		return error_no_memory(ret_error);
	return error_report(ret_error, XPT_REFUSED, TAKE(report),
			"%s did not let go of it within %u seconds; it is still attached", name, seconds);
}

static long elapsed_ms(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000L + (now.tv_nsec - since->tv_nsec) / 1000000L;
}

/* Ask the device model to unplug it, and wait for the guest. True: it is gone. */
static bool let_go(const struct doing *doing, unsigned int seconds)
{
	struct actor *actor = doing->actor;
	auto_free char *answer = NULL;
	struct timespec start;
	char command[48];

	snprintf(command, sizeof(command), "device_del pci-pt-%02x_%02x.%u", doing->bdf.bus,
			doing->bdf.device, doing->bdf.function);
	/* "already in the process of unplug" is an answer too: only the list of devices decides. */
	(void)actor->sink->ops->model_command(actor->sink, doing->act->domid, command, &answer, NULL);
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (unsigned int waited_ms = 0;; waited_ms += POLL_MS) {
		if (ask_model(actor->source, doing->act->domid, doing->bdf) == ANSWER_NO)
			return true;
		/* The host's clock, and the waits for a test whose waits take no time. */
		if (waited_ms >= seconds * 1000 || elapsed_ms(&start) >= seconds * 1000L)
			return false;
		actor->sink->ops->wait_ms(actor->sink, POLL_MS);
	}
}

/* Xen's part, for what libxl left or never knew; afterwards the holders are asked anew. */
static int deassign(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	struct xpt_error *error = NULL;
	int rc = holders_ask(doing, ret_error);

	if (rc || doing->holders->xen == ANSWER_NO)
		return rc;
	rc = sink->ops->deassign(sink, doing->bdf, doing->act->domid, &error);
	/* Not knowing the owner, a refusal may just mean that it is not this domain. */
	if (rc && doing->holders->xen == ANSWER_YES)
		return error_pass(ret_error, error);
	xpt_error_free(error);
	return holders_ask(doing, ret_error);
}

static int remove_claim(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	enum answer claimed;
	unsigned int domid;
	char path[PATH_TEXT];
	int rc = ask_claim(doing->actor->source, doing->bdf, &claimed, &domid, ret_error);

	if (rc || claimed != ANSWER_YES || domid != doing->act->domid)
		return rc;
	return sink->ops->store_remove(sink, path_claim(path, doing->bdf, "domid"), ret_error);
}

static int verify(const struct doing *doing, struct xpt_error **ret_error)
{
	const struct holders *holders = doing->holders;

	if (holders_none(holders))
		return 0;
	return error_set(ret_error, XPT_STUCK,
			"it is only partly detached: Xen says that %s owns it, xenstore %s it, "
			"the device model %s it; detach it again once the guest runs", *holders->owner ? holders->owner : "nobody",
			holders->store == ANSWER_YES ? "lists" : "does not list",
			holders->model == ANSWER_YES ? "has" : "does not have");
}

/* libxl's part, where xenstore lists the device: a plain removal needs the guest, a forced one does not. */
static int remove_listed(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	bool force = doing->act->flags & XPT_FORCE;
	struct xpt_error *error = NULL;
	int rc;

	if (doing->holders->store != ANSWER_YES)
		return 0;
	/* Once the device model dropped it, the plain removal would stumble over that. */
	rc = sink->ops->pci_remove(sink, doing->act->domid, doing->bdf,
			force || doing->holders->model != ANSWER_UNKNOWN, &error);
	if (rc && !force)
		return error_pass(ret_error, error);
	xpt_error_free(error); /* by force the rest is done all the same, and the end is looked at */
	return 0;
}

int detach_staged(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	unsigned int domid = doing->act->domid;
	unsigned int seconds = doing->act->timeout_s ? doing->act->timeout_s : TIMEOUT_DEFAULT_S;
	int rc;

	if (holders_none(doing->holders))
		return remove_claim(doing, ret_error);
	if (doing->holders->model == ANSWER_YES && !let_go(doing, seconds) &&
			!(doing->act->flags & XPT_FORCE))
		return timed_out(doing, seconds, ret_error);
	rc = remove_listed(doing, ret_error);
	rc = rc ? rc : sink->ops->revoke(sink, domid, doing->bdf, ret_error);
	rc = rc ? rc : deassign(doing, ret_error);
	rc = rc ? rc : remove_claim(doing, ret_error);
	return rc ? rc : verify(doing, ret_error);
}
