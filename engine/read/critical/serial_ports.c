/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Serial ports that a program of dom0 has open: a console's, a modem's, an UPS's. */
#include <string.h>

#include "../../base/bdf.h"
#include "../../formats/open_devices.h"
#include "../../model/usb.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "../programs.h"
#include "critical.h"

#define CLASS_COMMUNICATION 0x07 /* PCI: serial ports, modems */

/* Terminals that a kernel has by number alone, "tty12", have no hardware of their own. */
static bool may_be_port(const char *name)
{
	return !strncmp(name, "tty", 3) && name[3] && (name[3] < '0' || name[3] > '9');
}

static bool is_on_a_bus(const char *path)
{
	return strstr(path, "/pci") || strstr(path, "/usb");
}

/* "188:0", as sysfs has it */
static bool read_number(struct needs *needs, const char *name, unsigned int *ret_major,
		unsigned int *ret_minor)
{
	char room[PATH_ROOM];
	struct fact_text text = xpt__read_text(needs->source, needs->host,
			xpt__read_path(room, PATH_TERMINALS "/%s/dev", name));

	return text.state == XPT_FACT_KNOWN &&
			xpt__device_number_read(xpt__span_of(text.value), ret_major, ret_minor);
}

static void visit_port(struct needs *needs, const char *name, const char *path)
{
	struct xpt_host *host = needs->host;
	struct texts programs = { .state = XPT_FACT_KNOWN };
	unsigned int major, minor;

	if (!read_number(needs, name, &major, &minor)) {
		xpt__critical_path_doubt(needs, path, "the number of its serial port is not known");
		return;
	}
	xpt__read_programs_of(needs->source, host, major, minor, &programs);
	if (programs.count)
		xpt__critical_path(needs, path,
				xpt__read_keep(host,
						xpt__arena_text(host->arena,
								"serial port %s, open in %s", name,
								programs.items[0])));
	else if (programs.state == XPT_FACT_UNREADABLE)
		xpt__critical_path_doubt(needs, path, programs.reason);
}

/* What may have such a port: any USB device, as its drivers are many, and PCI functions of that class. */
static void doubt_all(struct needs *needs, const char *reason)
{
	struct xpt_host *host = needs->host;

	for (size_t i = 0; i < host->device_count; i++)
		if (host->devices[i].class_code.state == XPT_FACT_KNOWN &&
				host->devices[i].class_code.value >> 8 == CLASS_COMMUNICATION)
			host->devices[i].critical.reason = reason;
	for (size_t i = 0; host->usb && i < host->usb->device_count; i++)
		host->usb->devices[i].critical.reason = reason;
}

void xpt__critical_serial_ports(struct needs *needs)
{
	auto_names struct names names = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];

	if (!xpt__probe_list(needs->source, needs->host, PATH_TERMINALS, &names, &why)) {
		if (why.state == XPT_FACT_UNREADABLE)
			doubt_all(needs, why.reason);
		return;
	}
	for (size_t i = 0; i < names.count && needs->budget && !needs->host->out_of_memory; i++) {
		auto_free char *target = NULL;

		if (!may_be_port(names.items[i]))
			continue;
		needs->budget--;
		xpt__read_path(room, PATH_TERMINALS "/%s", names.items[i]);
		if (xpt__probe_link(needs->source, needs->host, room, &target, &why) &&
				is_on_a_bus(target))
			visit_port(needs, names.items[i], target);
		else if (!target && why.state == XPT_FACT_UNREADABLE)
			doubt_all(needs, why.reason);
	}
	if (!needs->budget)
		doubt_all(needs, "too many questions about terminals");
}
