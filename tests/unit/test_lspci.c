/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups of real machines, as Linux made them: where a collection of lspci's texts lies beside the tree. */
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include <xpt/group.h>

#include "../../engine/base/arena.h"
#include "../../engine/base/bdf.h"
#include "../../engine/base/vector.h"
#include "fake_source.h"
#include "unit.h"

#define DEVICES "sys/bus/pci/devices"
#define MACHINE_DEVICES 512

/* A device as lspci -vvnn shows it. */
struct listed {
	struct xpt_bdf bdf;
	char address[XPT_BDF_TEXT];
	unsigned int class_code, vendor, device, secondary, can, does;
	const char *kind;
	bool acs;
	int group; /* of Linux's; -1: none */
};

struct machine {
	struct arena *arena;
	struct listed devices[MACHINE_DEVICES];
	size_t count;
	bool grouped;
	VECTOR(struct fake) answers;
};

static void read_kind(struct listed *device, const char *line)
{
	static const char *const kinds[][2] = { { "Root Port", "root-port" },
		{ "Upstream Port", "switch-upstream" }, { "Downstream Port", "switch-downstream" },
		{ "Legacy Endpoint", "legacy-endpoint" },
		{ "Root Complex Integrated Endpoint", "root-complex-endpoint" },
		{ "Root Complex Event Collector", "root-complex-event-collector" },
		{ "PCI-Express to PCI", "pcie-pci-bridge" }, { "Endpoint", "endpoint" } };
	const char *at = strstr(line, ") Express (v");

	at = at ? at : strstr(line, "] Express (v");
	for (size_t i = 0; at && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strstr(at, kinds[i][0])) {
			device->kind = kinds[i][1];
			return;
		}
}

/* "SrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ …" */
static unsigned int read_controls(const char *line)
{
	static const char *const names[] = { "SrcValid+", "TransBlk+", "ReqRedir+", "CmpltRedir+",
		"UpstreamFwd+" };
	unsigned int controls = 0;

	for (unsigned int i = 0; i < 5; i++)
		if (strstr(line, names[i]))
			controls |= 1U << i;
	return controls;
}

static void read_detail(struct machine *machine, struct listed *device, const char *line)
{
	const char *at;

	read_kind(device, line);
	at = strstr(line, "secondary=");
	if (at)
		sscanf(at, "secondary=%x", &device->secondary);
	if (strstr(line, "ACSCap:")) {
		device->acs = true;
		device->can = read_controls(line);
	}
	if (strstr(line, "ACSCtl:"))
		device->does = read_controls(line);
	at = strstr(line, "IOMMU group: ");
	if (at && sscanf(at, "IOMMU group: %d", &device->group) == 1)
		machine->grouped = true;
}

static bool read_head(struct listed *device, char *line)
{
	char *blank = strchr(line, ' '), *at = line;
	bool ids = false;

	*device = (struct listed){ .group = -1 };
	if (!blank || !xpt__bdf_read((struct span){ line, (size_t)(blank - line) }, &device->bdf))
		return false;
	xpt_bdf_format(device->bdf, device->address);
	for (at = strchr(blank, '['); at; at = strchr(at + 1, '[')) {
		if (!device->class_code && at[5] == ']')
			sscanf(at, "[%x]", &device->class_code);
		ids = ids || sscanf(at, "[%4x:%4x]", &device->vendor, &device->device) == 2;
	}
	return ids;
}

static void read_machine(struct machine *machine, const char *path)
{
	auto_file FILE *from = fopen(path, "r");
	struct listed *device = NULL;
	char line[4096];

	CU_ASSERT_PTR_NOT_NULL_FATAL(from);
	while (fgets(line, sizeof(line), from) && machine->count < MACHINE_DEVICES) {
		struct listed next;

		if (line[0] == '\t' && device)
			read_detail(machine, device, line);
		else if (read_head(&next, line)) {
			device = &machine->devices[machine->count++];
			*device = next;
		}
	}
}

static void answer(struct machine *machine, enum fake_kind kind, const char *path, const char *text)
{
	struct fake *fake = vector_push(&machine->answers);

	CU_ASSERT_FATAL(fake && (kind == FAKE_END || (path && text)));
	*fake = (struct fake){ kind, path, text };
}

static const struct listed *above(const struct machine *machine, const struct listed *device)
{
	for (size_t i = 0; i < machine->count; i++)
		if (machine->devices[i].secondary &&
				machine->devices[i].secondary == device->bdf.bus &&
				machine->devices[i].bdf.segment == device->bdf.segment)
			return &machine->devices[i];
	return NULL;
}

static const char *target(const struct machine *machine, const struct listed *device)
{
	const char *text = xpt__arena_text(machine->arena, "%s", device->address);

	for (int depth = 0; depth < 16 && (device = above(machine, device)); depth++)
		text = xpt__arena_text(machine->arena, "%s/%s", device->address, text);
	return xpt__arena_text(machine->arena, "../../../devices/pci0000:00/%s", text);
}

static void answer_device(struct machine *machine, const struct listed *device)
{
	struct arena *arena = machine->arena;
	const char *kind = device->kind		    ? device->kind :
			device->class_code == 0x604 ? "pci-bridge" :
						      "pci";
	const char *path = xpt__arena_text(arena, DEVICES "/%s", device->address);
	const char *acs = device->acs ? xpt__arena_text(arena, "acs_can %04x\nacs_does %04x\n",
							device->can, device->does) :
					"";

	answer(machine, FAKE_LINK, path, target(machine, device));
	answer(machine, FAKE_FILE, xpt__arena_text(arena, "%s/uevent", path),
			xpt__arena_text(arena, "PCI_CLASS=%04X00\nPCI_ID=%04X:%04X\n",
					device->class_code, device->vendor, device->device));
	answer(machine, FAKE_FILE, xpt__arena_text(arena, "%s/reset_method", path), "flr\n");
	answer(machine, FAKE_FILE, xpt__arena_text(arena, "pci/%s", device->address),
			xpt__arena_text(arena, "header_type %d\nkind %s\n%s",
					device->class_code == 0x604, kind, acs));
}

static struct xpt_host *make_host(struct machine *machine)
{
	const char *names = "";

	for (size_t i = 0; i < machine->count; i++) {
		names = xpt__arena_text(
				machine->arena, "%s %s", names, machine->devices[i].address);
		answer_device(machine, &machine->devices[i]);
	}
	answer(machine, FAKE_LIST, DEVICES, names);
	answer(machine, FAKE_LIST, "sys/firmware/acpi/tables", "DMAR IVRS");
	answer(machine, FAKE_END, NULL, NULL);
	return fake_host(machine->answers.items, XPT_DETAIL_CONFIG);
}

/* Bridges are in no group of ours, and Xen takes no device behind a VMD, in a segment of its own. */
static bool is_left_out(const struct listed *device)
{
	return device->group < 0 || device->bdf.segment > 0xffff ||
			(device->class_code >> 8 == 6 && device->class_code != 0x680);
}

static bool have(const struct xpt_group *group, struct xpt_bdf bdf)
{
	struct xpt_group_member member = XPT_SIZED(xpt_group_member);

	for (size_t i = 0; xpt_group_member(group, i, &member); i++)
		if (xpt__bdf_equal(member.address, bdf))
			return true;
	return false;
}

/* Devices that Linux keeps together, and we do not, or the other way round. */
static size_t compare(const struct machine *machine, const struct xpt_host *host, const char *name)
{
	size_t wrong = 0;

	for (size_t i = 0; i < machine->count; i++) {
		const struct listed *device = &machine->devices[i];
		struct xpt_group *group = NULL;

		if (is_left_out(device))
			continue;
		CU_ASSERT_EQUAL_FATAL(xpt_group_of(host, &device->bdf, 1, &group, NULL), 0);
		for (size_t k = 0; k < machine->count; k++) {
			const struct listed *other = &machine->devices[k];
			bool together = device->group == other->group;

			if (is_left_out(other) || have(group, other->bdf) == together)
				continue;
			printf("%s: %s and %s %s together\n", name, device->address, other->address,
					together ? "are" : "are not");
			wrong++;
		}
		xpt_group_free(group);
	}
	return wrong;
}

static bool compare_file(const char *folder, const char *name)
{
	struct machine *machine = calloc(1, sizeof(*machine));
	auto_free char *path = NULL;
	struct xpt_host *host;
	bool grouped;

	CU_ASSERT_FATAL(machine && asprintf(&path, "%s/%s", folder, name) > 0);
	machine->arena = xpt__arena_new();
	read_machine(machine, path);
	grouped = machine->grouped;
	if (grouped) {
		host = make_host(machine);
		CU_ASSERT_PTR_NOT_NULL_FATAL(host);
		CU_ASSERT_EQUAL(compare(machine, host, name), 0);
		xpt_host_free(host);
	}
	vector_clear(&machine->answers);
	xpt__arena_free(machine->arena);
	free(machine);
	return grouped;
}

static void real_machines_fall_into_the_groups_that_linux_made(void)
{
	const char *top = getenv("srcdir");
	auto_free char *folder = NULL;
	size_t machines = 0;
	DIR *files;

	CU_ASSERT_FATAL(asprintf(&folder, "%s/../shared/corpus/lspci", top ? top : ".") > 0);
	files = opendir(folder);
	if (!files) {
		printf("skipped: no collection of lspci's texts at %s ... ", folder);
		return;
	}
	for (struct dirent *entry; (entry = readdir(files));)
		if (strstr(entry->d_name, ".txt"))
			machines += compare_file(folder, entry->d_name);
	closedir(files);
	CU_ASSERT(machines > 0);
}

SUITE(lspci)
{
	TEST(real_machines_fall_into_the_groups_that_linux_made);
}
