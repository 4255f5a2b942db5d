/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an initramfs holds: the answers to initramfs/<file>. */
#ifndef SOURCE_INITRAMFS_H
#define SOURCE_INITRAMFS_H

#include "source.h"

/*
 * xpt__initramfs_read - unpack as much of @file as it takes to tell what it holds
 * @file: of this host, with a slash in front
 * Takes as long as unpacking does, and less than 1 MiB of memory beside the answer and what libarchive takes.
 * Return: 0, XPT_NOT_FOUND, XPT_DENIED, XPT_UNREADABLE, XPT_NO_MEMORY.
 */
int xpt__initramfs_read(const char *file, struct blob *ret_blob, struct xpt_error **ret_error);

#endif
