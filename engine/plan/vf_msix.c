/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The share of a VF in the MSI-X vectors of its physical function. Linux changes it only while no driver has the VF,
 * and pciback is one: so pciback lets it go for that long. Xen counted the vectors when it met the VF, and does so
 * no more.
 */
#include "vfs.h"

#include <string.h>

#include "../base/error.h"

#define OVERRIDE(driver) ((struct op){ VERB_OVERRIDE, driver })

static void leave_pciback(struct builder *builder, const struct xpt_device *vf)
{
	xpt__plan_step(builder, vf, OVERRIDE(PCIBACK), OVERRIDE(""),
			"no other driver may have it meanwhile");
	xpt__plan_step(builder, vf, (struct op){ VERB_UNBIND, PCIBACK },
			(struct op){ VERB_BIND, PCIBACK },
			"Linux shares out vectors only while no driver has the VF");
}

static void return_to_pciback(struct builder *builder, const struct xpt_device *vf)
{
	xpt__plan_step(builder, vf, (struct op){ VERB_BIND, PCIBACK },
			(struct op){ VERB_UNBIND, PCIBACK }, "it stays reserved");
	xpt__plan_step(builder, vf, OVERRIDE(""), OVERRIDE(PCIBACK), "as it was before");
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

int xpt__plan_vf_msix(struct builder *builder, const struct xpt_device *vf, const char *wanted,
		const char *now, const char *why, struct xpt_error **ret_error)
{
	unsigned int number = (unsigned int)vf->vf_number.value;
	bool reserved = xpt__model_in_pciback(vf);
	int rc = check_holder(builder, vf, ret_error);

	if (rc)
		return rc;
	xpt__plan_expect(builder, EXPECT_DRIVER, vf, reserved ? "%s" : NULL, PCIBACK);
	xpt__plan_expect(builder, EXPECT_OWNER, vf, "%s", vf->owner.text);
	if (reserved)
		leave_pciback(builder, vf);
	xpt__plan_step(builder, vf, (struct op){ VERB_VF_SETTINGS, wanted, .count = number },
			(struct op){ VERB_VF_SETTINGS, now, .count = number },
			is_more(wanted, now) ? "%s; Xen goes on with the number that the VF was "
					       "made with, and refuses vectors above it" :
					       "%s",
			why);
	if (reserved)
		return_to_pciback(builder, vf);
	return 0;
}

int xpt__plan_new_vf_msix(struct builder *builder, const struct xpt_device *vf, bool reserved,
		unsigned int number, const char *wanted, const char *why,
		struct xpt_error **ret_error)
{
	if (!reserved)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"a driver of dom0 would have VF %u, and Linux changes the number "
				"of MSI-X vectors only while no driver has the VF: write reserve "
				"behind count=",
				number);
	leave_pciback(builder, vf);
	xpt__plan_step(builder, vf, (struct op){ VERB_VF_SETTINGS, wanted, .count = number },
			NO_UNDO, "%s", why);
	return_to_pciback(builder, vf);
	return 0;
}
