/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SRAT: which CPUs, memory and devices are in which node. SLIT: how far nodes are from each other. */
#include "../../base/vector.h"
#include "acpi.h"

#define SRAT_ENTRIES_AT 48
#define SLIT_MATRIX_AT 44
#define SLIT_NODES 1024

enum { TYPE_APIC, TYPE_MEMORY, TYPE_X2APIC, TYPE_INITIATOR = 5 };

#define HANDLE_PCI 1

static bool parse_apic(struct span bytes, unsigned int revision, struct srat_entry *entry)
{
	entry->kind = SRAT_CPU;
	entry->flags = (uint32_t)xpt__acpi_number(bytes, 4, 4);
	entry->apic_id = (uint32_t)xpt__acpi_number(bytes, 3, 1);
	entry->domain = (uint32_t)xpt__acpi_number(bytes, 2, 1);
	if (revision > 1)
		entry->domain |= (uint32_t)xpt__acpi_number(bytes, 9, 3) << 8;
	return bytes.length >= 16;
}

static bool parse_memory(struct span bytes, unsigned int revision, struct srat_entry *entry)
{
	uint64_t length = xpt__acpi_number(bytes, 16, 8);

	entry->kind = SRAT_MEMORY;
	entry->flags = (uint32_t)xpt__acpi_number(bytes, 28, 4);
	entry->domain = (uint32_t)xpt__acpi_number(bytes, 2, revision > 1 ? 4 : 1);
	entry->start = xpt__acpi_number(bytes, 8, 8);
	entry->end = entry->start + length - 1;
	return bytes.length >= 40 && (!length || entry->end >= entry->start);
}

static bool parse_x2apic(struct span bytes, struct srat_entry *entry)
{
	entry->kind = SRAT_CPU;
	entry->flags = (uint32_t)xpt__acpi_number(bytes, 12, 4);
	entry->apic_id = (uint32_t)xpt__acpi_number(bytes, 8, 4);
	entry->domain = (uint32_t)xpt__acpi_number(bytes, 4, 4);
	return bytes.length >= 24;
}

static bool parse_initiator(struct span bytes, struct srat_entry *entry)
{
	unsigned int id = (unsigned int)xpt__acpi_number(bytes, 10, 2);

	entry->kind = SRAT_DEVICE;
	/* a device that is named by its ACPI path cannot be found from here */
	entry->flags = xpt__acpi_number(bytes, 3, 1) == HANDLE_PCI ?
			(uint32_t)xpt__acpi_number(bytes, 24, 4) :
			0;
	entry->domain = (uint32_t)xpt__acpi_number(bytes, 4, 4);
	entry->bdf = (struct xpt_bdf){ (uint32_t)xpt__acpi_number(bytes, 8, 2), (uint8_t)(id >> 8),
		(uint8_t)(id >> 3 & 0x1f), (uint8_t)(id & 7) };
	return bytes.length >= 32;
}

/* False: nothing that we know, or not enabled. */
static bool parse_entry(
		struct acpi_table *table, const struct acpi_entry *bytes, struct srat_entry *entry)
{
	unsigned int revision = (unsigned int)xpt__acpi_number(table->bytes, 8, 1);
	bool sound = true;

	*entry = (struct srat_entry){ 0 };
	switch (bytes->type) {
	case TYPE_APIC:
		sound = parse_apic(bytes->bytes, revision, entry);
		break;
	case TYPE_MEMORY:
		sound = parse_memory(bytes->bytes, revision, entry);
		break;
	case TYPE_X2APIC:
		sound = parse_x2apic(bytes->bytes, entry);
		break;
	case TYPE_INITIATOR:
		sound = parse_initiator(bytes->bytes, entry);
		break;
	}
	if (!sound)
		xpt__acpi_defect(table,
				"the entry at 0x%zx is too short for its type, or names no range",
				bytes->offset);
	/* an empty range takes no memory, whatever its flags say */
	return sound && entry->flags & SRAT_ENABLED &&
			!(entry->kind == SRAT_MEMORY && !xpt__acpi_number(bytes->bytes, 16, 8));
}

int xpt__srat_parse(struct arena *arena, struct span bytes, struct srat *ret_srat)
{
	static const struct acpi_shape shape = {
		.type_size = 1, .length_at = 1, .length_size = 1, .least = 4
	};
	VECTOR(struct srat_entry) entries = { 0 };
	struct srat_entry parsed, *item;
	struct acpi_table table;
	struct acpi_entry entry;
	struct srat srat = { 0 };
	size_t at = SRAT_ENTRIES_AT;

	if (!xpt__acpi_open(&table, arena, bytes, "SRAT", SRAT_ENTRIES_AT))
		return XPT_INVALID;
	while (!table.out_of_memory && xpt__acpi_next(&table, &shape, &at, &entry)) {
		if (!parse_entry(&table, &entry, &parsed))
			continue;
		item = vector_push(&entries);
		if (item)
			*item = parsed;
		else
			table.out_of_memory = true;
	}
	srat.defects = table.defects;
	srat.entries = xpt__arena_array(arena, entries.count + 1, sizeof(*srat.entries));
	for (size_t i = 0; srat.entries && i < entries.count; i++)
		srat.entries[srat.count++] = entries.items[i];
	vector_clear(&entries);
	if (table.out_of_memory || !srat.entries)
		return XPT_NO_MEMORY;
	*ret_srat = srat;
	return 0;
}

static void check_distances(struct acpi_table *table, const struct slit *slit)
{
	for (size_t i = 0; i < slit->count; i++)
		if (slit->distances[i * slit->count + i] != 10)
			xpt__acpi_defect(table, "the distance of node %zu to itself is %u, not 10",
					i, slit->distances[i * slit->count + i]);
}

int xpt__slit_parse(struct arena *arena, struct span bytes, struct slit *ret_slit)
{
	struct slit slit = { 0 };
	struct acpi_table table;
	uint64_t count;

	if (!xpt__acpi_open(&table, arena, bytes, "SLIT", SLIT_MATRIX_AT))
		return XPT_INVALID;
	count = xpt__acpi_number(table.bytes, 36, 8);
	if (count > SLIT_NODES || count * count > table.bytes.length - SLIT_MATRIX_AT) {
		xpt__acpi_defect(&table, "it has no room for the distances of %llu nodes",
				(unsigned long long)count);
		count = 0;
	}
	slit.count = (size_t)count;
	slit.distances = (const uint8_t *)xpt__arena_copy(
			arena, table.bytes.at + SLIT_MATRIX_AT, (size_t)(count * count));
	if (!slit.distances)
		return XPT_NO_MEMORY;
	check_distances(&table, &slit);
	slit.defects = table.defects;
	if (table.out_of_memory)
		return XPT_NO_MEMORY;
	*ret_slit = slit;
	return 0;
}
