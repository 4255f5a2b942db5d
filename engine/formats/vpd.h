/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vital product data, as a card's EEPROM holds it: resources one behind the other, a name (82), what is read-only
 * (90) and what can be written (91), and an end (78). In those, "SN", a length and the serial number; "RV" begins with
 * what makes the sum of all bytes up to it zero. Whatever does not hold together is garbled, never "no serial number".
 */
#ifndef FORMATS_VPD_H
#define FORMATS_VPD_H

#include "../base/text.h"

/* No card has so much in front of its serial number. */
#define VPD_BYTES 4096

enum vpd {
	VPD_MORE, /* the read-only part goes on behind these bytes */
	VPD_SERIAL,
	VPD_NO_SERIAL,
	VPD_GARBLED,
};

/* xpt__vpd_serial - @ret_serial: VPD_SERIAL: in @bytes, without the blanks and zeros that fill it up */
enum vpd xpt__vpd_serial(const unsigned char *bytes, size_t length, struct span *ret_serial);

#endif
