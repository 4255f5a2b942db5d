/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "graphics_families.h"

#include "../model/graphics.h"

struct family {
	unsigned short vendor, first, last;
	const char *name;
};

/* GPUs that come back from no reset but power; what the community's vendor-reset module works around. */
static const struct family stuck[] = {
	{ VENDOR_AMD, 0x66a0, 0x66af, "Vega 20" },
	{ VENDOR_AMD, 0x67c0, 0x67ff, "Polaris" },
	{ VENDOR_AMD, 0x6860, 0x687f, "Vega 10" },
	{ VENDOR_AMD, 0x6980, 0x699f, "Polaris 12" },
	{ VENDOR_AMD, 0x6fdf, 0x6fdf, "Polaris" },
	{ VENDOR_AMD, 0x7310, 0x731f, "Navi 10" },
	{ VENDOR_AMD, 0x7340, 0x734f, "Navi 14" },
	{ VENDOR_AMD, 0x7360, 0x736f, "Navi 12" },
	{ VENDOR_AMD, 0x738c, 0x738c, "MI100" },
};

#define NO_BUS "the kernel never resets the bus of these chips"

static const struct family no_bus_reset[] = {
	{ VENDOR_NVIDIA, 0x22ce, 0x22ce, NO_BUS },
	{ VENDOR_NVIDIA, 0x22d0, 0x22d0, NO_BUS },
	{ VENDOR_NVIDIA, 0x2340, 0x237f, NO_BUS },
};

static const struct family management[] = {
	{ 0x102b, 0x0522, 0x0522, "Matrox G200e" },
	{ 0x102b, 0x0530, 0x0538, "Matrox G200e" },
	{ 0x1a03, 0x2000, 0x2010, "ASPEED" },
};

static const struct family processors[] = {
	{ VENDOR_AMD, 0x1114, 0x1114, "Krackan" },
	{ VENDOR_AMD, 0x1304, 0x131d, "Kaveri" },
	{ VENDOR_AMD, 0x13c0, 0x13c0, "Granite Ridge" },
	{ VENDOR_AMD, 0x150e, 0x150e, "Strix" },
	{ VENDOR_AMD, 0x1506, 0x1506, "Mendocino" },
	{ VENDOR_AMD, 0x1586, 0x1586, "Strix Halo" },
	{ VENDOR_AMD, 0x15bf, 0x15bf, "Phoenix" },
	{ VENDOR_AMD, 0x15c8, 0x15c8, "Phoenix 2" },
	{ VENDOR_AMD, 0x15d8, 0x15d8, "Picasso or Raven 2" },
	{ VENDOR_AMD, 0x15dd, 0x15dd, "Raven Ridge" },
	{ VENDOR_AMD, 0x15e7, 0x15e7, "Barcelo" },
	{ VENDOR_AMD, 0x15ff, 0x15ff, "Fenghuang" },
	{ VENDOR_AMD, 0x1636, 0x1636, "Renoir" },
	{ VENDOR_AMD, 0x1638, 0x1638, "Cezanne" },
	{ VENDOR_AMD, 0x163f, 0x163f, "Van Gogh" },
	{ VENDOR_AMD, 0x164c, 0x164c, "Lucienne" },
	{ VENDOR_AMD, 0x164d, 0x164d, "Rembrandt" },
	{ VENDOR_AMD, 0x164e, 0x164e, "Raphael" },
	{ VENDOR_AMD, 0x164f, 0x164f, "Phoenix" },
	{ VENDOR_AMD, 0x1681, 0x1681, "Rembrandt" },
	{ VENDOR_AMD, 0x1900, 0x1901, "Hawk Point" },
	{ VENDOR_AMD, 0x9640, 0x964f, "Sumo" },
	{ VENDOR_AMD, 0x9802, 0x980a, "Wrestler" },
	{ VENDOR_AMD, 0x9830, 0x983d, "Kabini" },
	{ VENDOR_AMD, 0x9850, 0x985f, "Mullins" },
	{ VENDOR_AMD, 0x9874, 0x9874, "Carrizo" },
	{ VENDOR_AMD, 0x98e4, 0x98e4, "Stoney" },
	{ VENDOR_AMD, 0x9900, 0x9919, "Trinity or Richland" },
	{ VENDOR_AMD, 0x9990, 0x99a4, "Trinity or Richland" },
};

#define CLOSED "its driver for dom0 is not public, and mainline amdgpu makes no virtual functions"
#define KVM_ONLY "AMD's driver for its virtual functions is made for KVM, not for Xen"

static const struct mxgpu mxgpus[] = {
	{ 0x6929, 0x692f, "gim", NULL },
	{ 0x6860, 0x686c, NULL, CLOSED },
	{ 0x6864, 0x686c, NULL, CLOSED },
	{ 0x7360, 0x7362, NULL, CLOSED },
	{ 0x73a1, 0x73ae, NULL, CLOSED },
	{ 0x74a1, 0x74b5, NULL, KVM_ONLY },
	{ 0x74a2, 0x74b6, NULL, KVM_ONLY },
	{ 0x74a5, 0x74b9, NULL, KVM_ONLY },
	{ 0x74a8, 0x74bc, NULL, KVM_ONLY },
	{ 0x74a9, 0x74bd, NULL, KVM_ONLY },
};

#define FIND(table, device) find(table, sizeof(table) / sizeof(*(table)), device)

static const char *find(
		const struct family *families, size_t count, const struct xpt_device *device)
{
	if (device->device_id.state != XPT_FACT_KNOWN || !xpt__is_display(device))
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (fact_is(device->vendor_id, families[i].vendor) &&
				device->device_id.value >= families[i].first &&
				device->device_id.value <= families[i].last)
			return families[i].name;
	return NULL;
}

const char *xpt__graphics_stuck(const struct xpt_device *device)
{
	return FIND(stuck, device);
}

const char *xpt__graphics_reset_note(const struct xpt_device *device)
{
	/* quirk_no_pm_reset(): off the root bus alone */
	if (fact_is(device->vendor_id, VENDOR_AMD) && fact_is(device->class_code, CLASS_VGA) &&
			device->parent)
		return "the kernel uses no PM reset for AMD's GPUs: FLR or bus reset only";
	return FIND(no_bus_reset, device);
}

const struct mxgpu *xpt__graphics_mxgpu(const struct xpt_device *device)
{
	if (!fact_is(device->vendor_id, VENDOR_AMD))
		return NULL;
	for (size_t i = 0; i < sizeof(mxgpus) / sizeof(*mxgpus); i++)
		if (fact_is(device->device_id, mxgpus[i].physical))
			return &mxgpus[i];
	return NULL;
}

const char *xpt__graphics_management(const struct xpt_device *device)
{
	return FIND(management, device);
}

const char *xpt__graphics_processor(const struct xpt_device *device)
{
	return FIND(processors, device);
}
