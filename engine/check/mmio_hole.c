/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As pci_setup() of hvmloader does it, where libxl forbids to move memory (upstream QEMU), and none is reserved. From
 * 4.17.4, 4.18.1 and 4.19 on it leaves 64-bit regions of more than 1 GiB out of the sum, and may have a smaller hole; what
 * finds no room is the same.
 */
#include "mmio_hole.h"

#include <stdlib.h>

#define START 0xf0000000ULL /* the guest's memory goes on at 4 GiB from here */
#define END 0xfc000000ULL
#define FOUR_GIB (1ULL << 32)

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
	for (; total > END - start; start = next) {
		next = start << 1 & UINT32_MAX;
		if (!next || next < low_end)
			break;
	}
	return start;
}

struct hole xpt__hole_place(const struct hole_guest *guest)
{
	struct hole hole = { 0 };
	uint64_t total = 0, base;
	bool relocate;

	qsort(guest->bars, guest->count, sizeof(*guest->bars), compare);
	for (size_t i = 0; i < guest->count; i++)
		total += guest->bars[i].bytes;
	base = hole.start = start_of(guest, total);
	relocate = total > END - base;
	for (size_t i = 0; i < guest->count; i++) {
		const struct hole_bar *bar = &guest->bars[i];
		uint64_t at = (base + bar->bytes - 1) & ~(bar->bytes - 1);
		bool high = bar->wide && relocate && total > END - base;

		total -= bar->bytes;
		if (high)
			continue;
		if (at + bar->bytes > END)
			hole.unplaced += bar->bytes;
		else
			base = at + bar->bytes;
	}
	return hole;
}
