/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACPI tables about IOMMUs, as firmware wrote them: nothing in them is trusted.
 * A parser takes what is sound and notes what is not; everything lives in the arena given.
 *
 *	DMAR   Intel VT-d specification, chapter 8; "RMAD" once Xen has taken it
 *	IVRS   AMD I/O virtualization specification, chapter 5
 */
#ifndef READ_ACPI_ACPI_H
#define READ_ACPI_ACPI_H

#include "../../base/text.h"
#include "../../model/model.h"

/* A table on its way through a parser. */
struct acpi_table {
	struct arena *arena;
	struct span bytes;    /* as long as the table says, or as there is */
	struct texts defects; /* "the entry at 0x58 is 0 bytes long" */
	bool out_of_memory;
};

/* One of the entries that follow each other in a table: its bytes, with their header. */
struct acpi_entry {
	struct span bytes;
	unsigned int type;
	size_t offset; /* in the table */
};

/* Where an entry keeps its type and its length. */
struct acpi_shape {
	uint8_t type_size, length_at, length_size, least;
};

/* xpt__acpi_number - little endian; 0 beyond the end. @size up to 8. */
uint64_t xpt__acpi_number(struct span bytes, size_t at, size_t size);
/* xpt__acpi_open - @signatures: 4 letters each, in one string. False: it is no such table. */
bool xpt__acpi_open(struct acpi_table *table, struct arena *arena, struct span bytes,
		const char *signatures, size_t least);
void xpt__acpi_defect(struct acpi_table *table, const char *format, ...)
		__attribute__((format(__printf__, 2, 3)));
/* xpt__acpi_next - the entry at *@at, which moves behind it. False at the end, and at a broken one. */
bool xpt__acpi_next(struct acpi_table *table, const struct acpi_shape *shape, size_t *at,
		struct acpi_entry *ret_entry);

/* A device as DMAR names it: a bus and the hops from bridge to bridge below it. */
#define DMAR_HOPS 8

enum dmar_scope_type {
	SCOPE_ENDPOINT = 1,
	SCOPE_BRIDGE,
	SCOPE_IOAPIC,
	SCOPE_HPET,
	SCOPE_NAMESPACE
};

struct dmar_scope {
	unsigned int type; /* enum dmar_scope_type, or what the table says */
	uint8_t id, bus, hop_count;
	struct {
		uint8_t device, function;
	} hops[DMAR_HOPS];
};

enum dmar_type { DMAR_DRHD, DMAR_RMRR, DMAR_ATSR, DMAR_RHSA, DMAR_ANDD, DMAR_SATC };

struct dmar_entry {
	unsigned int type; /* enum dmar_type, or what the table says */
	uint16_t segment;
	bool all;	     /* DRHD: INCLUDE_PCI_ALL */
	uint64_t start, end; /* DRHD: start is that of its registers; RMRR: inclusive */
	struct dmar_scope *scopes;
	size_t scope_count, offset;
};

#define DMAR_INTR_REMAP 1U
#define DMAR_X2APIC_OPT_OUT 2U

struct dmar {
	unsigned int flags;
	struct dmar_entry *entries;
	size_t count;
	struct texts defects;
};

/* A requester id on AMD: bus, device, function of the block's segment. */
struct ivrs_special {
	uint8_t handle, variety; /* 1: IO-APIC, 2: HPET */
	uint16_t device;
};

enum ivrs_kind { IVRS_IVHD, IVRS_IVMD, IVRS_OTHER };

#define IVMD_UNITY 1U
#define IVMD_READ 2U
#define IVMD_WRITE 4U
#define IVMD_EXCLUSION 8U

struct ivrs_entry {
	enum ivrs_kind kind;
	unsigned int type, flags; /* as the table says */
	uint16_t segment;
	uint64_t start, end;   /* IVHD: start is that of its registers; IVMD: inclusive */
	uint16_t first, last;  /* IVMD: devices; IVHD: first is its own id */
	size_t device_entries; /* IVHD */
	struct ivrs_special *specials;
	size_t special_count, offset;
};

struct ivrs {
	struct ivrs_entry *entries;
	size_t count;
	struct texts defects;
};

/* Both return 0, XPT_INVALID (not such a table at all), XPT_NO_MEMORY. */
int xpt__dmar_parse(struct arena *arena, struct span bytes, struct dmar *ret_dmar);
int xpt__ivrs_parse(struct arena *arena, struct span bytes, struct ivrs *ret_ivrs);

#endif
