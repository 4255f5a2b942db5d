/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Serial numbers of devices. */
#ifndef BASE_SERIAL_H
#define BASE_SERIAL_H

#include <stdbool.h>

/* xpt__serial_is_unique - may it tell a device from all others? Zeros, ones, and some others stand in many. */
bool xpt__serial_is_unique(const char *serial);

#endif
