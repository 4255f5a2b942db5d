/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Software of dom0 that shares graphics cards among guests, and how it is set. */
#include <string.h>

#include "../base/vector.h"
#include "../formats/mxgpu.h"
#include "../model/graphics.h"
#include "../source/paths.h"
#include "ask.h"

static void read_nvidia(struct source *source, struct xpt_host *host)
{
	struct graphics_sharing *sharing = host->sharing;
	auto_names struct names vgpu = { 0 }, programs = { 0 }, gpus = { 0 };
	struct fact_text why;

	sharing->nvidia.state = XPT_FACT_KNOWN;
	if (xpt__probe_list(source, host, PATH_NVIDIA_VGPU, &vgpu, &why))
		sharing->nvidia_vgpu = fact_int_known(1);
	else
		sharing->nvidia_vgpu = xpt__fact_int_why(why);
	if (xpt__probe_list(source, host, PATH_NVIDIA_PROGRAMS, &programs, &why))
		for (size_t i = 0; i < programs.count; i++)
			if (!strcmp(programs.items[i], "sriov-manage"))
				xpt__read_note_text(host, &sharing->nvidia,
						"/" PATH_NVIDIA_PROGRAMS "/sriov-manage");
	if (xpt__probe_list(source, host, PATH_NVIDIA_GPUS, &gpus, &why) && gpus.count)
		xpt__read_note_text(host, &sharing->nvidia, "/" PATH_NVIDIA_GPUS);
}

static void read_gim(struct source *source, struct xpt_host *host)
{
	struct graphics_sharing *sharing = host->sharing;
	auto_blob struct blob blob = { 0 };
	struct fact_text why;
	struct gim_config config;

	if (!xpt__read_answer(source, host, PATH_GIM_CONFIG, &blob, &why)) {
		sharing->gim_config = xpt__fact_int_why(why);
		return;
	}
	config = xpt__gim_config_read(blob_span(&blob));
	sharing->gim_config = fact_int_known(1);
	sharing->gim_vfs = config.vfs;
	sharing->gim_pf_mib = config.pf_mib;
	sharing->gim_vf_mib = config.vf_mib;
}

static void keep_offers(struct xpt_host *host, const struct mxgpu_offer *offers, size_t count)
{
	struct graphics_sharing *sharing = host->sharing;

	sharing->offers = xpt__arena_array(host->arena, count + 1, sizeof(*sharing->offers));
	if (!sharing->offers) {
		host->out_of_memory = true;
		return;
	}
	if (count)
		memcpy(sharing->offers, offers, count * sizeof(*offers));
	sharing->offer_count = count;
}

static void read_offers(struct source *source, struct xpt_host *host)
{
	VECTOR(struct mxgpu_offer) offers = { 0 };
	auto_blob struct blob blob = { 0 };
	struct mxgpu_offer *offer;
	struct mxgpu_kind kind;
	struct fact_text why;
	struct span rest, line;

	if (!xpt__read_answer(source, host, PATH_MXGPU_WHITELIST, &blob, &why)) {
		host->sharing->offers_read = xpt__fact_int_why(why);
		return;
	}
	host->sharing->offers_read = fact_int_known(1);
	rest = blob_span(&blob);
	while (xpt__span_next_line(&rest, &line) && !host->out_of_memory) {
		if (!xpt__mxgpu_kind_read(line, &kind))
			continue;
		offer = vector_push(&offers);
		if (offer)
			*offer = (struct mxgpu_offer){ kind.device, kind.vf_mib, kind.vfs };
		else
			host->out_of_memory = true;
	}
	keep_offers(host, offers.items, offers.count);
	vector_clear(&offers);
}

static void read_gvt(struct source *source, struct xpt_host *host)
{
	struct graphics_sharing *sharing = host->sharing;
	auto_blob struct blob blob = { 0 };
	struct fact_text why;

	sharing->gvt = xpt__read_text(source, host, PATH_GVT_PARAMETER);
	if (xpt__read_answer(source, host, PATH_GVT_WHITELIST, &blob, &why))
		sharing->gvt_whitelist = fact_int_known(1);
	else
		sharing->gvt_whitelist = xpt__fact_int_why(why);
}

int xpt__read_graphics_sharing(struct source *source, struct xpt_host *host)
{
	host->sharing = xpt__arena_alloc(host->arena, sizeof(*host->sharing));
	if (!host->sharing)
		return XPT_NO_MEMORY;
	*host->sharing = (struct graphics_sharing){ 0 };
	read_nvidia(source, host);
	read_gim(source, host);
	read_offers(source, host);
	read_gvt(source, host);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
