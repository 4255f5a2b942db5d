/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../base/vector.h"
#include "acpi.h"

#define ENTRIES_AT 48
#define SCOPE_HEADER 6

static bool parse_scope(struct acpi_table *table, const struct acpi_entry *entry, size_t *at,
		struct dmar_scope *ret_scope)
{
	struct span rest = { entry->bytes.at + *at, entry->bytes.length - *at };
	size_t length = (size_t)xpt__acpi_number(rest, 1, 1);
	size_t hops = length > SCOPE_HEADER ? (length - SCOPE_HEADER) / 2 : 0;

	if (!rest.length)
		return false;
	if (!hops || length > rest.length || hops > DMAR_HOPS || length % 2) {
		xpt__acpi_defect(table,
				"the device scope at 0x%zx is %zu bytes long, of %zu that are left",
				entry->offset + *at, length, rest.length);
		return false;
	}
	*ret_scope = (struct dmar_scope){ .type = (unsigned int)xpt__acpi_number(rest, 0, 1),
		.id = (uint8_t)xpt__acpi_number(rest, 4, 1),
		.bus = (uint8_t)xpt__acpi_number(rest, 5, 1),
		.hop_count = (uint8_t)hops };
	for (size_t i = 0; i < hops; i++) {
		ret_scope->hops[i].device =
				(uint8_t)xpt__acpi_number(rest, SCOPE_HEADER + 2 * i, 1);
		ret_scope->hops[i].function =
				(uint8_t)xpt__acpi_number(rest, SCOPE_HEADER + 2 * i + 1, 1);
		if (ret_scope->hops[i].device > 0x1f || ret_scope->hops[i].function > 7)
			xpt__acpi_defect(table, "the device scope at 0x%zx names device %02x.%x",
					entry->offset + *at, ret_scope->hops[i].device,
					ret_scope->hops[i].function);
	}
	*at += length;
	return true;
}

static void parse_scopes(struct acpi_table *table, const struct acpi_entry *bytes, size_t at,
		struct dmar_entry *entry)
{
	size_t room = bytes->bytes.length > at ? (bytes->bytes.length - at) / (SCOPE_HEADER + 2) :
						 0;

	entry->scopes = xpt__arena_array(table->arena, room + 1, sizeof(*entry->scopes));
	if (!entry->scopes) {
		table->out_of_memory = true;
		return;
	}
	while (at < bytes->bytes.length && entry->scope_count < room &&
			parse_scope(table, bytes, &at, &entry->scopes[entry->scope_count]))
		entry->scope_count++;
}

static void parse_entry(
		struct acpi_table *table, const struct acpi_entry *bytes, struct dmar_entry *entry)
{
	static const uint8_t scopes_at[] = { [DMAR_DRHD] = 16,
		[DMAR_RMRR] = 24,
		[DMAR_ATSR] = 8,
		[DMAR_RHSA] = 20,
		[DMAR_ANDD] = 8,
		[DMAR_SATC] = 8 };
	uint8_t at = bytes->type <= DMAR_SATC ? scopes_at[bytes->type] : 0;

	*entry = (struct dmar_entry){ .type = bytes->type, .offset = bytes->offset };
	if (!at)
		return; /* of a newer specification */
	if (bytes->bytes.length < at) {
		xpt__acpi_defect(table, "the entry at 0x%zx is too short for its type",
				bytes->offset);
		entry->type = UINT16_MAX;
		return;
	}
	if (entry->type == DMAR_RHSA || entry->type == DMAR_ANDD)
		return;
	entry->segment = (uint16_t)xpt__acpi_number(bytes->bytes, 6, 2);
	entry->all = entry->type == DMAR_DRHD && xpt__acpi_number(bytes->bytes, 4, 1) & 1;
	entry->start = at >= 16 ? xpt__acpi_number(bytes->bytes, 8, 8) : 0;
	entry->end = entry->type == DMAR_RMRR ? xpt__acpi_number(bytes->bytes, 16, 8) :
						entry->start;
	if (entry->end < entry->start)
		xpt__acpi_defect(table, "the RMRR at 0x%zx ends (%llx) before it begins (%llx)",
				bytes->offset, (unsigned long long)entry->end,
				(unsigned long long)entry->start);
	parse_scopes(table, bytes, at, entry);
}

int xpt__dmar_parse(struct arena *arena, struct span bytes, struct dmar *ret_dmar)
{
	static const struct acpi_shape shape = {
		.type_size = 2, .length_at = 2, .length_size = 2, .least = 4
	};
	VECTOR(struct dmar_entry) entries = { 0 };
	struct acpi_table table;
	struct acpi_entry entry;
	struct dmar dmar = { 0 };
	size_t at = ENTRIES_AT;

	if (!xpt__acpi_open(&table, arena, bytes, "DMARRMAD", ENTRIES_AT))
		return XPT_INVALID;
	while (!table.out_of_memory && xpt__acpi_next(&table, &shape, &at, &entry)) {
		struct dmar_entry *item = vector_push(&entries);

		if (item)
			parse_entry(&table, &entry, item);
		else
			table.out_of_memory = true;
	}
	dmar.flags = (unsigned int)xpt__acpi_number(table.bytes, 37, 1);
	dmar.defects = table.defects;
	dmar.entries = xpt__arena_array(arena, entries.count + 1, sizeof(*dmar.entries));
	for (size_t i = 0; dmar.entries && i < entries.count; i++)
		dmar.entries[dmar.count++] = entries.items[i];
	vector_clear(&entries);
	if (table.out_of_memory || !dmar.entries)
		return XPT_NO_MEMORY;
	*ret_dmar = dmar;
	return 0;
}
