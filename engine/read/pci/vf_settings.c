/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the driver of a physical function does for its virtual ones: mostly of network interfaces. */
#include <string.h>

#include "../../formats/vf_settings.h"
#include "../../model/vfs.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "pci.h"

static const char no_interface[] = "its physical function has no network interface";
static const char no_network[] = "its physical function is not a network card";
static const char no_vlan[] = "it is in no VLAN";
static const char no_mac[] = "none is set: the driver of the VF chooses one";

static struct vf_settings same_of_all(struct fact_text why)
{
	struct fact_int number = xpt__fact_int_why(why);

	return (struct vf_settings){ why, number, number, why, number, number, why, number, number,
		number };
}

static struct vf_settings settings_of(struct xpt_host *host, const struct vf_settings_line *line)
{
	struct vf_settings settings = {
		.mac = xpt__fact_of_span(host, &line->mac),
		.vlan = line->vlan,
		.vlan_qos = line->qos,
		.vlan_protocol = xpt__fact_of_span(host, &line->protocol),
		.spoof_check = line->spoof_check,
		.trust = line->trust,
		.link = xpt__fact_of_span(host, &line->link),
		.min_rate = line->min_rate,
		.max_rate = line->max_rate,
	};

	if (fact_text_is(settings.mac, "00:00:00:00:00:00"))
		settings.mac = (struct fact_text)FACT_ABSENT(no_mac);
	if (!fact_is(line->vlan, 0))
		return settings;
	settings.vlan = settings.vlan_qos = (struct fact_int)FACT_ABSENT(no_vlan);
	settings.vlan_protocol = (struct fact_text)FACT_ABSENT(no_vlan);
	return settings;
}

static void read_line(struct xpt_host *host, struct xpt_device *vf, struct span text)
{
	struct vf_settings_line line;

	if (vf->vf_number.state != XPT_FACT_KNOWN) {
		vf->vf_settings = same_of_all(xpt__fact_text_why(vf->vf_number));
		return;
	}
	if (xpt__vf_settings_find(text, (unsigned int)vf->vf_number.value, &line) ==
			FOUND_GARBLED) {
		vf->vf_settings = same_of_all((struct fact_text)FACT_UNREADABLE(xpt__line_twice));
		return;
	}
	vf->vf_settings = settings_of(host, &line);
}

/* What the first interface of @pf that tells of VFs says: others of the same device may be their representors. */
static bool read_lines(struct source *source, struct xpt_host *host, const struct names *interfaces,
		struct blob *ret_lines, struct fact_text *ret_why)
{
	char room[PATH_ROOM];

	*ret_why = (struct fact_text)FACT_ABSENT(no_interface);
	for (size_t i = 0; i < interfaces->count; i++) {
		auto_blob struct blob lines = { 0 };

		xpt__read_path(room, PATH_NET_LINK "/%s", interfaces->items[i]);
		if (!xpt__read_answer(source, host, room, &lines, ret_why))
			return false;
		if (lines.length || i + 1 == interfaces->count) {
			*ret_lines = lines;
			lines = (struct blob){ 0 };
			return true;
		}
	}
	return false;
}

/* Return: is there an answer? */
static bool read_answer(struct source *source, struct xpt_host *host, const struct xpt_device *pf,
		struct blob *ret_lines, struct fact_text *ret_why)
{
	auto_names struct names interfaces = { 0 };
	char room[PATH_ROOM];

	*ret_why = (struct fact_text)FACT_ABSENT(no_network);
	if (pf->class_code.state == XPT_FACT_KNOWN && pf->class_code.value >> 8 != CLASS_NETWORK)
		return false;
	if (xpt__probe_list(source, host, xpt__device_path(room, pf, "net"), &interfaces, ret_why))
		return read_lines(source, host, &interfaces, ret_lines, ret_why);
	if (ret_why->state == XPT_FACT_ABSENT)
		ret_why->reason = no_interface;
	return false;
}

/* Linux tells of the PF whether its driver can, and of the VF nothing but the size of its table. */
static struct fact_int msix_of(const struct xpt_device *pf, const struct xpt_device *vf)
{
	const struct fact_int total = xpt__model_msix_to_share(pf);

	return total.state == XPT_FACT_KNOWN ? vf->msix_vectors : total;
}

static void read_settings(struct source *source, struct xpt_host *host, const struct xpt_device *pf)
{
	auto_blob struct blob lines = { 0 };
	struct fact_text why;
	bool told = read_answer(source, host, pf, &lines, &why);

	for (size_t i = 0; i < pf->virtual_functions.count; i++) {
		struct xpt_device *vf = xpt__model_device(host, pf->virtual_functions.items[i]);

		if (told)
			read_line(host, vf, blob_span(&lines));
		else
			vf->vf_settings = same_of_all(why);
		vf->vf_settings.msix = msix_of(pf, vf);
	}
}

void xpt__pci_read_vf_settings(struct source *source, struct xpt_host *host)
{
	static const struct fact_text no_vf = FACT_ABSENT("it is not a virtual function");

	for (size_t i = 0; i < host->device_count; i++)
		host->devices[i].vf_settings = same_of_all(no_vf);
	for (size_t i = 0; i < host->device_count; i++)
		if (host->devices[i].virtual_functions.count)
			read_settings(source, host, &host->devices[i]);
}
