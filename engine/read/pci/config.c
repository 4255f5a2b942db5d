/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What XPT_DETAIL_CONFIG reads of one device: config space, BARs, interrupts, power, resets. */
#include <string.h>

#include "../../base/bdf.h"
#include "../../formats/keys.h"
#include "../../formats/resource.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "pci.h"

#define BAR_ROM 6
#define BAR_LINES 13 /* 6 BARs, ROM, 6 BARs of VFs; the bridges' windows that follow are no BARs */
#define CLASS_BRIDGE 0x0604

static bool read_bar(struct span line, int index, struct bar *ret_bar)
{
	struct resource_line region;

	if (!xpt__resource_read(line, &region) ||
			!(region.flags & (RESOURCE_IO | RESOURCE_MEMORY)) ||
			region.end < region.start)
		return false;
	*ret_bar = (struct bar){
		.index = index,
		.type = index == BAR_ROM		   ? "rom" :
				region.flags & RESOURCE_IO ? "io" :
							     "memory",
		.wide = region.flags & RESOURCE_MEMORY_64,
		.prefetchable = region.flags & RESOURCE_PREFETCH,
		.address = region.start,
		.size_bytes = region.end - region.start + 1,
	};
	return ret_bar->size_bytes; /* 0: all 64 bits, which nothing has */
}

static void read_bars(struct source *source, struct xpt_host *host, struct xpt_device *device)
{
	int lines = fact_is(device->class_code, CLASS_BRIDGE) ? BAR_ROM + 1 : BAR_LINES;
	auto_blob struct blob blob = { 0 };
	struct bar bars[BAR_LINES];
	struct span rest, line;
	struct fact_text why;
	char room[PATH_ROOM];
	size_t count = 0;

	if (!xpt__read_answer(
			    source, host, xpt__device_path(room, device, "resource"), &blob, &why))
		return;
	rest = blob_span(&blob);
	for (int i = 0; i < lines && xpt__span_next_line(&rest, &line); i++)
		count += read_bar(line, i, &bars[count]);
	device->bars = xpt__arena_array(host->arena, count + 1, sizeof(*bars));
	if (!device->bars) {
		host->out_of_memory = true;
		return;
	}
	memcpy(device->bars, bars, count * sizeof(*bars));
	device->bar_count = count;
}

/* "key value" lines, and why a key may be missing from them. */
struct config {
	struct span lines;
	struct fact_text missing, missing_extended;
};

static struct fact_text missing_key(struct span lines, const char *part, const char *reason)
{
	struct span value;

	if (xpt__keys_find(lines, part, &value))
		return (struct fact_text)FACT_UNREADABLE(reason);
	return (struct fact_text)FACT_ABSENT(NULL);
}

static struct config config_of(struct span lines)
{
	return (struct config){ lines,
		missing_key(lines, "capabilities",
				"the capabilities in its config space could not be read"),
		missing_key(lines, "extended",
				"its config space could be read up to 256 bytes at most, and not the "
				"extended capabilities behind them") };
}

static struct fact_int config_number(const struct config *config, const char *key, uint64_t limit)
{
	struct span value;

	if (!xpt__keys_find(config->lines, key, &value))
		return xpt__fact_int_why(config->missing);
	return xpt__fact_number(value, 10, limit);
}

/* A register of an extended capability. */
static struct fact_int config_register(const struct config *config, const char *key, int base)
{
	struct span value;

	if (!xpt__keys_find(config->lines, key, &value))
		return xpt__fact_int_why(config->missing_extended);
	return xpt__fact_number(value, base, 0xffff);
}

static struct fact_text config_text(struct xpt_host *host, const struct config *config,
		const char *key, struct fact_text missing)
{
	struct span value;

	return xpt__keys_find(config->lines, key, &value) ? xpt__fact_span(host, value) : missing;
}

static bool config_flag(struct span lines, const char *key)
{
	struct span value;

	return xpt__keys_find(lines, key, &value) && xpt__span_is(value, "1");
}

/* The resets that the device itself offers; the kernel's own list replaces them where it has one. */
static void read_own_resets(
		struct xpt_host *host, struct xpt_device *device, const struct config *config)
{
	static const char *const keys[][2] = { { "flr", "flr" }, { "af_flr", "af_flr" },
		{ "pm_reset", "pm" } };

	device->reset_methods.state = XPT_FACT_KNOWN;
	if (config->missing.state == XPT_FACT_UNREADABLE) {
		device->reset_methods.state = config->missing.state;
		device->reset_methods.reason = config->missing.reason;
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (config->missing.state == XPT_FACT_ABSENT &&
				config_flag(config->lines, keys[i][0]))
			xpt__read_note_text(host, &device->reset_methods, keys[i][1]);
	device->own_resets = device->reset_methods;
}

static void config_unreadable(struct xpt_device *device, struct fact_text why)
{
	why.state = XPT_FACT_UNREADABLE;
	if (!why.reason)
		why.reason = "its config space could not be read";
	device->serial = device->kind = device->power_state = why;
	device->header_type = device->multifunction = xpt__fact_int_why(why);
	device->msi_vectors = device->msix_vectors = xpt__fact_int_why(why);
	device->acs_can = device->acs_does = device->acs_second = xpt__fact_int_why(why);
	device->vf_offset = device->vf_stride = xpt__fact_int_why(why);
	device->own_resets.state = device->reset_methods.state = why.state;
	device->own_resets.reason = device->reset_methods.reason = why.reason;
}

static void read_lines(struct xpt_host *host, struct xpt_device *device, struct span lines)
{
	const struct config config = config_of(lines);

	device->kind = config_text(host, &config, "kind", config.missing);
	device->header_type = config_number(&config, "header_type", 0x7f);
	device->multifunction = config_number(&config, "multifunction", 1);
	device->msi_vectors = config_number(&config, "msi", 32);
	device->msix_vectors = config_number(&config, "msix", 2048);
	device->acs_can = config_register(&config, "acs_can", 16);
	device->acs_does = config_register(&config, "acs_does", 16);
	device->acs_second = config_register(&config, "acs_second", 16);
	device->vf_offset = config_register(&config, "sriov_offset", 10);
	device->vf_stride = config_register(&config, "sriov_stride", 10);
	device->power_state = config_text(host, &config, "power", config.missing);
	device->serial = config_text(host, &config, "serial", config.missing_extended);
	read_own_resets(host, device, &config);
}

static void read_capabilities(
		struct source *source, struct xpt_host *host, struct xpt_device *device)
{
	auto_blob struct blob blob = { 0 };
	struct fact_text why;
	struct span value;
	char room[PATH_ROOM];

	if (!xpt__read_answer(source, host, xpt__read_path(room, PATH_PCI "/%s", device->address),
			    &blob, &why)) {
		config_unreadable(device, why);
	} else if (xpt__keys_find(blob_span(&blob), "config", &value)) {
		device->silent = true;
		config_unreadable(device,
				(struct fact_text)FACT_UNREADABLE(
						"the device does not "
						"answer: all bits of its config space are set"));
	} else {
		read_lines(host, device, blob_span(&blob));
	}
}

/* sysfs knows D3cold, which config space cannot tell; it says "unknown" before the first change. */
static void read_power(struct source *source, struct xpt_host *host, struct xpt_device *device)
{
	char room[PATH_ROOM];
	struct fact_text power =
			xpt__read_text(source, host, xpt__device_path(room, device, "power_state"));

	if (power.state == XPT_FACT_KNOWN && power.value[0] == 'D')
		device->power_state = power;
}

void xpt__pci_read_config(struct source *source, struct xpt_host *host, struct xpt_device *device)
{
	struct fact_text override;
	char room[PATH_ROOM];

	read_capabilities(source, host, device);
	read_power(source, host, device);
	read_bars(source, host, device);
	device->revision = xpt__read_number(
			source, host, xpt__device_path(room, device, "revision"), 16);
	device->irq = xpt__read_number(source, host, xpt__device_path(room, device, "irq"), 10);
	if (fact_is(device->irq, 0))
		device->irq = (struct fact_int)FACT_ABSENT(NULL);
	override = xpt__read_text(source, host, xpt__device_path(room, device, "driver_override"));
	if (fact_text_is(override, "(null)"))
		override = (struct fact_text)FACT_ABSENT(NULL);
	device->driver_override = override;
}
