/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../model/field.h"
#include "gpu.h"

#define GPU(member, form, key, label, help) FIELD(gpu, member, form, key, label, help)

static const struct field gpu_fields[] = {
	GPU(address, FORM_CHARS, "address", "ADDRESS", "of the display function"),
	GPU(name, FORM_FACT_TEXT, "name", "NAME", "vendor and device"),
	GPU(class_code, FORM_FACT_HEX4, "class", "CLASS", "class and sub-class"),
	GPU(vendor_id, FORM_FACT_HEX4, "vendor_id", "VENDOR ID", "vendor number"),
	GPU(device_id, FORM_FACT_HEX4, "device_id", "DEVICE ID", "device number"),
	GPU(form_text, FORM_TEXT, "form", "FORM",
			"card, igd, processor, management or virtual-function"),
	GPU(verdict_text, FORM_TEXT, "verdict", "VERDICT",
			"of what is specific to graphics: PASS, RISK, UNKNOWN or BLOCKED"),
	GPU(summary, FORM_TEXT, "summary", "SUMMARY", "how it is given to a guest"),
	GPU(reasons, FORM_TEXTS, "reasons", "REASONS", "what argues against it, or is not known"),
	GPU(advice, FORM_TEXT, "advice", "ADVICE", "a command line that helps"),
	GPU(sharing, FORM_TEXT, "sharing", "SHARING", "can guests share it"),
	GPU(functions, FORM_BDFS, "functions", "FUNCTIONS", "what goes together, itself first"),
	GPU(state, FORM_FACT_TEXT, "state", "STATE", "dom0, unbound, reserved, attached or hidden"),
	GPU(driver, FORM_FACT_TEXT, "driver", "DRIVER", "dom0 driver bound now"),
	GPU(console, FORM_TEXTS, "console", "CONSOLE",
			"what of dom0 or of the firmware draws on it"),
	GPU(drm, FORM_TEXTS, "drm", "DRM", "dom0's names for it in /dev/dri"),
	GPU(reset, FORM_FACT_TEXT, "reset", "RESET", "the reset that will be used"),
	GPU(reset_note, FORM_TEXT, "reset_note", "RESET NOTE",
			"what the kernel leaves out for its family"),
	GPU(low_bytes, FORM_FACT_INT, "memory_32bit_bytes", "32-BIT MEMORY",
			"memory regions of all functions that must lie below 4 GiB"),
	GPU(high_bytes, FORM_FACT_INT, "memory_64bit_bytes", "64-BIT MEMORY",
			"memory regions of all functions that may lie anywhere"),
	GPU(resizable, FORM_TEXTS, "resizable", "RESIZABLE", "regions that can be resized"),
	GPU(rom, FORM_FACT_TEXT, "rom", "ROM",
			"own, not read: it has one; shadow: a copy of the firmware's"),
};

static const struct xpt_kind kind_gpu = { "gpu", gpu_fields, COUNT(gpu_fields) };

const struct xpt_kind *xpt_kind_gpu(void)
{
	return &kind_gpu;
}
