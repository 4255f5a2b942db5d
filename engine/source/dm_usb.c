/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "info qtree" and "info usb" print a device's own name, with its line ends: a device could make up the rest of the answer.
 * So QEMU's objects are asked one by one: their names and properties are QEMU's and libxl's.
 */
#include "dm_usb.h"

#include <string.h>

#include "../base/error.h"
#include "../formats/dm_usb.h"

#define PERIPHERALS "/machine/peripheral"
#define PATH_ROOM 96
#define WITHOUT_LIBUSB "USB host devices not supported"

static int garbled(const struct qmp_talk *talk, const char *path, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"the device model (QEMU) of domain %u gives an answer about %s that is "
			"not understood",
			talk->domid, path);
}

static bool read_number(struct span text, unsigned int *ret_number)
{
	uint64_t number;

	if (!xpt__span_number(text, 10, &number) || number > UINT16_MAX)
		return false;
	*ret_number = (unsigned int)number;
	return true;
}

/* What an id of libxl's, and of QEMU's backend, begins with. */
static const char *prefix_of(enum dm_usb_kind kind)
{
	return kind == DM_USB_CONTROLLER ? "xenusb-" : "xen-qusb-";
}

/* "xenusb-0", "xen-qusb-0" */
static bool read_controller(struct span id, struct dm_usb_line *ret_line)
{
	ret_line->kind = xpt__span_starts(id, prefix_of(DM_USB_CONTROLLER)) ? DM_USB_CONTROLLER :
									      DM_USB_BACKEND;
	return xpt__span_skip(&id, prefix_of(ret_line->kind)) &&
			read_number(id, &ret_line->controller);
}

/* "/machine/peripheral/xenusb-2-7"; 0 and 0: it is not of libxl */
static void read_device(struct span path, struct dm_usb_line *line)
{
	unsigned int bus, number;
	struct span part;

	if (!xpt__span_skip(&path, PERIPHERALS "/xenusb-") ||
			!xpt__span_next_part(&path, '-', &part) || !read_number(part, &bus) ||
			!read_number(path, &number))
		return;
	line->bus = bus;
	line->number = number;
}

static int get(struct qmp_talk *talk, const char *path, const char *property, json_type type,
		struct json_object **ret_value, struct xpt_error **ret_error)
{
	const char *const arguments[] = { "path", path, "property", property, NULL };
	int rc = xpt__qmp_ask(talk, "qom-get", arguments, ret_value, ret_error);

	return rc || json_object_is_type(*ret_value, type) ? rc : garbled(talk, path, ret_error);
}

static int list(struct qmp_talk *talk, const char *path, struct json_object **ret_names,
		struct xpt_error **ret_error)
{
	const char *const arguments[] = { "path", path, NULL };
	int rc = xpt__qmp_ask(talk, "qom-list", arguments, ret_names, ret_error);

	return rc || json_object_is_type(*ret_names, json_type_array) ?
			rc :
			garbled(talk, path, ret_error);
}

static const char *name_at(const struct json_object *names, size_t index)
{
	struct json_object *name;

	return json_object_object_get_ex(json_object_array_get_idx(names, index), "name", &name) ?
			json_object_get_string(name) :
			NULL;
}

/* A backend looks by bus and port for what it opens, and not by number. */
static int ask_follower(struct qmp_talk *talk, const char *path, struct dm_usb_line *line,
		struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *bus = NULL, *port = NULL;
	char text[USB_PATH_TEXT];
	int rc = get(talk, path, "hostbus", json_type_int, &bus, ret_error);

	rc = rc ? rc : get(talk, path, "hostport", json_type_string, &port, ret_error);
	if (rc)
		return rc;
	snprintf(text, sizeof(text), "%lld-%s", (long long)json_object_get_int64(bus),
			json_object_get_string(port));
	return xpt__usb_path_read(xpt__span_of(text), &line->at) && line->at.depth ?
			0 :
			garbled(talk, path, ret_error);
}

/*
 * What is behind a hub ("1.2") is in none of the controller's ports. Which port QEMU chose for what was given without one, as libxl gives
 * none, its property does not tell.
 */
static int write_device(struct qmp_talk *talk, const char *path, const char *port,
		struct dm_usb_line *line, FILE *to, struct xpt_error **ret_error)
{
	int rc = 0;

	if (!*port || strchr(port, '.'))
		return 0;
	if (!read_number(xpt__span_of(port), &line->port) || !line->port)
		return garbled(talk, path, ret_error);
	if (line->kind == DM_USB_FOLLOWER)
		rc = ask_follower(talk, path, line, ret_error);
	else
		read_device(xpt__span_of(path), line);
	if (!rc)
		xpt__dm_usb_write(to, line);
	return rc;
}

static int ask_device(struct qmp_talk *talk, const char *bus, const char *child,
		const struct dm_usb_line *controller, FILE *to, struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *path = NULL, *port = NULL, *attached = NULL;
	struct dm_usb_line line = { .kind = controller->kind == DM_USB_BACKEND ? DM_USB_FOLLOWER :
										 DM_USB_DEVICE,
		.controller = controller->controller };
	const char *text;
	int rc = get(talk, bus, child, json_type_string, &path, ret_error);

	if (rc)
		return rc;
	text = json_object_get_string(path);
	rc = get(talk, text, "port", json_type_string, &port, ret_error);
	rc = rc ? rc : get(talk, text, "attached", json_type_boolean, &attached, ret_error);
	if (rc)
		return rc;
	line.yes = json_object_get_boolean(attached);
	return write_device(talk, text, json_object_get_string(port), &line, to, ret_error);
}

static int ask_controller(struct qmp_talk *talk, const struct dm_usb_line *line, FILE *to,
		struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *names = NULL;
	const char *prefix = prefix_of(line->kind);
	char bus[PATH_ROOM];
	int rc;

	snprintf(bus, sizeof(bus), PERIPHERALS "/%s%u/%s%u.0", prefix, line->controller, prefix,
			line->controller);
	xpt__dm_usb_write(to, line);
	rc = list(talk, bus, &names, ret_error);
	for (size_t i = 0; !rc && i < json_object_array_length(names); i++) {
		const char *name = name_at(names, i);

		if (!name)
			rc = garbled(talk, bus, ret_error);
		else if (xpt__span_starts(xpt__span_of(name), "child["))
			rc = ask_device(talk, bus, name, line, to, ret_error);
	}
	return rc;
}

/* What an object usb-host looks for. */
struct filter {
	long long bus, number, vendor, product; /* 0: any */
	struct json_object *port;		/* "1.3"; "": any */
};

static int get_number(struct qmp_talk *talk, const char *path, const char *property,
		long long *ret_number, struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *value = NULL;
	int rc = get(talk, path, property, json_type_int, &value, ret_error);

	if (!rc)
		*ret_number = json_object_get_int64(value);
	return rc;
}

static int get_filter(struct qmp_talk *talk, const char *path, struct filter *filter,
		struct xpt_error **ret_error)
{
	int rc = get_number(talk, path, "hostbus", &filter->bus, ret_error);

	rc = rc ? rc : get_number(talk, path, "hostaddr", &filter->number, ret_error);
	rc = rc ? rc : get_number(talk, path, "vendorid", &filter->vendor, ret_error);
	rc = rc ? rc : get_number(talk, path, "productid", &filter->product, ret_error);
	return rc ? rc : get(talk, path, "hostport", json_type_string, &filter->port, ret_error);
}

/* "1-1.3", "046d:c52b", "any". False: no device can be that. */
static bool taken_text(const struct filter *filter, char text[USB_PATH_TEXT])
{
	const char *port = json_object_get_string(filter->port);
	bool by_kind = filter->vendor || filter->product;
	struct usb_path path;

	if (filter->vendor > 0xffff || filter->product > 0xffff)
		return false;
	if (*port && filter->bus && !by_kind)
		return snprintf(text, USB_PATH_TEXT, "%lld-%s", filter->bus, port) <
				USB_PATH_TEXT &&
				xpt__usb_path_read(xpt__span_of(text), &path) && path.depth;
	if (!*port && !filter->bus && filter->vendor && filter->product)
		snprintf(text, USB_PATH_TEXT, "%04llx:%04llx", filter->vendor, filter->product);
	else
		snprintf(text, USB_PATH_TEXT, USB_ANY);
	return true;
}

/* An object that names no number on the bus opens what fits, again and again; one that was given a file has that alone. */
static int ask_taker(
		struct qmp_talk *talk, const char *path, FILE *to, struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *names = NULL, *port = NULL, *node = NULL;
	struct dm_usb_line line = { .kind = DM_USB_TAKES };
	struct filter filter = { 0 };
	char text[USB_PATH_TEXT];
	bool by_file = false;
	int rc = get_filter(talk, path, &filter, ret_error);

	port = filter.port;
	if (rc || filter.number)
		return rc;
	/* QEMU before 5.1 has no such property */
	rc = list(talk, path, &names, ret_error);
	for (size_t i = 0; !rc && i < json_object_array_length(names); i++) {
		const char *name = name_at(names, i);

		by_file |= name && !strcmp(name, "hostdevice");
	}
	if (!rc && by_file)
		rc = get(talk, path, "hostdevice", json_type_string, &node, ret_error);
	if (rc || (node && *json_object_get_string(node)) || !taken_text(&filter, text))
		return rc;
	line.what = xpt__span_of(text);
	xpt__dm_usb_write(to, &line);
	return 0;
}

/* libxl's were given by bus and number, and a backend's are told with its ports. */
static bool is_of_others(const char *name, const char *path)
{
	struct dm_usb_line line = { .kind = DM_USB_DEVICE };

	read_device(xpt__span_of(path), &line);
	return !line.number && !xpt__span_starts(xpt__span_of(name), prefix_of(DM_USB_BACKEND));
}

static bool is_host_device(const struct json_object *names, size_t index)
{
	struct json_object *type;

	return json_object_object_get_ex(json_object_array_get_idx(names, index), "type", &type) &&
			json_object_is_type(type, json_type_string) &&
			!strcmp(json_object_get_string(type), "child<usb-host>");
}

static int ask_object(struct qmp_talk *talk, const struct json_object *names, size_t index,
		FILE *to, struct xpt_error **ret_error)
{
	const char *name = name_at(names, index);
	struct dm_usb_line line = { 0 };
	char path[PATH_ROOM];

	if (!name)
		return garbled(talk, PERIPHERALS, ret_error);
	if (read_controller(xpt__span_of(name), &line))
		return ask_controller(talk, &line, to, ret_error);
	if (!is_host_device(names, index))
		return 0;
	if (snprintf(path, sizeof(path), PERIPHERALS "/%s", name) >= (int)sizeof(path))
		return garbled(talk, PERIPHERALS, ret_error);
	return is_of_others(name, path) ? ask_taker(talk, path, to, ret_error) : 0;
}

static int ask_host(struct qmp_talk *talk, FILE *to, struct xpt_error **ret_error)
{
	struct dm_usb_line line = { .kind = DM_USB_HOST };
	auto_free char *answer = NULL;
	int rc = xpt__qmp_ask_line(talk, "info usbhost", &answer, ret_error);

	if (rc)
		return rc;
	line.yes = !xpt__span_is(xpt__span_trim(xpt__span_of(answer)), WITHOUT_LIBUSB);
	xpt__dm_usb_write(to, &line);
	return 0;
}

int xpt__dm_usb_ask(struct qmp_talk *talk, FILE *to, struct xpt_error **ret_error)
{
	const struct dm_usb_line end = { .kind = DM_USB_END };
	auto_of(json) struct json_object *names = NULL;
	int rc = ask_host(talk, to, ret_error);

	rc = rc ? rc : list(talk, PERIPHERALS, &names, ret_error);
	for (size_t i = 0; !rc && i < json_object_array_length(names); i++)
		rc = ask_object(talk, names, i, to, ret_error);
	if (!rc)
		xpt__dm_usb_write(to, &end);
	return rc;
}

void xpt__dm_usb_gone(FILE *to)
{
	const struct dm_usb_line gone = { .kind = DM_USB_GONE };
	const struct dm_usb_line end = { .kind = DM_USB_END };

	xpt__dm_usb_write(to, &gone);
	xpt__dm_usb_write(to, &end);
}
