/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "efi.h"

#define ATTRIBUTES 4 /* of the variable */
#define ENTRY_HEAD 6 /* of an entry: its attributes, the length of its device path */
#define LOAD_PATH_LENGTH 4
#define LOAD_ACTIVE 1U /* EFI_LOAD_OPTION */
#define LOAD_CATEGORY 0x1f00U

static unsigned int number_at(struct span value, size_t at)
{
	return (unsigned char)value.at[at] | (unsigned int)(unsigned char)value.at[at + 1] << 8;
}

static bool cut_attributes(struct span *variable)
{
	if (variable->length < ATTRIBUTES)
		return false;
	variable->at += ATTRIBUTES;
	variable->length -= ATTRIBUTES;
	return true;
}

bool xpt__efi_number(struct span variable, unsigned int *ret_number)
{
	if (!cut_attributes(&variable) || variable.length != 2)
		return false;
	*ret_number = number_at(variable, 0);
	return true;
}

bool xpt__efi_order(struct span variable, struct efi_order *ret_order)
{
	if (!cut_attributes(&variable) || !variable.length || variable.length % 2 ||
			variable.length / 2 > EFI_ORDER_MAX)
		return false;
	ret_order->count = variable.length / 2;
	for (size_t i = 0; i < ret_order->count; i++)
		ret_order->numbers[i] = number_at(variable, i * 2);
	return true;
}

bool xpt__efi_entry(struct span variable, struct efi_entry *ret_entry)
{
	struct efi_entry entry = { 0 };
	size_t at = ENTRY_HEAD, length = 0;
	unsigned int flags;

	if (!cut_attributes(&variable) || variable.length < ENTRY_HEAD)
		return false;
	flags = number_at(variable, 0);
	entry.tried = (flags & LOAD_ACTIVE) && !(flags & LOAD_CATEGORY);
	for (;; at += 2) {
		unsigned int letter;

		if (at + 2 > variable.length)
			return false;
		letter = number_at(variable, at);
		if (!letter)
			break;
		if (length < EFI_TITLE_MAX)
			entry.title[length++] = letter >= ' ' && letter < 0x7f && letter != '"' ?
					(char)letter :
					'?';
	}
	/* a firmware that finds less than the device path it was promised does not start the entry */
	if (number_at(variable, LOAD_PATH_LENGTH) > variable.length - (at + 2))
		return false;
	*ret_entry = entry;
	return true;
}
