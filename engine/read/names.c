/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of devices, from xpt's own file. */
#include "../config/names.h"
#include "../source/paths.h"
#include "ask.h"

static void parse(struct xpt_host *host, struct device_names *names, struct span text)
{
	const char *why = NULL, *kept;

	kept = xpt__read_keep(host,
			xpt__arena_copy(host->arena, text.length ? text.at : "", text.length));
	if (!kept)
		return;
	text.at = kept;
	if (!xpt__names_parse(host->arena, PATH_NAMES, text, names, &why)) {
		host->out_of_memory = true;
		return;
	}
	host->names_file = fact_text_known(PATH_NAMES);
	if (why)
		host->names_file = (struct fact_text)FACT_UNREADABLE(why);
	else
		host->names = names;
}

static bool may_be_named(const struct xpt_host *host, const struct xpt_device *device)
{
	for (size_t i = 0; host->names && i < host->names->count; i++)
		if (host->names->items[i].identity.vpd &&
				xpt__names_may_be(&host->names->items[i], device))
			return true;
	return false;
}

/* A guest's driver may be reading it by the same two registers. */
static const char *why_not_vpd(const struct xpt_device *device)
{
	if (device->owner.kind == OWNER_DOMAIN && device->owner.domid)
		return "it stands in the VPD, which is not read while a guest has the device";
	if (device->owner.kind == OWNER_UNKNOWN)
		return "it stands in the VPD, which is not read while it is not known whether a guest has "
		       "the device";
	return NULL;
}

/* The functions of some cards share the registers, so Linux reads by those of function 0; VFs have none of their PF's. */
static const char *why_not_vpd_of_card(const struct xpt_host *host, const struct xpt_device *device)
{
	struct xpt_bdf bdf = device->bdf;

	for (bdf.function = 0; bdf.function < 8; bdf.function++) {
		const struct xpt_device *other = xpt__model_device(host, bdf);

		if (other && other != device && other->physical_function.state != XPT_FACT_KNOWN &&
				why_not_vpd(other))
			return other->owner.kind == OWNER_UNKNOWN ?
					"it stands in the VPD, which is not read while it is not known "
					"whether a guest has another function of the card" :
					"it stands in the VPD, which is not read while a guest has "
					"another function of the card";
	}
	return NULL;
}

static struct fact_text ask_vpd(
		struct source *source, struct xpt_host *host, const struct xpt_device *device)
{
	const char *why_not = why_not_vpd(device);
	char room[PATH_ROOM];
	struct fact_text serial;

	why_not = why_not ? why_not : why_not_vpd_of_card(host, device);
	if (why_not)
		return (struct fact_text)FACT_UNREADABLE(why_not);
	serial = xpt__read_text(
			source, host, xpt__read_path(room, PATH_PCI_VPD "/%s", device->address));
	if (serial.state == XPT_FACT_KNOWN && !xpt__names_keep_serial(xpt__span_of(serial.value)))
		return (struct fact_text)FACT_UNREADABLE(
				"that of its VPD has characters that serial numbers do not have");
	return serial;
}

/* Some cards are slow to tell it, so it is asked only of what has no other serial number and may be what a name means. */
static void read_vpd(struct source *source, struct xpt_host *host)
{
	for (size_t i = 0; i < host->device_count; i++) {
		struct xpt_device *device = &host->devices[i];
		bool is_asked = host->detail & XPT_DETAIL_VPD || may_be_named(host, device);

		if (is_asked && device->serial.state == XPT_FACT_ABSENT)
			device->vpd_serial = ask_vpd(source, host, device);
	}
}

int xpt__read_names(struct source *source, struct xpt_host *host)
{
	struct device_names *names = xpt__arena_alloc(host->arena, sizeof(*names));
	auto_blob struct blob text = { 0 };

	if (!names)
		return XPT_NO_MEMORY;
	host->names_path = PATH_NAMES;
	if (xpt__read_answer(source, host, PATH_NAMES, &text, &host->names_file))
		parse(host, names, blob_span(&text));
	read_vpd(source, host);
	return !host->names || xpt__names_resolve(host, host->names) ? 0 : XPT_NO_MEMORY;
}
