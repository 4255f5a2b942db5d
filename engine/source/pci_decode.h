/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Config space in, "key value" lines out (paths.h lists them). Knows no library, so that tests
 * can feed it anything: devices lie, and capability lists may loop.
 */
#ifndef SOURCE_PCI_DECODE_H
#define SOURCE_PCI_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CONFIG_BYTES 4096
#define CONFIG_HEADER 64

/* Reads @length bytes at @at; false: the device does not tell them. */
struct config_space {
	bool (*read)(void *data, unsigned int at, uint8_t *ret_bytes, unsigned int length);
	void *data;
};

/* False: not even the header can be read, and nothing was written. */
bool xpt__pci_decode(const struct config_space *space, FILE *to);

#endif
