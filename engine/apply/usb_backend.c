/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Domains that are not HVM: their QEMU is a backend (qusb), and the guest has a driver for it (xen-hcd), or has none. libxl looks
 * at neither: it writes into xenstore, and reports success. So the driver is waited for before the device is taken from dom0,
 * and QEMU is asked what it has.
 */
#include <string.h>
#include <strings.h>

#include "../base/error.h"
#include "../base/usb_path.h"
#include "../explain/causes/causes.h"
#include "../source/paths.h"
#include "patience.h"
#include "progress.h"
#include "usb.h"

#define CONNECT_S 10
#define XENBUS_CONNECTED "4"

int xpt__usb_is_backend(
		const struct attempt *attempt, bool *ret_backend, struct xpt_error **ret_error)
{
	auto_free char *type = NULL;
	char path[PATH_TEXT];
	int rc;

	snprintf(path, sizeof(path), PATH_STORE_LIBXL "/%u/type", attempt->op->domid);
	rc = xpt__probe_text(attempt->apply_context->source, path, &type, ret_error);
	*ret_backend = type && strcasecmp(type, "hvm") != 0;
	return rc;
}

static int probe_frontend(
		const struct attempt *attempt, char **ret_state, struct xpt_error **ret_error)
{
	char path[PATH_TEXT];

	snprintf(path, sizeof(path), PATH_STORE_DOMAINS "/%u/device/vusb/%u/state",
			attempt->op->domid, attempt->op->controller);
	return xpt__probe_text(attempt->apply_context->source, path, ret_state, ret_error);
}

int xpt__usb_frontend_connected(
		const struct attempt *attempt, bool *ret_connected, struct xpt_error **ret_error)
{
	auto_free char *state = NULL;
	int rc = probe_frontend(attempt, &state, ret_error);

	*ret_connected = state && !strcmp(state, XENBUS_CONNECTED);
	return rc;
}

static int no_frontend(const struct attempt *attempt, struct xpt_error **ret_error)
{
	auto_of(report) struct xpt_report *report = xpt__report_new();
	auto_free char *state = NULL;
	int rc = probe_frontend(attempt, &state, ret_error);

	if (rc)
		return rc;
	if (!report ||
			!xpt__report_add(report, &xpt__cause_usb_frontend_missing,
					PLACEHOLDERS({ "domain", attempt->op->text },
							{ "state", state ? state : "none" })))
		return xpt__error_no_memory(ret_error);
	return xpt__error_report(ret_error, XPT_REFUSED, TAKE(report),
			"the guest's driver for virtual USB (xen-hcd) has not connected for %d seconds",
			CONNECT_S);
}

int xpt__usb_frontend_wait(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct patience patience = xpt__patience(attempt, CONNECT_S);
	bool connected = false;
	int rc;

	patience.for_what = "the guest's driver for virtual USB (xen-hcd)";
	do
		rc = xpt__usb_frontend_connected(attempt, &connected, ret_error);
	while (!rc && !connected && xpt__patience_wait(&patience));
	if (!rc && !connected)
		rc = xpt__progress_cancelled(attempt->apply_context, ret_error);
	return rc || connected ? rc : no_frontend(attempt, ret_error);
}

int xpt__usb_expect_unmade(struct apply_context *apply_context, const struct step *step,
		struct xpt_error **ret_error)
{
	const struct op *op = &step->op;
	auto_free char *type = NULL;
	char path[PATH_TEXT];
	int rc;

	if (op->verb != VERB_USB_CONTROLLER || step->undo.verb != VERB_USB_CONTROLLER_REMOVE)
		return 0;
	snprintf(path, sizeof(path), PATH_STORE_LIBXL "/%u/device/vusb/%u/type", op->domid,
			op->controller);
	rc = xpt__probe_text(apply_context->source, path, &type, ret_error);
	if (!rc && type)
		rc = xpt__error_set(ret_error, XPT_STALE,
				"%s changed since it was looked at: it has a USB controller %u by now",
				op->text, op->controller);
	return rc;
}

/* Somebody uses it by now. */
static int probe_in_use(
		const struct attempt *attempt, bool *ret_in_use, struct xpt_error **ret_error)
{
	int rc = 0;

	*ret_in_use = false;
	for (unsigned int port = 1; !rc && !*ret_in_use && port <= USB_PORTS_MAX; port++) {
		auto_free char *device = NULL;
		char path[PATH_TEXT];

		snprintf(path, sizeof(path), PATH_STORE_BACKEND "/qusb/%u/%u/port/%u",
				attempt->op->domid, attempt->op->controller, port);
		rc = xpt__probe_text(attempt->apply_context->source, path, &device, ret_error);
		*ret_in_use = device && *device;
	}
	return rc;
}

int xpt__usb_controller_removed(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *type = NULL;
	char path[PATH_TEXT];
	bool in_use = false;
	int rc;

	snprintf(path, sizeof(path), PATH_STORE_LIBXL "/%u/device/vusb/%u/type", attempt->op->domid,
			attempt->op->controller);
	rc = xpt__probe_text(attempt->apply_context->source, path, &type, ret_error);
	if (!rc && type)
		rc = probe_in_use(attempt, &in_use, ret_error);
	*ret_done = !type || strcmp(type, "qusb") != 0 || in_use;
	return rc;
}

int xpt__usb_controller_remove(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	const struct usb_controller_spec spec = { .number = attempt->op->controller,
		.backend = true };

	return writer->ops->usb_controller_remove(writer, attempt->op->domid, &spec, ret_error);
}
