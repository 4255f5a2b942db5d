/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that mends a host, as one plan. */
#include "build.h"

static int fill(struct builder *builder, const void *request, const char **ret_title,
		struct xpt_error **ret_error)
{
	const struct xpt_judged *judged = request;
	const char *title;
	int rc = 0;

	for (size_t i = 0; !rc && i < judged->requests.count; i++)
		rc = xpt__plan_add_request(builder, &judged->requests.items[i], &title, ret_error);
	for (size_t i = 0; !rc && i < judged->usb.count; i++)
		xpt__plan_usb_mend(builder, &judged->usb.items[i]);
	*ret_title = "repair";
	return rc;
}

int xpt_plan_for_repair(const struct xpt_host *host, const struct xpt_judged *judged,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	int rc = xpt__judged_may_be_planned(judged, xpt__identity_of_repair(host), ret_error);

	return rc ? rc : xpt__plan_build(host, judged, fill, ret_plan, ret_error);
}
