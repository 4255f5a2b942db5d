/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An HVM guest sees BARs in a hole below 4 GiB: f0000000 to fc000000, of which its emulated devices
 * take some. A device that is plugged in must fit into what is left; hvmloader, which could place
 * large BARs above the memory, runs at the guest's start alone.
 */
#include "check.h"

#define MIB (1ULL << 20)
#define HOLE_MIB 192ULL
#define EMULATED_MIB 48ULL
#define BEHIND_MIB 64ULL /* from fc000000 up to 4 GiB: counted by mmio_hole=, used by others */
#define HOLE_LEAST_MIB 256ULL
#define HOLE_MOST_MIB 3840ULL

static unsigned long long size_of(const struct xpt_device *device)
{
	unsigned long long size = 0;

	for (size_t i = 0; i < device->bar_count; i++) /* BARs of VFs (7-12) are not the guest's */
		if (device->bars[i].index <= 6 && device->bars[i].type[0] != 'i' &&
				device->bars[i].size_bytes < 1ULL << 50)
			size += device->bars[i].size_bytes;
	return size;
}

static int report_unknown(const struct subject *subject, const struct xpt_device *device,
		struct xpt_report *report)
{
	const char *what = xpt__arena_text(
			subject->arena, "how large the BARs of %s are", device->address);

	return what ? xpt__check_unknown(subject, report, what,
				      "the kernel does not tell its resources") :
		      XPT_NO_MEMORY;
}

static int check_bars_run(const struct subject *subject, struct xpt_report *report)
{
	unsigned long long hole = HOLE_LEAST_MIB, size = 0;
	const struct xpt_device *device;

	if (!xpt__subject_type_is(subject, "hvm"))
		return NOT_ASKED;
	for (size_t i = 0; i < subject->request->device_count; i++) {
		device = xpt__model_device(subject->host, subject->request->devices[i]);
		if (!device->bars)
			return report_unknown(subject, device, report);
		size += size_of(device);
	}
	for (size_t i = 0; i < subject->domain->devices.count; i++) {
		device = xpt__model_device(subject->host, subject->domain->devices.items[i]);
		if (!device || xpt__subject_requests(subject, device->bdf))
			continue;
		if (!device->bars)
			return report_unknown(subject, device, report);
		size += size_of(device);
	}
	size = (size + MIB - 1) / MIB;
	if (size <= HOLE_MIB - EMULATED_MIB)
		return 0;
	while (hole < size + EMULATED_MIB + BEHIND_MIB && hole < HOLE_MOST_MIB)
		hole *= 2;
	return xpt__report_add(report, &xpt__cause_bars_large,
			       BLANKS({ "domain", xpt__subject_domain_name(subject) },
					       { "device",
							       subject->request->device_count == 1 ?
									       subject->device->address :
									       NULL },
					       { "size",
							       xpt__arena_text(subject->arena,
									       "%llu MiB", size) },
					       { "room",
							       xpt__arena_text(subject->arena,
									       "%llu MiB",
									       HOLE_MIB - EMULATED_MIB) },
					       { "hole",
							       hole <= HOLE_MOST_MIB ?
									       xpt__arena_text(subject->arena,
											       "%llu",
											       hole) :
									       NULL })) ?
			0 :
			XPT_NO_MEMORY;
}

const struct check xpt__check_bars = {
	"bars",
	"has the guest room for the device's memory?",
	ON(XPT_ATTACH),
	true,
	check_bars_run,
	true,
};
