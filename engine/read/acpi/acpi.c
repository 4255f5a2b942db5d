/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all ACPI tables have in common: a header, then entries with a type and a length. */
#include "acpi.h"

#include <string.h>

#define HEADER 36
#define DEFECTS 16

uint64_t xpt__acpi_number(struct span bytes, size_t at, size_t size)
{
	uint64_t number = 0;

	if (at > bytes.length || size > bytes.length - at)
		return 0;
	while (size--)
		number = number << 8 | (uint8_t)bytes.at[at + size];
	return number;
}

void xpt__acpi_defect(struct acpi_table *table, const char *format, ...)
{
	va_list arguments;
	const char *text;

	if (table->defects.count >= DEFECTS)
		return;
	va_start(arguments, format);
	text = xpt__arena_vtext(table->arena, format, arguments);
	va_end(arguments);
	if (!xpt__texts_add(table->arena, &table->defects, text))
		table->out_of_memory = true;
}

static bool signature_is(struct span bytes, const char *signatures)
{
	for (; *signatures; signatures += 4)
		if (!memcmp(bytes.at, signatures, 4))
			return true;
	return false;
}

static uint8_t sum(struct span bytes)
{
	uint8_t total = 0;

	for (size_t i = 0; i < bytes.length; i++)
		total = (uint8_t)(total + (uint8_t)bytes.at[i]);
	return total;
}

bool xpt__acpi_open(struct acpi_table *table, struct arena *arena, struct span bytes,
		const char *signatures, size_t least)
{
	uint64_t length = xpt__acpi_number(bytes, 4, 4);

	*table = (struct acpi_table){
		.arena = arena, .bytes = bytes, .defects.state = XPT_FACT_KNOWN
	};
	if (bytes.length < HEADER || bytes.length < least || !signature_is(bytes, signatures))
		return false;
	if (length > bytes.length || length < least)
		xpt__acpi_defect(table, "the table says that it is %llu bytes long, and has %zu",
				(unsigned long long)length, bytes.length);
	else
		table->bytes.length = (size_t)length;
	if (sum(table->bytes))
		xpt__acpi_defect(table, "the checksum of the table is wrong");
	return true;
}

bool xpt__acpi_next(struct acpi_table *table, const struct acpi_shape *shape, size_t *at,
		struct acpi_entry *ret_entry)
{
	struct span rest = { table->bytes.at + *at, table->bytes.length - *at };
	uint64_t length = xpt__acpi_number(rest, shape->length_at, shape->length_size);

	if (!rest.length)
		return false;
	if (rest.length < shape->least || length < shape->least || length > rest.length) {
		xpt__acpi_defect(table,
				"the entry at 0x%zx is %llu bytes long, of %zu that are left", *at,
				(unsigned long long)length, rest.length);
		return false;
	}
	*ret_entry = (struct acpi_entry){ { rest.at, (size_t)length },
		(unsigned int)xpt__acpi_number(rest, 0, shape->type_size), *at };
	*at += (size_t)length;
	return true;
}
