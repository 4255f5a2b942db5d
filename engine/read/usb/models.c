/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the device model of each HVM domain has of USB, and what libxl's records say of its controllers. */
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

/* False: there are more than can be kept. */
static bool note_line(struct usb_model *model, const struct dm_usb_line *line)
{
	struct usb_controller *controller;

	if (line->kind == DM_USB_HOST)
		model->takes_host_devices = fact_int_known(line->yes);
	if (line->kind == DM_USB_GONE) {
		model->gone = true;
		model->takes_host_devices = (struct fact_int)FACT_UNREADABLE(
				"the device model (QEMU) came to an end");
	}
	if (line->kind == DM_USB_DEVICE)
		model->shown[model->shown_count++] = (struct usb_shown){ line->controller,
			line->port, line->bus, line->number, line->yes };
	if (line->kind != DM_USB_CONTROLLER)
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
		count += line.kind == DM_USB_DEVICE;
	model->shown = xpt__arena_alloc(host->arena, count * sizeof(*model->shown));
	if (!model->shown) {
		host->out_of_memory = true;
		return;
	}
	while (xpt__dm_usb_next(&text, &line))
		if (!note_line(model, &line))
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

/* Of those that the domain's own device model presents. */
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
			(struct fact_int)FACT_ABSENT("a backend has this controller");
	if (type.state != XPT_FACT_KNOWN || strcmp(type.value, "devicemodel") != 0)
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

void xpt__read_usb_models(struct source *source, struct xpt_host *host)
{
	struct usb *usb = host->usb;

	if (!(host->detail & XPT_DETAIL_MODELS))
		return;
	usb->models = xpt__arena_alloc(
			host->arena, (host->domain_count + 1) * sizeof(*usb->models));
	for (size_t i = 0; usb->models && i < host->domain_count; i++) {
		struct usb_model *model = &usb->models[usb->model_count];

		if (!host->domains[i].id || !fact_text_is(host->domains[i].type, "hvm"))
			continue;
		usb->model_count++;
		model->domid = host->domains[i].id;
		model->controllers = xpt__arena_alloc(
				host->arena, CONTROLLERS * sizeof(*model->controllers));
		if (!model->controllers)
			break;
		read_records(source, host, model);
		ask_model(source, host, model);
	}
	host->out_of_memory |= !usb->models ||
			(usb->model_count && !usb->models[usb->model_count - 1].controllers);
}
