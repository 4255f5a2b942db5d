/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What speaks against another number of VFs; the kernel would see to little of it. */
#include <string.h>

#include "../base/error.h"
#include "../base/finding.h"
#include "../explain/causes/causes.h"
#include "vfs.h"

static int check_sriov(const struct xpt_device *pf, struct xpt_error **ret_error)
{
	const struct fact_int *unknown =
			pf->vf_total.state == XPT_FACT_KNOWN ? &pf->vf_count : &pf->vf_total;

	if (pf->physical_function.state == XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s is a virtual function itself: name its physical function, %s",
				pf->address, pf->physical_function.value);
	if (unknown->state == XPT_FACT_UNREADABLE)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"how many VFs %s has and can have is not known: %s", pf->address,
				unknown->reason);
	if (unknown->state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s has no virtual functions: it is not an SR-IOV device",
				pf->address);
	return 0;
}

/* Only the driver in dom0 makes VFs, and takes them away. */
static int check_driver(const struct xpt_device *pf, struct xpt_error **ret_error)
{
	if (pf->driver.state == XPT_FACT_UNREADABLE)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"which driver %s has is not known: %s", pf->address,
				pf->driver.reason);
	if (xpt__model_in_pciback(pf))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"pciback has %s, and only its driver in dom0 can change its VFs: "
				"give it back first: xpt release %s",
				pf->address, pf->address);
	if (!device_driver(pf))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s has no driver in dom0, and only that can change its VFs: "
				"xpt release %s finds one",
				pf->address, pf->address);
	return 0;
}

static int check_owner(const struct xpt_device *pf, struct xpt_error **ret_error)
{
	if (pf->owner.kind == OWNER_UNKNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE, "who has %s is not known: %s",
				pf->address,
				pf->owner.reason ? pf->owner.reason : "Xen does not report it");
	if (!xpt__device_owned_by(pf, 0))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s is not dom0's: Xen says that %s has it", pf->address,
				pf->owner.text);
	return 0;
}

/* Before a driver can see a new VF, none may be allowed to. */
static int check_autoprobe(const struct xpt_device *pf, struct xpt_error **ret_error)
{
	if (pf->vf_autoprobe.state == XPT_FACT_KNOWN)
		return 0;
	return xpt__error_set(ret_error,
			pf->vf_autoprobe.state == XPT_FACT_ABSENT ? XPT_REFUSED : XPT_UNREADABLE,
			"whether drivers take new VFs of %s cannot be set (%s): make them without "
			"reserve or driver, and reserve them afterwards",
			pf->address,
			pf->vf_autoprobe.reason ? pf->vf_autoprobe.reason :
						  "the kernel is older than Linux 4.12");
}

int xpt__vf_check_pf(const struct xpt_host *host, const struct xpt_device *pf,
		const struct xpt_vf_request *request, struct xpt_error **ret_error)
{
	bool chosen = request->driver || request->flags & XPT_VF_RESERVE;
	int rc = check_sriov(pf, ret_error);

	rc = rc ? rc : check_driver(pf, ret_error);
	rc = rc ? rc : check_owner(pf, ret_error);
	rc = rc || !chosen ? rc : check_autoprobe(pf, ret_error);
	if (rc)
		return rc;
	if (request->driver && xpt__model_lacks_driver(host, request->driver))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"dom0 has no driver \"%s\" for PCI devices: load it first, "
				"with modprobe",
				request->driver);
	if (request->flags & XPT_VF_RESERVE && !fact_true(host->pciback))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"dom0 has no pciback, which reserved VFs need: modprobe xen-pciback");
	if (request->count > pf->vf_total.value)
		return xpt__error_set(ret_error, XPT_REFUSED, "%s can have %lld VFs, and not %u",
				pf->address, pf->vf_total.value, request->count);
	if (chosen && request->count == pf->vf_count.value)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s has %u VFs already; the single ones: xpt reserve %s/0, xpt release "
				"--driver NAME %s/0",
				pf->address, request->count, pf->address, pf->address);
	return 0;
}

static int check_vf_known(const struct xpt_device *vf, struct xpt_error **ret_error)
{
	bool dom0_uses = device_driver(vf) && !xpt__model_in_pciback(vf);

	if (vf->owner.kind == OWNER_UNKNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE, "who has %s is not known: %s",
				vf->address,
				vf->owner.reason ? vf->owner.reason : "Xen does not report it");
	if (vf->critical.count)
		return xpt__error_set(ret_error, XPT_REFUSED, "dom0 needs %s: %s", vf->address,
				vf->critical.items[0]);
	if (dom0_uses && vf->critical.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"whether dom0 needs %s is not known: %s", vf->address,
				vf->critical.reason ? vf->critical.reason : "it was not asked for");
	return 0;
}

static bool is_guests(const struct xpt_device *vf)
{
	return vf->owner.kind == OWNER_DOMAIN && vf->owner.domid;
}

static int refuse_used(struct builder *builder, const struct xpt_device *pf,
		const struct bdfs *used, struct xpt_error **ret_error)
{
	const struct xpt_device *first = xpt__model_device(builder->host, used->items[0]);
	auto_of(report) struct xpt_report *report = xpt__report_new();
	const char *list = xpt__model_vf_holders(builder->arena, builder->host, used);
	struct bdfs owned = { 0 };
	char buffer[16];

	for (size_t i = 0; i < used->count; i++)
		if (xpt__model_device(builder->host, used->items[i])->owner.domid ==
						first->owner.domid &&
				!xpt__bdfs_add(builder->arena, &owned, used->items[i]))
			return xpt__error_no_memory(ret_error);
	if (!report || !list ||
			!xpt__report_add(report, &xpt__cause_virtual_functions_in_use,
					PLACEHOLDERS({ "device", pf->address },
							{ "functions", list },
							{ "owner",
									xpt__model_domain_name(
											builder->host,
											first->owner.domid,
											buffer) },
							{ "owned functions",
									xpt__bdfs_text(builder->arena,
											&owned) },
							{ "reserved functions", NULL })))
		return xpt__error_no_memory(ret_error);
	return xpt__error_report(ret_error, XPT_REFUSED, TAKE(report),
			"domains have VFs of %s: %s; take them back first: xpt detach %s %s",
			pf->address, list,
			xpt__model_domain_name(builder->host, first->owner.domid, buffer),
			first->address);
}

int xpt__vf_check_free(
		struct builder *builder, const struct xpt_device *pf, struct xpt_error **ret_error)
{
	struct bdfs used = { 0 };
	int rc = 0;

	if (xpt__model_vfs_change(pf))
		return xpt__error_set(ret_error, XPT_STALE,
				"%s has %lld VFs, but %zu are listed: they are being made or "
				"removed right now",
				pf->address, pf->vf_count.value, pf->virtual_functions.count);
	for (size_t i = 0; !rc && i < pf->virtual_functions.count; i++) {
		const struct xpt_device *vf =
				xpt__model_device(builder->host, pf->virtual_functions.items[i]);

		rc = check_vf_known(vf, ret_error);
		if (!rc && is_guests(vf) && !xpt__bdfs_add(builder->arena, &used, vf->bdf))
			rc = xpt__error_no_memory(ret_error);
	}
	return rc || !used.count ? rc : refuse_used(builder, pf, &used, ret_error);
}
