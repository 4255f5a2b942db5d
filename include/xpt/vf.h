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
 * xpt_plan_for_vfs - the steps to another number of virtual functions
 * @host:     a snapshot with XPT_DETAIL_CRITICAL
 * @request:  it and what it points to may be freed afterwards
 * @ret_plan: free with xpt_plan_free(); independent of @host afterwards
 *
 * From one number to another leads only 0: all VFs are made anew then. Reserved ones are released by the plan.
 * Return: 0, XPT_INVALID, XPT_NOT_FOUND (no such device), XPT_REFUSED (a domain has a VF or the device, dom0
 * needs a VF, the device or its driver cannot, too many), XPT_UNREADABLE (one of these is not known),
 * XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_vfs(const struct xpt_host *host,
		const struct xpt_vf_request *request, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

enum xpt_vf_switch {
	XPT_VF_AS_IT_IS,
	XPT_VF_ON,
	XPT_VF_OFF,
	XPT_VF_AUTO, /* the link: as the PF's */
};

/* What the driver of its physical function shall do for a VF. NULL, 0 and XPT_VF_AS_IT_IS leave it alone. */
struct xpt_vf_settings {
	size_t size;
	struct xpt_bdf device; /* the virtual function */
	const char *mac;  /* "52:54:00:12:34:56"; all zeros: the driver of the VF chooses one */
	const char *vlan; /* "10", "10:3" with a priority, "10:3:ad" as 802.1ad; "none" */
	const char *rate; /* "MIN:MAX" in Mbit/s; 0: no limit */
	enum xpt_vf_switch trust, spoof_check, link;
	unsigned int msix; /* MSI-X vectors, 1 to 2048 */
};

/**
 * xpt_plan_for_vf_settings - the steps to other settings of a virtual function
 * @host:     a snapshot with XPT_DETAIL_CONFIG
 * @settings: it and what it points to may be freed afterwards
 * @ret_plan: free with xpt_plan_free(); independent of @host afterwards
 *
 * A step for each setting that is not so yet. They last as long as the VFs do. For another number of MSI-X vectors
 * pciback lets the VF go for a moment.
 * Return: 0, XPT_INVALID (no MAC address, no VLAN, …), XPT_NOT_FOUND (no such device), XPT_REFUSED (no VF, its
 * physical function has no network interface, its driver does not set this, or a domain or a driver of dom0 has the
 * VF whose vectors are to be others), XPT_UNREADABLE (what it is now is not known), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_vf_settings(const struct xpt_host *host,
		const struct xpt_vf_settings *settings, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

#ifdef __cplusplus
}
#endif
#endif
