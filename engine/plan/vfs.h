/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside plan/: what the plans about virtual functions share. */
#ifndef PLAN_VFS_H
#define PLAN_VFS_H

#include <xpt/vf.h>

#include "build.h"

/*
 * xpt__vf_check_pf - can it have VFs at all, and so many? (vf_checks.c)
 * Return: 0; the number of VFs that it has now is known then.
 */
int xpt__vf_check_pf(const struct xpt_host *host, const struct xpt_device *pf,
		const struct xpt_vf_request *request, struct xpt_error **ret_error);
/* xpt__vf_check_free - may the VFs that it has be taken away? Names those that may not, and who has them. */
int xpt__vf_check_free(
		struct builder *builder, const struct xpt_device *pf, struct xpt_error **ret_error);

#endif
