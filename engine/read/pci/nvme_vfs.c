/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Disks: what a physical function has given to the controllers of its virtual ones. */
#include <string.h>

#include "../../formats/nvme_secondary.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "pci.h"

static const char told_twice[] = "its physical function lists it twice";

static struct nvme_vf same_of_all(struct fact_text why)
{
	struct fact_int number = xpt__fact_int_why(why);

	return (struct nvme_vf){ why, number, number, number, number };
}

static struct nvme_vf of_vf(const struct xpt_device *vf, const char *controller, struct span text)
{
	struct nvme_secondary_line line;

	if (vf->vf_number.state != XPT_FACT_KNOWN)
		return same_of_all(xpt__fact_text_why(vf->vf_number));
	if (xpt__nvme_secondary_find(text, (unsigned int)vf->vf_number.value, &line) ==
			FOUND_GARBLED)
		return same_of_all((struct fact_text)FACT_UNREADABLE(told_twice));
	return (struct nvme_vf){ fact_text_known(controller), line.cntlid, line.online, line.vq,
		line.vi };
}

/* A controller that is not "live" is being reset, or given up, and would let us wait. */
static bool is_live(struct source *source, struct xpt_host *host, const struct xpt_device *pf,
		const char *name, struct fact_text *ret_why)
{
	char room[PATH_ROOM];
	struct fact_text state = xpt__read_text(source, host,
			xpt__read_path(room, PATH_DEVICES "/%s/nvme/%s/state", pf->address, name));

	if (fact_text_is(state, "live"))
		return true;
	*ret_why = (struct fact_text)FACT_UNREADABLE(state.reason);
	if (state.state == XPT_FACT_ABSENT)
		ret_why->reason = "the driver of its physical function reports no state";
	if (state.state == XPT_FACT_KNOWN)
		ret_why->reason = xpt__read_keep(host,
				xpt__arena_text(host->arena,
						"the controller of its physical function is not live: %s",
						state.value));
	return false;
}

/* NULL, and why not: it has none that answers. */
static const char *find_controller(struct source *source, struct xpt_host *host,
		const struct xpt_device *pf, struct fact_text *ret_why)
{
	auto_names struct names names = { 0 };
	char room[PATH_ROOM];

	*ret_why = (struct fact_text)FACT_UNREADABLE(
			"only dom0's driver nvme tells it, and does not have its physical function");
	if (!fact_text_is(pf->driver, "nvme"))
		return NULL;
	if (!xpt__probe_list(source, host, xpt__device_path(room, pf, "nvme"), &names, ret_why)) {
		ret_why->state = XPT_FACT_UNREADABLE;
		if (!ret_why->reason)
			ret_why->reason = "the driver of its physical function has no controller";
		return NULL;
	}
	ret_why->reason = "the driver of its physical function has no controller";
	for (size_t i = 0; i < names.count; i++)
		if (!strncmp(names.items[i], "nvme", 4))
			return is_live(source, host, pf, names.items[i], ret_why) ?
					xpt__read_keep(host,
							xpt__arena_text(host->arena, "%s",
									names.items[i])) :
					NULL;
	return NULL;
}

static struct nvme_share none_of(struct fact_int why)
{
	return (struct nvme_share){ why, why, why, why, why };
}

static struct nvme_share share_of(struct span text, const char *what)
{
	struct nvme_share_line line;

	switch (xpt__nvme_share_find(text, what, &line)) {
	case FOUND_NONE:
		return none_of((struct fact_int)FACT_ABSENT("it gives none"));
	case FOUND_GARBLED:
		return none_of((struct fact_int)FACT_UNREADABLE(told_twice));
	default:
		return (struct nvme_share){ line.total, line.primary, line.assigned, line.most,
			line.step };
	}
}

static void read_vfs(struct source *source, struct xpt_host *host, struct xpt_device *pf)
{
	auto_blob struct blob lines = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];
	const char *name = find_controller(source, host, pf, &why);
	bool told = name &&
			xpt__read_answer(source, host,
					xpt__read_path(room, PATH_NVME_ADMIN "/%s", name), &lines,
					&why);

	if (!told && why.state == XPT_FACT_ABSENT)
		why.reason = "its physical function has no Virtualization Management";
	pf->nvme_queues = told ? share_of(blob_span(&lines), NVME_QUEUES) :
				 none_of(xpt__fact_int_why(why));
	pf->nvme_interrupts = told ? share_of(blob_span(&lines), NVME_INTERRUPTS) :
				     none_of(xpt__fact_int_why(why));
	for (size_t i = 0; i < pf->virtual_functions.count; i++) {
		struct xpt_device *vf = xpt__model_device(host, pf->virtual_functions.items[i]);

		vf->nvme_vf = told ? of_vf(vf, name, blob_span(&lines)) : same_of_all(why);
	}
}

static void read_unknown(struct xpt_host *host, const struct xpt_device *pf)
{
	struct fact_text why = FACT_UNREADABLE(pf->class_code.reason);

	for (size_t i = 0; i < pf->virtual_functions.count; i++) {
		struct xpt_device *vf = xpt__model_device(host, pf->virtual_functions.items[i]);

		if (vf->class_code.state != XPT_FACT_KNOWN || fact_is(vf->class_code, CLASS_NVME))
			vf->nvme_vf = same_of_all(why);
	}
}

/* Of VFs that are there, and that may be made. */
static bool is_asked(const struct xpt_device *pf)
{
	return fact_is(pf->class_code, CLASS_NVME) &&
			(pf->virtual_functions.count || fact_true(pf->vf_total));
}

void xpt__pci_read_nvme_vfs(struct source *source, struct xpt_host *host)
{
	static const struct fact_text no_vf = FACT_ABSENT("it is not a virtual function of a disk");

	for (size_t i = 0; i < host->device_count; i++)
		host->devices[i].nvme_vf = same_of_all(no_vf);
	for (size_t i = 0; i < host->device_count; i++)
		if (is_asked(&host->devices[i]))
			read_vfs(source, host, &host->devices[i]);
		else if (host->devices[i].class_code.state != XPT_FACT_KNOWN)
			read_unknown(host, &host->devices[i]);
}
