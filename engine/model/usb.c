/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usb.h"

#include <string.h>

#include "../base/error.h"

#define ANY (-1)

/* The class codes of usb.org, by the words of what they are used for; the first that fits. */
static const struct {
	int class_code, subclass, protocol;
	const char *function;
} functions[] = {
	{ 0x01, ANY, ANY, "audio" },
	{ 0x02, 0x02, 0xff, "network" }, /* RNDIS */
	{ 0x02, 0x02, ANY, "serial" },
	{ 0x02, 0x06, ANY, "network" },
	{ 0x02, 0x0d, ANY, "network" },
	{ 0x02, 0x0e, ANY, "network" },
	{ 0x02, ANY, ANY, "communication" },
	{ 0x03, 0x01, 0x01, "keyboard" },
	{ 0x03, 0x01, 0x02, "mouse" },
	{ 0x03, ANY, ANY, "input" },
	{ 0x06, ANY, ANY, "camera" },
	{ 0x07, ANY, ANY, "printer" },
	{ 0x08, ANY, ANY, "storage" },
	{ 0x09, ANY, ANY, "hub" },
	{ 0x0a, ANY, ANY, "data" },
	{ 0x0b, ANY, ANY, "smart-card" },
	{ 0x0d, ANY, ANY, "content-security" },
	{ 0x0e, ANY, ANY, "video" },
	{ 0x0f, ANY, ANY, "healthcare" },
	{ 0x10, ANY, ANY, "audio-video" },
	{ 0xdc, ANY, ANY, "diagnostic" },
	{ 0xe0, 0x01, 0x01, "bluetooth" },
	{ 0xe0, 0x01, 0x03, "network" },
	{ 0xe0, ANY, ANY, "wireless" },
	{ 0xef, 0x04, ANY, "network" },
	{ 0xfe, 0x01, ANY, "firmware-update" },
	{ 0xff, ANY, ANY, "vendor-specific" },
};

static bool fits(int wanted, long long code)
{
	return wanted == ANY || wanted == code;
}

const char *xpt__usb_function(long long class_code, long long subclass, long long protocol)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (functions[i].class_code == class_code &&
				fits(functions[i].subclass, subclass) &&
				fits(functions[i].protocol, protocol))
			return functions[i].function;
	return "other";
}

struct xpt_usb_device *xpt__model_usb_device(const struct usb *usb, const struct usb_path *path)
{
	size_t low = 0, high = usb->device_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = xpt__usb_path_compare(&usb->devices[middle].at, path);

		if (!order)
			return &usb->devices[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct usb_record *xpt__model_usb_record(
		const struct usb *usb, const struct usb_path *path, unsigned int domid)
{
	for (size_t i = 0; i < usb->record_count; i++)
		if (usb->records[i].domid == domid &&
				!xpt__usb_path_compare(&usb->records[i].at, path))
			return &usb->records[i];
	return NULL;
}

const struct usb_model *xpt__model_usb_model(const struct usb *usb, unsigned int domid)
{
	for (size_t i = 0; i < usb->model_count; i++)
		if (usb->models[i].domid == domid)
			return &usb->models[i];
	return NULL;
}

const struct usb_shown *xpt__model_usb_shown(
		const struct usb_model *model, unsigned int controller, unsigned int port)
{
	for (size_t i = 0; i < model->shown_count; i++)
		if (model->shown[i].controller == controller && model->shown[i].port == port)
			return &model->shown[i];
	return NULL;
}

bool xpt__model_usb_answers(const struct usb_model *model)
{
	return model && (model->gone || model->takes_host_devices.state == XPT_FACT_KNOWN);
}

unsigned int xpt__model_usb_ports_of(unsigned int version)
{
	static const unsigned int ports[] = { USB_PORTS_MAX, 2, 6, USB_PORTS_MAX };

	return ports[version];
}

unsigned int xpt__model_usb_ports(const struct usb_controller *controller)
{
	const struct fact_int *ports = &controller->ports;
	bool possible = ports->state == XPT_FACT_KNOWN && ports->value > 0 &&
			ports->value <= USB_PORTS_MAX;

	return possible ? (unsigned int)ports->value : 0;
}

/* The device model's answer, or why there is none. */
static struct fact_int model_answers(const struct usb_model *model)
{
	if (!model)
		return (struct fact_int)FACT_UNREADABLE("the device model was not asked");
	if (xpt__model_usb_answers(model))
		return fact_int_known(1);
	return (struct fact_int)FACT_UNREADABLE(model->takes_host_devices.reason ?
					model->takes_host_devices.reason :
					"the device model does not report it");
}

struct fact_int xpt__model_usb_has(const struct usb *usb, const struct usb_record *record)
{
	const struct xpt_usb_device *device = xpt__model_usb_device(usb, &record->at);
	const struct usb_model *model = xpt__model_usb_model(usb, record->domid);
	struct fact_int answers = model_answers(model);
	const struct usb_shown *shown;

	if (record->by == USB_BY_KERNEL)
		return (struct fact_int)FACT_UNREADABLE("a backend in dom0 presents it");
	if (answers.state != XPT_FACT_KNOWN)
		return answers;
	shown = xpt__model_usb_shown(model, record->controller, record->port);
	if (!shown || !shown->attached || !device)
		return fact_int_known(0);
	if (shown->follows.depth)
		return fact_int_known(!xpt__usb_path_compare(&shown->follows, &device->at));
	if (shown->bus != device->at.bus)
		return fact_int_known(0);
	if (device->number.state == XPT_FACT_KNOWN)
		return fact_int_known(shown->number == device->number.value);
	return (struct fact_int)FACT_UNREADABLE(device->number.reason ?
					device->number.reason :
					"its number on the bus is not known");
}

const struct usb_record *xpt__model_usb_holder(
		const struct usb *usb, const struct usb_path *path, unsigned int domid)
{
	for (size_t i = 0; i < usb->record_count; i++)
		if (usb->records[i].domid != domid &&
				!xpt__usb_path_compare(&usb->records[i].at, path) &&
				!fact_is(xpt__model_usb_has(usb, &usb->records[i]), 0))
			return &usb->records[i];
	return NULL;
}

bool xpt__model_usb_is_gone(const struct xpt_host *host, const struct xpt_usb_device *device)
{
	return !device->present && host->usb_devices.state != XPT_FACT_UNREADABLE;
}

bool xpt__model_usb_is_dead(const struct xpt_host *host, const struct usb_record *record)
{
	const struct usb *usb = host->usb;
	const struct xpt_usb_device *device = xpt__model_usb_device(usb, &record->at);
	const struct usb_model *model = xpt__model_usb_model(usb, record->domid);
	const struct usb_shown *shown;

	if (record->by == USB_BY_KERNEL || !device || !xpt__model_usb_is_gone(host, device) ||
			model_answers(model).state != XPT_FACT_KNOWN)
		return false;
	shown = xpt__model_usb_shown(model, record->controller, record->port);
	return !shown || ((shown->bus || shown->follows.depth) && !shown->attached);
}

static enum usb_likeness number_like(struct fact_int fact, unsigned int number)
{
	/* every device has these files: it went while it was read */
	if (fact.state == XPT_FACT_ABSENT)
		return USB_OTHER;
	if (fact.state != XPT_FACT_KNOWN)
		return USB_UNSURE;
	return fact.value == number ? USB_LIKE : USB_OTHER;
}

static enum usb_likeness serial_like(struct fact_text fact, struct span serial)
{
	if (!serial.length)
		return USB_LIKE;
	if (fact.state == XPT_FACT_ABSENT)
		return USB_OTHER;
	if (fact.state != XPT_FACT_KNOWN)
		return USB_UNSURE;
	return xpt__span_is(xpt__span_trim(serial), fact.value + strspn(fact.value, " \t")) ?
			USB_LIKE :
			USB_OTHER;
}

enum usb_likeness xpt__model_usb_likeness(
		const struct xpt_usb_device *device, const struct usb_identity *identity)
{
	enum usb_likeness vendor = number_like(device->vendor_id, identity->vendor);
	enum usb_likeness product = number_like(device->product_id, identity->product);
	enum usb_likeness serial = serial_like(device->serial, identity->serial);
	enum usb_likeness least = vendor < product ? vendor : product;

	if (!device->present)
		return USB_OTHER;
	return least < serial ? least : serial;
}

bool xpt__model_usb_line(struct arena *arena, const char *domain,
		const struct xpt_usb_device *device, const char **ret_line)
{
	const char *serial = device->serial.state == XPT_FACT_KNOWN ? device->serial.value : "";

	*ret_line = "";
	if (!*domain || strpbrk(domain, " \t\"\\") || strpbrk(serial, "\"\\") ||
			device->serial.state == XPT_FACT_UNREADABLE ||
			device->vendor_id.state != XPT_FACT_KNOWN ||
			device->product_id.state != XPT_FACT_KNOWN)
		return true;
	*ret_line = xpt__arena_text(arena, "%s %s %04llx:%04llx%s%s", domain, device->path,
			device->vendor_id.value, device->product_id.value, *serial ? ":" : "",
			serial);
	return *ret_line;
}

bool xpt__model_usb_is_reserved(const struct xpt_usb_device *device)
{
	for (size_t i = 0; i < device->interface_count; i++)
		if (!fact_is(device->interfaces[i].authorized, 0))
			return false;
	return device->interface_count;
}

bool xpt__model_usb_is_held_back(const struct xpt_usb_device *device)
{
	for (size_t i = 0; i < device->interface_count; i++)
		if (fact_is(device->interfaces[i].authorized, 0) ||
				device->interfaces[i].authorized.state == XPT_FACT_UNREADABLE)
			return true;
	return false;
}

bool xpt__model_usb_can_be_kept(const struct xpt_usb_device *device)
{
	return fact_text_is(device->state, "attached") || fact_text_is(device->state, "reserved");
}

const struct xpt_usb_device *xpt_host_usb_device(const struct xpt_host *host, size_t index)
{
	return host->usb && index < host->usb->device_count ? &host->usb->devices[index] : NULL;
}

bool xpt_usb_path_is(const char *text)
{
	struct usb_path path;

	return xpt__usb_path_read(xpt__span_of(text), &path);
}

int xpt__model_usb_is_known(
		const struct xpt_host *host, const char *word, struct xpt_error **ret_error)
{
	if (!host->usb)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"the snapshot was taken without XPT_DETAIL_USB: it has no USB "
				"device \"%s\"",
				word);
	if (host->usb_devices.state == XPT_FACT_UNREADABLE)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"whether there is a USB device %s is not known: %s", word,
				host->usb_devices.reason);
	return 0;
}

int xpt__model_find_usb(const struct xpt_host *host, const char *path,
		const struct xpt_usb_device **ret_device, struct xpt_error **ret_error)
{
	struct usb_path at;
	int rc;

	if (!xpt__usb_path_read(xpt__span_of(path), &at))
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\" is not a USB device: it is named by bus and ports, such as "
				"1-2.4, by what it is, such as 046d:c52b, or by a name of xpt name",
				path);
	rc = xpt__model_usb_is_known(host, path, ret_error);
	if (rc)
		return rc;
	*ret_device = xpt__model_usb_device(host->usb, &at);
	return *ret_device ? 0 :
			     xpt__error_set(ret_error, XPT_NOT_FOUND,
					     "there is no USB device \"%s\"; list them with: "
					     "xpt usb list",
					     path);
}

bool xpt_usb_id_is(const char *text)
{
	unsigned int vendor, product;
	struct span serial;

	return xpt__usb_id_read(xpt__span_of(text), &vendor, &product, &serial);
}

struct xpt_object xpt_usb_device_object(const struct xpt_usb_device *device)
{
	return (struct xpt_object){ xpt_kind_usb_device(), device };
}

const char *xpt_usb_device_path(const struct xpt_usb_device *device)
{
	return device->path;
}

const struct xpt_usb_device *xpt_usb_device_parent(const struct xpt_usb_device *device)
{
	return device->parent;
}
