/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An HVM guest sees BARs in a hole below 4 GiB, of which its emulated devices take some. The hole is as large as hvmloader
 * made it at the guest's start; above the memory, that left no room but for what it placed there. Whatever is plugged in later
 * gets its addresses from the guest's own system, which knows of no other room.
 */
#include "check.h"
#include "mmio_hole.h"

#define KIB (1ULL << 10)
#define MIB (1ULL << 20)
#define DISPLAY_BYTES (32 * MIB)
#define PLATFORM_BYTES (16 * MIB)
#define EMULATED_BARS 2
#define LIBXL_KIB 1024LL /* what libxl adds to the memory that a guest can have */
#define FOUR_GIB (1ULL << 32)

/* The devices of a request, and what the guest has besides. */
struct needs {
	struct hole_guest asked, had;
	struct hole_guest both; /* for sorting */
};

static int report_unknown(const struct subject *subject, const char *what, const char *of,
		const char *reason, struct xpt_report *report)
{
	const char *text = xpt__arena_text(subject->arena, "%s %s", what, of);

	return text ? xpt__check_unknown(subject, report, text, reason) : XPT_NO_MEMORY;
}

/* 0, or what was reported. NOT_ASKED: it is counted. */
static int add(const struct subject *subject, struct xpt_bdf bdf, struct hole_guest *guest,
		struct xpt_report *report)
{
	const char *why = xpt__hole_add_device(xpt__model_device(subject->host, bdf), guest);
	char address[XPT_BDF_TEXT];

	if (!why)
		return NOT_ASKED;
	xpt_bdf_format(bdf, address);
	return report_unknown(subject, "how large the BARs are of", address, why, report);
}

static int add_all(const struct subject *subject, struct needs *needs, struct xpt_report *report)
{
	const struct bdfs *had = &subject->domain->devices;
	int rc = NOT_ASKED;

	for (size_t i = 0; i < subject->request->device_count && rc == NOT_ASKED; i++)
		rc = add(subject, subject->request->devices[i], &needs->asked, report);
	for (size_t i = 0; i < had->count && rc == NOT_ASKED; i++)
		if (xpt__model_device(subject->host, had->items[i]) &&
				!xpt__subject_requests(subject, had->items[i]))
			rc = add(subject, had->items[i], &needs->had, report);
	return rc;
}

static uint64_t bytes_of(const struct hole_guest *guest)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < guest->count; i++)
		bytes += guest->bars[i].bytes;
	return bytes;
}

static uint64_t room_from(uint64_t start)
{
	return HOLE_END - start - DISPLAY_BYTES - PLATFORM_BYTES;
}

/* Where devices go, as hvmloader placed the larger of what is emulated first. */
static uint64_t behind_emulated(uint64_t start)
{
	return xpt__hole_after(xpt__hole_after(start, DISPLAY_BYTES), PLATFORM_BYTES);
}

static uint64_t memory_of(const struct fact_int *most)
{
	long long kib = most->value - LIBXL_KIB;

	if (most->state != XPT_FACT_KNOWN || kib >= (long long)(FOUR_GIB / KIB))
		return FOUR_GIB;
	return kib > 0 ? (uint64_t)kib * KIB : 0;
}

/* As the guest's start left it, where it had these devices. */
static struct hole hole_with(const struct subject *subject, struct hole_guest guest)
{
	const struct fact_int *hole = &subject->domain->mmio_hole;

	guest.bars[guest.count++] = (struct hole_bar){ DISPLAY_BYTES, false };
	guest.bars[guest.count++] = (struct hole_bar){ PLATFORM_BYTES, false };
	guest.hole = hole->state == XPT_FACT_KNOWN ? (uint64_t)hole->value : 0;
	guest.memory = memory_of(&subject->domain->max_memory_kib);
	return xpt__hole_place(&guest);
}

/* The least mmio_hole= in which all have a place, or NULL. */
static const char *helping_hole(const struct subject *subject, const struct hole_guest *both)
{
	static const unsigned int tried[] = { 512, 1024, 2048, 3072, HOLE_MOST_MIB };

	for (size_t i = 0; i < sizeof(tried) / sizeof(*tried); i++)
		if (xpt__hole_fits(both, behind_emulated(FOUR_GIB - tried[i] * MIB)))
			return xpt__arena_text(subject->arena, "%u", tried[i]);
	return NULL;
}

static int report_large(const struct subject *subject, const struct hole_guest *both, uint64_t room,
		struct xpt_report *report)
{
	uint64_t mib = (bytes_of(both) + MIB - 1) / MIB;
	struct arena *arena = subject->arena;
	const char *of_hole = helping_hole(subject, both);

	return xpt__report_add(report, &xpt__cause_bars_large,
			       PLACEHOLDERS({ "domain", xpt__subject_domain_name(subject) },
					       { "device",
							       subject->request->device_count == 1 ?
									       subject->device->address :
									       NULL },
					       { "size",
							       xpt__arena_text(arena, "%llu MiB",
									       (unsigned long long)
											       mib) },
					       { "room",
							       xpt__arena_text(arena, "%llu MiB",
									       (unsigned long long)(room /
											       MIB)) },
					       { "hole", of_hole })) ?
			0 :
			XPT_NO_MEMORY;
}

/* Which of its devices a guest was started with, nobody tells: those make the hole larger, or lie above the memory. */
static int judge(
		const struct subject *subject, const struct needs *needs, struct xpt_report *report)
{
	const struct fact_int *asked_for = &subject->domain->mmio_hole;
	uint64_t asked = bytes_of(&needs->asked), had = bytes_of(&needs->had), room;
	struct hole_guest none = { .bars = needs->had.bars + needs->had.count };
	struct hole hole;

	hole = hole_with(subject, none);
	room = room_from(hole.start);
	if (xpt__hole_fits(&needs->both, behind_emulated(hole.start)))
		return 0;
	if (asked_for->state != XPT_FACT_KNOWN && asked_for->state != XPT_FACT_ABSENT)
		return report_unknown(subject, "which mmio_hole= was asked for", "the domain",
				asked_for->reason, report);
	hole = hole_with(subject, needs->had);
	if (needs->had.count && asked + had - hole.high <= room_from(hole.start))
		return report_unknown(subject,
				"whether there is room below 4 GiB for the memory of",
				subject->device->address,
				"there is room if the domain was started with its present "
				"devices, which is not known",
				report);
	return report_large(subject, &needs->both, room, report);
}

static struct hole_guest room_for(const struct subject *subject, size_t devices, size_t more)
{
	return (struct hole_guest){ .bars = xpt__arena_array(subject->arena,
						    devices * HOLE_DEVICE_BARS + more,
						    sizeof(struct hole_bar)) };
}

static void join(struct needs *needs)
{
	const struct hole_guest *const parts[] = { &needs->asked, &needs->had };

	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < parts[i]->count; k++)
			needs->both.bars[needs->both.count++] = parts[i]->bars[k];
}

static int check_bars_run(const struct subject *subject, struct xpt_report *report)
{
	size_t asked = subject->request->device_count, had;
	struct needs needs = { 0 };
	int rc;

	if (!xpt__subject_type_is(subject, "hvm"))
		return NOT_ASKED;
	had = subject->domain->devices.count;
	needs.asked = room_for(subject, asked, 1);
	needs.had = room_for(subject, had, EMULATED_BARS);
	needs.both = room_for(subject, asked + had, 1);
	if (!needs.asked.bars || !needs.had.bars || !needs.both.bars)
		return XPT_NO_MEMORY;
	rc = add_all(subject, &needs, report);
	if (rc != NOT_ASKED)
		return rc;
	join(&needs);
	return judge(subject, &needs, report);
}

const struct check xpt__check_bars = {
	"bars",
	"does the guest have room for the device's memory?",
	ON(XPT_ATTACH),
	true,
	check_bars_run,
	true,
};
