/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An entry of usbdev=: which device it means today, which port it gets, and whether that port takes it. */
#include <string.h>

#include "../config/xl_config.h"
#include "check.h"
#include "config_usb.h"

struct entry {
	const struct config_value *value;
	struct xl_usb_device is;
	const struct xpt_usb_device *device;
};

static int add(struct usb_check_run *usb, const struct cause *cause, enum xpt_verdict verdict,
		const struct entry *entry, const char *reason)
{
	const struct xpt_usb_device *device = entry->device;
	struct arena *arena = usb->config->arena;
	bool hvm = !strcmp(usb->config->type, "hvm");

	if (!reason)
		return XPT_NO_MEMORY;
	return xpt__config_add_as(usb->config, cause, verdict, entry->value,
			PLACEHOLDERS({ "place", xpt__config_place(usb->config, entry->value) },
					{ "reason", reason },
					{ "device", device ? device->path : NULL },
					{ "emulate", hvm ? "emulate" : NULL },
					{ "other type", hvm ? NULL : "HVM" },
					{ "bus",
							xpt__arena_text(arena, "%u",
									entry->is.bus.value) },
					{ "number",
							xpt__arena_text(arena, "%u",
									entry->is.number.value) }));
}

static int judge_number(struct usb_check_run *usb, const struct entry *entry,
		const struct xl_usb_number *number)
{
	if (!number->word.length || !number->odd)
		return 0;
	return add(usb, &xpt__cause_usb_config_number, XPT_RISK, entry,
			xpt__arena_text(usb->config->arena, "%.*s as %u", (int)number->word.length,
					number->word.at, number->value));
}

/* Sets entry->device, or tells that there is none, or that nobody knows. */
static int find_device(struct usb_check_run *usb, struct entry *entry)
{
	const struct usb *host_usb = usb->host_usb;
	const struct fact_int *unread = NULL;

	for (size_t i = 0; i < host_usb->device_count; i++) {
		const struct xpt_usb_device *device = &host_usb->devices[i];

		if (!device->present || device->at.bus != entry->is.bus.value)
			continue;
		if (fact_is(device->number, entry->is.number.value)) {
			entry->device = device;
			return 0;
		}
		if (device->number.state == XPT_FACT_UNREADABLE)
			unread = &device->number;
	}
	if (usb->config->host->usb_devices.state == XPT_FACT_UNREADABLE)
		unread = &usb->config->host->usb_devices;
	if (unread)
		return xpt__check_unreadable(usb->config->host, usb->config->report,
				xpt__arena_text(usb->config->arena,
						"which device is number %u of USB bus %u",
						entry->is.number.value, entry->is.bus.value),
				unread->reason);
	return add(usb, &xpt__cause_usb_config_absent, XPT_BLOCKED, entry, "");
}

static bool has_port(const struct config_usb_controller *controller, int port)
{
	return port >= 1 && port <= controller->is.ports;
}

static bool take_port(struct config_usb_controller *controller, int port)
{
	uint32_t bit = has_port(controller, port) ? 1U << port : 0;

	if (!bit || controller->used & bit)
		return false;
	controller->used |= bit;
	return true;
}

static bool take_free_port(struct config_usb_controller *controller)
{
	for (int port = 1; port <= controller->is.ports; port++)
		if (take_port(controller, port))
			return true;
	return false;
}

/* libxl__device_usbdev_setdefault() where the entry names no controller. NULL: libxl makes one of its own. */
static struct config_usb_controller *take_any(struct usb_check_run *usb)
{
	for (size_t i = 0; i < usb->controller_count; i++)
		if (take_free_port(&usb->controllers[i]))
			return &usb->controllers[i];
	return NULL;
}

/* The same where it names one. Return: what libxl refuses, or NULL. */
static const char *take_named(struct usb_check_run *usb, const struct xl_usb_device *entry,
		struct config_usb_controller **ret_controller)
{
	struct config_usb_controller *controller;

	if (entry->controller < 0 || (size_t)entry->controller >= usb->controller_count)
		return "usbctrl= makes no such controller: they are numbered from 0 on";
	controller = &usb->controllers[entry->controller];
	if (!entry->port && !take_free_port(controller))
		return "all ports of this controller are taken";
	if (entry->port && !has_port(controller, entry->port))
		return "the controller has no such port: they are numbered from 1 on";
	if (entry->port && !take_port(controller, entry->port))
		return "the port is taken by an entry before";
	*ret_controller = controller;
	return NULL;
}

static int judge_speed(struct usb_check_run *usb, const struct entry *entry, int version)
{
	struct fact_text speed = entry->device->speed;
	bool slow;
	enum xpt_verdict verdict = xpt__check_usb_speed_fits(entry->device, version, &slow);

	if (verdict == XPT_PASS)
		return 0;
	if (verdict == XPT_UNKNOWN)
		return xpt__check_unreadable_of(usb->config->host, usb->config->report, "its speed",
				speed.reason, entry->device->path);
	return add(usb, &xpt__cause_usb_config_speed, verdict, entry,
			xpt__arena_text(usb->config->arena,
					"%s of %s Mbit/s goes into a controller of version %d, which %s",
					entry->device->path, speed.value, version,
					slow ? "takes 480 Mbit/s only" : "may not take it"));
}

static int judge_port(struct usb_check_run *usb, const struct entry *entry)
{
	struct config_usb_controller *controller = NULL;
	const char *wrong = NULL;
	bool hvm = !strcmp(usb->config->type, "hvm");

	if (usb->refused)
		return 0;
	if (entry->is.controller != -1)
		wrong = take_named(usb, &entry->is, &controller);
	else if (entry->is.port)
		wrong = "port= requires controller=";
	else
		controller = take_any(usb);
	if (wrong)
		return xpt__config_add(
				usb->config, &xpt__cause_config_refused, entry->value, wrong);
	if (hvm && !controller)
		return add(usb, &xpt__cause_usb_config_no_controller, XPT_BLOCKED, entry,
				usb->controller_count ? "all ports of usbctrl= are taken" :
							"there is no usbctrl=");
	if (hvm && controller->is.type == XL_USB_MODEL)
		return judge_speed(usb, entry, controller->is.version);
	return add(usb, &xpt__cause_usb_config_frontend, XPT_RISK, entry,
			controller ? "usbctrl= gives it a controller" : "there is no usbctrl=");
}

/* "; in host.cfg …": what names it whatever its number is, where there is such a line. NULL: no memory. */
static const char *instead_of(const struct usb_check_run *usb, const struct xpt_usb_device *device)
{
	const char *name = xpt__config_text(usb->config, "name"), *line;

	if (!xpt__model_usb_line(usb->config->arena, name ? name : "", device, &line))
		return NULL;
	return !*line ? "" :
			xpt__arena_text(usb->config->arena,
					"; in host.cfg, usb = [ \"%s\" ] says what it is", line);
}

static int note_address(struct usb_check_run *usb, const struct entry *entry)
{
	const char *instead = instead_of(usb, entry->device);

	if (!instead)
		return XPT_NO_MEMORY;
	return xpt__config_add_as(usb->config, &xpt__cause_usb_config_address, XPT_PASS,
			entry->value,
			PLACEHOLDERS({ "place", xpt__config_place(usb->config, entry->value) },
					{ "device", entry->device->path }, { "instead", instead }));
}

static bool is_listed(const struct usb_check_run *usb, const struct xpt_usb_device *device)
{
	for (size_t i = 0; i < usb->device_count; i++)
		if (usb->devices[i].device == device)
			return true;
	return false;
}

static int judge_found(struct usb_check_run *usb, const struct entry *entry)
{
	int rc;

	if (is_listed(usb, entry->device))
		return xpt__config_add(usb->config, &xpt__cause_config_refused, entry->value,
				"the device is listed twice");
	usb->devices[usb->device_count++] =
			(struct config_usb_device){ entry->device, entry->value };
	/* that it is one is told with what attach asks, and nothing of it matters then */
	if (xpt__check_usb_is_hub(entry->device))
		return 0;
	rc = judge_port(usb, entry);
	if (!rc && !entry->is.typed)
		rc = add(usb, &xpt__cause_usb_config_type, XPT_RISK, entry, "");
	return rc ? rc : note_address(usb, entry);
}

int xpt__config_usb_device(struct usb_check_run *usb, const struct config_value *value)
{
	struct entry entry = { .value = value };
	const char *wrong = value->text ?
			xpt__xl_usb_device_read(xpt__span_of(value->text), &entry.is) :
			"an entry of usbdev= must be a quoted string";
	int rc;

	if (wrong)
		return xpt__config_add(usb->config, &xpt__cause_config_refused, value, wrong);
	rc = judge_number(usb, &entry, &entry.is.bus);
	rc = rc ? rc : judge_number(usb, &entry, &entry.is.number);
	rc = rc ? rc : find_device(usb, &entry);
	return rc || !entry.device ? rc : judge_found(usb, &entry);
}
