/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Disks of guests: what dom0 serves them from is not to be taken from under them. */
#include <stdio.h>
#include <string.h>

#include "../../source/paths.h"
#include "../ask.h"
#include "critical.h"

#define NODE_ROOM 32

static struct fact_text ask_key(struct needs *needs, const char *disk, const char *key)
{
	char room[PATH_ROOM];

	return xpt__read_text(needs->source, needs->host, xpt__read_path(room, "%s/%s", disk, key));
}

/* "fd:1a", hexadecimal, as sysfs has it: "253:26". */
static bool decimal_number(struct span text, char ret_number[NODE_ROOM])
{
	struct span major;
	uint64_t first, second;

	if (!xpt__span_next_part(&text, ':', &major) || !xpt__span_number(major, 16, &first) ||
			!xpt__span_number(text, 16, &second))
		return false;
	snprintf(ret_number, NODE_ROOM, "%llu:%llu", (unsigned long long)first,
			(unsigned long long)second);
	return true;
}

/* A file lies in a file system, whose disks are needed by its mount. */
static void need_guest_disk(struct needs *needs, const char *disk, const char *why)
{
	struct fact_text number = ask_key(needs, disk, "physical-device");
	struct fact_text params;
	char room[NODE_ROOM];
	struct span node;

	if (number.state == XPT_FACT_KNOWN && decimal_number(xpt__span_of(number.value), room)) {
		if (!xpt__critical_device_number(needs, xpt__span_of(room), why))
			xpt__critical_doubt(needs, "unknown disk that a guest has", disk);
		return;
	}
	params = ask_key(needs, disk, "params");
	if (params.state != XPT_FACT_KNOWN)
		return;
	node = xpt__span_of(params.value);
	for (struct span kind, rest = node; xpt__span_next_part(&rest, ':', &kind) && rest.length;)
		node = rest; /* "aio:/dev/vg/disk" */
	if (xpt__span_starts(node, DEVICE_NODES) && !xpt__critical_device_node(needs, node, why))
		xpt__critical_doubt(needs, "unknown disk that a guest has", params.value);
}

static void need_disks_of(struct needs *needs, const char *backend, const char *domid)
{
	auto_names struct names names = { 0 };
	char room[PATH_ROOM], buffer[16];
	struct fact_text denied;
	const char *why;
	uint64_t id;

	if (!xpt__span_number(xpt__span_of(domid), 10, &id) || id > UINT32_MAX ||
			!xpt__probe_list(needs->source, needs->host,
					xpt__read_path(room, PATH_STORE_BACKEND "/%s/%s", backend,
							domid),
					&names, &denied))
		return;
	why = xpt__read_keep(needs->host,
			xpt__arena_text(needs->host->arena, "with a disk of the domain %s",
					xpt__model_domain_name(
							needs->host, (unsigned int)id, buffer)));
	for (size_t i = 0; i < names.count && needs->budget; i++) {
		needs->budget--;
		need_guest_disk(needs,
				xpt__read_path(room, PATH_STORE_BACKEND "/%s/%s/%s", backend, domid,
						names.items[i]),
				why);
	}
}

void xpt__critical_guests(struct needs *needs)
{
	static const char *const backends[] = { "vbd", "vbd3", "qdisk" };
	auto_names struct names kinds = { 0 };
	struct fact_text why;

	if (needs->host->domain_count < 2)
		return;
	if (!xpt__probe_list(needs->source, needs->host, PATH_STORE_BACKEND, &kinds, &why)) {
		if (why.state != XPT_FACT_ABSENT)
			xpt__critical_doubt(needs,
					"the disks of the guests are not known:", why.reason);
		return;
	}
	for (size_t i = 0; i < kinds.count; i++)
		for (size_t k = 0; k < sizeof(backends) / sizeof(*backends); k++) {
			auto_names struct names domains = { 0 };
			char room[PATH_ROOM];

			if (strcmp(kinds.items[i], backends[k]) ||
					!xpt__probe_list(needs->source, needs->host,
							xpt__read_path(room,
									PATH_STORE_BACKEND "/%s",
									backends[k]),
							&domains, &why))
				continue;
			for (size_t d = 0; d < domains.count && needs->budget; d++)
				need_disks_of(needs, backends[k], domains.items[d]);
		}
}
