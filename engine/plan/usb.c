/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * USB devices go into ports of emulated USB 3 controllers, which take devices of all speeds, unless another version is asked for. A
 * controller is made explicitly: one that libxl makes by itself is in its records alone, and QEMU never hears of it. Controllers stay, and are used
 * again: a guest may keep one that it is asked to give up. PV and PVH domains have one of USB 2 with a backend, a QEMU of theirs in dom0,
 * which is taken back where the guest has no driver for it.
 */
#include <string.h>

#include "../base/error.h"
#include "../model/usb.h"
#include "build.h"
#include "usb.h"

static struct op op_of(const struct builder *builder, enum verb verb,
		const struct xpt_usb_device *device, unsigned int controller, unsigned int port)
{
	char buffer[16];
	const char *name = xpt__model_domain_name(builder->host, builder->domain->id, buffer);

	return (struct op){ verb, xpt__arena_text(builder->arena, "%s", name),
		.domid = builder->domain->id, .controller = controller, .slot = port,
		.path = xpt__arena_text(builder->arena, "%s", device->path) };
}

static void add(struct builder *builder, struct op op, struct op undo, const char *why)
{
	if (!op.path || !op.text || !why || (op.verb == VERB_USB_ATTACH && !op.content) ||
			(undo.verb == VERB_USB_ATTACH && (!undo.content || !undo.path))) {
		builder->failed = true;
		return;
	}
	xpt__plan_step_on(builder, op.path, op, undo, "%s", why);
}

/* Whoever plugs something in there meanwhile may want it attached. */
static void expect_gone(struct builder *builder, const char *path)
{
	if (path)
		xpt__plan_expect_on(builder,
				(struct expectation){ .kind = EXPECT_USB, .path = path }, NULL);
}

/* A plan may be of several domains. */
static bool is_for_domain(const struct builder *builder, const struct op *op, enum verb verb)
{
	return op->verb == verb && op->domid == builder->domain->id;
}

/* What the plan itself puts in there. */
static bool is_taken(const struct builder *builder, unsigned int controller, unsigned int port)
{
	for (size_t i = 0; i < builder->steps.count; i++) {
		const struct op *op = &builder->steps.items[i].op;

		if (is_for_domain(builder, op, VERB_USB_ATTACH) && op->controller == controller &&
				op->slot == port)
			return true;
	}
	return false;
}

static bool is_made(const struct builder *builder, unsigned int controller)
{
	for (size_t i = 0; i < builder->steps.count; i++)
		if (is_for_domain(builder, &builder->steps.items[i].op, VERB_USB_CONTROLLER) &&
				builder->steps.items[i].op.controller == controller)
			return true;
	return false;
}

static bool is_recorded(const struct builder *builder, unsigned int controller, unsigned int port)
{
	const struct usb *usb = builder->host->usb;

	for (size_t i = 0; i < usb->record_count; i++)
		if (usb->records[i].domid == builder->domain->id &&
				usb->records[i].by != USB_BY_KERNEL &&
				usb->records[i].controller == controller &&
				usb->records[i].port == port)
			return true;
	return false;
}

/* 0: it has none. */
static unsigned int free_port(const struct builder *builder, const struct usb_model *model,
		unsigned int controller, unsigned int ports)
{
	for (unsigned int port = 1; port <= ports; port++)
		if (!is_taken(builder, controller, port) &&
				!is_recorded(builder, controller, port) &&
				!xpt__model_usb_shown(model, controller, port))
			return port;
	return 0;
}

static unsigned int wanted_version(const struct builder *builder, const struct usb_model *model)
{
	unsigned int best = model->by == USB_BY_QUSB ? USB_VERSION_BACKEND : USB_VERSION_MAX;

	return builder->request.usb_version ? builder->request.usb_version : best;
}

static bool fits(const struct builder *builder, const struct usb_model *model,
		const struct usb_controller *controller)
{
	return controller->recorded && controller->by == model->by &&
			fact_is(controller->version, wanted_version(builder, model)) &&
			xpt__model_usb_ports(controller) &&
			/* nobody but libxl makes a backend */
			(controller->shown || controller->by == USB_BY_MODEL);
}

/* NULL: neither libxl nor the device model knows it. */
static const struct usb_controller *find_controller(
		const struct usb_model *model, unsigned int number)
{
	for (size_t i = 0; i < model->controller_count; i++)
		if (model->controllers[i].number == number)
			return &model->controllers[i];
	return NULL;
}

unsigned int xpt__plan_usb_unused(const struct builder *builder, const struct usb_model *model)
{
	unsigned int number = 0;

	while (find_controller(model, number) || (builder->domain && is_made(builder, number)))
		number++;
	return number;
}

static void make_controller(struct builder *builder, const struct usb_model *model,
		const struct xpt_usb_device *device, unsigned int number, unsigned int ports,
		const char *why)
{
	struct op op = op_of(builder, VERB_USB_CONTROLLER, device, number, 0);
	struct op undo = op_of(builder, VERB_USB_CONTROLLER_REMOVE, device, number, 0);

	op.count = ports;
	op.version = wanted_version(builder, model);
	add(builder, op, model->by == USB_BY_QUSB ? undo : NO_UNDO, why);
}

/* How many ports a new one has, and why there is one. */
static unsigned int new_ports(const struct builder *builder, const struct usb_model *model)
{
	return model->by == USB_BY_QUSB ? USB_PORTS_BACKEND :
					  xpt__model_usb_ports_of(wanted_version(builder, model));
}

static const char *why_new(const struct builder *builder, const struct usb_model *model)
{
	return wanted_version(builder, model) == USB_VERSION_MAX ?
			"it has none with a free port that takes devices of all speeds" :
			builder->request.usb_version ?
			"it has none of that version with a free port" :
			"it has none with a free port";
}

/* The controller and port for a device, with the steps that make them. */
static void choose_port(struct builder *builder, const struct usb_model *model,
		const struct xpt_usb_device *device, unsigned int *ret_controller,
		unsigned int *ret_port)
{
	for (size_t i = 0; i < model->controller_count; i++) {
		const struct usb_controller *controller = &model->controllers[i];
		unsigned int ports = xpt__model_usb_ports(controller);

		if (!fits(builder, model, controller))
			continue;
		*ret_controller = controller->number;
		*ret_port = free_port(builder, model, controller->number, ports);
		if (!*ret_port)
			continue;
		if (!controller->shown && !is_made(builder, controller->number))
			make_controller(builder, model, device, controller->number, ports,
					"libxl recorded one that the device model does not have");
		return;
	}
	for (size_t i = 0; i < builder->steps.count; i++) {
		const struct op *op = &builder->steps.items[i].op;

		if (!is_for_domain(builder, op, VERB_USB_CONTROLLER))
			continue;
		*ret_controller = op->controller;
		*ret_port = free_port(builder, model, op->controller, op->count);
		if (*ret_port)
			return;
	}
	*ret_controller = xpt__plan_usb_unused(builder, model);
	*ret_port = 1;
	make_controller(builder, model, device, *ret_controller, new_ports(builder, model),
			why_new(builder, model));
}

/* Such as its domain gets from xpt. */
static bool is_ours(const struct builder *builder, const struct usb_record *record)
{
	const struct usb_model *model = xpt__model_usb_model(builder->host->usb, record->domid);

	return model && record->by == model->by && record->port <= USB_PORTS_MAX;
}

static int not_ours(const struct xpt_usb_device *device, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_REFUSED,
			"another backend than xpt's presents %s: detach it with xl usbdev-detach",
			device->path);
}

static const char *why_attach(const struct builder *builder, const struct xpt_usb_device *device)
{
	bool ignored = builder->request.flags & XPT_IGNORE_POLICY &&
			device->policy.state == XPT_FACT_KNOWN &&
			strcmp(device->policy.value, "allow") != 0;

	return ignored ? "as requested, against usb-policy.conf" : "as requested";
}

static bool is_cleared(const struct builder *builder, const struct usb_record *record)
{
	for (size_t i = 0; i < builder->steps.count; i++) {
		const struct op *op = &builder->steps.items[i].op;

		if (op->verb == VERB_USB_DETACH && op->domid == record->domid &&
				op->controller == record->controller && op->slot == record->port)
			return true;
	}
	return false;
}

/* What was unplugged, or plugged in anew, is still in libxl's records, of whichever domain, and in libxl's way. */
static void clear_record(struct builder *builder, const struct usb_record *record)
{
	const struct xpt_usb_device *device =
			xpt__model_usb_device(builder->host->usb, &record->at);
	const struct xpt_domain *domain = xpt__model_domain(builder->host, record->domid);
	char buffer[16];
	struct op op = { VERB_USB_DETACH,
		xpt__arena_text(builder->arena, "%s",
				xpt__model_domain_name(builder->host, record->domid, buffer)),
		.domid = record->domid, .controller = record->controller, .slot = record->port,
		.path = xpt__arena_text(builder->arena, "%s", device->path) };

	if (domain)
		xpt__plan_expect_domain(builder, domain);
	if (!device->present)
		expect_gone(builder, op.path);
	add(builder, op, NO_UNDO,
			device->present ?
					"libxl's records say that the domain has it, and its device "
					"model has not" :
					"it is unplugged, and libxl gives no domain any USB device "
					"while it is in its records");
}

/* Another domain's, of what was in the port of @device before. */
static bool is_outdated(const struct builder *builder, const struct usb_record *record,
		const struct xpt_usb_device *device)
{
	return record->domid != builder->domain->id &&
			!xpt__usb_path_compare(&record->at, &device->at) &&
			fact_is(xpt__model_usb_has(builder->host->usb, record), 0);
}

static void clear_records(struct builder *builder, const struct xpt_usb_device *device)
{
	const struct usb *usb = builder->host->usb;

	for (size_t i = 0; i < usb->record_count; i++) {
		const struct usb_record *record = &usb->records[i];

		if (is_ours(builder, record) && !is_cleared(builder, record) &&
				(xpt__model_usb_is_dead(builder->host, record) ||
						is_outdated(builder, record, device)))
			clear_record(builder, record);
	}
}

/* Is what the domain has already in a controller of the version that is asked for? */
static int check_version(const struct builder *builder, const struct usb_model *model,
		const struct xpt_usb_device *device, const struct usb_record *record,
		struct xpt_error **ret_error)
{
	const struct usb_controller *controller = find_controller(model, record->controller);

	if (!builder->request.usb_version)
		return 0;
	if (!controller || controller->version.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"libxl's records have %s in controller %u, and its version is not "
				"known",
				device->path, record->controller);
	if (controller->version.value != builder->request.usb_version)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"libxl's records have %s in controller %u, which is of version "
				"%lld: detach it first",
				device->path, record->controller, controller->version.value);
	return 0;
}

static int attach(struct builder *builder, const struct usb_model *model,
		const struct xpt_usb_device *device, struct xpt_error **ret_error)
{
	const struct usb_record *record =
			xpt__model_usb_record(builder->host->usb, &device->at, builder->domain->id);
	unsigned int controller = 0, port = 0;
	struct op op;
	int rc;

	if (device->vendor_id.state != XPT_FACT_KNOWN || device->product_id.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the vendor and product of %s cannot be read", device->path);
	if (device->policy.state == XPT_FACT_UNREADABLE &&
			!(builder->request.flags & XPT_IGNORE_POLICY))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"what usb-policy.conf says of %s is not known: %s", device->path,
				device->policy.reason);
	if (model->by == USB_BY_QUSB && builder->request.usb_version > USB_VERSION_BACKEND)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"a domain that is not HVM has USB 1 and 2 only: its driver (xen-hcd) "
				"knows no other");
	if (record && !is_ours(builder, record))
		return not_ours(device, ret_error);
	rc = record ? check_version(builder, model, device, record, ret_error) : 0;
	if (rc || (record && fact_true(xpt__model_usb_has(builder->host->usb, record))))
		return rc;
	clear_records(builder, device);
	if (record) {
		controller = record->controller;
		port = record->port;
	} else {
		choose_port(builder, model, device, &controller, &port);
	}
	if (xpt__model_usb_is_held_back(device))
		xpt__plan_usb_authorize(builder, device);
	op = op_of(builder, VERB_USB_ATTACH, device, controller, port);
	op.content = xpt__plan_usb_identity(builder->arena, device);
	op.flags = builder->request.flags & XPT_IGNORE_POLICY;
	xpt__plan_expect_on(builder, (struct expectation){ .kind = EXPECT_USB, .path = op.path },
			"%s", op.content ? op.content : "");
	add(builder, op, op_of(builder, VERB_USB_DETACH, device, controller, port),
			why_attach(builder, device));
	return 0;
}

static bool is_identified(const struct xpt_usb_device *device)
{
	return device->present && device->vendor_id.state == XPT_FACT_KNOWN &&
			device->product_id.state == XPT_FACT_KNOWN;
}

/* A guest that started anew gets one of the same size, where that is known. */
static void size_as(struct op *op, const struct usb_model *model)
{
	const struct usb_controller *controller = find_controller(model, op->controller);
	unsigned int ports = controller ? xpt__model_usb_ports(controller) : 0;

	op->count = ports ? ports : USB_PORTS_MAX;
	for (unsigned int version = 1; ports && version <= USB_VERSION_MAX; version++)
		if (fact_is(controller->version, version))
			op->version = version;
}

/* A guest that starts anew meanwhile has no controller, but for those of its own file. */
static struct op plug_back(const struct builder *builder, const struct usb_model *model,
		const struct xpt_usb_device *device, const struct usb_record *record)
{
	const struct fact_text *uuid = &builder->domain->uuid;
	struct op undo = op_of(builder, VERB_USB_ATTACH, device, record->controller, record->port);

	undo.content = xpt__plan_usb_identity(builder->arena, device);
	if (builder->request.flags & XPT_THEN_ATTACH) {
		undo.uuid = uuid->state == XPT_FACT_KNOWN ? uuid->value : NULL;
		size_as(&undo, model);
	}
	return undo;
}

/* Is there somebody to give it back to, and something to be given? */
static int check_back(const struct usb_model *model, const struct xpt_usb_device *device,
		struct xpt_error **ret_error)
{
	if (model->gone)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"the device model (QEMU) of the domain came to an end, so %s could not "
				"be given back",
				device->path);
	if (!is_identified(device))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s is not plugged in, or what it is cannot be read, so it could not "
				"be given back",
				device->path);
	return 0;
}

static int detach(struct builder *builder, const struct usb_model *model,
		const struct xpt_usb_device *device, bool undoable, struct xpt_error **ret_error)
{
	const struct usb_record *record =
			xpt__model_usb_record(builder->host->usb, &device->at, builder->domain->id);
	bool back = builder->request.flags & XPT_THEN_ATTACH;
	/* what dom0's drivers have is not what the guest had: it was plugged in since, and dom0 may need it */
	bool keeps = builder->request.flags & XPT_KEEP && xpt__model_usb_can_be_kept(device);
	struct op undo = NO_UNDO, op;
	int rc;

	if (!record || !is_ours(builder, record))
		return not_ours(device, ret_error);
	rc = back ? check_back(model, device, ret_error) : 0;
	if (!rc && keeps)
		rc = xpt__plan_usb_check_reserve(device, ret_error);
	if (rc)
		return rc;
	if ((undoable || back) && !model->gone && is_identified(device))
		undo = plug_back(builder, model, device, record);
	op = op_of(builder, VERB_USB_DETACH, device, record->controller, record->port);
	op.timeout_s = builder->request.timeout_s;
	if (!device->present)
		expect_gone(builder, op.path);
	add(builder, op, undo, "as requested");
	if (keeps)
		xpt__plan_usb_keep(builder, device);
	/* the device model answers where something is held back, and gives it to dom0 itself */
	else if (device->present && !back && !xpt__model_usb_is_reserved(device))
		add(builder, op_of(builder, VERB_USB_PROBE, device, 0, 0), NO_UNDO,
				"a device model that came to a bad end gives nothing back");
	return 0;
}

int xpt__plan_usb(struct builder *builder, const struct xpt_usb_device *const *devices,
		struct xpt_error **ret_error)
{
	const struct usb_model *model =
			xpt__model_usb_model(builder->host->usb, builder->domain->id);
	size_t count = builder->request.usb_device_count;
	bool attaches = builder->request.action == XPT_ATTACH;
	bool several = count + builder->request.device_count > 1;
	int rc = 0;

	if (!xpt__model_usb_answers(model) || (attaches && model->gone))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"what the device model of the domain has is not known%s%s",
				model && model->takes_host_devices.reason ? ": " : "",
				model && model->takes_host_devices.reason ?
						model->takes_host_devices.reason :
						"");
	for (size_t i = 0; !rc && i < count; i++)
		rc = attaches ? attach(builder, model, devices[i], ret_error) :
				detach(builder, model, devices[i], several, ret_error);
	return rc;
}

static void offer(struct builder *builder, const struct xpt_usb_device *device)
{
	struct op op = { VERB_USB_PROBE, "dom0",
		.path = xpt__arena_text(builder->arena, "%s", device->path) };

	add(builder, op, NO_UNDO, "a device model that came to a bad end gives nothing back");
}

static void make_real(struct builder *builder, const struct judged_usb *mend)
{
	char buffer[16];
	const char *name = xpt__arena_text(builder->arena, "%s",
			xpt__model_domain_name(builder->host, mend->domain->id, buffer));
	const struct op op = { VERB_USB_CONTROLLER, name, .domid = mend->domain->id,
		.controller = mend->controller, .count = mend->ports };

	if (!name) {
		builder->failed = true;
		return;
	}
	xpt__plan_expect_domain(builder, mend->domain);
	xpt__plan_step_on(builder, name, op, NO_UNDO, "%s",
			"libxl recorded one that the device model does not have");
}

void xpt__plan_usb_mend(struct builder *builder, const struct judged_usb *mend)
{
	if (mend->device)
		offer(builder, mend->device);
	else
		make_real(builder, mend);
}
