/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Will all memory regions of the devices have an address in the guest? */
#include <string.h>

#include "../config/xl_config.h"
#include "check.h"
#include "config.h"
#include "mmio_hole.h"

#define KIB (1ULL << 10)
#define MIB (1ULL << 20)
#define GIB (1ULL << 30)
#define EMULATED_BARS 8
#define OVMF_REACHED (64ULL << 30) /* it had 36-bit page tables */

static void add_bar(struct hole_guest *guest, uint64_t bytes, bool wide)
{
	guest->bars[guest->count++] = (struct hole_bar){ bytes, wide };
}

static uint64_t video_mib(const struct config_check *run, uint64_t usual)
{
	uint64_t given;

	return xpt__config_number(run->config, "videoram", &given) && given > usual &&
					given < 4096 ?
			given :
			usual;
}

/* The display that QEMU emulates. Return: MiB that it takes from the guest's memory. */
static uint64_t add_display(const struct config_check *run, struct hole_guest *guest)
{
	const char *vga = xpt__config_text(run, "vga"), *std = xpt__config_text(run, "stdvga");
	uint64_t mib, room = MIB;

	if (vga && !strcmp(vga, "none"))
		return 0;
	add_bar(guest, 64 * KIB, false); /* its ROM */
	add_bar(guest, 8 * KIB, false);
	if (vga && !strcmp(vga, "qxl")) {
		mib = video_mib(run, 128);
		for (room = 64 * MIB; room < mib / 2 * MIB;)
			room <<= 1;
		add_bar(guest, room, false);
		add_bar(guest, room, false);
		return mib;
	}
	if (vga ? !strcmp(vga, "stdvga") : std && strcmp(std, "0")) {
		mib = video_mib(run, 16);
		while (room < mib * MIB)
			room <<= 1;
		add_bar(guest, room, false);
		return mib;
	}
	add_bar(guest, 32 * MIB, false);
	return video_mib(run, 8);
}

static void add_emulated(const struct config_check *run, struct hole_guest *guest, size_t nics)
{
	const char *platform = xpt__config_text(run, "xen_platform_pci");
	uint64_t video = add_display(run, guest) * MIB;

	if (!platform || strcmp(platform, "0"))
		add_bar(guest, 16 * MIB, false);
	for (size_t i = 0; i < nics; i++) {
		add_bar(guest, 256 * KIB, false); /* its ROM */
		add_bar(guest, 128 * KIB, false);
	}
	guest->memory -= video < guest->memory ? video : guest->memory;
}

static int unreadable(struct config_check *run, const char *reason, const char *device)
{
	return xpt__check_unreadable_of(run->host, run->report,
			"whether the guest has room for the devices' memory", reason, device);
}

/* Return: of a region that is in the way of the hole, or NULL. */
static const struct region *region_above(const struct config_check *run, uint64_t start)
{
	for (size_t i = 0; i < run->host->region_count; i++) {
		const struct region *region = &run->host->regions[i];

		for (size_t k = 0; region->end >= start && k < run->device_count; k++)
			if (region->start < 1ULL << 32 &&
					xpt__bdfs_have(&region->devices, run->devices[k].bdf))
				return region;
	}
	return NULL;
}

/* The least that lets all have room, of which @high bytes at most lie above the memory; or 0. */
static uint64_t helping_mib(struct hole_guest guest, uint64_t high)
{
	static const unsigned int tried[] = { 512, 1024, 2048, 3072, HOLE_MOST_MIB };

	for (size_t i = 0; i < sizeof(tried) / sizeof(*tried); i++) {
		struct hole hole;

		guest.hole = tried[i] * MIB;
		hole = xpt__hole_place(&guest);
		if (!hole.unplaced && hole.high <= high)
			return tried[i];
	}
	return 0;
}

static const struct config_value *line_of(const struct config_check *run)
{
	const struct config_value *line = xpt__config_find(run->config, "mmio_hole");

	return line ? line : xpt__config_find(run->config, "pci");
}

static int report_short(
		struct config_check *run, const struct hole_guest *guest, const struct hole *hole)
{
	uint64_t better = run->advice.hole_mib = helping_mib(*guest, UINT64_MAX);
	const char *advice = better ? xpt__arena_text(run->arena, "write mmio_hole=%llu",
						      (unsigned long long)better) :
				      "no mmio_hole= makes room for all";

	return xpt__config_add(run, &xpt__cause_config_doubtful, line_of(run),
			xpt__arena_text(run->arena,
					"memory regions of %llu MiB do not fit below 4 GiB in "
					"the guest, and their devices do not work: %s",
					(unsigned long long)((hole->unplaced + MIB - 1) / MIB),
					advice));
}

static bool is_ovmf(const struct config_check *run)
{
	const char *bios = xpt__config_text(run, "bios");

	return bios && !strcmp(bios, "ovmf");
}

/* From Xen 4.17.4, 4.18.1 and 4.19 on, no hole takes them. */
static bool has_huge(const struct hole_guest *guest)
{
	for (size_t i = 0; i < guest->count; i++)
		if (guest->bars[i].wide && guest->bars[i].bytes > GIB)
			return true;
	return false;
}

/* A 64-bit system has no trouble with that: told where one line avoids it, or old firmware has. */
static int report_high(
		struct config_check *run, const struct hole_guest *guest, const struct hole *hole)
{
	uint64_t better = has_huge(guest) ? 0 : helping_mib(*guest, 0);
	const char *where = "where a 32-bit system may not reach them", *advice = "";

	if (is_ovmf(run) && hole->top > OVMF_REACHED)
		where = xpt__arena_text(run->arena,
				"up to %llu GiB: OVMF from before 2021 reaches 64 GiB",
				(unsigned long long)((hole->top + GIB - 1) / GIB));
	else if (!better)
		return 0;
	run->advice.hole_mib = better;
	if (better)
		advice = xpt__arena_text(run->arena, "; mmio_hole=%llu keeps all below 4 GiB",
				(unsigned long long)better);
	return where && advice ?
			xpt__config_add(run, &xpt__cause_config_doubtful, line_of(run),
					xpt__arena_text(run->arena,
							"memory regions of %llu MiB lie above the guest's memory, %s%s",
							(unsigned long long)((hole->high + MIB -
											     1) /
									MIB),
							where, advice)) :
			XPT_NO_MEMORY;
}

static int judge_room(struct config_check *run, const struct hole_guest *guest)
{
	struct hole hole = xpt__hole_place(guest);
	const struct region *region;

	if (!fact_true(run->host->regions_read))
		return unreadable(run, run->host->regions_read.reason, NULL);
	region = region_above(run, hole.start);
	if (region)
		return unreadable(run,
				xpt__arena_text(run->arena,
						"hvmloader makes way for the reserved memory %s",
						region->text),
				NULL);
	if (hole.unplaced)
		return report_short(run, guest, &hole);
	return hole.high ? report_high(run, guest, &hole) : 0;
}

static size_t emulated_nics(const struct config_check *run)
{
	const struct config_value *vif = xpt__config_find(run->config, "vif");
	size_t count = 0;

	for (size_t i = 0; vif && !vif->text && i < vif->count; i++)
		count += vif->items[i].text && !strstr(vif->items[i].text, "type=vif");
	return count;
}

static int judge_devices(struct config_check *run, uint64_t memory_mib, uint64_t hole_mib)
{
	size_t nics = emulated_nics(run);
	struct hole_guest guest = { .memory = memory_mib * MIB,
		.hole = hole_mib * MIB,
		.bars = xpt__arena_array(run->arena,
				run->device_count * HOLE_DEVICE_BARS + EMULATED_BARS + 2 * nics,
				sizeof(*guest.bars)) };

	if (!guest.bars)
		return XPT_NO_MEMORY;
	for (size_t i = 0; i < run->device_count; i++) {
		const char *why = xpt__hole_add_device(
				xpt__model_device(run->host, run->devices[i].bdf), &guest);

		if (why)
			return unreadable(run, why, run->devices[i].address);
	}
	add_emulated(run, &guest, nics);
	return judge_room(run, &guest);
}

bool xpt__config_upstream_hvm(const struct config_check *run)
{
	const char *model = xpt__config_text(run, "device_model_version");

	return !strcmp(run->type, "hvm") && (!model || !strcmp(model, "qemu-xen"));
}

int xpt__check_config_hole(struct config_check *run)
{
	const struct config_value *value = xpt__config_find(run->config, "mmio_hole");
	uint64_t memory = 0, hole = 0;

	if (!xpt__config_upstream_hvm(run))
		return 0;
	if (value &&
			(!xpt__config_number(run->config, "mmio_hole", &hole) ||
					hole < HOLE_LEAST_MIB || hole > HOLE_MOST_MIB))
		return xpt__config_add(run, &xpt__cause_config_refused, value,
				"mmio_hole must be a number of MiB from 256 to 3840");
	if (!xpt__config_number(run->config, "maxmem", &memory))
		xpt__config_number(run->config, "memory", &memory);
	/* what is larger is refused, and told elsewhere */
	if (!run->device_count || !memory || memory > UINT32_MAX)
		return 0;
	return judge_devices(run, memory, hole);
}
