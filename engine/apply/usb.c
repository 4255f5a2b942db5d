/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libxl computes QEMU's name of a device from its number of now, so what was unplugged or plugged in again it can
 * never take back, and while it is in its records libxl attaches nothing else. So a device is taken out by
 * what QEMU has in the port, and then out of the record, as libxl would have done.
 */
#include "usb.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/usb_path.h"
#include "../formats/dm_usb.h"
#include "../source/paths.h"
#include "patience.h"
#include "progress.h"

#define LET_GO_S 10
#define OPEN_S 10

/* Questions */

static int probe_model(
		const struct attempt *attempt, struct blob *ret_text, struct xpt_error **ret_error)
{
	char path[PATH_TEXT];
	int rc;

	snprintf(path, sizeof(path), PATH_XEN_MODEL_USB "/%u", attempt->op->domid);
	rc = xpt__source_read(attempt->apply_context->source, path, ret_text, ret_error);
	if (!rc && !xpt__dm_usb_whole(blob_span(ret_text)))
		rc = xpt__error_set(ret_error, XPT_UNREADABLE,
				"the answer of the device model of domain %u is incomplete",
				attempt->op->domid);
	return rc;
}

/* The device in the attempt's port. False: there is none. */
static bool find_shown(
		const struct attempt *attempt, struct span text, struct dm_usb_line *ret_line)
{
	while (xpt__dm_usb_next(&text, ret_line))
		if ((ret_line->kind == DM_USB_DEVICE || ret_line->kind == DM_USB_FOLLOWER) &&
				ret_line->controller == attempt->op->controller &&
				ret_line->port == attempt->op->slot)
			return true;
	return false;
}

static int probe_shown(const struct attempt *attempt, bool *ret_shown, struct dm_usb_line *ret_line,
		struct xpt_error **ret_error)
{
	auto_blob struct blob text = { 0 };
	int rc = probe_model(attempt, &text, ret_error);

	if (!rc)
		*ret_shown = find_shown(attempt, blob_span(&text), ret_line);
	return rc;
}

static const char *record_path(char path[PATH_TEXT], const struct attempt *attempt, const char *key)
{
	snprintf(path, PATH_TEXT, PATH_STORE_LIBXL "/%u/device/vusb/%u/%s", attempt->op->domid,
			attempt->op->controller, key);
	return path;
}

/* Where libxl says what is in the port: with a backend in what that reads. */
static int port_path(
		char path[PATH_TEXT], const struct attempt *attempt, struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	char key[24];
	bool backend = false;
	int rc = xpt__usb_is_backend(attempt, &backend, ret_error);

	snprintf(key, sizeof(key), "port/%u", op->slot);
	if (backend)
		snprintf(path, PATH_TEXT, PATH_STORE_BACKEND "/qusb/%u/%u/%s", op->domid,
				op->controller, key);
	else
		record_path(path, attempt, key);
	return rc;
}

/* What libxl's record says of the port: NULL, no such port; "", nothing is in it. */
static int probe_record(
		const struct attempt *attempt, char **ret_device, struct xpt_error **ret_error)
{
	char path[PATH_TEXT];
	int rc = port_path(path, attempt, ret_error);

	return rc ? rc :
		    xpt__probe_text(attempt->apply_context->source, path, ret_device, ret_error);
}

static int probe_file(struct source *source, const char *device, const char *name, char **ret_text,
		struct xpt_error **ret_error)
{
	char path[PATH_TEXT];

	snprintf(path, sizeof(path), PATH_USB_DEVICES "/%s/%s", device, name);
	return xpt__probe_text(source, path, ret_text, ret_error);
}

static int probe_number(struct source *source, const char *device, const char *name, int base,
		unsigned int *ret_number, struct xpt_error **ret_error)
{
	auto_free char *text = NULL;
	uint64_t number;
	int rc = probe_file(source, device, name, &text, ret_error);

	if (rc)
		return rc;
	if (!text)
		return xpt__error_set(
				ret_error, XPT_NOT_FOUND, "%s is not plugged in any more", device);
	if (!xpt__span_number(xpt__span_of(text), base, &number) || number > UINT16_MAX)
		return xpt__error_set(ret_error, XPT_UNREADABLE, "%s of %s is not a number", name,
				device);
	*ret_number = (unsigned int)number;
	return 0;
}

int xpt__usb_probe_identity(struct source *source, const char *path, char **ret_identity,
		struct xpt_error **ret_error)
{
	auto_free char *serial = NULL, *printable = NULL;
	struct xpt_error *error = NULL;
	unsigned int vendor = 0, product = 0;
	int rc = probe_number(source, path, "idVendor", 16, &vendor, &error);

	rc = rc ? rc : probe_number(source, path, "idProduct", 16, &product, &error);
	*ret_identity = NULL;
	if (rc == XPT_NOT_FOUND) {
		xpt_error_free(error);
		return 0;
	}
	rc = rc ? rc : probe_file(source, path, "serial", &serial, &error);
	if (rc)
		return xpt__error_pass(ret_error, error);
	if (!serial)
		serial = strdup("");
	printable = serial ? malloc(xpt__text_printable(NULL, serial, strlen(serial)) + 1) : NULL;
	if (!printable)
		return xpt__error_no_memory(ret_error);
	xpt__text_printable(printable, serial, strlen(serial));
	if (asprintf(ret_identity, USB_IDENTITY, vendor, product, *printable ? " " : "",
			    printable) < 0)
		return xpt__error_no_memory(ret_error);
	return 0;
}

/* Controllers */

static int controller_recorded(
		const struct attempt *attempt, bool *ret_recorded, struct xpt_error **ret_error)
{
	auto_free char *type = NULL;
	char path[PATH_TEXT];
	bool backend = false;
	int rc = xpt__usb_is_backend(attempt, &backend, ret_error);

	rc = rc ? rc :
		  xpt__probe_text(attempt->apply_context->source,
				  record_path(path, attempt, "type"), &type, ret_error);
	if (!rc && type && strcmp(type, backend ? "qusb" : "devicemodel") != 0)
		rc = xpt__error_set(ret_error, XPT_REFUSED,
				"controller %u of the domain is a different one now",
				attempt->op->controller);
	*ret_recorded = type;
	return rc;
}

static int recorded_version(const struct attempt *attempt, unsigned int *ret_version,
		struct xpt_error **ret_error)
{
	auto_free char *text = NULL;
	char path[PATH_TEXT];
	uint64_t version;
	int rc = xpt__probe_text(attempt->apply_context->source,
			record_path(path, attempt, "usb-ver"), &text, ret_error);

	if (rc)
		return rc;
	if (!text || !xpt__span_number(xpt__span_of(text), 10, &version) || !version ||
			version > USB_VERSION_MAX)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"libxl's record does not report the version of controller %u",
				attempt->op->controller);
	*ret_version = (unsigned int)version;
	return 0;
}

/* The plan chose a number that was free: whoever has it by now needs none of ours. The way back of an attach takes what is there. */
static int expect_ours(const struct attempt *attempt, struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	unsigned int version = 0;
	int rc;

	if (op->verb != VERB_USB_CONTROLLER || !op->version)
		return 0;
	if (!op->path && attempt->stage != STAGE_VERIFY)
		return xpt__error_set(ret_error, XPT_STALE, "the domain has a controller %u by now",
				op->controller);
	rc = recorded_version(attempt, &version, ret_error);
	if (!rc && version != op->version)
		rc = xpt__error_set(ret_error, XPT_STALE,
				"controller %u of the domain is of version %u, not %u",
				op->controller, version, op->version);
	return rc;
}

/* Does the device model show it, or the guest's driver have it? */
static int probe_controller(
		const struct attempt *attempt, bool *ret_there, struct xpt_error **ret_error)
{
	auto_blob struct blob text = { 0 };
	struct dm_usb_line line;
	bool backend = false;
	struct span rest;
	int rc = xpt__usb_is_backend(attempt, &backend, ret_error);

	if (rc || backend)
		return rc ? rc : xpt__usb_frontend_connected(attempt, ret_there, ret_error);
	rc = probe_model(attempt, &text, ret_error);
	rest = blob_span(&text);
	while (!rc && xpt__dm_usb_next(&rest, &line))
		*ret_there |= line.kind == DM_USB_CONTROLLER &&
				line.controller == attempt->op->controller;
	return rc;
}

int xpt__usb_controller_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	bool recorded = false;
	int rc = controller_recorded(attempt, &recorded, ret_error);

	*ret_done = false;
	if (rc || !recorded)
		return rc;
	rc = expect_ours(attempt, ret_error);
	return rc ? rc : probe_controller(attempt, ret_done, ret_error);
}

/* One that libxl recorded, and QEMU never heard of: as libxl would have made it. */
static int make_real(const struct attempt *attempt, struct xpt_error **ret_error)
{
	static const char *const drivers[] = { NULL, "piix3-usb-uhci", "usb-ehci", "nec-usb-xhci" };
	struct writer *writer = attempt->apply_context->writer;
	const struct op *op = attempt->op;
	auto_free char *answer = NULL;
	char command[96], ports[32] = "";
	unsigned int version = 0;
	int rc = recorded_version(attempt, &version, ret_error);

	if (rc)
		return rc;
	if (version == USB_VERSION_MAX)
		snprintf(ports, sizeof(ports), ",p2=%u,p3=%u", op->count, op->count);
	snprintf(command, sizeof(command), "device_add %s,id=xenusb-%u%s", drivers[version],
			op->controller, ports);
	return writer->ops->model_command(writer, attempt->op->domid, command, &answer, ret_error);
}

static int make(const struct attempt *attempt, bool backend, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	const struct op *op = attempt->op;
	unsigned int best = backend ? USB_VERSION_BACKEND : USB_VERSION_MAX;
	const struct usb_controller_spec spec = { op->controller, op->version ? op->version : best,
		op->count, backend };

	return writer->ops->usb_controller_add(writer, op->domid, &spec, ret_error);
}

int xpt__usb_controller(const struct attempt *attempt, struct xpt_error **ret_error)
{
	bool recorded = false, backend = false;
	int rc = controller_recorded(attempt, &recorded, ret_error);

	rc = rc ? rc : xpt__usb_is_backend(attempt, &backend, ret_error);
	if (!rc && recorded)
		rc = expect_ours(attempt, ret_error);
	if (rc)
		return rc;
	/* a repair is of the record, and no device wants the controller */
	if (!recorded && !attempt->op->path && !attempt->op->version)
		return xpt__error_set(ret_error, XPT_STALE, "libxl's record of it is gone");
	if (!recorded)
		rc = make(attempt, backend, ret_error);
	else if (!backend)
		rc = make_real(attempt, ret_error);
	return rc || !backend ? rc : xpt__usb_frontend_wait(attempt, ret_error);
}

/* Devices */

int xpt__usb_expect_same(const struct attempt *attempt, struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	auto_free char *identity = NULL;
	int rc = xpt__usb_probe_identity(
			attempt->apply_context->source, op->path, &identity, ret_error);

	if (!rc && !identity)
		rc = xpt__error_set(ret_error, XPT_REFUSED, "it is not plugged in any more");
	if (!rc && strcmp(identity, op->content) != 0)
		rc = xpt__error_set(ret_error, XPT_REFUSED,
				"another device is plugged in there now (%s, not %s)", identity,
				op->content);
	return rc;
}

/* Where it is now, if it is still the one that was judged. */
static int find_plug(const struct attempt *attempt, struct usb_plug *ret_plug,
		struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	struct source *source = attempt->apply_context->source;
	struct usb_plug plug = { .controller = op->controller, .port = op->slot };
	struct usb_path at;
	int rc = xpt__usb_expect_same(attempt, ret_error);

	rc = rc ? rc : probe_number(source, op->path, "devnum", 10, &plug.number, ret_error);
	if (!rc && !xpt__usb_path_read(xpt__span_of(op->path), &at))
		rc = xpt__error_set(ret_error, XPT_INVALID, "%s is not a USB device", op->path);
	if (rc)
		return rc;
	plug.bus = at.bus;
	*ret_plug = plug;
	return 0;
}

static bool is_shown_as(const struct dm_usb_line *line, const struct usb_plug *plug,
		const struct usb_path *at)
{
	return line->yes &&
			(line->kind == DM_USB_FOLLOWER ? !xpt__usb_path_compare(&line->at, at) :
							 line->bus == plug->bus &&
									line->number == plug->number);
}

int xpt__usb_attach_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *recorded = NULL;
	struct dm_usb_line line;
	struct usb_plug plug = { 0 };
	struct usb_path at = { 0 };
	bool shown = false;
	int rc = find_plug(attempt, &plug, ret_error);

	rc = rc ? rc : probe_record(attempt, &recorded, ret_error);
	rc = rc ? rc : probe_shown(attempt, &shown, &line, ret_error);
	if (!rc)
		*ret_done = shown && xpt__usb_path_read(xpt__span_of(attempt->op->path), &at) &&
				is_shown_as(&line, &plug, &at) && recorded &&
				!strcmp(recorded, attempt->op->path);
	return rc;
}

/* What a guest that was started anew has lost; other attaches have made it in a step before. */
static int restore_controller(const struct attempt *attempt, struct xpt_error **ret_error)
{
	bool done = !attempt->op->count;
	int rc = done ? 0 : xpt__usb_controller_done(attempt, &done, ret_error);

	return rc || done ? rc : xpt__usb_controller(attempt, ret_error);
}

/* A backend hears of it by xenstore, and tells nobody whether it could open it. */
static int wait_until_open(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct patience patience = xpt__patience(attempt, OPEN_S);
	bool open = false;
	int rc;

	patience.for_what = "the device model (QEMU) to open it";
	do
		rc = xpt__usb_attach_done(attempt, &open, ret_error);
	while (!rc && !open && xpt__patience_wait(&patience));
	if (!rc && !open)
		rc = xpt__progress_cancelled(attempt->apply_context, ret_error);
	if (!rc && !open)
		rc = xpt__error_set(ret_error, XPT_REFUSED,
				"the device model (QEMU) has not opened it for %d seconds; its log, "
				"qemu-dm-NAME.log, tells why",
				OPEN_S);
	return rc;
}

int xpt__usb_attach(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	struct usb_plug plug;
	bool empty = false, backend = false;
	int rc = find_plug(attempt, &plug, ret_error);

	rc = rc ? rc : xpt__usb_is_backend(attempt, &backend, ret_error);
	/* What is left of an earlier one would be in libxl's way. */
	rc = rc ? rc : xpt__usb_detach_done(attempt, &empty, ret_error);
	if (!rc && !empty)
		rc = xpt__usb_detach(attempt, ret_error);
	rc = rc ? rc : restore_controller(attempt, ret_error);
	if (!rc && backend)
		rc = xpt__usb_frontend_wait(attempt, ret_error);
	rc = rc ? rc : writer->ops->usb_add(writer, attempt->op->domid, &plug, ret_error);
	return rc || !backend ? rc : wait_until_open(attempt, ret_error);
}

/* Another device in the record is another's: that port is not ours. */
int xpt__usb_detach_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *recorded = NULL;
	struct dm_usb_line line;
	bool shown = false;
	int rc = probe_record(attempt, &recorded, ret_error);

	if (rc)
		return rc;
	if (recorded && *recorded) {
		*ret_done = strcmp(recorded, attempt->op->path) != 0;
		return 0;
	}
	rc = probe_shown(attempt, &shown, &line, ret_error);
	if (!rc)
		*ret_done = !shown;
	return rc;
}

static int wait_until_gone(const struct attempt *attempt, struct xpt_error **ret_error)
{
	unsigned int timeout_s = attempt->op->timeout_s;
	struct patience patience = xpt__patience(attempt, timeout_s ? timeout_s : LET_GO_S);
	struct dm_usb_line line;
	bool shown = true;
	int rc;

	do
		rc = probe_shown(attempt, &shown, &line, ret_error);
	while (!rc && shown && xpt__patience_wait(&patience));
	if (!rc && shown)
		rc = xpt__progress_cancelled(attempt->apply_context, ret_error);
	if (!rc && shown)
		rc = xpt__error_set(ret_error, XPT_REFUSED, "the device model still has it");
	return rc;
}

static int unplug(const struct attempt *attempt, const struct dm_usb_line *line,
		struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	auto_free char *answer = NULL;
	char command[48];
	int rc;

	if (!line->bus)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"the port holds a device that was not given by libxl");
	snprintf(command, sizeof(command), "device_del xenusb-%u-%u", line->bus, line->number);
	rc = writer->ops->model_command(writer, attempt->op->domid, command, &answer, ret_error);
	return rc ? rc : wait_until_gone(attempt, ret_error);
}

static int empty_record(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	auto_free char *recorded = NULL;
	char path[PATH_TEXT];
	int rc = probe_record(attempt, &recorded, ret_error);

	rc = rc ? rc : port_path(path, attempt, ret_error);
	if (!rc && recorded && !strcmp(recorded, attempt->op->path))
		rc = writer->ops->store_write(writer, path, "", ret_error);
	return rc;
}

int xpt__usb_detach(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct dm_usb_line line;
	bool shown = false;
	int rc = probe_shown(attempt, &shown, &line, ret_error);

	/* a backend lets go of what its record does not name any more */
	if (!rc && shown && line.kind == DM_USB_FOLLOWER) {
		rc = empty_record(attempt, ret_error);
		return rc ? rc : wait_until_gone(attempt, ret_error);
	}
	if (!rc && shown)
		rc = unplug(attempt, &line, ret_error);
	return rc ? rc : empty_record(attempt, ret_error);
}
