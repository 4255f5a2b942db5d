/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variables of EFI firmware about booting, as efivarfs gives them: four bytes of attributes, then the value. */
#ifndef BOOT_EFI_H
#define BOOT_EFI_H

#include "../base/arena.h"
#include "../base/text.h"

#define EFI_ORDER_MAX 64
#define EFI_TITLE_MAX 64

struct efi_order {
	unsigned int numbers[EFI_ORDER_MAX];
	size_t count;
};

/* xpt__efi_number - BootNext, BootCurrent. False: it is none. */
bool xpt__efi_number(struct span variable, unsigned int *ret_number);
/* xpt__efi_order - BootOrder. False: it is none, or is empty, or longer than any firmware's. */
bool xpt__efi_order(struct span variable, struct efi_order *ret_order);

/* An entry, Boot0000. */
struct efi_entry {
	bool tried;		       /* it is active, and no application */
	char title[EFI_TITLE_MAX + 1]; /* printable ASCII; all else is "?" */
};

/* xpt__efi_entry - False: it is none. */
bool xpt__efi_entry(struct span variable, struct efi_entry *ret_entry);

#endif
