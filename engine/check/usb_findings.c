/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be told of USB where people look at it: what xpt repair finds, and what keeps a device from being given. */
#include <string.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../model/judged.h"
#include "../model/usb.h"
#include "check.h"
#include "repair.h"

struct usb_look {
	const struct xpt_host *host;
	struct xpt_usb_scope scope;
	struct xpt_report *report;
	struct arena *arena;
};

static int add(struct usb_look *look, const struct cause *cause,
		const struct placeholder *placeholders)
{
	return xpt__report_add(look->report, cause, placeholders) ? 0 : XPT_NO_MEMORY;
}

static bool is_asked_for(const struct usb_look *look, const struct xpt_usb_device *device)
{
	const struct xpt_usb_scope *scope = &look->scope;

	return (!scope->device || scope->device == device) &&
			(!scope->domain ||
					xpt__model_usb_record(look->host->usb, &device->at,
							xpt_domain_id(scope->domain)));
}

static int ask_unauthorized(struct usb_look *look)
{
	const struct usb *usb = look->host->usb;
	int rc = 0;

	for (size_t i = 0; i < usb->device_count && !rc; i++)
		if (is_asked_for(look, &usb->devices[i]) && fact_is(usb->devices[i].authorized, 0))
			rc = add(look, &xpt__cause_usb_unauthorized,
					PLACEHOLDERS({ "device", usb->devices[i].path }));
	return rc;
}

/* Not by what is not known. Hubs are never asked for. */
static bool are_identical(const struct xpt_usb_device *a, const struct xpt_usb_device *b)
{
	struct usb_identity identity;

	if (!a->present || !b->present || xpt__check_usb_is_hub(a) || xpt__check_usb_is_hub(b) ||
			a->vendor_id.state != XPT_FACT_KNOWN ||
			a->product_id.state != XPT_FACT_KNOWN ||
			a->serial.state == XPT_FACT_UNREADABLE ||
			a->serial.state != b->serial.state)
		return false;
	identity = (struct usb_identity){ (unsigned int)a->vendor_id.value,
		(unsigned int)a->product_id.value,
		xpt__span_of(a->serial.state == XPT_FACT_KNOWN ? a->serial.value : "") };
	return xpt__model_usb_likeness(b, &identity) == USB_LIKE;
}

/* "0627:0001 with the serial number 42"; NULL: memory is out */
static const char *identity_text(struct arena *arena, const struct xpt_usb_device *device)
{
	unsigned int vendor = (unsigned int)device->vendor_id.value;
	unsigned int product = (unsigned int)device->product_id.value;

	return device->serial.state == XPT_FACT_KNOWN ?
			xpt__arena_text(arena, "%04x:%04x with the serial number %s", vendor,
					product, device->serial.value) :
			xpt__arena_text(arena, "%04x:%04x without a serial number", vendor,
					product);
}

/* Those that are like the device at @first, told with it; what an earlier one was told with is not told again. */
static int ask_alike(struct usb_look *look, size_t first)
{
	const struct usb *usb = look->host->usb;
	const struct xpt_usb_device *device = &usb->devices[first];
	const char *devices = device->path;
	const char *identity;
	bool asked_for = is_asked_for(look, device);

	for (size_t i = 0; i < first; i++)
		if (are_identical(&usb->devices[i], device))
			return 0;
	for (size_t i = first + 1; devices && i < usb->device_count; i++)
		if (are_identical(device, &usb->devices[i])) {
			asked_for = asked_for || is_asked_for(look, &usb->devices[i]);
			devices = xpt__arena_text(
					look->arena, "%s %s", devices, usb->devices[i].path);
		}
	if (devices == device->path || !asked_for)
		return 0;
	identity = identity_text(look->arena, device);
	return !devices || !identity ? XPT_NO_MEMORY :
				       add(look, &xpt__cause_usb_identical,
						       PLACEHOLDERS({ "devices", devices },
								       { "identity", identity }));
}

static int ask_identical(struct usb_look *look)
{
	int rc = 0;

	for (size_t i = 0; i < look->host->usb->device_count && !rc; i++)
		rc = ask_alike(look, i);
	return rc;
}

/* What a guest has as a PCI device, it has with all that is plugged in there. */
static int ask_controllers(struct usb_look *look)
{
	const struct xpt_host *host = look->host;
	int rc = 0;

	for (size_t i = 0; i < host->device_count && !rc; i++)
		if (fact_is(host->devices[i].class_code, CLASS_USB) &&
				xpt__model_in_pciback(&host->devices[i]) &&
				host->devices[i].owner.kind != OWNER_UNKNOWN &&
				!xpt__check_is_guests(&host->devices[i]))
			rc = add(look, &xpt__cause_usb_controller_reserved,
					PLACEHOLDERS({ "device", host->devices[i].address }));
	return rc;
}

static bool is_taken(const struct xpt_usb_device *device, const char *what)
{
	struct usb_identity identity;

	return !strcmp(what, device->path) || !strcmp(what, USB_ANY) ||
			(xpt__usb_id_read(xpt__span_of(what), &identity.vendor, &identity.product,
					 &identity.serial) &&
					xpt__model_usb_likeness(device, &identity) == USB_LIKE);
}

static int tell_taken(struct usb_look *look, const struct usb_model *model, const char *what)
{
	char buffer[16];
	const char *text = !strcmp(what, USB_ANY) ?
			"USB devices" :
			xpt__arena_text(look->arena,
					strchr(what, ':') ? "each device %s that is plugged in" :
							    "whatever is plugged into %s",
					what);

	return text ? add(look, &xpt__cause_usb_taker,
				      PLACEHOLDERS({ "what", text },
						      { "domain",
								      xpt__model_domain_name(
										      look->host,
										      model->domid,
										      buffer) })) :
		      XPT_NO_MEMORY;
}

static int tell_follower(
		struct usb_look *look, const struct usb_model *model, const struct usb_path *at)
{
	char buffer[16], path[USB_PATH_TEXT];

	return add(look, &xpt__cause_usb_follows_port,
			PLACEHOLDERS({ "device", xpt__usb_path_text(at, path) },
					{ "domain",
							xpt__model_domain_name(look->host,
									model->domid, buffer) }));
}

/* What gets into a domain without being asked for, once it is plugged in. */
static int ask_taking(struct usb_look *look, const struct usb_model *model)
{
	const struct xpt_usb_device *device = look->scope.device;
	int rc = 0;

	if (look->scope.domain && xpt_domain_id(look->scope.domain) != model->domid)
		return 0;
	for (size_t i = 0; i < model->takes.count && !rc; i++)
		if (!device || is_taken(device, model->takes.items[i]))
			rc = tell_taken(look, model, model->takes.items[i]);
	for (size_t i = 0; i < model->shown_count && !rc; i++) {
		const struct usb_path *follows = &model->shown[i].follows;

		if (follows->depth && (!device || !xpt__usb_path_compare(follows, &device->at)))
			rc = tell_follower(look, model, follows);
	}
	return rc;
}

static int ask_takers(struct usb_look *look)
{
	const struct usb *usb = look->host->usb;
	int rc = 0;

	for (size_t i = 0; i < usb->model_count && !rc; i++)
		rc = ask_taking(look, &usb->models[i]);
	return rc;
}

static int ask_models(struct usb_look *look)
{
	const struct usb *usb = look->host->usb;
	char buffer[16];
	int rc = 0;

	for (size_t i = 0; i < usb->model_count && !rc; i++)
		if (fact_is(usb->models[i].takes_host_devices, 0) && !usb->models[i].none &&
				!usb->models[i].gone)
			rc = add(look, &xpt__cause_usb_model_without_host,
					PLACEHOLDERS({ "domain",
							xpt__model_domain_name(look->host,
									usb->models[i].domid,
									buffer) }));
	return rc;
}

static int ask_host(struct usb_look *look)
{
	int rc = ask_controllers(look);

	if (!rc && fact_is(look->host->usb->udev, 0))
		rc = add(look, &xpt__cause_usb_udev_missing, NULL);
	return rc ? rc : ask_models(look);
}

static bool is_of_all(const struct usb_look *look)
{
	return !look->scope.device && !look->scope.domain;
}

/* @paths: room for all devices */
static int ask_repair(struct usb_look *look, const char **paths, struct xpt_error **ret_error)
{
	auto_of(judged) struct xpt_judged *judged =
			xpt__judged_new(xpt__identity_of_repair(look->host));
	struct repair repair = { look->host, XPT_SIZED(xpt_repair_options), look->report, judged,
		ret_error };
	const struct usb *usb = look->host->usb;

	if (!judged || !paths)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0; !is_of_all(look) && i < usb->device_count; i++)
		if (is_asked_for(look, &usb->devices[i]))
			paths[repair.only.usb_device_count++] = usb->devices[i].path;
	repair.only.usb_devices = paths;
	/* none would be all */
	return is_of_all(look) || repair.only.usb_device_count ? xpt__repair_usb(&repair) : 0;
}

static int tell_forgotten(struct usb_look *look, const struct usb_record *record,
		const struct xpt_usb_device *device)
{
	char buffer[16];
	const char *domain = xpt__model_domain_name(look->host, record->domid, buffer);
	const char *line, *instead = "";

	/* by its number alone no line of host.cfg means it */
	if (!xpt__model_usb_line(look->arena, domain == buffer ? "" : domain, device, &line))
		return XPT_NO_MEMORY;
	if (*line)
		instead = xpt__arena_text(look->arena,
				"; with usb = [ \"%s\" ] in host.cfg xpt watch gives it back",
				line);
	return instead ? add(look, &xpt__cause_usb_forgotten,
					 PLACEHOLDERS({ "device", device->path },
							 { "domain", domain },
							 { "instead", instead })) :
			 XPT_NO_MEMORY;
}

/* Whether usbdev= of its configuration names a device is nowhere in the snapshot. */
static int ask_forgotten(struct usb_look *look)
{
	const struct usb *usb = look->host->usb;
	int rc = 0;

	for (size_t i = 0; i < usb->record_count && !rc; i++) {
		const struct xpt_usb_device *device =
				xpt__model_usb_device(usb, &usb->records[i].at);

		if (device && device->present && is_asked_for(look, device) &&
				fact_true(xpt__model_usb_has(usb, &usb->records[i])))
			rc = tell_forgotten(look, &usb->records[i], device);
	}
	return rc;
}

int xpt_host_check_usb(const struct xpt_host *host, const struct xpt_usb_scope *scope,
		struct xpt_report **ret_report, struct xpt_error **ret_error)
{
	auto_of(report) struct xpt_report *report = xpt__report_new();
	auto_of(arena) struct arena *arena = xpt__arena_new();
	struct usb_look look = { host, XPT_SIZED(xpt_usb_scope), report, arena };
	int rc = 0;

	if (!report || !arena)
		return xpt__error_no_memory(ret_error);
	if (scope && !xpt__options_take(scope, &look.scope, sizeof(look.scope)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the options are of another libxpt: this one does not know them");
	if (host->usb)
		rc = ask_repair(&look,
				xpt__arena_alloc(arena,
						(host->usb->device_count + 1) * sizeof(char *)),
				ret_error);
	if (rc)
		return rc;
	if (host->usb &&
			(ask_unauthorized(&look) || ask_identical(&look) || ask_takers(&look) ||
					(is_of_all(&look) ? ask_host(&look) :
							    ask_forgotten(&look))))
		return xpt__error_no_memory(ret_error);
	*ret_report = TAKE(report);
	return 0;
}
