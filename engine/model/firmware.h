/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the firmware's IOMMU table (DMAR, IVRS) and the machine's memory map say. */
#ifndef MODEL_FIRMWARE_H
#define MODEL_FIRMWARE_H

#include "model.h"

enum firmware_oddity {
	ODD_EXCLUSION = 1 << 0,	  /* IVMD: devices reach it past the IOMMU */
	ODD_ALL_DEVICES = 1 << 1, /* IVMD: for every device */
	ODD_ADD_IN = 1 << 2,	  /* RMRR: for a device behind a bridge: a card in a slot */
	ODD_BACKWARDS = 1 << 3,	  /* it ends before it begins */
};

struct firmware_region {
	struct region region;
	unsigned int oddities;	/* enum firmware_oddity, or-ed */
	struct texts strangers; /* devices that it names and that are not there: "00:1d.7" */
};

/* DRHD: an IOMMU and what it covers. */
struct firmware_unit {
	unsigned long long address;
	unsigned int segment;
	bool all;      /* all that no other one of its segment covers */
	size_t scopes; /* devices and bridges that it names */
};

struct memory_range {
	unsigned long long start, end; /* inclusive */
	bool reserved, usable;
};

struct firmware {
	struct fact_text table;		     /* "DMAR", "RMAD", "IVRS"; XPT_FACT_ABSENT: none */
	struct texts defects;		     /* where it breaks its own format */
	struct fact_int interrupt_remapping; /* bool: DMAR's flag; XPT_FACT_ABSENT: IVRS has none */
	struct fact_int io_apics;	     /* IVRS: how many it places; XPT_FACT_ABSENT: DMAR */
	struct firmware_unit *units;
	size_t unit_count;
	struct firmware_region *regions;
	size_t region_count;
	struct fact_int map_read; /* bool */
	struct memory_range *map; /* in order of start */
	size_t map_count;
};

#endif
