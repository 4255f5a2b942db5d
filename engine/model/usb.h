/* SPDX-License-Identifier: GPL-2.0-or-later */
/* USB devices of dom0, and which domain has them: XPT_DETAIL_USB. */
#ifndef MODEL_USB_H
#define MODEL_USB_H

#include <xpt/usb.h>

#include "../base/usb_path.h"
#include "model.h"

#define USB_CLASS_HUB 0x09
#define CLASS_USB 0x0c03 /* PCI: a USB controller */

struct usb_interface {
	unsigned int number;
	struct fact_int class_code, subclass, protocol;
	struct fact_int authorized; /* bool: a driver may have it */
	const char *function;	    /* xpt__usb_function() */
	struct fact_text driver;
	struct fact_text policy, policy_rule; /* as those of the device */
	struct fact_int policy_line;
};

/* Who shows a controller to a guest: its own device model, a QEMU of the domain that is a backend, dom0's kernel. */
enum usb_presenter { USB_BY_MODEL, USB_BY_QUSB, USB_BY_KERNEL };

/* What libxl's records say is in a port of a domain's controller. */
struct usb_record {
	struct usb_path at;
	unsigned int domid, controller, port;
	enum usb_presenter by;
};

/* What a domain has of what is plugged into a USB controller of dom0's. */
struct usb_child {
	struct xpt_bdf controller;
	struct usb_path at;
	unsigned int domid;
};

/* "xenusb-0" of the device model, or the backend "xen-qusb-0". */
struct usb_controller {
	unsigned int number;
	enum usb_presenter by;		/* by libxl's record */
	bool recorded, shown;		/* by libxl; by the device model */
	struct fact_int version, ports; /* by libxl's record */
};

/* What the device model has in a port. */
struct usb_shown {
	unsigned int controller, port;
	unsigned int bus, number; /* those it had when it was given; 0: not given by libxl */
	struct usb_path follows; /* of a backend's: it has what is plugged in there; else without a depth */
	bool attached;		 /* false: unplugged from the host since */
};

/* The QEMU of a domain: XPT_DETAIL_MODELS. */
struct usb_model {
	unsigned int domid;
	enum usb_presenter by; /* USB_BY_MODEL of HVM domains, USB_BY_QUSB of all others */
	bool none; /* it has no QEMU, and no backend there that could be asked for a device */
	bool gone; /* its process came to an end, and the domain goes on without: it has nothing */
	struct fact_int takes_host_devices; /* bool: QEMU was built with libusb */
	struct usb_controller *controllers;
	size_t controller_count;
	struct fact_text records_why; /* XPT_FACT_UNREADABLE: libxl may have more */
	struct usb_shown *shown;
	size_t shown_count;
	struct texts takes; /* by itself, when it is plugged in: "1-1.3", "046d:c52b", "any" */
};

struct xpt_usb_device {
	struct usb_path at;
	const char *path;	       /* the same as text: "1-1.2" */
	bool present;		       /* false: only a record says that it is there */
	struct xpt_usb_device *parent; /* the hub above */

	struct fact_int bus,
			number; /* as lsusb shows them; the number changes with each plugging */
	struct fact_int vendor_id, product_id, release;
	struct fact_text manufacturer, product, serial;
	struct fact_text speed;		 /* Mbit/s: "1.5", "480" */
	struct fact_int class_code;	 /* 0: its interfaces tell */
	struct fact_int authorized;	 /* bool: dom0 may use it */
	struct fact_int interfaces_said; /* how many it says it has; XPT_FACT_ABSENT: not configured */
	struct usb_interface *interfaces;
	size_t interface_count;
	struct texts functions; /* what its interfaces are, each once */
	struct texts drivers;	/* dom0's, each once */
	struct texts programs; /* of dom0 that have it open by usbfs: "qemu-system-i38 (process 2314)" */

	struct fact_text controller; /* PCI address; XPT_FACT_ABSENT: its bus is not on PCI */
	struct fact_text peer;	 /* the path that a device of the other speed would have there */
	struct fact_int node;	 /* of the controller */
	struct fact_text domain; /* guest that has it, by libxl's records or its QEMU */
	bool foreign;		 /* by its QEMU alone: domain @domid */
	unsigned int domid;
	struct fact_int guest_controller, guest_port; /* of that guest, where it is plugged in */
	struct fact_text state;
	struct texts critical; /* why dom0 needs it (XPT_DETAIL_CRITICAL) */
	struct fact_text
			policy; /* by usb-policy.conf: "allow", "deny", "not-listed"; XPT_FACT_ABSENT: there is none */
	struct fact_text policy_rule; /* that decided; XPT_FACT_ABSENT: no rule matches */
	struct fact_int policy_line;  /* where it stands */
};

/* usb-policy.conf */
struct usb_policy_file {
	const char *path; /* where it is, or else where it would be made */
	bool exists;
	struct span text;
};

struct usb {
	struct xpt_usb_device *devices; /* in order of path */
	size_t device_count;
	struct usb_record *records;
	size_t record_count;
	struct fact_text records_why; /* XPT_FACT_UNREADABLE: there may be more */
	struct usb_model *models;
	size_t model_count;
	struct texts drivers;	    /* of dom0, loaded */
	struct fact_int autoprobes; /* bool: they take what comes by themselves */
	struct usb_policy_file policy;
	struct fact_int usbback; /* bool: dom0 has this driver, and so backends for PV domains */
	struct fact_int udev;	 /* bool: 0: no udevd runs in dom0; 1: one did, and may run */
};

/* What an interface, or a device, of a class is for: "keyboard", "storage". Static. */
const char *xpt__usb_function(long long class_code, long long subclass, long long protocol);

/* NULL = none. */
struct xpt_usb_device *xpt__model_usb_device(const struct usb *usb, const struct usb_path *path);
/*
 * xpt__model_find_usb - the device at a path
 * Return: 0, XPT_INVALID (no path), XPT_NOT_FOUND, XPT_UNREADABLE (the devices could not be listed).
 */
int xpt__model_find_usb(const struct xpt_host *host, const char *path,
		const struct xpt_usb_device **ret_device, struct xpt_error **ret_error);
/* xpt__model_usb_is_known - are the devices listed, so that what is not there is no @word? Return: as above. */
int xpt__model_usb_is_known(
		const struct xpt_host *host, const char *word, struct xpt_error **ret_error);
/* The record of a device in domain @domid; NULL: none. */
const struct usb_record *xpt__model_usb_record(
		const struct usb *usb, const struct usb_path *path, unsigned int domid);
/* Is it known what the device model has? */
bool xpt__model_usb_answers(const struct usb_model *model);
/* NULL: it was not asked, or there is none. */
const struct usb_model *xpt__model_usb_model(const struct usb *usb, unsigned int domid);
/* Is the device kept from dom0's drivers, interface by interface? */
bool xpt__model_usb_is_reserved(const struct xpt_usb_device *device);
/* Is an interface of it kept from them, or may it be? */
bool xpt__model_usb_is_held_back(const struct xpt_usb_device *device);
/* Has no driver of dom0 anything of it, so that it can be reserved behind a guest? */
bool xpt__model_usb_can_be_kept(const struct xpt_usb_device *device);
/* What is in a port; NULL: nothing, or it is not known. */
const struct usb_shown *xpt__model_usb_shown(
		const struct usb_model *model, unsigned int controller, unsigned int port);
/* How many ports libxl gives an emulated controller of a version from 1 to 3; of 3 the most. */
unsigned int xpt__model_usb_ports_of(unsigned int version);
/* How many ports it has, by libxl's record; 0: not known, or more than libxl gives one. */
unsigned int xpt__model_usb_ports(const struct usb_controller *controller);
/* Has the device model what is plugged in now, where a record says so? Unreadable: nobody can tell. */
struct fact_int xpt__model_usb_has(const struct usb *usb, const struct usb_record *record);
/*
 * The record of another domain than @domid that names @path, and whose device model has what is plugged in there, or may have
 * it; NULL: none.
 */
const struct usb_record *xpt__model_usb_holder(
		const struct usb *usb, const struct usb_path *path, unsigned int domid);
/* Is it known that it is not plugged in, and in libxl's records alone? */
bool xpt__model_usb_is_gone(const struct xpt_host *host, const struct xpt_usb_device *device);
/* Is it known that what the record names is neither plugged in nor in the device model any more? */
bool xpt__model_usb_is_dead(const struct xpt_host *host, const struct usb_record *record);

/*
 * xpt__model_usb_line - an entry of usb= of host.cfg that means @device for @domain: "web 1-2.4 046d:c52b:SERIAL"
 * @ret_line: "": there is none, as its name or serial number cannot be written there, or its numbers are not known
 * Return: false when memory is out.
 */
bool xpt__model_usb_line(struct arena *arena, const char *domain,
		const struct xpt_usb_device *device, const char **ret_line);

/* What a device is, wherever it is plugged in. */
struct usb_identity {
	unsigned int vendor, product;
	struct span serial; /* empty: any, and none */
};

enum usb_likeness { USB_OTHER, USB_UNSURE, USB_LIKE };

/* Of one that is unplugged nothing is known but its port: it is another. */
enum usb_likeness xpt__model_usb_likeness(
		const struct xpt_usb_device *device, const struct usb_identity *identity);

#endif
