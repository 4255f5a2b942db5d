/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that are bound to what a device is, and which device of the snapshot that is. */
#ifndef MODEL_NAMES_H
#define MODEL_NAMES_H

#include <xpt/name.h>

#include "../base/usb_path.h"
#include "model.h"

enum name_state {
	NAME_FOUND,	/* at its address */
	NAME_MOVED,	/* at another */
	NAME_REPLACED,	/* nowhere, and another device is at its address */
	NAME_GONE,	/* nowhere, and nothing is at its address */
	NAME_AMBIGUOUS, /* two may be it */
	NAME_UNKNOWN,	/* one may be it, and does not tell */
};

/* By what a device is known to be the one that was named; the surest first. */
enum name_proof { PROOF_SERIAL, PROOF_PATH, PROOF_NUMBERS };

/*
 * What a device is, wherever it is. Of a USB device @vendor, @device, @serial, the @path of its controller, and the ports
 * from there on of the socket that it is plugged into: a socket of both speeds is a port of two buses.
 */
struct device_identity {
	unsigned int vendor, device, subsystem_vendor, subsystem_device, revision;
	const char *serial; /* of the capability; NULL: it has none */
	const char *nvme;   /* of an NVMe disk; NULL: it was not told */
	const char *vpd; /* of its vital product data, where @serial is NULL; NULL: it was not told */
	const char *path; /* as that of struct xpt_device: no bus number in it */
	const char *usb2,
			*usb3; /* "1.2"; NULL: no such port, or it was not told; both: no USB device */
};

struct device_name {
	const char *name;   /* NULL: of a device that hide= was written for */
	unsigned long line; /* of the file */
	char address[USB_PATH_TEXT]; /* where it was when it was named, or hidden: PCI address, or USB path */
	struct xpt_bdf bdf; /* the same of a PCI device */
	struct device_identity identity;

	enum name_state state;
	enum name_proof proof; /* NAME_FOUND, NAME_MOVED */
	const struct xpt_device
			*now; /* NAME_FOUND, NAME_MOVED: it; NAME_UNKNOWN: the one that may be */
	const struct xpt_usb_device *usb_now; /* the same of a USB device; NAME_UNKNOWN: or NULL */
	const struct xpt_usb_device *usb_stranger; /* another in its port; NULL: none */
	struct texts rivals;			   /* NAME_AMBIGUOUS: their addresses */
	const char *why;			   /* NAME_UNKNOWN: what does not tell */
	/* NAME_FOUND, NAME_MOVED: why that of the disk, or of the VPD, cannot be told now, where no other one tells; NULL */
	const char *unconfirmed;
	struct fact_text shown_now, shown_proof, shown_unconfirmed;
	const char *shown_state, *shown_id, *shown_subsystem, *shown_revision;
};

/* The file of names; of one that is not as xpt writes it, no name is known. */
struct device_names {
	struct span text;
	struct device_name *items;
	size_t count;
};

static inline bool name_is_usb(const struct device_name *name)
{
	return name->identity.usb2 || name->identity.usb3;
}

/* Where its device is now, or the one that may be it; NULL: nowhere, or that is not known. */
const char *xpt__names_now(const struct device_name *name);

/*
 * xpt__names_resolve - finds the devices of @names in the snapshot, which holds its devices already
 * Return: false when memory is out.
 */
bool xpt__names_resolve(struct xpt_host *host, struct device_names *names);
/* xpt__names_may_be - is @device, for all that is known of it, what was named? */
bool xpt__names_may_be(const struct device_name *name, const struct xpt_device *device);
/* xpt__names_at - the first entry of an address. NULL: there is none. */
const struct device_name *xpt__names_at(const struct device_names *names, struct xpt_bdf bdf);
/* xpt__names_find - the entry of a name. NULL: there is none. */
const struct device_name *xpt__names_find(const struct xpt_host *host, struct span name);
/* xpt__names_unread - may any name be one that the file, which cannot be read, binds to a device? Captures of old lack it. */
bool xpt__names_unread(const struct xpt_host *host);
/* xpt__names_of - the name that is found, and is this device's. NULL: it has none. */
const struct device_name *xpt__names_of(
		const struct xpt_host *host, const struct xpt_device *device);
/*
 * xpt__names_identify - what a device is
 * Return: NULL, or what of it cannot be read, and why: the arena's; "" when memory is out.
 */
const char *xpt__names_identify(struct arena *arena, const struct xpt_device *device,
		struct device_identity *ret_identity);
/* xpt__names_identity_text - "8086:10d3 revision 00, serial …, slot path …". NULL: memory. */
const char *xpt__names_identity_text(struct arena *arena, const struct device_identity *identity);
const char *xpt__names_proof_text(const struct device_name *name);
/* xpt__names_keep_serial - can the file of names keep it: letters, digits and _ . : + / - ? */
bool xpt__names_keep_serial(struct span serial);

#endif
