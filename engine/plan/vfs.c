/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Another number of VFs. The kernel goes from one number to another only through 0, and what was with the old
 * VFs is gone with them; the undo of each step makes it again.
 *
 * New VFs that are not for the drivers of dom0 are kept from them by sriov_drivers_autoprobe. Then only a VF
 * with driver_override can be bound at all, to pciback too.
 */
#include "vfs.h"

#include <string.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../base/options.h"

#define OVERRIDE(driver) ((struct op){ VERB_OVERRIDE, driver })

struct vf_change {
	struct builder *builder;
	const struct xpt_device *pf;
	struct xpt_vf_request request;
	const char *driver; /* that new VFs get; NULL: the kernel chooses */
	unsigned int now;
	struct nvme_gift gift; /* of a disk to its new VFs */
};

static void autoprobe_step(const struct vf_change *change, bool on, const char *why)
{
	if (fact_true(change->pf->vf_autoprobe))
		xpt__plan_step(change->builder, change->pf,
				(struct op){ VERB_VF_AUTOPROBE, .count = on },
				(struct op){ VERB_VF_AUTOPROBE, .count = !on }, "%s", why);
}

/* Old VFs */

static void release_vf(const struct vf_change *change, const struct xpt_device *vf)
{
	struct builder *builder = change->builder;
	bool remembered = vf->original_driver.state == XPT_FACT_KNOWN;

	if (vf->owner.kind == OWNER_QUARANTINE)
		xpt__plan_step(builder, vf, (struct op){ VERB_UNQUARANTINE },
				(struct op){ VERB_QUARANTINE }, "the VF goes away");
	xpt__plan_step(builder, vf, OVERRIDE(PCIBACK), OVERRIDE(""),
			"without it pciback could not get it back if this is undone");
	xpt__plan_step(builder, vf, (struct op){ VERB_UNBIND, PCIBACK },
			(struct op){ VERB_BIND, PCIBACK },
			"what pciback has counts as assigned, and such a VF cannot go");
	xpt__plan_step(builder, vf, OVERRIDE(""), OVERRIDE(PCIBACK), "as it was before");
	xpt__plan_step(builder, vf, (struct op){ VERB_SLOT_REMOVE }, (struct op){ VERB_SLOT_ADD },
			"pciback must not take what is there later");
	xpt__plan_name_device(builder, vf, NULL, "the VF goes away");
	if (remembered)
		xpt__plan_step(builder, vf, (struct op){ VERB_FORGET },
				(struct op){ VERB_REMEMBER, vf->original_driver.value },
				"the VF goes away");
}

static void expect_vf(struct builder *builder, const struct xpt_device *vf)
{
	const char *driver = device_driver(vf);

	xpt__plan_expect(builder, EXPECT_DRIVER, vf, driver ? "%s" : NULL, driver);
	xpt__plan_expect(builder, EXPECT_OWNER, vf, "%s", vf->owner.text);
}

static const struct xpt_device *vf_at(const struct vf_change *change, size_t index)
{
	return xpt__model_device(change->builder->host, change->pf->virtual_functions.items[index]);
}

/* Drivers let go before autoprobe is off, so that they get their VFs back once it is on again. */
static void leave_drivers(const struct vf_change *change)
{
	for (size_t i = 0; i < change->pf->virtual_functions.count; i++) {
		const struct xpt_device *vf = vf_at(change, i);
		const char *driver = device_driver(vf);

		expect_vf(change->builder, vf);
		if (driver && !xpt__model_in_pciback(vf) && fact_true(change->pf->vf_autoprobe))
			xpt__plan_step(change->builder, vf, (struct op){ VERB_UNBIND, driver },
					(struct op){ VERB_BIND, driver }, "the VF goes away");
	}
}

/* Were this undone, they are pciback's again, or a disk's that are offline at first. */
static bool has_vfs_to_keep(const struct vf_change *change)
{
	for (size_t i = 0; i < change->pf->virtual_functions.count; i++)
		if (xpt__model_in_pciback(vf_at(change, i)) ||
				xpt__plan_nvme_takes(change->pf, vf_at(change, i)))
			return true;
	return false;
}

static void release_reserved(const struct vf_change *change)
{
	for (size_t i = 0; i < change->pf->virtual_functions.count; i++)
		if (xpt__model_in_pciback(vf_at(change, i)))
			release_vf(change, vf_at(change, i));
}

/* New VFs */

static void give_vf(const struct vf_change *change, const struct xpt_device *vf)
{
	struct builder *builder = change->builder;
	bool reserve = change->request.flags & XPT_VF_RESERVE;

	xpt__plan_step(builder, vf, OVERRIDE(change->driver), OVERRIDE(""),
			"no other driver may have it");
	if (reserve)
		xpt__plan_step(builder, vf, (struct op){ VERB_SLOT_ADD },
				(struct op){ VERB_SLOT_REMOVE },
				"pciback takes only what it lists");
	xpt__plan_step(builder, vf, (struct op){ VERB_BIND, change->driver },
			(struct op){ VERB_UNBIND, change->driver }, "%s",
			reserve ? "pciback resets it and holds it for guests" : "as requested");
	xpt__plan_step(builder, vf, OVERRIDE(""), OVERRIDE(change->driver),
			"its next driver is not chosen yet");
	if (reserve)
		xpt__plan_step(builder, vf, (struct op){ VERB_QUARANTINE },
				(struct op){ VERB_UNQUARANTINE },
				"its DMA reaches nobody's memory until a guest has it");
}

/* Drivers that were to come later: once a controller is online. */
static bool has_late_drivers(const struct vf_change *change)
{
	return change->gift.given && !change->driver && fact_true(change->pf->vf_autoprobe);
}

static void offer_vfs(const struct vf_change *change)
{
	struct xpt_device vf;

	for (unsigned int i = 0; i < change->request.count; i++)
		if (xpt__model_new_vf(change->pf, i, &vf))
			xpt__plan_step(change->builder, &vf, (struct op){ VERB_PROBE },
					(struct op){ VERB_UNBIND }, "it can be used now");
}

static void add_count(const struct vf_change *change, const char *last)
{
	const char *why_not = change->gift.why_not;

	xpt__plan_step(change->builder, change->pf,
			(struct op){ VERB_VF_COUNT, last, .count = change->request.count },
			(struct op){ VERB_VF_COUNT },
			why_not ? "as requested; their controllers stay as they are: %s" :
				  "as requested%s",
			why_not ? why_not : "");
}

static int make_vfs(const struct vf_change *change, struct xpt_error **ret_error)
{
	unsigned int count = change->request.count;
	struct xpt_device vf = { 0 };

	if (!count)
		return 0;
	if (change->driver && !xpt__model_new_vf(change->pf, count - 1, &vf))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"%s does not report where its VFs will be (offset and stride in "
				"its config space): make them without reserve or driver",
				change->pf->address);
	add_count(change, change->driver ? vf.address : NULL);
	xpt__plan_nvme_online(change->builder, change->pf, count, &change->gift);
	for (unsigned int i = 0; change->driver && i < count; i++)
		if (xpt__model_new_vf(change->pf, i, &vf))
			give_vf(change, &vf);
	return 0;
}

int xpt__plan_new_vf_setting(struct builder *builder, const struct xpt_device *pf, bool reserved,
		unsigned int number, const char *wanted, const char *why,
		struct xpt_error **ret_error)
{
	bool is_msix = xpt__span_starts(xpt__span_of(wanted), "msix=");
	struct xpt_device vf;

	if (!is_msix && pf->class_code.state == XPT_FACT_KNOWN &&
			pf->class_code.value >> 8 != CLASS_NETWORK)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"VFs of %s have no such setting: it is not a network card",
				pf->address);
	if (!xpt__model_new_vf(pf, number, &vf))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"%s does not report where its VFs will be (offset and stride in "
				"its config space): make them with xpt vf create first",
				pf->address);
	if (is_msix)
		return xpt__plan_new_vf_msix(
				builder, pf, &vf, reserved, number, wanted, why, ret_error);
	xpt__plan_step(builder, &vf, (struct op){ VERB_VF_SETTINGS, wanted, .count = number },
			NO_UNDO, "%s", why);
	return 0;
}

static void take_vfs(const struct vf_change *change)
{
	bool through = change->request.count;

	for (size_t i = 0; i < change->pf->virtual_functions.count; i++) {
		xpt__plan_note_vf(change->builder, vf_at(change, i));
		if (xpt__plan_nvme_takes(change->pf, vf_at(change, i)))
			xpt__plan_nvme_offline(change->builder, change->pf, vf_at(change, i));
	}
	xpt__plan_step(change->builder, change->pf, (struct op){ VERB_VF_COUNT },
			(struct op){ VERB_VF_COUNT, .count = change->now }, "%s",
			through ? "the kernel goes from one number to another only through 0" :
				  "as requested");
}

static const char *why_keep(const struct vf_change *change)
{
	if (change->driver)
		return "no driver of dom0 may be faster";
	return has_late_drivers(change) ? "its drivers would wait in vain for what is offline" :
					  "so that no driver takes them if this is undone";
}

static int plan_change(const struct vf_change *change, struct xpt_error **ret_error)
{
	bool kept = has_vfs_to_keep(change), late = has_late_drivers(change);
	int rc;

	if (change->now)
		leave_drivers(change);
	if (change->driver || kept || late)
		autoprobe_step(change, false, why_keep(change));
	release_reserved(change);
	if (change->now)
		take_vfs(change);
	if (kept && !change->driver && !late)
		autoprobe_step(change, true, "as it was before");
	rc = make_vfs(change, ret_error);
	if (!rc && (change->driver || late))
		autoprobe_step(change, true, "as it was before");
	if (!rc && late)
		offer_vfs(change);
	return rc;
}

static void expect_pf(struct builder *builder, const struct xpt_device *pf)
{
	xpt__plan_expect(builder, EXPECT_IDENTITY, pf, "%04x:%04x",
			(unsigned int)pf->vendor_id.value, (unsigned int)pf->device_id.value);
	xpt__plan_expect(builder, EXPECT_DRIVER, pf, "%s", pf->driver.value);
	xpt__plan_expect(builder, EXPECT_VF_COUNT, pf, "%lld", pf->vf_count.value);
}

static int check_words(const struct xpt_host *host, const struct xpt_vf_request *request,
		struct xpt_error **ret_error)
{
	const char *driver = request->driver;

	if (request->flags & ~(unsigned int)XPT_VF_RESERVE)
		return xpt__error_set(ret_error, XPT_INVALID, "unknown flags 0x%x", request->flags);
	if (driver && request->flags & XPT_VF_RESERVE)
		return xpt__error_set(ret_error, XPT_INVALID,
				"reserved VFs have no other driver than pciback: name none");
	if (driver &&
			(!*driver || *driver == '.' || strchr(driver, '/') ||
					strlen(driver) > DRIVER_TEXT_MAX ||
					!strcmp(driver, PCIBACK)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\" cannot be a driver that dom0 uses VFs with", driver);
	if (!request->count && (driver || request->flags))
		return xpt__error_set(ret_error, XPT_INVALID,
				"no VFs can have no driver and cannot be reserved");
	if (!(host->detail & XPT_DETAIL_CRITICAL))
		return xpt__error_set(ret_error, XPT_INVALID,
				"a snapshot with XPT_DETAIL_CRITICAL is needed");
	return 0;
}

int xpt__plan_add_vfs(struct builder *builder, const void *given, const char **ret_title,
		struct xpt_error **ret_error)
{
	struct vf_change change = { .builder = builder };
	struct xpt_vf_request *request = &change.request;
	int rc;

	if (!xpt__options_take(given, request, sizeof(*request)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	rc = check_words(builder->host, request, ret_error);
	rc = rc ? rc : xpt_host_find_device(builder->host, request->device, &change.pf, ret_error);
	rc = rc ? rc : xpt__vf_check_pf(builder->host, change.pf, request, ret_error);
	if (rc)
		return rc;
	change.now = (unsigned int)change.pf->vf_count.value;
	change.driver = request->flags & XPT_VF_RESERVE ? PCIBACK : request->driver;
	*ret_title = xpt__arena_text(builder->arena, "change the number of VFs of %s to %u",
			change.pf->address, request->count);
	if (change.now == request->count)
		return 0;
	rc = change.now ? xpt__vf_check_free(builder, change.pf, ret_error) : 0;
	if (rc)
		return rc;
	expect_pf(builder, change.pf);
	if (request->count)
		change.gift = xpt__plan_nvme_gift(builder, change.pf, request->count);
	return plan_change(&change, ret_error);
}

int xpt_plan_for_vfs(const struct xpt_host *host, const struct xpt_vf_request *request,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	return xpt__plan_build(host, request, xpt__plan_add_vfs, ret_plan, ret_error);
}
