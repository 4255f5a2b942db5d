/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usb_world.h"

#define DEVICE(path, number, product)                                                       \
	FILE_("sys/bus/usb/devices/" path "/devnum", number),                               \
			FILE_("sys/bus/usb/devices/" path "/idVendor", "0627"),             \
			FILE_("sys/bus/usb/devices/" path "/idProduct", product),           \
			FILE_("sys/bus/usb/devices/" path "/serial", "S" path),             \
			FILE_("sys/bus/usb/devices/" path "/bDeviceClass", "00"),           \
			FILE_("sys/bus/usb/devices/" path "/bNumInterfaces", " 1"),         \
			FILE_("sys/bus/usb/devices/" path ":1.0/bInterfaceClass", "08"),    \
			FILE_("sys/bus/usb/devices/" path ":1.0/bInterfaceSubClass", "06"), \
			FILE_("sys/bus/usb/devices/" path ":1.0/bInterfaceProtocol", "50")

const struct fake usb_world[] = {
	LIST_("sys/bus/pci/devices", ""),
	FILE_("xen/domains",
			"0 type=pv state=running uuid=00000000-0000-0000-0000-000000000000 pool=0\n"
			"1 type=hvm state=running uuid=11111111-1111-1111-1111-111111111111 pool=0\n"
			"2 type=hvm state=running uuid=22222222-2222-2222-2222-222222222222 pool=0\n"
			"3 type=hvm state=paused uuid=33333333-3333-3333-3333-333333333333 pool=0\n"),
	LIST_("xenstore/local/domain", "0 1 2 3"),
	FILE_("xenstore/local/domain/1/name", "h1"),
	FILE_("xenstore/local/domain/2/name", "h2"),
	FILE_("xenstore/local/domain/3/name", "h3"),
	LIST_("sys/bus/usb/devices", "usb1 1-1 1-1:1.0 1-2 1-2:1.0 1-3 1-3:1.0"),
	FILE_("sys/bus/usb/devices/usb1/bDeviceClass", "09"),
	FILE_("sys/bus/usb/devices/usb1/idVendor", "1d6b"),
	FILE_("sys/bus/usb/devices/usb1/idProduct", "0002"),
	DEVICE("1-1", "4", "0001"),
	DEVICE("1-2", "7", "0001"),
	DEVICE("1-3", "5", "0003"),
	FILE_("xenstore/libxl/1/type", "hvm"),
	FILE_("xenstore/libxl/2/type", "hvm"),
	FILE_("xenstore/libxl/3/type", "hvm"),
	FILE_("xen/model/1", ""),
	FILE_("xen/model-usb/1", "host-devices yes\nend\n"),
	FILE_("xen/model/2", ""),
	FILE_("xen/model-usb/2", "host-devices yes\nend\n"),
	FILE_("xen/model/3", ""),
	FILE_("xen/model-usb/3", "host-devices yes\nend\n"),
	FILE_("proc/self/mountinfo", ""),
	FILE_("proc/swaps", "Filename Type Size Used Priority\n"),
	FILE_("proc/net/route", ""),
	FILE_("proc/net/ipv6_route", ""),
	FILE_("proc/net/if_inet6", ""),
	END_,
};
