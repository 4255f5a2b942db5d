/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../base/vector.h"
#include "acpi.h"

#define ENTRIES_AT 48
#define IVHD_SHORT 24 /* type 10; types 11 and 40 have 16 bytes of features more */
#define IVHD_LONG 40
#define IVMD_LENGTH 32

#define DEVICE_SPECIAL 0x48
#define DEVICE_NAMED 0xf0 /* by ACPI names: as long as its names */

enum {
	TYPE_IVHD_10 = 0x10,
	TYPE_IVHD_11 = 0x11,
	TYPE_IVHD_40 = 0x40,
	TYPE_IVMD_ALL = 0x20,
	TYPE_IVMD_ONE,
	TYPE_IVMD_RANGE
};

/* The two upper bits of the type are the length; the longest kind says it itself. 0: neither. */
static size_t device_entry_length(struct span rest)
{
	unsigned int type = (unsigned int)xpt__acpi_number(rest, 0, 1);

	if (type < 0x80)
		return 4U << (type >> 6);
	if (type == DEVICE_NAMED)
		return rest.length >= 22 ? 22 + (size_t)xpt__acpi_number(rest, 21, 1) : 0;
	return type < 0xc0 ? 16 : 32;
}

static bool parse_device(struct acpi_table *table, const struct acpi_entry *bytes, size_t *at,
		struct ivrs_entry *entry)
{
	struct span rest = { bytes->bytes.at + *at, bytes->bytes.length - *at };
	size_t length = device_entry_length(rest);

	if (!rest.length)
		return false;
	if (!length || length > rest.length) {
		xpt__acpi_defect(table,
				"the device entry at 0x%zx is %zu bytes long, of %zu that are left",
				bytes->offset + *at, length, rest.length);
		return false;
	}
	if (xpt__acpi_number(rest, 0, 1) == DEVICE_SPECIAL)
		entry->specials[entry->special_count++] = (struct ivrs_special){
			.handle = (uint8_t)xpt__acpi_number(rest, 4, 1),
			.device = (uint16_t)xpt__acpi_number(rest, 5, 2),
			.variety = (uint8_t)xpt__acpi_number(rest, 7, 1)
		};
	if (xpt__acpi_number(rest, 0, 1))
		entry->device_entries++; /* 0 is padding */
	*at += length;
	return true;
}

static void parse_unit(
		struct acpi_table *table, const struct acpi_entry *bytes, struct ivrs_entry *entry)
{
	size_t at = entry->type == TYPE_IVHD_10 ? IVHD_SHORT : IVHD_LONG;

	entry->kind = IVRS_IVHD;
	entry->first = entry->last = (uint16_t)xpt__acpi_number(bytes->bytes, 4, 2);
	entry->start = entry->end = xpt__acpi_number(bytes->bytes, 8, 8);
	entry->segment = (uint16_t)xpt__acpi_number(bytes->bytes, 16, 2);
	if (bytes->bytes.length < at) {
		xpt__acpi_defect(table, "the IVHD at 0x%zx is too short for its type",
				bytes->offset);
		return;
	}
	entry->specials = xpt__arena_array(
			table->arena, (bytes->bytes.length - at) / 8 + 1, sizeof(*entry->specials));
	if (!entry->specials) {
		table->out_of_memory = true;
		return;
	}
	while (parse_device(table, bytes, &at, entry))
		;
}

static void parse_memory(
		struct acpi_table *table, const struct acpi_entry *bytes, struct ivrs_entry *entry)
{
	uint64_t length = xpt__acpi_number(bytes->bytes, 24, 8);

	entry->kind = IVRS_IVMD;
	if (bytes->bytes.length < IVMD_LENGTH) {
		xpt__acpi_defect(table, "the IVMD at 0x%zx is too short", bytes->offset);
		entry->kind = IVRS_OTHER;
		return;
	}
	entry->first = (uint16_t)xpt__acpi_number(bytes->bytes, 4, 2);
	entry->last = entry->first;
	if (entry->type == TYPE_IVMD_ALL) {
		entry->first = 0;
		entry->last = UINT16_MAX;
	} else if (entry->type == TYPE_IVMD_RANGE) {
		entry->last = (uint16_t)xpt__acpi_number(bytes->bytes, 6, 2);
	}
	entry->start = xpt__acpi_number(bytes->bytes, 16, 8);
	entry->end = entry->start + length - 1;
	if (!length || entry->end < entry->start || entry->last < entry->first) {
		xpt__acpi_defect(table, "the IVMD at 0x%zx names no memory or no device",
				bytes->offset);
		entry->kind = IVRS_OTHER;
	}
}

static void parse_entry(
		struct acpi_table *table, const struct acpi_entry *bytes, struct ivrs_entry *entry)
{
	*entry = (struct ivrs_entry){ .kind = IVRS_OTHER,
		.type = bytes->type,
		.offset = bytes->offset,
		.flags = (unsigned int)xpt__acpi_number(bytes->bytes, 1, 1) };
	switch (bytes->type) {
	case TYPE_IVHD_10:
	case TYPE_IVHD_11:
	case TYPE_IVHD_40:
		parse_unit(table, bytes, entry);
		break;
	case TYPE_IVMD_ALL:
	case TYPE_IVMD_ONE:
	case TYPE_IVMD_RANGE:
		parse_memory(table, bytes, entry);
		break;
	}
}

int xpt__ivrs_parse(struct arena *arena, struct span bytes, struct ivrs *ret_ivrs)
{
	static const struct acpi_shape shape = {
		.type_size = 1, .length_at = 2, .length_size = 2, .least = 4
	};
	VECTOR(struct ivrs_entry) entries = { 0 };
	struct acpi_table table;
	struct acpi_entry entry;
	struct ivrs ivrs = { 0 };
	size_t at = ENTRIES_AT;

	if (!xpt__acpi_open(&table, arena, bytes, "IVRS", ENTRIES_AT))
		return XPT_INVALID;
	while (!table.out_of_memory && xpt__acpi_next(&table, &shape, &at, &entry)) {
		struct ivrs_entry *item = vector_push(&entries);

		if (item)
			parse_entry(&table, &entry, item);
		else
			table.out_of_memory = true;
	}
	ivrs.defects = table.defects;
	ivrs.entries = xpt__arena_array(arena, entries.count + 1, sizeof(*ivrs.entries));
	for (size_t i = 0; ivrs.entries && i < entries.count; i++)
		ivrs.entries[ivrs.count++] = entries.items[i];
	vector_clear(&entries);
	if (table.out_of_memory || !ivrs.entries)
		return XPT_NO_MEMORY;
	*ret_ivrs = ivrs;
	return 0;
}
