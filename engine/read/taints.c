/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices that were not sane after a use, by what xpt noted in xenstore, and are not now. */
#include <stdio.h>
#include <string.h>

#include "../formats/claims.h"
#include "../formats/sanity.h"
#include "../formats/taint.h"
#include "../source/paths.h"
#include "ask.h"

static bool is_of(const struct taint *taint, const struct xpt_device *device)
{
	char identity[IDENTITY_TEXT];

	/* of one that does not tell what it is, it stands */
	if (device->vendor_id.state != XPT_FACT_KNOWN || device->device_id.state != XPT_FACT_KNOWN)
		return true;
	snprintf(identity, sizeof(identity), "%04x:%04x",
			(unsigned int)device->vendor_id.value & 0xffff,
			(unsigned int)device->device_id.value & 0xffff);
	return !strcmp(identity, taint->identity);
}

/* A driver of dom0 lets an idle link shrink; one that was lost before is so until it has its lanes again. */
static unsigned int lanes_wanted(const struct taint *taint, const struct xpt_device *device)
{
	return xpt__sanity_is_link(taint->reason) || device->driver.state == XPT_FACT_ABSENT ||
					xpt__model_in_pciback(device) ?
			taint->lanes :
			0;
}

/*
 * What answers again was reset, has lost its power meanwhile, or is another device of the same kind: none of them is
 * what was noted.
 */
static bool is_sane_again(struct source *source, struct xpt_host *host, const struct taint *taint,
		const struct xpt_device *device)
{
	auto_blob struct blob config = { 0 }, resource = { 0 };
	char room[PATH_ROOM], reason[SANITY_TEXT];
	struct fact_text why;

	return xpt__read_answer(source, host, xpt__read_path(room, PATH_PCI "/%s", device->address),
			       &config, &why) &&
			xpt__read_answer(source, host,
					xpt__read_path(room, PATH_DEVICES "/%s/resource",
							device->address),
					&resource, &why) &&
			xpt__sanity_of(blob_span(&config), blob_span(&resource),
					lanes_wanted(taint, device), reason) == SANITY_SANE;
}

static void read_taint(struct source *source, struct xpt_host *host, const char *name)
{
	struct xpt_device *device;
	struct taint taint;
	struct fact_text text;
	struct xpt_bdf bdf;
	char room[PATH_ROOM], date[TAINT_DATE_TEXT];

	device = xpt__claim_name_read(xpt__span_of(name), &bdf) ? xpt__model_device(host, bdf) :
								  NULL;
	if (!device)
		return;
	text = xpt__read_text(source, host, xpt__read_path(room, PATH_STORE_TAINTS "/%s", name));
	if (text.state != XPT_FACT_KNOWN) {
		device->tainted = text;
	} else if (!xpt__taint_read(xpt__span_of(text.value), &taint)) {
		device->tainted = (struct fact_text)FACT_UNREADABLE(
				"what was noted of it is damaged");
	} else if (is_of(&taint, device) && !is_sane_again(source, host, &taint, device)) {
		device->tainted = fact_text_known(xpt__read_keep(host,
				xpt__arena_text(host->arena, "since %s: %.*s",
						xpt__taint_date(&taint, date),
						(int)taint.reason.length, taint.reason.at)));
	}
}

static void all(struct xpt_host *host, struct fact_text fact)
{
	for (size_t i = 0; i < host->device_count; i++)
		host->devices[i].tainted = fact;
}

int xpt__read_taints(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;

	if (!fact_true(host->store)) {
		all(host, xpt__fact_text_why(host->store));
		return 0;
	}
	all(host, (struct fact_text)FACT_ABSENT("nothing was noted of it in this boot"));
	if (!xpt__probe_list(source, host, PATH_STORE_TAINTS, &names, &why)) {
		if (why.state == XPT_FACT_UNREADABLE)
			all(host, why);
		return 0;
	}
	for (size_t i = 0; i < names.count && !host->out_of_memory; i++)
		read_taint(source, host, names.items[i]);
	return 0;
}
