/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_VF_H
#define XPT_VF_H

/**
 * Virtual functions (SR-IOV): how many a physical function has, and what becomes of new ones.
 */
#include <xpt/base.h>
#include <xpt/error.h>
#include <xpt/host.h>
#include <xpt/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

enum xpt_vf_flag {
	XPT_VF_RESERVE = 1 << 0, /* new VFs are reserved before a driver of dom0 sees them */
};

struct xpt_vf_request {
	size_t size;
	struct xpt_bdf device; /* the physical function */
	unsigned int count;    /* VFs that it shall have; 0: none */
	const char *driver;    /* of dom0 that new VFs get; NULL: what dom0 takes them with */
	unsigned int flags;    /* enum xpt_vf_flag, or-ed; not with @driver */
};

/**
 * xpt_plan_vfs - the steps to another number of virtual functions
 * @host:     a snapshot with XPT_DETAIL_CRITICAL
 * @request:  it and what it points to may be freed afterwards
 * @ret_plan: free with xpt_plan_free(); independent of @host afterwards
 *
 * From one number to another leads only 0: all VFs are made anew then. Reserved ones are released by the plan.
 * Return: 0, XPT_INVALID, XPT_NOT_FOUND (no such device), XPT_REFUSED (a domain has a VF or the device, dom0
 * needs a VF, the device or its driver cannot, too many), XPT_UNREADABLE (one of these is not known),
 * XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_vfs(const struct xpt_host *host,
		const struct xpt_vf_request *request, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

#ifdef __cplusplus
}
#endif
#endif
