/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines usbctrl= and usbdev=: what libxl makes of each while it creates the domain. */
#include "config_usb.h"

#include <string.h>

#include "../config/xl_config.h"
#include "check.h"
#include "request.h"

#define ENTRIES 1024

static bool is_hvm(const struct config_check *run)
{
	return !strcmp(run->type, "hvm");
}

/* What libxl makes of type=auto. */
static enum xl_usb_type type_of(const struct usb_check_run *usb, enum xl_usb_type said)
{
	if (said != XL_USB_AUTO)
		return said;
	if (is_hvm(usb->config))
		return XL_USB_MODEL;
	return usb->host_usb && fact_true(usb->host_usb->usbback) ? XL_USB_PV : XL_USB_QUSB;
}

/* libxl__device_usbctrl_setdefault(): defaults and limits, or what it refuses. */
static const char *settle(struct xl_usb_controller *controller)
{
	bool emulated = controller->type == XL_USB_MODEL;

	if (!controller->version)
		controller->version = 2;
	if (controller->version < 1 || controller->version > (emulated ? 3 : 2))
		return emulated ? "version must be 1, 2 or 3" :
				  "the version of a paravirtualized controller must be 1 or 2";
	if (!emulated) {
		if (!controller->ports)
			controller->ports = 8;
		return controller->ports < 1 || controller->ports > USB_PORTS_PV ?
				"a paravirtualized controller has at most 31 ports" :
				NULL;
	}
	if (controller->version == 3) {
		if (!controller->ports)
			controller->ports = 8;
		return controller->ports < 1 || controller->ports > USB_PORTS_MAX ?
				"a controller of version 3 has at most 15 ports" :
				NULL;
	}
	if (controller->ports && controller->ports != (controller->version == 1 ? 2 : 6))
		return controller->version == 1 ? "a controller of version 1 always has 2 ports" :
						  "a controller of version 2 always has 6 ports";
	controller->ports = controller->version == 1 ? 2 : 6;
	return NULL;
}

static int judge_backend(struct usb_check_run *usb, const struct config_value *value)
{
	const struct fact_int *usbback = usb->host_usb ? &usb->host_usb->usbback : NULL;

	if (usb->host_usb && fact_true(*usbback))
		return 0;
	if (!usbback || usbback->state == XPT_FACT_UNREADABLE)
		return xpt__check_unreadable(usb->config->host, usb->config->report,
				"whether dom0 has the driver usbback",
				usbback ? usbback->reason : NULL);
	return xpt__config_add_as(usb->config, &xpt__cause_usb_backend_missing, XPT_BLOCKED, value,
			PLACEHOLDERS({ "place", xpt__config_place(usb->config, value) }));
}

static int judge_controller(struct usb_check_run *usb, const struct config_value *value)
{
	struct xl_usb_controller controller;
	const char *wrong = value->text ?
			xpt__xl_usb_controller_read(xpt__span_of(value->text), &controller) :
			"an entry of usbctrl= must be a quoted string";

	if (!wrong) {
		controller.type = type_of(usb, controller.type);
		wrong = settle(&controller);
	}
	if (!wrong && controller.type == XL_USB_MODEL && !is_hvm(usb->config))
		wrong = "only an HVM domain has a device model that emulates a USB controller";
	if (wrong) {
		usb->refused = true;
		return xpt__config_add(usb->config, &xpt__cause_config_refused, value, wrong);
	}
	usb->controllers[usb->controller_count++].is = controller;
	return controller.type == XL_USB_PV ? judge_backend(usb, value) : 0;
}

/* NULL: there is none, or it is ignored. */
static int take_list(struct usb_check_run *usb, const char *key, const char *ignored,
		const struct config_value **ret_list)
{
	const struct config_value *list = xpt__config_find(usb->config->config, key);

	*ret_list = NULL;
	if (!list)
		return 0;
	if (list->text)
		return xpt__config_add(usb->config, &xpt__cause_config_doubtful, list, ignored);
	if (list->count > ENTRIES)
		return xpt__config_add(usb->config, &xpt__cause_config_refused, list,
				"it lists more than there can be");
	*ret_list = list;
	return 0;
}

static int judge_controllers(struct usb_check_run *usb)
{
	const struct config_value *list;
	int rc = take_list(usb, "usbctrl",
			"xl ignores usbctrl= where it is not a list: usbctrl = [ \"version=3\" ]",
			&list);

	if (rc || !list)
		return rc;
	usb->controllers = xpt__arena_array(
			usb->config->arena, list->count + 1, sizeof(*usb->controllers));
	if (!usb->controllers)
		return XPT_NO_MEMORY;
	for (size_t i = 0; i < list->count && !rc; i++)
		rc = judge_controller(usb, &list->items[i]);
	return rc;
}

/* A record of a device that is unplugged; check_usb_records passes over those that the plan of xpt empties. */
static int judge_records(struct usb_check_run *usb)
{
	const struct usb *host_usb = usb->host_usb;
	char buffer[16], path[USB_PATH_TEXT];

	for (size_t i = 0; i < host_usb->record_count; i++) {
		const struct usb_record *record = &host_usb->records[i];
		const char *owner;

		if (!xpt__model_usb_is_dead(usb->config->host, record))
			continue;
		owner = xpt__model_domain_name(usb->config->host, record->domid, buffer);
		xpt__usb_path_text(&record->at, path);
		return xpt__report_add(usb->config->report, &xpt__cause_usb_stale_record,
				       PLACEHOLDERS({ "stale", path }, { "owner", owner })) ?
				0 :
				XPT_NO_MEMORY;
	}
	return 0;
}

/* What attach asks; libxl asks no policy, and not whether dom0 lives on it. */
static int judge_as_attach(struct usb_check_run *usb)
{
	const struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_ATTACH,
			.usb_device_count = usb->device_count,
			.flags = XPT_FORCE_CRITICAL | XPT_IGNORE_POLICY);
	struct usb_subject subject = {
		.host = usb->config->host, .request = &request, .arena = usb->config->arena
	};
	struct xpt_report *report = xpt__report_new();
	const struct xpt_usb_device **asked = xpt__arena_array(usb->config->arena,
			usb->device_count + 1, sizeof(const struct xpt_usb_device *));
	int rc = report && asked ? 0 : XPT_NO_MEMORY;

	for (size_t i = 0; i < usb->device_count && !rc; i++)
		asked[i] = usb->devices[i].device;
	rc = rc ? rc : xpt__check_usb_devices(&subject, asked, report);
	for (size_t i = 0; i < usb->device_count && !rc; i++)
		rc = xpt__report_evidence(report, usb->devices[i].device->path,
				usb->config->config->name, usb->devices[i].value->line,
				usb->devices[i].value->text);
	if (rc) {
		xpt_report_free(report);
		return rc;
	}
	return xpt__report_merge(usb->config->report, report);
}

static int judge_devices(struct usb_check_run *usb)
{
	const struct config_value *list;
	int rc = take_list(usb, "usbdev",
			"xl ignores usbdev= where it is not a list: usbdev = [ \"hostbus=1,hostaddr=2\" ]",
			&list);

	if (rc || !list || !list->count)
		return rc;
	if (!usb->host_usb)
		return xpt__check_unreadable(usb->config->host, usb->config->report,
				"which USB devices there are", NULL);
	usb->devices = xpt__arena_array(usb->config->arena, list->count + 1, sizeof(*usb->devices));
	if (!usb->devices)
		return XPT_NO_MEMORY;
	for (size_t i = 0; i < list->count && !rc; i++)
		rc = xpt__config_usb_device(usb, &list->items[i]);
	rc = rc ? rc : judge_records(usb);
	return rc ? rc : judge_as_attach(usb);
}

int xpt__check_config_usb(struct config_check *run)
{
	struct usb_check_run usb = { .config = run, .host_usb = run->host->usb };
	int rc = judge_controllers(&usb);

	return rc ? rc : judge_devices(&usb);
}
