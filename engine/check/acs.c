/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access control services (ACS), and what isolates without them. Linux knows the same devices, as
 * pci_dev_specific_acs_enabled(): vendors vouched for them there. Xen and pciback do not look at ACS
 * at all, and assign what they are asked to: the hardware isolates, or it does not.
 */
#include "acs.h"

#include <string.h>

/* Source validation, request and completion redirect, upstream forwarding. */
#define ACS_WANTED 0x1d

enum voucher_flags {
	EVEN = 1 << 0,		  /* only the even ids of the range */
	AMD_SOUTHBRIDGE = 1 << 1, /* on a root bus, where there is an AMD IOMMU */
	KERNEL_SETS_IT = 1 << 2,  /* Linux sets the chipset so when it starts, in a PV dom0 too */
	CONTROL_AT_8 = 1 << 3,	  /* has ACS, with its control register in the second dword */
};

#define MULTIFUNCTION "its functions do not reach each other within the device"
#define ROOT_PORTS \
	"its root ports have such controls, which Linux sets (\"root port ACS workaround enabled\")"
#define PORTS "its ports do not pass on what they could not with ACS"
#define SOUTHBRIDGE "its southbridges do no peer-to-peer where there is an AMD IOMMU"

static const struct voucher {
	unsigned short vendor, first, last;
	const char *kind; /* of device; NULL: any */
	const char *why;
	unsigned int flags;
} vouchers[] = {
	/* 82598, 82599, X540: an id of each board */
	{ 0x8086, 0x10c6, 0x10c6, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x10db, 0x10db, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x10dd, 0x10dd, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x10e1, 0x10e1, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x10f1, 0x10f1, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x10f7, 0x10fc, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x1507, 0x1507, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x1514, 0x1514, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x151c, 0x151c, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x1529, 0x152a, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x154d, 0x154d, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x154f, 0x154f, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x1551, 0x1551, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x1558, 0x1558, NULL, "Intel: " MULTIFUNCTION, 0 },
	/* 82580 */
	{ 0x8086, 0x1509, 0x1509, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x150e, 0x1511, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x1516, 0x1516, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x1527, 0x1527, NULL, "Intel: " MULTIFUNCTION, 0 },
	/* 82576 */
	{ 0x8086, 0x10c9, 0x10c9, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x10e6, 0x10e8, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x150a, 0x150a, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x150d, 0x150d, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x1518, 0x1518, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x1526, 0x1526, NULL, "Intel: " MULTIFUNCTION, 0 },
	/* 82575 */
	{ 0x8086, 0x10a7, 0x10a7, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x10a9, 0x10a9, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x10d6, 0x10d6, NULL, "Intel: " MULTIFUNCTION, 0 },
	/* I350 */
	{ 0x8086, 0x1521, 0x1524, NULL, "Intel: " MULTIFUNCTION, 0 },
	/* 82571; not its boards with four ports, which have a switch without ACS */
	{ 0x8086, 0x105e, 0x1060, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x10d9, 0x10d9, NULL, "Intel: " MULTIFUNCTION, 0 },
	/* I219 */
	{ 0x8086, 0x15b7, 0x15b8, NULL, "Intel: " MULTIFUNCTION, 0 },
	{ 0x8086, 0x0000, 0xffff, "root-complex-endpoint",
			"Intel: root-complex integrated endpoints reach each other through the "
			"IOMMU only (VT-d specification, 3.16)",
			0 },
	/* root ports of the 5- to 9-series (Ibex Peak to Lynx Point and Wildcat Point), X79 and X99 */
	{ 0x8086, 0x3b42, 0x3b51, "root-port", "Intel: " ROOT_PORTS, KERNEL_SETS_IT },
	{ 0x8086, 0x1c10, 0x1c1f, "root-port", "Intel: " ROOT_PORTS, KERNEL_SETS_IT },
	{ 0x8086, 0x1e10, 0x1e1f, "root-port", "Intel: " ROOT_PORTS, KERNEL_SETS_IT },
	{ 0x8086, 0x8c10, 0x8c1f, "root-port", "Intel: " ROOT_PORTS, KERNEL_SETS_IT },
	{ 0x8086, 0x9c10, 0x9c1b, "root-port", "Intel: " ROOT_PORTS, KERNEL_SETS_IT },
	{ 0x8086, 0x9c90, 0x9c9b, "root-port", "Intel: " ROOT_PORTS, KERNEL_SETS_IT },
	{ 0x8086, 0x1d10, 0x1d1e, "root-port", "Intel: " ROOT_PORTS, KERNEL_SETS_IT | EVEN },
	{ 0x8086, 0x8d10, 0x8d1e, "root-port", "Intel: " ROOT_PORTS, KERNEL_SETS_IT },
	{ 0x8086, 0x8c90, 0x8c9e, "root-port", "Intel: " ROOT_PORTS, KERNEL_SETS_IT | EVEN },
	/* of the 100- and 200-series, and of the seventh and eighth mobile generation */
	{ 0x8086, 0xa110, 0xa11f, "root-port", NULL, CONTROL_AT_8 },
	{ 0x8086, 0xa167, 0xa16a, "root-port", NULL, CONTROL_AT_8 },
	{ 0x8086, 0xa290, 0xa29f, "root-port", NULL, CONTROL_AT_8 },
	{ 0x8086, 0xa2e7, 0xa2ee, "root-port", NULL, CONTROL_AT_8 },
	{ 0x8086, 0x9d10, 0x9d1b, "root-port", NULL, CONTROL_AT_8 },
	/* SMBus, IDE, audio, LPC, PCI bridge, USB of the SB600 to SB900; PCI bridge and USB of the FCH */
	{ 0x1002, 0x4383, 0x4385, NULL, "AMD: " SOUTHBRIDGE, AMD_SOUTHBRIDGE },
	{ 0x1002, 0x4399, 0x4399, NULL, "AMD: " SOUTHBRIDGE, AMD_SOUTHBRIDGE },
	{ 0x1002, 0x439c, 0x439d, NULL, "AMD: " SOUTHBRIDGE, AMD_SOUTHBRIDGE },
	{ 0x1022, 0x7809, 0x7809, NULL, "AMD: " SOUTHBRIDGE, AMD_SOUTHBRIDGE },
	{ 0x1022, 0x780f, 0x780f, NULL, "AMD: " SOUTHBRIDGE, AMD_SOUTHBRIDGE },
	{ 0x1924, 0x0903, 0x0903, NULL, "Solarflare: " MULTIFUNCTION, 0 },
	{ 0x1924, 0x0923, 0x0923, NULL, "Solarflare: " MULTIFUNCTION, 0 },
	{ 0x1924, 0x0a03, 0x0a03, NULL, "Solarflare: " MULTIFUNCTION, 0 },
	{ 0x19a2, 0x0710, 0x0710, NULL, "Emulex: " MULTIFUNCTION, 0 },
	{ 0x10df, 0x0720, 0x0720, NULL, "Emulex: " MULTIFUNCTION, 0 },
	/* BCM57414 with partitions, BCM5750x, BCM5760x */
	{ 0x14e4, 0x16d7, 0x16d7, NULL, "Broadcom: " MULTIFUNCTION, 0 },
	{ 0x14e4, 0x1750, 0x1752, NULL, "Broadcom: " MULTIFUNCTION, 0 },
	{ 0x14e4, 0x1760, 0x1763, NULL, "Broadcom: " MULTIFUNCTION, 0 },
	/* SFxxx, RP1000 and RP2000, FF5xxx */
	{ 0x8088, 0x0100, 0x010f, NULL, "Wangxun: " MULTIFUNCTION, 0 },
	{ 0x8088, 0x1001, 0x1001, NULL, "Wangxun: " MULTIFUNCTION, 0 },
	{ 0x8088, 0x2001, 0x2001, NULL, "Wangxun: " MULTIFUNCTION, 0 },
	{ 0x8088, 0x5010, 0x5010, NULL, "Wangxun: " MULTIFUNCTION, 0 },
	{ 0x8088, 0x5025, 0x5025, NULL, "Wangxun: " MULTIFUNCTION, 0 },
	{ 0x8088, 0x5040, 0x5040, NULL, "Wangxun: " MULTIFUNCTION, 0 },
	{ 0x8088, 0x5110, 0x5110, NULL, "Wangxun: " MULTIFUNCTION, 0 },
	{ 0x8088, 0x5125, 0x5125, NULL, "Wangxun: " MULTIFUNCTION, 0 },
	{ 0x8088, 0x5140, 0x5140, NULL, "Wangxun: " MULTIFUNCTION, 0 },
	{ 0x1d17, 0x3038, 0x3038, NULL, "Zhaoxin: " MULTIFUNCTION, 0 },
	{ 0x1d17, 0x3104, 0x3104, NULL, "Zhaoxin: " MULTIFUNCTION, 0 },
	{ 0x1d17, 0x9083, 0x9083, NULL, "Zhaoxin: " MULTIFUNCTION, 0 },
	{ 0x1d17, 0x0710, 0x071e, "root-port", "Zhaoxin: " PORTS, 0 },
	{ 0x1d17, 0x0721, 0x0721, "root-port", "Zhaoxin: " PORTS, 0 },
	{ 0x1d17, 0x0723, 0x0752, "root-port", "Zhaoxin: " PORTS, 0 },
	{ 0x1d17, 0x0710, 0x071e, "switch-downstream", "Zhaoxin: " PORTS, 0 },
	{ 0x1d17, 0x0721, 0x0721, "switch-downstream", "Zhaoxin: " PORTS, 0 },
	{ 0x1d17, 0x0723, 0x0752, "switch-downstream", "Zhaoxin: " PORTS, 0 },
};

bool xpt__kind_is_known(const struct xpt_device *device)
{
	return device->kind.state == XPT_FACT_KNOWN || device->kind.state == XPT_FACT_ABSENT;
}

bool xpt__kind_is(const struct xpt_device *device, const char *kind)
{
	return fact_text_is(device->kind, kind);
}

static bool is_for(const struct voucher *voucher, const struct xpt_device *device)
{
	return fact_is(device->vendor_id, voucher->vendor) &&
			device->device_id.state == XPT_FACT_KNOWN &&
			device->device_id.value >= voucher->first &&
			device->device_id.value <= voucher->last &&
			!(voucher->flags & EVEN && device->device_id.value & 1) &&
			(!voucher->kind || xpt__kind_is(device, voucher->kind)) &&
			!(voucher->flags & AMD_SOUTHBRIDGE && device->parent);
}

static const struct voucher *voucher_of(const struct xpt_device *device)
{
	for (size_t i = 0; i < sizeof(vouchers) / sizeof(*vouchers); i++)
		if (is_for(&vouchers[i], device))
			return &vouchers[i];
	return NULL;
}

/* Is all on that it has? What it does not have, it has no need of. */
static struct acs by_registers(const struct xpt_device *device, const struct fact_int *does)
{
	const struct fact_int *can = &device->acs_can;
	const struct fact_int *unknown = can->state == XPT_FACT_KNOWN ? does : can;

	if (can->state == XPT_FACT_ABSENT)
		return (struct acs){ ACS_MISSING, NULL, false };
	if (unknown->state != XPT_FACT_KNOWN)
		return (struct acs){ ACS_UNKNOWN, unknown->reason, false };
	if (ACS_WANTED & can->value & ~does->value)
		return (struct acs){ ACS_MISSING, NULL, false };
	return (struct acs){ ACS_ACTIVE, NULL, false };
}

static struct acs by_southbridge(const struct xpt_host *host, const struct voucher *voucher,
		const struct xpt_device *device)
{
	if (host->firmware_tables.state != XPT_FACT_KNOWN)
		return (struct acs){ ACS_UNKNOWN, host->firmware_tables.reason, false };
	for (size_t i = 0; i < host->firmware_tables.count; i++)
		if (!strcmp(host->firmware_tables.items[i], "IVRS"))
			return (struct acs){ ACS_VOUCHED, voucher->why, false };
	return by_registers(device, &device->acs_does);
}

struct acs xpt__acs_of(const struct xpt_host *host, const struct xpt_device *device)
{
	const struct voucher *voucher = voucher_of(device);

	if (!xpt__kind_is_known(device) && (!voucher || voucher->flags & AMD_SOUTHBRIDGE))
		return (struct acs){ ACS_UNKNOWN, device->kind.reason, false };
	if (!voucher)
		return by_registers(device, &device->acs_does);
	if (voucher->flags & CONTROL_AT_8)
		return by_registers(device, &device->acs_second);
	if (voucher->flags & AMD_SOUTHBRIDGE)
		return by_southbridge(host, voucher, device);
	return (struct acs){ ACS_VOUCHED, voucher->why, voucher->flags & KERNEL_SETS_IT };
}
