/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An initramfs, made file by file. */
#ifndef TESTS_CPIO_IMAGE_H
#define TESTS_CPIO_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

struct image {
	char bytes[65536];
	size_t length, at;
};

void image_add(struct image *image, const char *name, const char *text);
void image_add_link(struct image *image, const char *name, const char *target);
void image_add_folder(struct image *image, const char *name);
void image_add_bytes(struct image *image, const char *bytes, size_t length);
void image_end(struct image *image); /* of the archive; another may follow */

/* What is told of it; our caller frees it. NULL: not understood. */
char *image_told(struct image *image, bool *ret_packed);

#endif
