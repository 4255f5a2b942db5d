/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Defects of the firmware's tables about IOMMUs. */
#include "causes.h"

#define UPDATE { "update the firmware", NULL }

const struct cause xpt__cause_firmware_sound = {
	.id = "firmware-sound",
	.verdict = XPT_PASS,
	.title = "the firmware's IOMMU table has no known defect",
	.because = "the firmware's {table} table has no defect that is known to matter",
	.why = "Its format is right, its regions lie in reserved memory and name devices that are there.",
};

const struct cause xpt__cause_firmware_table_broken = {
	.id = "firmware-table-broken",
	.verdict = XPT_RISK,
	.title = "the firmware's IOMMU table breaks its own format",
	.because = "the firmware's {table} table is broken: {defect}",
	.why = "Xen reads the table up to the break, or turns the IOMMU off altogether: what stands behind it "
	       "(units, reserved regions) is lost.",
	.remedies = {
		UPDATE,
		{ "see what Xen made of it: boot once with iommu=verbose,debug", "xl dmesg" },
	},
};

const struct cause xpt__cause_firmware_no_interrupt_remapping = {
	.id = "firmware-no-interrupt-remapping",
	.verdict = XPT_RISK,
	.title = "the firmware does not offer interrupt remapping",
	.because = "the firmware's DMAR table does not offer interrupt remapping (INTR_REMAP is clear)",
	.why = "Xen then leaves interrupt remapping off: a guest with a device can forge interrupts. Some "
	       "firmware clears the flag with a switch for it or for x2APIC.",
	.remedies = {
		{ "turn on interrupt remapping (or x2APIC) in the firmware's set-up", NULL },
		UPDATE,
	},
};

const struct cause xpt__cause_io_apic_missing = {
	.id = "io-apic-missing",
	.verdict = XPT_BLOCKED,
	.title = "the firmware's IVRS table forgets the IO-APIC",
	.because = "the firmware's IVRS table places no IO-APIC",
	.why = "Interrupt remapping on AMD needs to know as which device each IO-APIC speaks. Without an entry "
	       "Xen turns the IOMMU off (\"No southbridge IO-APIC found in IVRS table\").",
	.remedies = {
		{ "tell Xen with ivrs_ioapic[ID]=00:14.0 on its command line; a native Linux prints the ID",
				NULL },
		UPDATE,
		{ "do without interrupt remapping: iommu=no-intremap on Xen's command line", NULL },
	},
};

const struct cause xpt__cause_region_inverted = {
	.id = "region-inverted",
	.verdict = XPT_BLOCKED,
	.title = "a reserved region ends before it begins",
	.because = "the firmware's {kind} {region} ends before it begins",
	.why = "Xen calls this a firmware error and turns VT-d off.",
	.remedies = { UPDATE },
};

const struct cause xpt__cause_region_excluded = {
	.id = "region-excluded",
	.verdict = XPT_RISK,
	.title = "devices reach an AMD region past the IOMMU",
	.because = "the firmware's {kind} {region} is an exclusion range: its devices reach it past the IOMMU",
	.why = "An exclusion range is not translated and not checked for its devices, whoever owns them. Xen "
	       "treats it as a region to be mapped for them instead.",
	.remedies = { UPDATE },
};

const struct cause xpt__cause_region_not_reserved = {
	.id = "region-not-reserved",
	.verdict = XPT_RISK,
	.title = "a reserved region does not lie in reserved memory",
	.because = "the firmware's {kind} {region} does not lie in memory that it reserved",
	.why = "The memory map offers the same memory for other use: its device may write over it. Xen warns, "
	       "from 4.19 on it reserves such pages itself, and turns the IOMMU off where they are ordinary "
	       "memory.",
	.remedies = {
		UPDATE,
		{ "when devices of dom0 fault there: dom0-iommu=map-inclusive on Xen's command line", NULL },
	},
};

const struct cause xpt__cause_region_of_all = {
	.id = "region-of-all",
	.verdict = XPT_RISK,
	.title = "a reserved region belongs to every device",
	.because = "the firmware's {kind} {region} is for every device of the host",
	.why = "All owners of devices share this memory: what one of them writes there the others read.",
	.remedies = { UPDATE },
};

const struct cause xpt__cause_region_of_slot = {
	.id = "region-of-slot",
	.verdict = XPT_RISK,
	.title = "a reserved region names add-in cards",
	.because = "the firmware's {kind} {region} names cards in slots: {devices}",
	.why = "A management controller (HP iLO and others) wants to read sensors of cards through shared "
	       "memory. The cards work without, and cannot be given away with it.",
	.remedies = {
		{ "turn off the shared memory of these slots in the firmware (HPE: conrep, \"RMRDS\" for "
		  "each slot)", NULL },
		{ "accept the risk for one device: attach it with --relaxed", NULL },
	},
};

const struct cause xpt__cause_region_absent_devices = {
	.id = "region-absent-devices",
	.verdict = XPT_RISK,
	.title = "a reserved region names devices that are not there",
	.because = "the firmware's {kind} {region} names devices that are not there: {detail}",
	.why = "Xen ignores a region all of whose devices are missing. A device that is turned off in the "
	       "firmware, or an empty slot, usually explains it. It matters when the device appears later.",
	.remedies = {
		UPDATE,
	},
};

const struct cause xpt__cause_regions_overlap = {
	.id = "regions-overlap",
	.verdict = XPT_BLOCKED,
	.title = "reserved regions overlap",
	.because = "the firmware's {kind} {region} overlaps with {detail}",
	.why = "Xen refuses overlapping regions (EEXIST) and leaves VT-d off.",
	.remedies = {
		UPDATE,
		{ "remove rmrr= from Xen's command line, where it adds one of them", NULL },
	},
};

const struct cause xpt__cause_iommu_unit_invalid = {
	.id = "iommu-unit-invalid",
	.verdict = XPT_RISK,
	.title = "an IOMMU is described wrongly",
	.because = "the firmware's {table} table: the IOMMU at {unit} {defect}",
	.why = "Xen ignores an IOMMU that covers nothing, and refuses the table where two cover the same. "
	       "Devices that none covers cannot be given away.",
	.remedies = {
		UPDATE,
		{ "let Xen work around it: iommu=workaround_bios_bug on its command line", NULL },
	},
};
