/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Targets that have a file of their own. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "../../engine/base/text.h"

void fuzz_formats(const char *text);
void fuzz_boot(const char *text);
void fuzz_hide_rules(const char *text);
void fuzz_efi(struct span bytes);
void fuzz_initramfs(const uint8_t *data, size_t size);

#endif
