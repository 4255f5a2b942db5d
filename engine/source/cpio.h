/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An initramfs as the kernel reads it: cpio archives ("newc") one behind the other, zero bytes between them. Of all its
 * files only a few are of interest, and of these only the text.
 */
#ifndef SOURCE_CPIO_H
#define SOURCE_CPIO_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "../base/error.h"
#include "cpio_links.h"

/*
 * cpio_read - more of the bytes
 * Return: how many there are in @to now, 0 at the end, or a negative code of @ret_error.
 */
typedef ssize_t (*cpio_read)(void *data, char *to, size_t room, struct xpt_error **ret_error);

/*
 * xpt__cpio_facts - write what counts of an initramfs, as formats/initramfs.h has it
 * @links:      gets its links; in the second reading, the files that they lead to
 * @to:         may hold a part when it fails; in the second reading it gets nothing
 * @ret_packed: it goes on with what is no cpio archive, and so is packed, of which one byte was read: @ret_first
 * Return: 0, XPT_UNREADABLE, XPT_NO_MEMORY.
 */
int xpt__cpio_facts(cpio_read read, void *data, struct cpio_links *links, FILE *to,
		bool *ret_packed, char *ret_first, struct xpt_error **ret_error);

#endif
