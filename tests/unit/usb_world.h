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

#define USB_ROOT_HUB                                                        \
	FILE_("sys/bus/usb/devices/usb1/bDeviceClass", "09"),               \
			FILE_("sys/bus/usb/devices/usb1/idVendor", "1d6b"), \
			FILE_("sys/bus/usb/devices/usb1/idProduct", "0002")

/* A stick of 0627:@product; @class_code "09": it says that it is a hub. */
#define USB_DEVICE(path, number, product, class_code)                                       \
	FILE_("sys/bus/usb/devices/" path "/devnum", number),                               \
			FILE_("sys/bus/usb/devices/" path "/idVendor", "0627"),             \
			FILE_("sys/bus/usb/devices/" path "/idProduct", product),           \
			FILE_("sys/bus/usb/devices/" path "/serial", "S" path),             \
			FILE_("sys/bus/usb/devices/" path "/bDeviceClass", class_code),     \
			FILE_("sys/bus/usb/devices/" path "/bNumInterfaces", " 1"),         \
			FILE_("sys/bus/usb/devices/" path ":1.0/bInterfaceClass", "08"),    \
			FILE_("sys/bus/usb/devices/" path ":1.0/bInterfaceSubClass", "06"), \
			FILE_("sys/bus/usb/devices/" path ":1.0/bInterfaceProtocol", "50"), \
			FILE_("sys/bus/usb/devices/" path ":1.0/authorized", "1")

/* dom0 has mounted nothing, and reaches nobody. */
#define NOTHING_IN_USE                                                                 \
	FILE_("proc/self/mountinfo", ""),                                              \
			FILE_("proc/swaps", "Filename Type Size Used Priority\n"),     \
			FILE_("proc/net/route", ""), FILE_("proc/net/ipv6_route", ""), \
			FILE_("proc/net/if_inet6", "")

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
