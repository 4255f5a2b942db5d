/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where hvmloader puts the memory regions of an HVM guest's devices. */
#ifndef CHECK_MMIO_HOLE_H
#define CHECK_MMIO_HOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
};

struct hole xpt__hole_place(const struct hole_guest *guest);

#endif
