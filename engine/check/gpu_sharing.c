/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Can guests share a graphics card, and what of dom0 does that? */
#include "gpu.h"

#include <string.h>

#include "graphics_families.h"

#define UNTOLD(fact) ((fact).reason ? (fact).reason : "the host does not report it")

struct asking {
	const struct graphics_sharing *sharing;
	struct arena *arena;
	const struct gpu *gpu;
};

bool xpt__gpu_has_gim(const struct gpu *gpu)
{
	const struct mxgpu *mxgpu = xpt__graphics_mxgpu(gpu->device);

	return mxgpu && mxgpu->driver && fact_text_is(gpu->driver, mxgpu->driver);
}

static const char *listed(struct arena *arena, const struct texts *texts)
{
	const char *text = "";

	for (size_t i = 0; text && i < texts->count; i++)
		text = xpt__arena_text(arena, "%s%s%s", text, i ? ", " : "", texts->items[i]);
	return text;
}

static const char *nvidia_sharing(const struct asking *asking)
{
	const struct graphics_sharing *sharing = asking->sharing;
	const struct fact_int *total = &asking->gpu->device->vf_total;
	const char *and_vfs = "", *but = "";

	if (fact_true(sharing->nvidia_vgpu))
		return "NVIDIA's vGPU software is in dom0 (/usr/share/nvidia/vgpu): virtual GPUs are made by "
		       "the toolstack that brought it";
	if (sharing->nvidia_vgpu.state != XPT_FACT_ABSENT)
		return xpt__arena_text(asking->arena,
				"not known whether dom0 has NVIDIA's vGPU software: %s",
				UNTOLD(sharing->nvidia_vgpu));
	if (total->state == XPT_FACT_KNOWN && total->value)
		and_vfs = xpt__arena_text(asking->arena,
				"; its %lld virtual functions need that, too", total->value);
	if (sharing->nvidia.count) {
		but = listed(asking->arena, &sharing->nvidia);
		but = but ? xpt__arena_text(asking->arena, ", though it has %s", but) : NULL;
	}
	return and_vfs && but ?
			xpt__arena_text(asking->arena,
					"whole card only: NVIDIA's vGPU needs NVIDIA's own software in dom0, and this "
					"host has no /usr/share/nvidia/vgpu%s%s",
					but, and_vfs) :
			NULL;
}

/* What gim's file asks for, "" where there is none. */
static const char *gim_split(const struct asking *asking)
{
	const struct graphics_sharing *sharing = asking->sharing;
	const char *vfs = "as many virtual functions as the card allows", *each = "", *own = "";

	if (sharing->gim_config.state == XPT_FACT_ABSENT)
		return "";
	if (!fact_true(sharing->gim_config))
		return xpt__arena_text(asking->arena, "; /etc/gim_config is not known: %s",
				UNTOLD(sharing->gim_config));
	if (sharing->gim_vfs)
		vfs = xpt__arena_text(asking->arena, "%u virtual functions", sharing->gim_vfs);
	if (sharing->gim_vf_mib)
		each = xpt__arena_text(asking->arena, " of %u MiB each", sharing->gim_vf_mib);
	if (sharing->gim_pf_mib)
		own = xpt__arena_text(asking->arena, ", and %u MiB for dom0", sharing->gim_pf_mib);
	return vfs && each && own ?
			xpt__arena_text(asking->arena, "; /etc/gim_config asks for %s%s%s", vfs,
					each, own) :
			NULL;
}

/* What xapi offers of this card, "" for nothing. */
static const char *xapi_offers(const struct asking *asking)
{
	const struct graphics_sharing *sharing = asking->sharing;
	const struct fact_int *device = &asking->gpu->device_id;
	const char *text = "";

	if (sharing->offers_read.state == XPT_FACT_UNREADABLE)
		return xpt__arena_text(asking->arena, "; /etc/mxgpu-whitelist is not known: %s",
				UNTOLD(sharing->offers_read));
	for (size_t i = 0; text && i < sharing->offer_count; i++) {
		const struct mxgpu_offer *offer = &sharing->offers[i];

		if (fact_is(*device, offer->device))
			text = xpt__arena_text(asking->arena, "%s%s%u of %u MiB", text,
					text[0] ? ", " : "; /etc/mxgpu-whitelist has ", offer->vfs,
					offer->vf_mib);
	}
	return text;
}

static const char *gim_has_it(const struct asking *asking)
{
	const struct fact_int *count = &asking->gpu->device->vf_count;

	if (count->state != XPT_FACT_KNOWN)
		return xpt__arena_text(asking->arena,
				"MxGPU: gim has it, and how many virtual functions are there is not known (%s)",
				count->state == XPT_FACT_ABSENT ? "the kernel reports no SR-IOV" :
								  UNTOLD(*count));
	if (!count->value)
		return "MxGPU: gim has it, and made no virtual functions";
	return xpt__arena_text(asking->arena,
			"MxGPU: gim has it, and its %lld virtual functions are there; give those to guests, and "
			"never the card itself",
			count->value);
}

static const char *amd_sharing(const struct asking *asking)
{
	const struct mxgpu *mxgpu = xpt__graphics_mxgpu(asking->gpu->device);
	const char *how, *split, *offers;

	if (!mxgpu)
		return "whole card only: it is not one of AMD's MxGPU cards";
	if (!mxgpu->driver)
		return xpt__arena_text(asking->arena, "whole card only: %s", mxgpu->text);
	how = xpt__gpu_has_gim(asking->gpu) ?
			gim_has_it(asking) :
			"MxGPU: with dom0's module gim in place of amdgpu it has up to 16 virtual functions for guests "
			"(XCP-ng: a supplemental pack); or the whole card";
	split = gim_split(asking);
	offers = xapi_offers(asking);
	return how && split && offers ?
			xpt__arena_text(asking->arena, "%s%s%s", how, split, offers) :
			NULL;
}

static const char *igd_sharing(const struct asking *asking)
{
	const struct graphics_sharing *sharing = asking->sharing;
	const char *list = fact_true(sharing->gvt_whitelist) ? "; /etc/gvt-g-whitelist is there" :
							       "",
		   *parameter = "";

	if (sharing->gvt.state == XPT_FACT_KNOWN)
		parameter = xpt__arena_text(asking->arena, "; i915 of dom0 has enable_gvt=%s",
				sharing->gvt.value);
	return parameter ?
			xpt__arena_text(asking->arena,
					"to one guest only: GVT-g needs a patched QEMU and hvmloader, and ended "
					"with Intel's generation 10%s%s",
					list, parameter) :
			NULL;
}

static const char *intel_sharing(const struct asking *asking)
{
	const struct xpt_device *device = asking->gpu->device;

	if (device->vf_total.state == XPT_FACT_UNREADABLE)
		return xpt__arena_text(asking->arena,
				"not known whether it can have virtual functions: %s",
				device->vf_total.reason);
	if (fact_true(device->vf_count))
		return xpt__arena_text(asking->arena,
				"SR-IOV: its %lld virtual functions go to guests as any device, without "
				"gfx_passthru; the GPU itself stays with dom0",
				device->vf_count.value);
	if (fact_true(device->vf_total))
		return xpt__arena_text(asking->arena,
				"SR-IOV: up to %lld virtual functions, where dom0's driver makes them: xpt vf "
				"create %s COUNT",
				device->vf_total.value, device->address);
	if (asking->gpu->form == GPU_IGD)
		return igd_sharing(asking);
	return "whole card only: it has no virtual functions";
}

const char *xpt__gpu_sharing(
		const struct xpt_host *host, struct arena *arena, const struct gpu *gpu)
{
	static const struct graphics_sharing nobody_asked = { 0 };
	const struct asking asking = { host->sharing ? host->sharing : &nobody_asked, arena, gpu };

	if (gpu->form == GPU_VIRTUAL || gpu->form == GPU_MANAGEMENT)
		return NULL;
	if (gpu->vendor_id.state != XPT_FACT_KNOWN || gpu->device_id.state != XPT_FACT_KNOWN)
		return "not known: it does not report vendor and device";
	if (gpu->vendor_id.value == VENDOR_NVIDIA)
		return nvidia_sharing(&asking);
	if (gpu->vendor_id.value == VENDOR_AMD && gpu->form == GPU_CARD)
		return amd_sharing(&asking);
	if (gpu->vendor_id.value == VENDOR_INTEL)
		return intel_sharing(&asking);
	return "to one guest only";
}
