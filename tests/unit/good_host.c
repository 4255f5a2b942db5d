/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "good_host.h"

#include "../../engine/base/error.h"
#include "../../engine/model/judged.h"
#include "verdicts.h"

struct bar bars[1];
struct xpt_device devices[2];
struct xpt_domain domains[3];
struct xpt_host host;

static void make_device(struct xpt_device *device, unsigned int slot)
{
	*device = (struct xpt_device){ .bdf = { 0, 0, (uint8_t)slot, 0 },
		.class_code = KNOWN(0x200),
		.kind = TEXT("endpoint"),
		.acs_can = ABSENT,
		.header_type = KNOWN(0),
		.driver = TEXT("e1000e"),
		.reset = TEXT("flr"),
		.known_to_xen = KNOWN(1),
		.physical_function = ABSENT,
		.nvme_vf.online = ABSENT,
		.owner = { OWNER_DOMAIN, 0, "d0", 1, NULL },
		.state = DEVICE_DOM0,
		.claim_domid = ABSENT,
		.store_domid = ABSENT,
		.model_domid = ABSENT,
		.msi_vectors = KNOWN(1),
		.msix_vectors = KNOWN(5),
		.power_state = TEXT("D0"),
		.bars = bars,
		.bar_count = 1,
		.permissive = KNOWN(0),
		.own_resets.state = XPT_FACT_KNOWN,
		.critical.state = XPT_FACT_KNOWN,
		.virtual_functions.state = XPT_FACT_KNOWN };
	xpt_bdf_format(device->bdf, device->address);
}

void make_host(void)
{
	bars[0] = (struct bar){ .type = "memory", .size_bytes = 128 << 10 };
	make_device(&devices[0], 5);
	make_device(&devices[1], 6);
	domains[0] = (struct xpt_domain){ .id = 0,
		.name = TEXT("Domain-0"),
		.type = TEXT("pv"),
		.state = TEXT("running"),
		.passthrough = KNOWN(1) };
	domains[1] = (struct xpt_domain){ .id = 1,
		.name = TEXT("web"),
		.type = TEXT("hvm"),
		.state = TEXT("running"),
		.passthrough = KNOWN(1),
		.model_devices.state = XPT_FACT_KNOWN,
		.pod_kib = KNOWN(0),
		.shared_kib = KNOWN(0),
		.paged_kib = KNOWN(0),
		.max_memory_kib = KNOWN(1 << 20),
		.mmio_hole = ABSENT };
	domains[2] = (struct xpt_domain){ .id = 2,
		.name = TEXT("db"),
		.type = TEXT("pv"),
		.state = TEXT("running"),
		.passthrough = KNOWN(1) };
	host = (struct xpt_host){ .devices = devices,
		.device_count = 2,
		.domains = domains,
		.domain_count = 3,
		.iommu = KNOWN(1),
		.iommu_firmware = KNOWN(1),
		.interrupt_remapping = KNOWN(1),
		.queued_invalidation = KNOWN(1),
		.pciback = KNOWN(1),
		.pciback_error = ABSENT,
		.store = KNOWN(1),
		.ownership = KNOWN(1),
		.regions_read = KNOWN(1),
		.sriov_devices = KNOWN(0),
		.console_size_bytes = KNOWN(1 << 20),
		.cpu_vendor = TEXT("GenuineIntel"),
		.xen_command_line = TEXT("iommu=verbose"),
		.kernel_command_line = TEXT("quiet") };
}

void give(struct xpt_device *device, unsigned int domid, const char *name)
{
	device->owner = (struct owner){ OWNER_DOMAIN, domid, "d", 1, NULL };
	device->state = DEVICE_ATTACHED;
	device->driver = (struct fact_text)TEXT("pciback");
	device->domain = fact_text_known(name);
}

struct xpt_report *ask(enum xpt_action action, const char *domain, unsigned int flags)
{
	struct xpt_request request =
			XPT_OPTIONS(xpt_request, .action = action, .devices = &devices[0].bdf,
					.device_count = 1, .domain = domain, .flags = flags);
	auto_of(judged) struct xpt_judged *judged = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_check_request(&host, &request, &judged, NULL), 0);
	verdicts_note(&host, &devices[0], &request);
	return TAKE(judged->report);
}
