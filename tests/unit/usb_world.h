/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A host with USB devices and guests that may have them. */
#ifndef TESTS_USB_WORLD_H
#define TESTS_USB_WORLD_H

#include "fake_source.h"

/*
 * 1-1 and 1-2 are of one kind, 0627:0001, with the numbers 4 and 7, and 1-3, 0627:0003, has the number 5; their serial numbers are
 * S1-1 and so on. The HVM domains 1 and 2, h1 and h2, run and have nothing, and 3, h3, is paused.
 */
extern const struct fake usb_world[];

/* What libxl's records say: @path is in port 1 of controller 0 of @domain. */
#define IN_PORT(domain, path)                                                                 \
	LIST_("xenstore/libxl/" domain "/device/vusb", "0"),                                  \
			FILE_("xenstore/libxl/" domain "/device/vusb/0/type", "devicemodel"), \
			FILE_("xenstore/libxl/" domain "/device/vusb/0/usb-ver", "3"),        \
			FILE_("xenstore/libxl/" domain "/device/vusb/0/num-ports", "2"),      \
			LIST_("xenstore/libxl/" domain "/device/vusb/0/port", "1 2"),         \
			FILE_("xenstore/libxl/" domain "/device/vusb/0/port/1", path),        \
			FILE_("xenstore/libxl/" domain "/device/vusb/0/port/2", "")
#define MODEL(domain, lines) \
	FILE_("xen/model-usb/" domain, "host-devices yes\ncontroller 0\n" lines "end\n")

#endif
