/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each domain's QEMU has of USB, as device model or as backend, and what libxl's records say of its controllers. */
#include <string.h>

#include "../../formats/dm_usb.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "usb.h"

#define CONTROLLERS 64 /* of a domain; bounds what a hostile store can make us read */

static struct usb_controller *controller_of(struct usb_model *model, unsigned int number)
{
	for (size_t i = 0; i < model->controller_count; i++)
		if (model->controllers[i].number == number)
			return &model->controllers[i];
	if (model->controller_count == CONTROLLERS)
		return NULL;
	model->controllers[model->controller_count].number = number;
	return &model->controllers[model->controller_count++];
}

static bool is_device(const struct dm_usb_line *line)
{
	return line->kind == DM_USB_DEVICE || line->kind == DM_USB_FOLLOWER;
}

/* False: there are more than can be kept. */
static bool note_line(
		struct xpt_host *host, struct usb_model *model, const struct dm_usb_line *line)
{
	struct usb_controller *controller;

	if (line->kind == DM_USB_HOST)
		model->takes_host_devices = fact_int_known(line->yes);
	if (line->kind == DM_USB_GONE) {
		model->gone = true;
		model->takes_host_devices = (struct fact_int)FACT_UNREADABLE(
				"the device model (QEMU) came to an end");
	}
	if (is_device(line))
		model->shown[model->shown_count++] = (struct usb_shown){ line->controller,
			line->port, line->bus, line->number, line->at, line->yes };
	if (line->kind == DM_USB_TAKES)
		xpt__read_note_text(host, &model->takes,
				xpt__arena_printable(
						host->arena, line->what.at, line->what.length));
	if (line->kind != DM_USB_CONTROLLER && line->kind != DM_USB_BACKEND)
		return true;
	controller = controller_of(model, line->controller);
	if (controller)
		controller->shown = true;
	return controller;
}

static void read_answer(struct xpt_host *host, struct usb_model *model, struct span text)
{
	struct dm_usb_line line;
	struct span rest = text;
	size_t count = 1;

	while (xpt__dm_usb_next(&rest, &line))
		count += is_device(&line);
	model->shown = xpt__arena_alloc(host->arena, count * sizeof(*model->shown));
	if (!model->shown) {
		host->out_of_memory = true;
		return;
	}
	while (xpt__dm_usb_next(&text, &line))
		if (!note_line(host, model, &line))
			model->takes_host_devices = (struct fact_int)FACT_UNREADABLE(
					"the device model has more controllers than can be shown");
}

static void ask_model(struct source *source, struct xpt_host *host, struct usb_model *model)
{
	auto_blob struct blob blob = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];

	if (!xpt__read_answer(source, host,
			    xpt__read_path(room, PATH_XEN_MODEL_USB "/%u", model->domid), &blob,
			    &why)) {
		model->takes_host_devices = (struct fact_int)FACT_UNREADABLE(
				why.reason ? why.reason : "the device model does not answer");
	} else if (!xpt__dm_usb_whole(blob_span(&blob))) {
		model->takes_host_devices = (struct fact_int)FACT_UNREADABLE(
				"the device model's answer is incomplete");
	} else {
		read_answer(host, model, blob_span(&blob));
	}
}

/* QEMU says in xenstore what it can be the backend of: keys without a value. */
static struct fact_int lists_backend(
		struct source *source, struct xpt_host *host, const struct usb_model *model)
{
	auto_names struct names names = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];

	if (!xpt__probe_list(source, host,
			    xpt__read_path(room, PATH_STORE_MODELS "/%u/backends", model->domid),
			    &names, &why))
		return why.state == XPT_FACT_ABSENT ? fact_int_known(0) : xpt__fact_int_why(why);
	for (size_t i = 0; i < names.count; i++)
		if (!strcmp(names.items[i], "qusb"))
			return fact_int_known(1);
	return fact_int_known(0);
}

/* Is there a QEMU that can be the backend of a domain's USB controllers? */
static bool has_backend(struct source *source, struct xpt_host *host, struct usb_model *model)
{
	struct fact_int listed = lists_backend(source, host, model);
	struct fact_text pid;
	char room[PATH_ROOM];

	if (!fact_is(listed, 0)) {
		model->takes_host_devices = listed;
		return fact_true(listed);
	}
	pid = xpt__read_text(source, host,
			xpt__read_path(room, PATH_STORE_DOMAINS "/%u/image/device-model-pid",
					model->domid));
	model->none = pid.state == XPT_FACT_ABSENT;
	model->takes_host_devices =
			pid.state == XPT_FACT_UNREADABLE ? xpt__fact_int_why(pid) : listed;
	return false;
}

/* libxl's word for it. */
static enum usb_presenter presenter_of(struct fact_text type)
{
	return fact_text_is(type, "devicemodel")   ? USB_BY_MODEL :
			fact_text_is(type, "qusb") ? USB_BY_QUSB :
						     USB_BY_KERNEL;
}

/* Of those that the domain's QEMU presents. */
static void read_record(struct source *source, struct xpt_host *host, struct usb_model *model,
		const char *folder, const char *name)
{
	struct usb_controller *controller;
	struct fact_text type;
	char room[PATH_ROOM];
	uint64_t number;

	if (!xpt__span_number(xpt__span_of(name), 10, &number) || number > UINT16_MAX)
		return;
	type = xpt__read_text(source, host, xpt__read_path(room, "%s/%s/type", folder, name));
	controller = controller_of(model, (unsigned int)number);
	if (!controller) {
		model->records_why = (struct fact_text)FACT_UNREADABLE(
				"libxl's records have more controllers than can be shown");
		return;
	}
	controller->recorded = true;
	controller->version = controller->ports =
			(struct fact_int)FACT_ABSENT("another has this controller");
	controller->by = presenter_of(type);
	if (controller->by != model->by)
		return;
	controller->version = xpt__read_number(
			source, host, xpt__read_path(room, "%s/%s/usb-ver", folder, name), 10);
	controller->ports = xpt__read_number(
			source, host, xpt__read_path(room, "%s/%s/num-ports", folder, name), 10);
}

static void read_records(struct source *source, struct xpt_host *host, struct usb_model *model)
{
	auto_names struct names names = { 0 };
	char folder[PATH_ROOM];
	struct fact_text why = FACT_ABSENT(NULL);

	xpt__read_path(folder, PATH_STORE_LIBXL "/%u/device/vusb", model->domid);
	if (!fact_true(host->store))
		why = xpt__fact_text_why(host->store);
	else
		xpt__probe_list(source, host, folder, &names, &why);
	model->records_why = why;
	for (size_t i = 0; i < names.count && !host->out_of_memory; i++)
		read_record(source, host, model, folder, names.items[i]);
}

static void read_model(struct source *source, struct xpt_host *host, struct usb_model *model)
{
	model->controllers =
			xpt__arena_alloc(host->arena, CONTROLLERS * sizeof(*model->controllers));
	if (!model->controllers) {
		host->out_of_memory = true;
		return;
	}
	read_records(source, host, model);
	if (model->by == USB_BY_QUSB && !fact_true(host->store))
		model->takes_host_devices = xpt__fact_int_why(xpt__fact_text_why(host->store));
	else if (model->by == USB_BY_MODEL || has_backend(source, host, model))
		ask_model(source, host, model);
}

void xpt__read_usb_models(struct source *source, struct xpt_host *host)
{
	struct usb *usb = host->usb;

	if (!(host->detail & XPT_DETAIL_MODELS))
		return;
	usb->models = xpt__arena_alloc(
			host->arena, (host->domain_count + 1) * sizeof(*usb->models));
	host->out_of_memory |= !usb->models;
	for (size_t i = 0; !host->out_of_memory && i < host->domain_count; i++) {
		const struct xpt_domain *domain = &host->domains[i];
		bool hvm = fact_text_is(domain->type, "hvm");

		if (!domain->id || domain->type.state != XPT_FACT_KNOWN)
			continue;
		usb->models[usb->model_count].domid = domain->id;
		usb->models[usb->model_count].by = hvm ? USB_BY_MODEL : USB_BY_QUSB;
		read_model(source, host, &usb->models[usb->model_count++]);
	}
}
