/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef READ_WHOLE_FILE_H
#define READ_WHOLE_FILE_H

#include "../base/text.h"
#include "../source/source.h"

#define WHOLE_FILE_BYTES (1U << 20) /* far beyond anything written by hand */

/*
 * xpt__read_whole_file - the bytes of a file that somebody named, as xl and usb_scan.py see them; "-" is standard input
 * @what: what it ought to be, where it is larger than 1 MiB: "configuration of a domain"
 */
int xpt__read_whole_file(const char *path, const char *what, struct blob *ret_blob,
		struct xpt_error **ret_error);

#endif
