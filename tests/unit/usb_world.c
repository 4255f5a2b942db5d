/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usb_world.h"

const struct fake usb_world[] = {
	LIST_("sys/bus/pci/devices", ""),
	FILE_("xen/domains",
			"0 type=pv state=running uuid=00000000-0000-0000-0000-000000000000 pool=0\n"
			"1 type=hvm state=running uuid=11111111-1111-1111-1111-111111111111 pool=0\n"
			"2 type=hvm state=blocked uuid=22222222-2222-2222-2222-222222222222 pool=0\n"
			"3 type=hvm state=paused uuid=33333333-3333-3333-3333-333333333333 pool=0\n"),
	LIST_("xenstore/local/domain", "0 1 2 3"),
	FILE_("xenstore/local/domain/1/name", "h1"),
	FILE_("xenstore/local/domain/2/name", "h2"),
	FILE_("xenstore/local/domain/3/name", "h3"),
	LIST_("sys/bus/usb/devices", "usb1 1-1 1-1:1.0 1-2 1-2:1.0 1-3 1-3:1.0"),
	USB_ROOT_HUB,
	USB_DEVICE("1-1", "4", "0001", "00"),
	USB_DEVICE("1-2", "7", "0001", "00"),
	USB_DEVICE("1-3", "5", "0003", "00"),
	FILE_("xenstore/libxl/1/type", "hvm"),
	FILE_("xenstore/libxl/2/type", "hvm"),
	FILE_("xenstore/libxl/3/type", "hvm"),
	FILE_("xen/model/1", ""),
	FILE_("xen/model-usb/1", "host-devices yes\nend\n"),
	FILE_("xen/model/2", ""),
	FILE_("xen/model-usb/2", "host-devices yes\nend\n"),
	FILE_("xen/model/3", ""),
	FILE_("xen/model-usb/3", "host-devices yes\nend\n"),
	NOTHING_IN_USE,
	END_,
};
