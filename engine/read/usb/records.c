/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libxl's records: with the guest's own device model (devicemodel) the ports stand in libxl's folder of the
 * controller, with a backend (qusb, pv) in that of the backend.
 */
#include <stdlib.h>

#include "../../source/paths.h"
#include "../ask.h"
#include "usb.h"

#define CONTROLLERS 64 /* of a domain; bounds what a hostile store can make us read */
#define PORTS 64

static void add(struct xpt_host *host, struct usb_records *records, struct usb_record record)
{
	struct usb_record *items =
			realloc(records->items, (records->count + 1) * sizeof(*records->items));

	if (!items) {
		host->out_of_memory = true;
		return;
	}
	records->items = items;
	records->items[records->count++] = record;
}

/* There may be more than was read. */
static void doubt(struct usb_records *records, const char *reason)
{
	records->why = (struct fact_text)FACT_UNREADABLE(reason);
}

/* What is in one port: nothing, or the path of the device. */
static void read_port(struct source *source, struct xpt_host *host, const char *path,
		struct usb_record record, struct usb_records *records)
{
	struct fact_text text = xpt__read_text(source, host, path);

	if (text.state == XPT_FACT_UNREADABLE)
		records->why = text;
	if (text.state != XPT_FACT_KNOWN)
		return;
	if (xpt__usb_path_read(xpt__span_of(text.value), &record.at))
		add(host, records, record);
	else
		doubt(records, "libxl's records name what is not a USB device");
}

/* The names below @folder; none where there is no such folder. */
static struct names list_numbers(struct source *source, struct xpt_host *host, const char *folder,
		size_t most, struct usb_records *records)
{
	struct names names = { 0 };
	struct fact_text why;
	uint64_t number;
	size_t kept = 0;

	if (!xpt__probe_list(source, host, folder, &names, &why)) {
		if (why.state == XPT_FACT_UNREADABLE)
			records->why = why;
		return names;
	}
	for (size_t i = 0; i < names.count; i++) {
		char *name = names.items[i];

		if (kept < most && xpt__span_number(xpt__span_of(name), 10, &number) &&
				number <= UINT16_MAX)
			names.items[kept++] = name;
		else
			free(name);
	}
	if (kept < names.count)
		doubt(records, "libxl's records have more than their controllers and ports");
	names.count = kept;
	return names;
}

/* Of a name that list_numbers() let through. */
static unsigned int number_of(const char *name)
{
	uint64_t number = 0;

	(void)xpt__span_number(xpt__span_of(name), 10, &number);
	return (unsigned int)number;
}

static void read_controller(struct source *source, struct xpt_host *host, const char *folder,
		const char *controller, struct usb_record record, struct usb_records *records)
{
	char ports[PATH_ROOM], port[PATH_ROOM];
	auto_names struct names names = list_numbers(source, host,
			xpt__read_path(ports, "%s/%s/port", folder, controller), PORTS, records);

	record.controller = number_of(controller);
	for (size_t i = 0; i < names.count && !host->out_of_memory; i++) {
		record.port = number_of(names.items[i]);
		read_port(source, host, xpt__read_path(port, "%s/%s", ports, names.items[i]),
				record, records);
	}
}

static void read_folder(struct source *source, struct xpt_host *host, const char *folder,
		struct usb_record record, struct usb_records *records)
{
	auto_names struct names names = list_numbers(source, host, folder, CONTROLLERS, records);

	for (size_t i = 0; i < names.count && !host->out_of_memory; i++)
		read_controller(source, host, folder, names.items[i], record, records);
}

void xpt__read_usb_records(
		struct source *source, struct xpt_host *host, struct usb_records *ret_records)
{
	static const struct {
		const char *above, *below; /* the domain's id */
		enum usb_presenter by;
	} folders[] = { { PATH_STORE_LIBXL, "/device/vusb", USB_BY_MODEL },
		{ PATH_STORE_BACKEND "/qusb", "", USB_BY_QUSB },
		{ PATH_STORE_BACKEND "/vusb", "", USB_BY_KERNEL } };
	char room[PATH_ROOM];

	if (!fact_true(host->store))
		ret_records->why = xpt__fact_text_why(host->store);
	if (!fact_true(host->domains_read))
		ret_records->why = xpt__fact_text_why(host->domains_read);
	for (size_t i = 0; fact_true(host->store) && i < host->domain_count; i++)
		for (size_t j = 0; j < sizeof(folders) / sizeof(*folders); j++) {
			struct usb_record record = { .domid = host->domains[i].id,
				.by = folders[j].by };

			if (host->out_of_memory || !record.domid)
				continue;
			xpt__read_path(room, "%s/%u%s", folders[j].above, record.domid,
					folders[j].below);
			read_folder(source, host, room, record, ret_records);
		}
}
