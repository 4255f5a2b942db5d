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
#define BEHIND_MIB 64ULL /* from fc000000 up to 4 GiB: counted by mmio_hole=, used by others */
#define FOUR_GIB (1ULL << 32)

/* The devices of a request, and what the guest has besides. */
struct needs {
	struct hole_guest asked, had;
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

/* As the guest's start left it, where it had these devices. */
static struct hole hole_with(const struct subject *subject, struct hole_guest guest)
{
	const struct fact_int *memory = &subject->domain->max_memory_kib,
			      *hole = &subject->domain->mmio_hole;

	guest.bars[guest.count++] = (struct hole_bar){ DISPLAY_BYTES, false };
	guest.bars[guest.count++] = (struct hole_bar){ PLATFORM_BYTES, false };
	guest.hole = hole->state == XPT_FACT_KNOWN ? (uint64_t)hole->value : 0;
	guest.memory = memory->state == XPT_FACT_KNOWN &&
					memory->value < (long long)(FOUR_GIB / KIB) ?
			(uint64_t)memory->value * KIB :
			FOUR_GIB;
	return xpt__hole_place(&guest);
}

static int report_large(const struct subject *subject, uint64_t size, uint64_t room,
		struct xpt_report *report)
{
	uint64_t mib = (size + MIB - 1) / MIB, hole = HOLE_LEAST_MIB;
	struct arena *arena = subject->arena;
	const char *of_hole = NULL;

	while (hole * MIB < size + DISPLAY_BYTES + PLATFORM_BYTES + BEHIND_MIB * MIB &&
			hole < HOLE_MOST_MIB)
		hole *= 2;
	if (hole <= HOLE_MOST_MIB)
		of_hole = xpt__arena_text(arena, "%llu", (unsigned long long)hole);
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

	room = room_from(hole_with(subject, none).start);
	if (asked + had <= room)
		return 0;
	if (asked_for->state != XPT_FACT_KNOWN && asked_for->state != XPT_FACT_ABSENT)
		return report_unknown(subject, "which mmio_hole= was asked for", "the domain",
				asked_for->reason, report);
	hole = hole_with(subject, needs->had);
	if (needs->had.count && asked + had - hole.high <= room_from(hole.start))
		return report_unknown(subject,
				"whether there is room below 4 GiB for the memory of",
				subject->device->address,
				"there is if the domain was started with the devices that it has, and nobody "
				"tells that",
				report);
	return report_large(subject, asked + had, room, report);
}

static int check_bars_run(const struct subject *subject, struct xpt_report *report)
{
	struct needs needs = { 0 };
	int rc;

	if (!xpt__subject_type_is(subject, "hvm"))
		return NOT_ASKED;
	needs.asked.bars = xpt__arena_array(subject->arena,
			subject->request->device_count * HOLE_DEVICE_BARS + 1,
			sizeof(*needs.asked.bars));
	needs.had.bars = xpt__arena_array(subject->arena,
			subject->domain->devices.count * HOLE_DEVICE_BARS + EMULATED_BARS,
			sizeof(*needs.had.bars));
	if (!needs.asked.bars || !needs.had.bars)
		return XPT_NO_MEMORY;
	rc = add_all(subject, &needs, report);
	return rc == NOT_ASKED ? judge(subject, &needs, report) : rc;
}

const struct check xpt__check_bars = {
	"bars",
	"has the guest room for the device's memory?",
	ON(XPT_ATTACH),
	true,
	check_bars_run,
	true,
};
