/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where hvmloader puts the memory regions of an HVM guest's devices. */
#ifndef CHECK_MMIO_HOLE_H
#define CHECK_MMIO_HOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../model/model.h"

#define HOLE_LEAST_MIB 256U /* mmio_hole= that libxl takes */
#define HOLE_MOST_MIB 3840U
#define HOLE_END 0xfc000000ULL
#define HOLE_DEVICE_BARS 7 /* of a device, and its ROM; BARs of VFs are not the guest's */

struct hole_bar {
	uint64_t bytes; /* a power of two */
	bool wide;	/* 64-bit: it may lie above the memory */
};

struct hole_guest {
	struct hole_bar *bars; /* ROMs, too; sorted by xpt__hole_place() */
	size_t count;
	uint64_t memory; /* bytes, without those of the emulated display */
	uint64_t hole;	 /* mmio_hole= in bytes; 0: none */
};

struct hole {
	uint64_t start;	   /* of the hole, or below; it ends at fc000000 */
	uint64_t unplaced; /* bytes of regions that get no address */
	uint64_t high;	   /* bytes of regions above the memory */
	uint64_t top;	   /* where the last of those ends */
};

struct hole xpt__hole_place(const struct hole_guest *guest);

/* xpt__hole_after - where a region of @bytes ends that gets the first place from @base on: a multiple of its size */
uint64_t xpt__hole_after(uint64_t base, uint64_t bytes);
/* xpt__hole_fits - is there a place for all of its regions, which this sorts, between @base and the end of the hole? */
bool xpt__hole_fits(const struct hole_guest *guest, uint64_t base);

/*
 * xpt__hole_add_device - its regions, HOLE_DEVICE_BARS at most, to the bars of @guest, which have room for them
 * Return: why they are not known, or NULL.
 */
const char *xpt__hole_add_device(const struct xpt_device *device, struct hole_guest *guest);

#endif
