/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The share of a VF in the MSI-X vectors of its physical function. Linux changes it only while no driver has the VF,
 * and pciback is one: so pciback lets it go for that long. Xen counted the vectors when it met the VF, and does so
 * no more.
 */
#include "vfs.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"

#define OVERRIDE(driver) ((struct op){ VERB_OVERRIDE, driver })
#define NO_OVERRIDE ""

/* Only of what check_override() has let pass. */
static const char *override_of(const struct xpt_device *vf)
{
	return vf->driver_override.state == XPT_FACT_KNOWN ? vf->driver_override.value :
							     NO_OVERRIDE;
}

/* @override: what it has, and gets back */
static void leave_pciback(
		struct builder *builder, const struct xpt_device *vf, const char *override)
{
	if (strcmp(override, PCIBACK) != 0)
		xpt__plan_step(builder, vf, OVERRIDE(PCIBACK), OVERRIDE(override),
				"no other driver may have it meanwhile");
	xpt__plan_step(builder, vf, (struct op){ VERB_UNBIND, PCIBACK },
			(struct op){ VERB_BIND, PCIBACK },
			"Linux shares out vectors only while no driver has the VF");
}

static void return_to_pciback(
		struct builder *builder, const struct xpt_device *vf, const char *override)
{
	xpt__plan_step(builder, vf, (struct op){ VERB_BIND, PCIBACK },
			(struct op){ VERB_UNBIND, PCIBACK }, "it stays reserved");
	if (strcmp(override, PCIBACK) != 0)
		xpt__plan_step(builder, vf, OVERRIDE(override), OVERRIDE(PCIBACK),
				"as it was before");
}

static int check_override(const struct xpt_device *vf, struct xpt_error **ret_error)
{
	const struct fact_text *override = &vf->driver_override;

	if (override->state == XPT_FACT_KNOWN || override->state == XPT_FACT_ABSENT)
		return 0;
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"the driver_override of %s, which is changed meanwhile, is not known: %s",
			vf->address,
			override->reason ? override->reason : "the host does not report it");
}

static int check_holder(const struct builder *builder, const struct xpt_device *vf,
		struct xpt_error **ret_error)
{
	const char *driver = device_driver(vf);
	char buffer[16];

	if (vf->driver.state == XPT_FACT_UNREADABLE)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the driver of %s is not known: %s", vf->address,
				vf->driver.reason);
	if (driver && !xpt__model_in_pciback(vf))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s of dom0 has %s, and Linux changes the number of MSI-X vectors "
				"only while no driver has the VF; first: xpt reserve %s",
				driver, vf->address, vf->address);
	if (vf->owner.kind == OWNER_UNKNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE, "who has %s is not known: %s",
				vf->address,
				vf->owner.reason ? vf->owner.reason : "Xen does not report it");
	if (vf->owner.kind == OWNER_DOMAIN && vf->owner.domid)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s has %s, which keeps its MSI-X vectors meanwhile; first: xpt "
				"detach %s %s",
				xpt__model_domain_name(builder->host, vf->owner.domid, buffer),
				vf->address,
				xpt__model_domain_name(builder->host, vf->owner.domid, buffer),
				vf->address);
	return 0;
}

static bool is_more(const char *wanted, const char *now)
{
	return strlen(wanted) > strlen(now) ||
			(strlen(wanted) == strlen(now) && strcmp(wanted, now) > 0);
}

static void expect_holder(struct builder *builder, const struct xpt_device *vf)
{
	xpt__plan_expect(builder, EXPECT_DRIVER, vf, xpt__model_in_pciback(vf) ? "%s" : NULL,
			PCIBACK);
	xpt__plan_expect(builder, EXPECT_OWNER, vf, "%s", vf->owner.text);
}

int xpt__plan_vf_msix(struct builder *builder, const struct xpt_device *vf, bool reserved_before,
		const char *wanted, const char *now, const char *why, struct xpt_error **ret_error)
{
	unsigned int number = (unsigned int)vf->vf_number.value;
	bool reserved = reserved_before || xpt__model_in_pciback(vf);
	int rc = reserved_before ? 0 : check_holder(builder, vf, ret_error);

	rc = rc || !reserved ? rc : check_override(vf, ret_error);
	if (rc)
		return rc;
	if (!reserved_before)
		expect_holder(builder, vf);
	if (reserved)
		leave_pciback(builder, vf, override_of(vf));
	xpt__plan_step(builder, vf, (struct op){ VERB_VF_SETTINGS, wanted, .count = number },
			(struct op){ VERB_VF_SETTINGS, now, .count = number },
			is_more(wanted, now) ? "%s; Xen goes on with the number that the VF was "
					       "made with, and refuses vectors above it" :
					       "%s",
			why);
	if (reserved)
		return_to_pciback(builder, vf, override_of(vf));
	return 0;
}

/* All would be made and reserved before the driver could refuse. */
static int check_shared_out(const struct xpt_device *pf, unsigned int number, const char *wanted,
		struct xpt_error **ret_error)
{
	const struct fact_int total = xpt__model_msix_to_share(pf);
	long long count = strtoll(wanted + strlen("msix="), NULL, 10);

	if (total.state == XPT_FACT_ABSENT)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"the number of MSI-X vectors of VF %u of %s cannot be set: %s",
				number, pf->address, total.reason);
	if (total.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"how many MSI-X vectors the driver of %s shares out is not known: %s",
				pf->address,
				total.reason ? total.reason : "the host does not report it");
	if (count > total.value)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"VF %u of %s cannot have %lld MSI-X vectors: the driver shares out "
				"%lld to all VFs",
				number, pf->address, count, total.value);
	return 0;
}

int xpt__plan_new_vf_msix(struct builder *builder, const struct xpt_device *pf,
		const struct xpt_device *vf, bool reserved, unsigned int number, const char *wanted,
		const char *why, struct xpt_error **ret_error)
{
	int rc = check_shared_out(pf, number, wanted, ret_error);

	if (rc)
		return rc;
	if (!reserved)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"a driver of dom0 would have VF %u, and Linux changes the number "
				"of MSI-X vectors only while no driver has the VF: write reserve "
				"behind count=",
				number);
	leave_pciback(builder, vf, NO_OVERRIDE);
	xpt__plan_step(builder, vf, (struct op){ VERB_VF_SETTINGS, wanted, .count = number },
			NO_UNDO, "%s", why);
	return_to_pciback(builder, vf, NO_OVERRIDE);
	return 0;
}
