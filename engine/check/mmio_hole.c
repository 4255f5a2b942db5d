/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As pci_setup() of hvmloader does it, where libxl forbids to move memory (upstream QEMU), and none is reserved. From
 * 4.17.4, 4.18.1 and 4.19 on it leaves 64-bit regions of more than 1 GiB out of the sum, and may have a smaller hole; what
 * finds no room is the same.
 */
#include "mmio_hole.h"

#include <stdlib.h>

#define START 0xf0000000ULL /* the guest's memory goes on at 4 GiB from here */
#define FOUR_GIB (1ULL << 32)
#define PAGE 4096U
#define ROOM_OF_MEMORY (1ULL << 50)

static int compare(const void *a, const void *b)
{
	const struct hole_bar *one = a, *other = b;

	return (one->bytes < other->bytes) - (one->bytes > other->bytes);
}

/* It grows to f0000000, e0000000, c0000000, 80000000, and never over the guest's memory. */
static uint64_t start_of(const struct hole_guest *guest, uint64_t total)
{
	uint64_t low_end = guest->memory < START ? guest->memory : START, start = START, next;

	if (guest->hole)
		return guest->hole < FOUR_GIB - START ? START : FOUR_GIB - guest->hole;
	for (; total > HOLE_END - start; start = next) {
		next = start << 1 & UINT32_MAX;
		if (!next || next < low_end)
			break;
	}
	return start;
}

static uint64_t next_at(uint64_t base, uint64_t bytes)
{
	return (base + bytes - 1) & ~(bytes - 1);
}

/* Where the memory ends, at 4 GiB or above. */
static uint64_t above_memory(const struct hole_guest *guest, uint64_t start)
{
	uint64_t low = guest->hole ? start : START;

	return FOUR_GIB + (guest->memory > low ? guest->memory - low : 0);
}

struct hole xpt__hole_place(const struct hole_guest *guest)
{
	struct hole hole = { 0 };
	uint64_t total = 0, base, high_base;
	bool relocate;

	qsort(guest->bars, guest->count, sizeof(*guest->bars), compare);
	for (size_t i = 0; i < guest->count; i++)
		total += guest->bars[i].bytes;
	base = hole.start = start_of(guest, total);
	high_base = above_memory(guest, hole.start);
	relocate = total > HOLE_END - base;
	for (size_t i = 0; i < guest->count; i++) {
		const struct hole_bar *bar = &guest->bars[i];
		uint64_t at = next_at(base, bar->bytes);
		bool high = bar->wide && relocate && total > HOLE_END - base;

		total -= bar->bytes;
		if (high) {
			hole.high += bar->bytes;
			hole.top = high_base = next_at(high_base, bar->bytes) + bar->bytes;
		} else if (at + bar->bytes > HOLE_END) {
			hole.unplaced += bar->bytes;
		} else {
			base = at + bar->bytes;
		}
	}
	return hole;
}

uint64_t xpt__hole_after(uint64_t base, uint64_t bytes)
{
	return next_at(base, bytes) + bytes;
}

bool xpt__hole_fits(const struct hole_guest *guest, uint64_t base)
{
	qsort(guest->bars, guest->count, sizeof(*guest->bars), compare);
	for (size_t i = 0; i < guest->count; i++) {
		base = xpt__hole_after(base, guest->bars[i].bytes);
		if (base > HOLE_END)
			return false;
	}
	return true;
}

const char *xpt__hole_add_device(const struct xpt_device *device, struct hole_guest *guest)
{
	if (!device || !device->bars)
		return "the kernel does not report its resources";
	for (size_t i = 0; i < device->bar_count && i < HOLE_DEVICE_BARS; i++) {
		const struct bar *bar = &device->bars[i];
		uint64_t bytes = PAGE;

		if (bar->type[0] == 'i' || bar->index >= HOLE_DEVICE_BARS || !bar->size_bytes)
			continue;
		if (bar->size_bytes > ROOM_OF_MEMORY)
			return "a size that the kernel tells makes no sense";
		while (bytes < bar->size_bytes)
			bytes <<= 1;
		guest->bars[guest->count++] = (struct hole_bar){ bytes, bar->wide };
	}
	return NULL;
}
