/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in the way of a USB device. */
#include "causes.h"

const struct cause xpt__cause_usb_ambiguous = {
	.id = "usb-ambiguous",
	.verdict = XPT_BLOCKED,
	.title = "several USB devices are what is asked for",
	.because = "{devices} are each {identity}",
	.why = "Vendor and product are those of every device of that make, and makers give the same serial number to many, or none. "
	       "xpt takes none that may be the wrong one.",
	.remedies = {
		{ "name one by its port", "xpt usb list -o path,id,serial,product,state" },
	},
};

const struct cause xpt__cause_usb_backend_missing = {
	.id = "usb-backend-missing",
	.verdict = XPT_BLOCKED,
	.title = "dom0 has no backend for a USB controller of type=pv",
	.because = "{place}: dom0 has no driver usbback; libxl waits 10 seconds for it, and gives up",
	.why = "type=pv is a backend in dom0's kernel that Linux never had; old kernels of some distributions have it. "
	       "QEMU's backend (type=qusb) has replaced it.",
	.remedies = {
		{ "take QEMU's backend: type=qusb", NULL },
	},
};

const struct cause xpt__cause_usb_children = {
	.id = "usb-children",
	.verdict = XPT_BLOCKED,
	.title = "somebody has a USB device that is plugged into the controller",
	.because = "{holder} has {child}, which is plugged into {device}",
	.why = "A USB controller that leaves dom0 takes along all that is plugged into it: what a guest has of that is "
	       "unplugged while it uses it, and stays in libxl's records.",
	.remedies = {
		{ "take it from the domain first", "xpt detach {owner} {child}" },
		{ "see what is plugged in where", "xpt usb list --tree" },
	},
};

const struct cause xpt__cause_usb_config_absent = {
	.id = "usb-config-absent",
	.verdict = XPT_BLOCKED,
	.title = "usbdev= names a USB device that is not there",
	.because = "{place}: no device is number {number} of USB bus {bus} now",
	.why = "hostbus and hostaddr are where a device is at the moment: each plugging, and each boot, gives it another "
	       "number. libxl says \"USB device is not assignable\", and destroys the domain that it was building.",
	.remedies = {
		{ "see which numbers there are", "xpt usb list -o path,bus,number,id,serial,product" },
		{ "or let host.cfg say what it is: a line of usb= (xpt-host.cfg(5))", NULL },
	},
};

const struct cause xpt__cause_usb_config_address = {
	.id = "usb-config-address",
	.verdict = XPT_PASS,
	.title = "usbdev= names a USB device by its number of now",
	.because = "{place}: each plugging, and each boot, gives {device} another number{instead}",
	.why = "Another device may have that number tomorrow, and libxl gives that one to the guest, or refuses to create "
	       "it. xpt apply and xpt watch find a device by what it is.",
	.remedies = {
		{ "let host.cfg say what it is: a line of usb= (xpt-host.cfg(5))", NULL },
	},
};

const struct cause xpt__cause_usb_config_frontend = {
	.id = "usb-config-frontend",
	.verdict = XPT_RISK,
	.title = "nobody asks whether the guest gets the USB device",
	.because = "{place}: {reason}, and libxl does not ask whether the guest gets {device} by it",
	.why = "Without an emulated controller a USB device goes through a backend (type=qusb: a QEMU of the domain with libusb, "
	       "which libxl starts only where usbctrl= asks for it) and the guest's driver xen-hcd, which most kernels are built "
	       "without. xl create succeeds without either.",
	.remedies = {
		{ "set usbctrl = [ \"type=qusb,version=2,ports=4\" ], and look for xen-hcd in the guest", NULL },
		{ "or {emulate} the controller, without type=: usbctrl = [ \"version=3\" ]", NULL },
		{ "or make the domain {other type}", NULL },
	},
};

const struct cause xpt__cause_usb_config_no_controller = {
	.id = "usb-config-no-controller",
	.verdict = XPT_BLOCKED,
	.title = "the configuration has no USB controller with a free port for a device of usbdev=",
	.because = "{place}: {reason}, so libxl records a controller of its own, of which the device model is not told",
	.why = "Where no port is free, libxl writes a controller into its records alone. QEMU then says that there is no such "
	       "bus, and libxl destroys the domain.",
	.remedies = {
		{ "add a controller: usbctrl = [ \"version=3\" ]", NULL },
	},
};

const struct cause xpt__cause_usb_config_number = {
	.id = "usb-config-number",
	.verdict = XPT_RISK,
	.title = "xl reads a number of usbdev= as another one",
	.because = "{place}: xl reads {reason}",
	.why = "xl reads a number with a leading zero as octal, stops at the first character that is not a digit of it, and "
	       "keeps eight bits. lsusb shows leading zeros: its 010 is 8 for xl, and its 008 is 0.",
	.remedies = {
		{ "write it in decimal, without leading zeros", "xpt usb list -o path,bus,number" },
	},
};

const struct cause xpt__cause_usb_config_speed = {
	.id = "usb-config-speed",
	.verdict = XPT_BLOCKED,
	.title = "the USB controller of the configuration does not fit the device's speed",
	.because = "{place}: {reason}",
	.why = "libxl's default is version 2 (EHCI), whose emulation takes high speed only: no keyboard, mouse, serial adapter or "
	       "card reader (\"failed to open host usb device\"). Version 1 (UHCI) takes these; faster devices only where their descriptors allow "
	       "it. Version 3 (xHCI) takes all.",
	.remedies = {
		{ "take xHCI: usbctrl = [ \"version=3\" ]", NULL },
	},
};

const struct cause xpt__cause_usb_config_type = {
	.id = "usb-config-type",
	.verdict = XPT_RISK,
	.title = "the guest does not come back from its own reboot, because of a line of usbdev=",
	.because = "{place}: without type=hostdev libxl keeps nothing of {device} but that there is one, and destroys the guest when it "
		   "reboots",
	.why = "libxl writes down what kind of device it is only where the line says so, and without the kind neither bus nor number. "
	       "When the guest reboots, xl creates it again from that: \"USB device is not assignable\". Seen with xl of 4.17.",
	.remedies = {
		{ "write \"type=hostdev,hostbus=BUS,hostaddr=NUMBER\"", NULL },
		{ "or let host.cfg say what it is: a line of usb= (xpt-host.cfg(5))", NULL },
	},
};

const struct cause xpt__cause_usb_controller_reserved = {
	.id = "usb-controller-reserved",
	.verdict = XPT_PASS,
	.title = "dom0 does not see what is plugged into a reserved USB controller",
	.because = "the USB controller {device} is reserved: what is plugged into it is not among dom0's USB devices",
	.why = "A controller that pciback has goes to a guest as a whole. dom0 has no driver for it then, and sees no device to give "
	       "away by itself.",
	.remedies = {
		{ "to give away single devices of it, let dom0 have it", "xpt release {device}" },
	},
};

const struct cause xpt__cause_usb_domain_type = {
	.id = "usb-domain-type",
	.verdict = XPT_BLOCKED,
	.title = "a domain that is not HVM has no backend for USB devices",
	.because = "{domain} is a {type} domain, and {lacks}",
	.why = "An HVM domain has a device model that presents a USB controller to it. A PV or PVH domain gets USB devices from a backend, a "
	       "QEMU in dom0, which libxl starts with the domain, and only where its file has something for it to do.",
	.remedies = {
		{ "let the domain's file ask for one, usbctrl = [ \"type=qusb,version=2,ports=8\" ], and create the domain anew", NULL },
		{ "or make the domain HVM", NULL },
	},
};

const struct cause xpt__cause_usb_follows_port = {
	.id = "usb-follows-port",
	.verdict = XPT_RISK,
	.title = "the guest gets whatever is plugged into that port later",
	.because = "the backend of {domain} follows the port: until {device} is detached, whatever is plugged in there is the guest's, without being asked for",
	.why = "QEMU's backend for PV and PVH guests (qusb) knows a device by bus and port alone, looks every two seconds what is "
	       "there, and opens it. An HVM guest's device model opens one device, and no other.",
	.remedies = {
		{ "detach it before somebody unplugs it", "xpt detach {domain} {device}" },
		{ "or make the domain HVM", NULL },
	},
};

const struct cause xpt__cause_usb_foreign = {
	.id = "usb-foreign",
	.verdict = XPT_BLOCKED,
	.title = "a domain has the USB device, and libxl does not know it",
	.because = "{holder} has {device}: its device model, {program}, has it open, and libxl's records do not name it",
	.why = "Another toolstack (xenopsd of XCP-ng) or a line of the domain's own file (usbdevice=) had its device model open it. libxl "
	       "cannot take it back, and what gave it may open it again.",
	.remedies = {
		{ "take it back with what gave it: in XCP-ng, xe vusb-unplug", NULL },
		{ "or end the domain", NULL },
	},
};

const struct cause xpt__cause_usb_frontend_missing = {
	.id = "usb-frontend-missing",
	.verdict = XPT_BLOCKED,
	.title = "the guest has no driver for virtual USB that connects",
	.because = "the driver xen-hcd of {domain} has not connected to the USB controller in time (its state in xenstore: {state}): the guest "
		   "has no xen-hcd, or has not loaded it",
	.why = "A PV or PVH guest sees USB devices through the driver xen-hcd, which Linux has since 5.18 and many kernels are built without (Debian's; "
	       "option CONFIG_USB_XEN_HCD). libxl and QEMU do not look: they would take the device from dom0, and nobody would have it.",
	.remedies = {
		{ "load it in the guest (modprobe xen-hcd), and attach again", NULL },
		{ "or give the guest a kernel that has it, or make the domain HVM", NULL },
	},
};

const struct cause xpt__cause_usb_forgotten = {
	.id = "usb-forgotten",
	.verdict = XPT_PASS,
	.title = "libxl forgets what USB devices a domain was given while it runs",
	.because = "when {domain} reboots, or is saved, libxl forgets that it has {device}, unless usbdev= of its configuration "
		   "names it{instead}",
	.why = "libxl takes a hot-plugged USB device for one that is gone when it asks what a domain has: xl list -l does not show it, "
	       "and the domain is without it after its own reboot, or a restore. What usbdev= names stays, by its number of "
	       "now, which is another one after each plugging.",
	.remedies = {
		{ "let host.cfg say what it is, a line of usb= (xpt-host.cfg(5)), and let xpt watch run", "systemctl enable --now xpt-watch" },
	},
};

const struct cause xpt__cause_usb_gone = {
	.id = "usb-gone",
	.verdict = XPT_BLOCKED,
	.title = "the USB device is not plugged in",
	.because = "{device} is not plugged in: only libxl's records still name it",
	.why = "A USB device that is unplugged while a domain has it stays in libxl's records.",
	.remedies = {
		{ "see who has it by these records", "xpt usb list" },
	},
};

const struct cause xpt__cause_usb_held = {
	.id = "usb-held",
	.verdict = XPT_BLOCKED,
	.title = "somebody has the USB device",
	.because = "{holder} has {device}",
	.why = "A USB device belongs to one at a time: a device model that opens it takes it from whoever has it.",
	.remedies = {
		{ "take it from the domain first", "xpt detach {owner} {device}" },
		{ "see who has which device", "xpt usb list" },
	},
};

const struct cause xpt__cause_usb_hub = {
	.id = "usb-hub",
	.verdict = XPT_BLOCKED,
	.title = "the USB device is a hub",
	.because = "{device} is a hub, which cannot be given to a domain",
	.why = "QEMU presents single devices. To give away all that is plugged in, give the PCI controller to the domain.",
	.remedies = {
		{ "see what is plugged into it", "xpt usb list --tree" },
	},
};

const struct cause xpt__cause_usb_identical = {
	.id = "usb-identical",
	.verdict = XPT_RISK,
	.title = "USB devices that only their ports tell apart",
	.because = "{devices} are each {identity}",
	.why = "Makers give the same serial number to many devices, or none. What names such a device by what it is (046d:c52b, a line of "
	       "usb= without a port) is refused, as either may be the one that is meant.",
	.remedies = {
		{ "name each by its port, in usb= of host.cfg with what it is: \"GUEST 1-2.4 046d:c52b\"", NULL },
	},
};

const struct cause xpt__cause_usb_isochronous = {
	.id = "usb-isochronous",
	.verdict = XPT_BLOCKED,
	.title = "the backend cannot present audio and video devices",
	.because = "{device} has an interface of the class {function}, which needs isochronous transfers, and the backend of {domain} has none",
	.why = "QEMU's backend for PV and PVH guests (qusb) answers isochronous transfers with an error: the guest sees the device, and gets "
	       "neither sound nor picture.",
	.remedies = {
		{ "make the domain HVM: its device model has them", NULL },
		{ "or give the domain the PCI controller", "xpt list --class usb" },
	},
};

const struct cause xpt__cause_usb_line = {
	.id = "usb-line",
	.verdict = XPT_BLOCKED,
	.title = "a line of usb= means no one device that its domain may have",
	.because = "{place}: {reason}",
	.why = "A line gives a device away by itself, whenever it is plugged in. Where several are what it means, or "
	       "two domains shall have one, nobody gets any.",
	.remedies = {
		{ "say more of it: its port, its serial number", "xpt usb list -o path,id,serial,product,state" },
	},
};

const struct cause xpt__cause_usb_line_unknown = {
	.id = "usb-line-unknown",
	.verdict = XPT_BLOCKED,
	.title = "it is not known what a line of usb= means, or whether its domain has it",
	.because = "{place}: {reason}",
	.why = "A line gives a device away by itself, whenever it is plugged in: none that may be the wrong one, or that "
	       "may be somebody's.",
	.remedies = {
		{ "see what is known of the devices", "xpt usb list" },
	},
};

const struct cause xpt__cause_usb_model_gone = {
	.id = "usb-model-gone",
	.verdict = XPT_BLOCKED,
	.title = "the domain's device model came to an end",
	.because = "the device model (QEMU) of {domain} came to an end, and without it the domain cannot take USB devices",
	.why = "QEMU presents the USB controllers to the guest. Where it was killed, or crashed, the domain is left without, and Xen "
	       "has no way to give it another. What it had can be detached all the same.",
	.remedies = {
		{ "detach what the domain had, so that dom0 or another has it", "xpt repair" },
		{ "then destroy the domain, and start it again", NULL },
	},
};

const struct cause xpt__cause_usb_model_without_host = {
	.id = "usb-model-without-host",
	.verdict = XPT_BLOCKED,
	.title = "the device model cannot take USB devices of the host",
	.because = "the device model (QEMU) of {domain} was built without libusb, and cannot take USB devices of the host",
	.why = "QEMU opens USB devices of dom0 through libusb. Debian's qemu-system-xen has it since 7.2+dfsg-7+deb12u1.",
	.remedies = {
		{ "install a QEMU with libusb, then restart the domain", NULL },
		{ "or give the domain the PCI controller", "xpt list --class usb" },
	},
};

const struct cause xpt__cause_usb_phantom_controller = {
	.id = "usb-phantom-controller",
	.verdict = XPT_RISK,
	.title = "libxl recorded an emulated USB controller that the device model does not have",
	.because = "libxl's records say that {domain} has the USB controller {number}, but its device model does not: what libxl "
		   "puts into it fails, and libxl cannot remove it",
	.why = "Where a domain has no USB controller, libxl records one by itself, and does not "
	       "tell the device model of it (xl usbdev-attach without xl usbctrl-attach). The device "
	       "model then says that there is no such bus.",
	.remedies = {
		{ "make it real, as libxl would have done", "xpt repair {operands}" },
		{ "or leave it: what xpt attaches makes do without, and it goes with the domain", NULL },
	},
};

const struct cause xpt__cause_usb_policy_denies = {
	.id = "usb-policy-denies",
	.verdict = XPT_BLOCKED,
	.title = "usb-policy.conf does not let guests have the USB device",
	.because = "{device} is not for guests: {policy} {rule}",
	.why = "The administrator's policy says which USB devices guests may have. Each interface of the device is asked for; "
	       "one that is denied denies the device.",
	.remedies = {
		{ "see what decides", "xpt usb-policy why {device}" },
		{ "let guests have it", "xpt usb-policy allow {device}" },
		{ "or give it this once (\"xpt attach --ignore-policy\")", NULL },
	},
};

const struct cause xpt__cause_usb_speed = {
	.id = "usb-speed",
	.verdict = XPT_BLOCKED,
	.title = "a USB controller of that version does not fit the device's speed",
	.because = "{device} of {speed} Mbit/s shall go into a controller of version {version}, which {takes}",
	.why = "The emulation of version 2 (EHCI) takes high speed only: no keyboard, mouse, serial adapter or card reader. Version 1 (UHCI) "
	       "takes these; faster devices only where their descriptors allow it. Version 3 (xHCI) takes all.",
	.remedies = {
		{ "leave --usb-version out: xpt takes version 3", NULL },
		{ "see the speed of each", "xpt usb list -o path,speed,functions" },
	},
};

const struct cause xpt__cause_usb_stale_record = {
	.id = "usb-stale-record",
	.verdict = XPT_BLOCKED,
	.title = "libxl refuses every USB device, because one that a domain had is unplugged",
	.because = "libxl's records say that {owner} has {stale}, which is not plugged in; until that is put right, libxl "
		   "gives no domain any USB device",
	.why = "libxl looks up the device of each of its records before it attaches one. One that cannot be found ends the search, "
	       "for all domains of the host.",
	.remedies = {
		{ "take it out of the records", "xpt detach {owner} {stale}" },
	},
};

const struct cause xpt__cause_usb_taker = {
	.id = "usb-taker",
	.verdict = XPT_RISK,
	.title = "a device model takes by itself what is plugged in",
	.because = "the device model (QEMU) of {domain} takes {what} within seconds, whoever plugs it in",
	.why = "An object usb-host that names a port, or vendor and product, and no number on the bus, looks for it every two seconds. "
	       "QEMU asks no policy, and takes the device from dom0's drivers. libxl makes no such objects for usbdev=; xenopsd, usbdevice=, and people do.",
	.remedies = {
		{ "take it out of the device model (device_del ID in its monitor), and give the device by xpt attach", NULL },
		{ "to have it back after each plugging, let host.cfg say what it is: a line of usb= (xpt-host.cfg(5))", NULL },
	},
};

const struct cause xpt__cause_usb_udev_missing = {
	.id = "usb-udev-missing",
	.verdict = XPT_RISK,
	.title = "no udevd runs in dom0, from which device models may have to hear what is plugged in",
	.because = "there is no /run/udev/control: no udevd runs in dom0",
	.why = "QEMU's libusb learns from udevd what is plugged in, where it is built so (Debian's is). Without it a device model that has looked once knows no device "
	       "that came later, and says that it failed to find the device.",
	.remedies = {
		{ "start it", "systemctl start systemd-udevd" },
	},
};

const struct cause xpt__cause_usb_unauthorized = {
	.id = "usb-unauthorized",
	.verdict = XPT_BLOCKED,
	.title = "dom0's kernel does not let the USB device be used",
	.because = "{device} is not authorized: dom0's kernel lets nobody use it",
	.why = "Somebody wrote 0 into its \"authorized\", or usbguard keeps it off. It has no configuration and no "
	       "interfaces then.",
	.remedies = {
		{ "let usbguard allow it", "usbguard list-devices --blocked" },
		{ "or authorize it", "echo 1 >/sys/bus/usb/devices/{device}/authorized" },
	},
};

const struct cause xpt__cause_usb_unheld = {
	.id = "usb-unheld",
	.verdict = XPT_BLOCKED,
	.title = "the domain does not have the USB device",
	.because = "{device} is not attached to {domain}",
	.why = "libxl's records of the domain do not name it: there is nothing to detach.",
	.remedies = {
		{ "take it from the domain that has it", "xpt detach {owner} {device}" },
		{ "see who has which device", "xpt usb list" },
	},
};

const struct cause xpt__cause_usb_unrecorded = {
	.id = "usb-unrecorded",
	.verdict = XPT_BLOCKED,
	.title = "libxl has no record of the domain's configuration, and gives it no USB device",
	.because = "libxl has no record (libxl-json) of the configuration of {domain}, and gives it neither USB controllers nor USB devices",
	.why = "libxl writes down what a domain was made of, in /var/lib/xen, and adds each device to that. A domain of another toolstack "
	       "(xenopsd of XCP-ng) has no such record, nor has one whose record was lost.",
	.remedies = {
		{ "give it with the toolstack that made the domain: in XCP-ng, xe vusb-create", NULL },
		{ "or create the domain anew with xl", NULL },
	},
};

const struct cause xpt__cause_usb_unseen = {
	.id = "usb-unseen",
	.verdict = XPT_BLOCKED,
	.title = "the device model does not know the USB device",
	.because = "the device model (QEMU) of {domain} finds no USB device {bus}:{number}: it was not told of the device, or that is unplugged",
	.why = "QEMU's libusb looks once at what is plugged in, and then hears of udevd what comes (Debian's does). What came while no udevd ran in dom0 it does not "
	       "know, also after udevd was started, until that tells it.",
	.remedies = {
		{ "see that udevd runs", "systemctl start systemd-udevd" },
		{ "then have it tell of what is plugged in, and attach again", "udevadm trigger --action=add --subsystem-match=usb" },
	},
};
