/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "names.h"

#include <ctype.h>
#include <string.h>

#include "../base/bdf.h"
#include "../base/serial.h"
#include "field.h"
#include "usb_names.h"

#define NAME(member, form, key, label, help) FIELD(device_name, member, form, key, label, help)

static const struct field name_fields[] = {
	NAME(name, FORM_TEXT, "name", "NAME", "what it is called"),
	NAME(shown_state, FORM_TEXT, "state", "STATE",
			"found, moved, replaced (another device is at its address), gone, ambiguous or unknown"),
	NAME(address, FORM_CHARS, "address", "ADDRESS", "where it was when it was named"),
	NAME(shown_now, FORM_FACT_TEXT, "now", "NOW", "where it is"),
	NAME(shown_id, FORM_TEXT, "id", "ID", "vendor and device number"),
	NAME(identity.serial, FORM_TEXT, "serial", "SERIAL",
			"PCIe device serial number, or that of a USB device"),
	NAME(identity.nvme, FORM_TEXT, "nvme_serial", "NVME SERIAL",
			"serial number of an NVMe disk"),
	NAME(identity.vpd, FORM_TEXT, "vpd_serial", "VPD SERIAL",
			"serial number of a card's vital product data, which has no other"),
	NAME(shown_proof, FORM_FACT_TEXT, "proof", "BY",
			"how it is recognized: serial, path (slot, USB port), or numbers alone"),
	NAME(shown_unconfirmed, FORM_FACT_TEXT, "unconfirmed", "UNCONFIRMED",
			"why the serial number of its disk or VPD cannot be compared now"),
	NAME(shown_subsystem, FORM_TEXT, "subsystem_id", "SUBSYSTEM",
			"vendor and device number of the subsystem"),
	NAME(shown_revision, FORM_TEXT, "revision", "REV", "revision"),
	NAME(identity.path, FORM_TEXT, "path", "PATH",
			"bridges from the root bus to its slot, or to that of its USB controller"),
	NAME(identity.usb2, FORM_TEXT, "usb2_port", "USB2 PORT",
			"ports from its USB controller to it, on the bus of USB 2"),
	NAME(identity.usb3, FORM_TEXT, "usb3_port", "USB3 PORT", "the same on the bus of USB 3"),
	NAME(rivals, FORM_TEXTS, "rivals", "RIVALS", "devices that may all be it"),
};

static const struct xpt_kind kind_name = { "name", name_fields, COUNT(name_fields) };

const struct xpt_kind *xpt_kind_name_entry(void)
{
	return &kind_name;
}

bool xpt_host_name(const struct xpt_host *host, size_t index, struct xpt_object *ret_name)
{
	if (!host->names || index >= host->names->count)
		return false;
	*ret_name = (struct xpt_object){ &kind_name, &host->names->items[index] };
	return true;
}

enum likeness { OTHER, LIKE, UNSURE };

static enum likeness number_like(unsigned int wanted, const struct fact_int *is)
{
	if (is->state != XPT_FACT_KNOWN && is->state != XPT_FACT_ABSENT)
		return UNSURE;
	return fact_is(*is, wanted) ? LIKE : OTHER;
}

static enum likeness serial_like(const char *wanted, const struct fact_text *is)
{
	if (!wanted)
		return is->state == XPT_FACT_KNOWN	     ? OTHER :
				is->state == XPT_FACT_ABSENT ? LIKE :
							       UNSURE;
	if (is->state == XPT_FACT_KNOWN)
		return strcmp(is->value, wanted) ? OTHER : LIKE;
	return is->state == XPT_FACT_ABSENT ? OTHER : UNSURE;
}

/* Without the driver nvme a disk does not tell it, and VPD is not read of what a guest has; a name may have none. */
static enum likeness told_like(const char *wanted, const struct fact_text *is)
{
	if (!wanted || (is->state != XPT_FACT_KNOWN && is->state != XPT_FACT_ABSENT))
		return LIKE;
	return is->state == XPT_FACT_KNOWN && !strcmp(is->value, wanted) ? LIKE : OTHER;
}

/* Functions of one card have the same serial number, and often the same numbers. */
static enum likeness likeness(const struct device_name *name, const struct xpt_device *device)
{
	const struct device_identity *identity = &name->identity;
	const enum likeness all[] = {
		device->bdf.function == name->bdf.function ? LIKE : OTHER,
		number_like(identity->vendor, &device->vendor_id),
		number_like(identity->device, &device->device_id),
		number_like(identity->subsystem_vendor, &device->subsystem_vendor_id),
		number_like(identity->subsystem_device, &device->subsystem_device_id),
		number_like(identity->revision, &device->revision),
		serial_like(identity->serial, &device->serial),
		told_like(identity->nvme, &device->nvme_serial),
		told_like(identity->vpd, &device->vpd_serial),
	};
	enum likeness result = LIKE;

	for (size_t i = 0; i < COUNT(all); i++) {
		if (all[i] == OTHER)
			return OTHER;
		if (all[i] == UNSURE)
			result = UNSURE;
	}
	return result;
}

static const char *why_unsure(const struct xpt_device *device)
{
	const char *reason = device->serial.state == XPT_FACT_KNOWN ||
					device->serial.state == XPT_FACT_ABSENT ?
			device->revision.reason :
			device->serial.reason;

	return reason ? reason : "nobody asked for its serial number";
}

bool xpt__names_may_be(const struct device_name *name, const struct xpt_device *device)
{
	return !name_is_usb(name) && likeness(name, device) != OTHER;
}

/* What the devices of the snapshot have in common with what was named. */
struct sighting {
	const struct xpt_device *at_path, *only, *unsure;
	bool same; /* a disk or VPD told the serial number of the name: others do not count */
};

/* Which VF one is, its bus number says, too, and that is not in its path: VFs of several buses hang at one bridge. */
static bool is_at_path(const struct device_name *name, const struct xpt_device *device)
{
	return !strcmp(device->path, name->identity.path) &&
			(device->physical_function.state == XPT_FACT_ABSENT ||
					xpt__bdf_equal(device->bdf, name->bdf));
}

static bool is_same(const char *wanted, const struct fact_text *is)
{
	return wanted && fact_text_is(*is, wanted) && xpt__serial_is_unique(wanted);
}

static bool is_told_the_same(const struct device_name *name, const struct xpt_device *device)
{
	return is_same(name->identity.nvme, &device->nvme_serial) ||
			is_same(name->identity.vpd, &device->vpd_serial);
}

static bool is_it_there(const struct xpt_host *host, const struct device_name *name)
{
	for (size_t i = 0; i < host->device_count; i++)
		if (is_told_the_same(name, &host->devices[i]) &&
				likeness(name, &host->devices[i]) == LIKE)
			return true;
	return false;
}

static bool look(struct xpt_host *host, struct device_name *name, struct sighting *ret_sighting)
{
	ret_sighting->same = is_it_there(host, name);
	for (size_t i = 0; i < host->device_count; i++) {
		const struct xpt_device *device = &host->devices[i];
		enum likeness like = likeness(name, device);

		if (like == UNSURE && !ret_sighting->unsure)
			ret_sighting->unsure = device;
		if (like != LIKE || (ret_sighting->same && !is_told_the_same(name, device)))
			continue;
		ret_sighting->only = device;
		if (is_at_path(name, device))
			ret_sighting->at_path = device;
		if (!xpt__texts_add(host->arena, &name->rivals, device->address))
			return false;
	}
	return true;
}

static bool is_known(const struct device_name *name)
{
	return name->state == NAME_FOUND || name->state == NAME_MOVED;
}

/* Why it cannot be compared; NULL: it was told. */
static const char *untold(const struct fact_text *serial)
{
	if (serial->state == XPT_FACT_KNOWN)
		return NULL;
	return serial->reason ? serial->reason : "nobody asked for it";
}

static void decide(struct xpt_host *host, struct device_name *name, const struct sighting *sighting)
{
	bool unique = name->rivals.count < 2 &&
			(sighting->same ||
					(name->identity.serial &&
							xpt__serial_is_unique(
									name->identity.serial)));

	name->now = sighting->at_path ? sighting->at_path : sighting->only;
	name->proof = unique ? PROOF_SERIAL : sighting->at_path ? PROOF_PATH : PROOF_NUMBERS;
	if (!sighting->at_path && name->rivals.count > 1) {
		name->state = NAME_AMBIGUOUS;
		name->now = NULL;
	} else if (sighting->unsure && (!name->now || name->proof == PROOF_NUMBERS)) {
		name->state = NAME_UNKNOWN;
		name->now = sighting->unsure;
		name->why = why_unsure(sighting->unsure);
	} else if (name->now) {
		name->state = xpt__bdf_equal(name->now->bdf, name->bdf) &&
						name->proof != PROOF_NUMBERS ?
				NAME_FOUND :
				NAME_MOVED;
	} else {
		name->state = xpt__model_device(host, name->bdf) ? NAME_REPLACED : NAME_GONE;
	}
	if (name->state != NAME_AMBIGUOUS)
		name->rivals.count = 0;
	if (is_known(name) && name->proof != PROOF_SERIAL)
		name->unconfirmed = name->identity.nvme ? untold(&name->now->nvme_serial) :
				name->identity.vpd	? untold(&name->now->vpd_serial) :
							  NULL;
}

static bool show(struct arena *arena, struct device_name *name)
{
	static const char *const states[] = { [NAME_FOUND] = "found",
		[NAME_MOVED] = "moved",
		[NAME_REPLACED] = "replaced",
		[NAME_GONE] = "gone",
		[NAME_AMBIGUOUS] = "ambiguous",
		[NAME_UNKNOWN] = "unknown" };
	static const char *const proofs[] = {
		[PROOF_SERIAL] = "serial", [PROOF_PATH] = "path", [PROOF_NUMBERS] = "numbers"
	};
	const struct device_identity *identity = &name->identity;
	name->shown_state = states[name->state];
	name->shown_now = is_known(name)	    ? fact_text_known(xpt__names_now(name)) :
			name->state == NAME_UNKNOWN ? (struct fact_text)FACT_UNREADABLE(name->why) :
						      (struct fact_text)FACT_ABSENT(NULL);
	name->shown_proof = is_known(name) ? fact_text_known(proofs[name->proof]) :
					     (struct fact_text)FACT_ABSENT(NULL);
	name->shown_unconfirmed = name->unconfirmed ? fact_text_known(name->unconfirmed) :
						      (struct fact_text)FACT_ABSENT(NULL);
	name->shown_id = xpt__arena_text(arena, "%04x:%04x", identity->vendor, identity->device);
	if (name_is_usb(name))
		return name->shown_id;
	name->shown_subsystem = xpt__arena_text(
			arena, "%04x:%04x", identity->subsystem_vendor, identity->subsystem_device);
	name->shown_revision = xpt__arena_text(arena, "%02x", identity->revision);
	return name->shown_id && name->shown_subsystem && name->shown_revision;
}

bool xpt__names_resolve(struct xpt_host *host, struct device_names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		struct device_name *name = &names->items[i];
		struct sighting sighting = { 0 };

		name->rivals.state = XPT_FACT_KNOWN;
		if (name_is_usb(name) ? !xpt__usb_names_find(host, name) :
					!look(host, name, &sighting))
			return false;
		if (!name_is_usb(name))
			decide(host, name, &sighting);
		if (!show(host->arena, name))
			return false;
	}
	return true;
}

const char *xpt__names_now(const struct device_name *name)
{
	return name->now ? name->now->address : name->usb_now ? name->usb_now->path : NULL;
}

const struct device_name *xpt__names_at(const struct device_names *names, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < names->count; i++)
		if (xpt__bdf_equal(names->items[i].bdf, bdf))
			return &names->items[i];
	return NULL;
}

const struct device_name *xpt__names_find(const struct xpt_host *host, struct span name)
{
	for (size_t i = 0; host->names && i < host->names->count; i++)
		if (xpt__span_is(name, host->names->items[i].name))
			return &host->names->items[i];
	return NULL;
}

bool xpt_name_is_usb(const struct xpt_host *host, const char *name)
{
	const struct device_name *known = xpt__names_find(host, xpt__span_of(name));

	return known && name_is_usb(known);
}

bool xpt__names_unread(const struct xpt_host *host)
{
	return host->names_file.state == XPT_FACT_UNREADABLE && !host->captured;
}

const struct device_name *xpt__names_of(
		const struct xpt_host *host, const struct xpt_device *device)
{
	for (size_t i = 0; host->names && i < host->names->count; i++)
		if (host->names->items[i].state == NAME_FOUND &&
				host->names->items[i].now == device)
			return &host->names->items[i];
	return NULL;
}

const char *xpt__names_identify(struct arena *arena, const struct xpt_device *device,
		struct device_identity *ret_identity)
{
	struct {
		const char *what;
		const struct fact_int *fact;
		unsigned int *to;
	} numbers[] = {
		{ "vendor number", &device->vendor_id, &ret_identity->vendor },
		{ "device number", &device->device_id, &ret_identity->device },
		{ "vendor number of its subsystem", &device->subsystem_vendor_id,
				&ret_identity->subsystem_vendor },
		{ "device number of its subsystem", &device->subsystem_device_id,
				&ret_identity->subsystem_device },
		{ "revision", &device->revision, &ret_identity->revision },
	};
	const struct fact_text *serial = &device->serial;
	const char *what = NULL, *reason = NULL;

	*ret_identity = (struct device_identity){ .path = device->path };
	for (size_t i = 0; !what && i < COUNT(numbers); i++) {
		if (numbers[i].fact->state == XPT_FACT_KNOWN) {
			*numbers[i].to = (unsigned int)numbers[i].fact->value;
			continue;
		}
		what = numbers[i].what;
		reason = numbers[i].fact->reason;
	}
	if (!what && serial->state != XPT_FACT_KNOWN && serial->state != XPT_FACT_ABSENT) {
		what = "serial number";
		reason = serial->reason;
	}
	if (serial->state == XPT_FACT_KNOWN)
		ret_identity->serial = serial->value;
	if (device->nvme_serial.state == XPT_FACT_KNOWN)
		ret_identity->nvme = device->nvme_serial.value;
	if (device->vpd_serial.state == XPT_FACT_KNOWN && !ret_identity->serial)
		ret_identity->vpd = device->vpd_serial.value;
	if (!what)
		return NULL;
	what = xpt__arena_text(arena, "its %s is not known: %s", what,
			reason ? reason : "nobody asked for it");
	return what ? what : "";
}

const char *xpt__names_identity_text(struct arena *arena, const struct device_identity *identity)
{
	if (identity->usb2 || identity->usb3)
		return xpt__usb_names_text(arena, identity);
	return xpt__arena_text(arena,
			"%04x:%04x (subsystem %04x:%04x, revision %02x)%s%s%s%s%s%s at slot path %s",
			identity->vendor, identity->device, identity->subsystem_vendor,
			identity->subsystem_device, identity->revision,
			identity->serial ? " with serial number " : "",
			identity->serial ? identity->serial : "",
			identity->nvme ? " with NVMe serial number " : "",
			identity->nvme ? identity->nvme : "",
			identity->vpd ? " with VPD serial number " : "",
			identity->vpd ? identity->vpd : "", identity->path);
}

const char *xpt__names_proof_text(const struct device_name *name)
{
	static const char *const texts[][2] = {
		[PROOF_SERIAL] = { "its serial number is the same",
				"its serial number is the same" },
		[PROOF_PATH] = { "it has no serial number, but is the same in the same slot",
				"it is the same in the same port" },
		[PROOF_NUMBERS] = { "it has no serial number and is in another slot, "
				    "but no other device here is like it",
				"no serial number of its own tells it, and it is in another port, "
				"but no other device here is like it" },
	};

	return texts[name->proof][name_is_usb(name)];
}

bool xpt__names_keep_serial(struct span serial)
{
	for (size_t i = 0; i < serial.length; i++)
		if (!isalnum((unsigned char)serial.at[i]) && !strchr("_.:+/-", serial.at[i]))
			return false;
	return serial.length;
}
