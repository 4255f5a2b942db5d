/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What libxl's records, the device models and dom0 say of USB devices, side by side. */
#include <string.h>

#include "../base/error.h"
#include "../model/usb.h"
#include "check.h"
#include "repair.h"

static bool is_all(const struct repair *repair)
{
	return !repair->only.device_count && !repair->only.usb_device_count;
}

static bool is_asked_for(const struct repair *repair, const struct xpt_usb_device *device)
{
	const struct xpt_repair_options *only = &repair->only;
	struct usb_path at;

	for (size_t i = 0; i < only->usb_device_count; i++)
		if (xpt__usb_path_read(xpt__span_of(only->usb_devices[i]), &at) &&
				!xpt__usb_path_compare(&at, &device->at))
			return true;
	return is_all(repair);
}

/* NULL: nothing, or it is not known. */
static const char *what_differs(const struct repair *repair, const struct usb_record *record,
		const struct xpt_usb_device *device)
{
	const struct usb_model *model = xpt__model_usb_model(repair->host->usb, record->domid);
	const struct usb_shown *shown;

	if (xpt__model_usb_is_gone(repair->host, device))
		return "libxl's records say that a domain has it, but it is not plugged in: libxl gives "
		       "no domain any USB device until that is put right";
	if (record->by == USB_BY_KERNEL || !device->present || !xpt__model_usb_answers(model))
		return NULL;
	if (model->gone)
		return "libxl's records say that a domain has it, but its device model (QEMU) came to an end";
	shown = xpt__model_usb_shown(model, record->controller, record->port);
	if (!shown)
		return "libxl's records say that a domain has it, but its device model does not";
	return shown->attached ?
			NULL :
			"a domain's device model had it before it was plugged in again, and "
			"has lost it";
}

static int add_unknown(
		struct repair *repair, const char *what, const char *reason, const char *path)
{
	return !what || xpt__check_unreadable_of(repair->host, repair->report, what, reason, path) ?
			xpt__error_no_memory(repair->ret_error) :
			0;
}

/* Of a device that is there, only its device model can say whether the domain has it. */
static int ask_unknown(struct repair *repair, const struct usb_record *record,
		const struct xpt_usb_device *device)
{
	const struct usb_model *model = xpt__model_usb_model(repair->host->usb, record->domid);
	struct arena *arena = repair->judged->arena;
	char buffer[16];

	if (!device->present)
		return add_unknown(repair,
				xpt__arena_text(arena, "whether %s is plugged in", device->path),
				repair->host->usb_devices.reason, device->path);
	if (record->by == USB_BY_KERNEL || xpt__model_usb_answers(model))
		return 0;
	return add_unknown(repair,
			xpt__arena_text(arena, "whether the device model of %s has %s",
					xpt__model_domain_name(repair->host, record->domid, buffer),
					device->path),
			model ? model->takes_host_devices.reason : NULL, device->path);
}

static int ask_record(struct repair *repair, const struct usb_record *record)
{
	const struct xpt_usb_device *device = xpt__model_usb_device(repair->host->usb, &record->at);
	const char *what;
	struct disagreement disagreement = { .domid = record->domid };
	struct xpt_request request =
			XPT_OPTIONS(xpt_request, .action = XPT_DETACH, .usb_device_count = 1);
	struct xpt_finding *finding;
	char id[16], buffer[16];
	int rc;

	if (!device || !is_asked_for(repair, device))
		return 0;
	disagreement.what = what = what_differs(repair, record, device);
	if (!what)
		return ask_unknown(repair, record, device);
	snprintf(id, sizeof(id), "%u", record->domid);
	request.domain = id;
	request.usb_devices = &device->path;
	disagreement.device = device->path;
	disagreement.mend = xpt__model_domain(repair->host, record->domid) ? &request : NULL;
	rc = xpt__repair_add(repair, &disagreement, &finding);
	if (!rc &&
			xpt__finding_evidence(finding, "libxl's records", 0,
					"%s has it, in port %u of controller %u",
					xpt__model_domain_name(repair->host, record->domid, buffer),
					record->port, record->controller))
		rc = xpt__error_no_memory(repair->ret_error);
	return rc;
}

/* A backend's is not the device model's to have. */
static bool is_phantom(const struct usb_controller *controller)
{
	return controller->recorded && !controller->shown && controller->by == USB_BY_MODEL &&
			controller->version.state != XPT_FACT_ABSENT;
}

/* A domain is paused while xl creates it, and libxl is about to make the controller itself. Blocked: its CPUs are idle. */
static bool is_created(const struct xpt_domain *domain)
{
	return fact_text_is(domain->state, "running") || fact_text_is(domain->state, "blocked");
}

/* Can the device model be told of it, as libxl should have done? */
static bool can_be_made(const struct xpt_domain *domain, const struct usb_controller *controller)
{
	return domain && is_created(domain) && controller->version.state == XPT_FACT_KNOWN &&
			controller->version.value > 0 &&
			controller->version.value <= USB_VERSION_MAX &&
			xpt__model_usb_ports(controller);
}

static int ask_controller(
		struct repair *repair, unsigned int domid, const struct usb_controller *controller)
{
	const struct xpt_domain *domain = xpt__model_domain(repair->host, domid);
	bool mends = can_be_made(domain, controller);
	struct judged_usb *mend = mends ? vector_push(&repair->judged->usb) : NULL;
	const char *number = xpt__arena_text(repair->judged->arena, "%u", controller->number);
	char buffer[16];

	if (mend)
		*mend = (struct judged_usb){ NULL, domain, controller->number,
			xpt__model_usb_ports(controller) };
	if (!number || (mends && !mend) ||
			!xpt__report_add(repair->report, &xpt__cause_usb_phantom_controller,
					PLACEHOLDERS({ "domain",
								     xpt__model_domain_name(
										     repair->host,
										     domid,
										     buffer) },
							{ "number", number },
							{ "operands", mends ? "--apply" : NULL })))
		return xpt__error_no_memory(repair->ret_error);
	return 0;
}

static int ask_model(struct repair *repair, const struct usb_model *model)
{
	int rc = 0;

	for (size_t i = 0; i < model->controller_count && !rc; i++)
		if (is_phantom(&model->controllers[i]))
			rc = ask_controller(repair, model->domid, &model->controllers[i]);
	return rc;
}

/* The driver of dom0 that takes all of a class; of other classes, and other drivers, nobody can tell. */
static const char *driver_of_class(const struct usb_interface *interface)
{
	if (fact_is(interface->class_code, 0x03))
		return "usbhid";
	if (fact_is(interface->class_code, 0x08) && fact_is(interface->protocol, 0x50))
		return "usb-storage";
	return NULL;
}

static bool is_loaded(const struct usb *usb, const char *driver)
{
	for (size_t i = 0; usb->drivers.state == XPT_FACT_KNOWN && i < usb->drivers.count; i++)
		if (!strcmp(usb->drivers.items[i], driver))
			return true;
	return false;
}

/* What is reserved has no driver because nobody may have it. A kernel of before 4.4 keeps none away. */
static bool may_have_driver(const struct usb_interface *interface)
{
	return interface->authorized.state == XPT_FACT_ABSENT || fact_is(interface->authorized, 1);
}

/* The loaded driver that an interface lacks, where none of its device has one; NULL: it lacks none that is known. */
static const char *lacks_driver(const struct usb *usb, const struct xpt_usb_device *device)
{
	const char *found = NULL;

	for (size_t i = 0; i < device->interface_count; i++) {
		const char *driver = driver_of_class(&device->interfaces[i]);

		if (device->interfaces[i].driver.state != XPT_FACT_ABSENT)
			return NULL;
		if (driver && is_loaded(usb, driver) && may_have_driver(&device->interfaces[i]))
			found = driver;
	}
	return found;
}

/* A device model that was killed left it so, and its domain is gone with the record. */
static int ask_left(struct repair *repair, const struct xpt_usb_device *device)
{
	const struct usb *usb = repair->host->usb;
	const char *driver = lacks_driver(usb, device);
	struct disagreement disagreement = { .device = device->path, .offered = true };
	struct xpt_finding *finding;
	struct judged_usb *mend;

	if (!driver || !device->present || device->domain.state != XPT_FACT_ABSENT ||
			!fact_is(device->authorized, 1) || !fact_is(usb->autoprobes, 1) ||
			!is_asked_for(repair, device))
		return 0;
	mend = vector_push(&repair->judged->usb);
	disagreement.what = xpt__arena_text(repair->judged->arena,
			"no domain has it, and no driver of dom0, though %s is loaded", driver);
	if (!mend || !disagreement.what)
		return xpt__error_no_memory(repair->ret_error);
	*mend = (struct judged_usb){ .device = device };
	return xpt__repair_add(repair, &disagreement, &finding);
}

int xpt__repair_usb(struct repair *repair)
{
	const struct usb *usb = repair->host->usb;
	int rc = 0;

	if (!usb)
		return 0;
	for (size_t i = 0; i < usb->record_count && !rc; i++)
		rc = ask_record(repair, &usb->records[i]);
	for (size_t i = 0; i < usb->model_count && !rc; i++)
		if (is_all(repair) && usb->models[i].takes_host_devices.state == XPT_FACT_KNOWN)
			rc = ask_model(repair, &usb->models[i]);
	for (size_t i = 0; i < usb->device_count && !rc; i++)
		rc = ask_left(repair, &usb->devices[i]);
	if (!rc && usb->records_why.state == XPT_FACT_UNREADABLE &&
			xpt__check_unreadable(repair->host, repair->report,
					"which domain has which USB device",
					usb->records_why.reason))
		rc = xpt__error_no_memory(repair->ret_error);
	return rc;
}
