/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_DESIRED_H
#define XPT_DESIRED_H

/**
 * A host as it shall be: files say so, a comparison with a snapshot says what differs, and a plan
 * makes it so.
 */
#include <xpt/base.h>
#include <xpt/config.h>
#include <xpt/error.h>
#include <xpt/finding.h>
#include <xpt/host.h>
#include <xpt/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xpt_desired;

/**
 * xpt_desired_open - what files say
 * @paths:       xl configurations of guests (those with name=), and xpt-host.cfg(5) files; all count
 *               together; "-" is standard input, which blocks until its end
 * @ret_desired: free with xpt_desired_free()
 * Return: 0, XPT_INVALID (file, line, and what to write), XPT_NOT_FOUND, XPT_DENIED, XPT_UNREADABLE,
 * XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_desired_open(const char *const *paths, size_t count,
		struct xpt_desired **ret_desired, struct xpt_error **ret_error);

/**
 * xpt_desired_of - what configurations say that were read already
 * @configs:     as the files of xpt_desired_open(); not needed afterwards. The files that one of them names are read
 * @ret_desired: free with xpt_desired_free()
 * Return: as xpt_desired_open(). Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_desired_of(const struct xpt_config *const *configs, size_t count,
		struct xpt_desired **ret_desired, struct xpt_error **ret_error);

/** xpt_desired_free - NULL is fine. Since: 0.1 */
XPT_PUBLIC void xpt_desired_free(struct xpt_desired *desired);

/**
 * xpt_desired_has_devices - are there devices among it?
 * Return: false: a snapshot with XPT_WITHOUT_DEVICES is enough. Since: 0.1
 */
XPT_PUBLIC bool xpt_desired_has_devices(const struct xpt_desired *desired);

/**
 * xpt_desired_has_usb - are there USB devices among it?
 * Return: true: the snapshot needs XPT_DETAIL_USB besides. Since: 0.2
 */
XPT_PUBLIC bool xpt_desired_has_usb(const struct xpt_desired *desired);

/**
 * xpt_desired_has_boot - is something of the next boot among it?
 * Return: true: the snapshot needs XPT_DETAIL_BOOT and XPT_DETAIL_CRITICAL, and its devices. Since: 0.2
 */
XPT_PUBLIC bool xpt_desired_has_boot(const struct xpt_desired *desired);

enum xpt_item_state {
	XPT_ITEM_SAME, /* it is so already */
	XPT_ITEM_DIFFERS,
	/* nothing to do now: the domain does not run, the device to be named is dom0's, the USB device is unplugged, the VF
	   is not there or comes anew */
	XPT_ITEM_WAITS,
	XPT_ITEM_UNREAD, /* the snapshot does not hold it: it was taken without devices, XPT_DETAIL_USB or XPT_DETAIL_BOOT */
	XPT_ITEM_UNKNOWN, /* the host does not tell how it is: by itself no plan touches it */
};

/** One thing that files say, and how it is. */
struct xpt_item {
	size_t size;
	/* "vCPU 0 of g1", "cpupool numa1", "0000:00:05.0", "name of 0000:00:05.0", "domain g1",
	   "0000:00:05.0 at the next boot", "iommu of Xen at the next boot", "USB device 046d:c52b",
	   "VFs of 0000:02:00.0", "vlan of 0000:02:00.0/3" */
	const char *subject;
	const char *is, *wanted; /* "hard all", "hard 2-3" */
	enum xpt_item_state state;
	const char *file; /* that says so, and where in it */
	unsigned long line;
	const char *domain;	 /* whose it is; NULL: the host's */
	unsigned int domain_id;	 /* where it runs */
	const char *domain_uuid; /* NULL: it does not run, or Xen does not tell */
};

struct xpt_comparison;

/**
 * xpt_compare - a host and what is desired of it
 * @host:    a snapshot with XPT_DETAIL_PLACEMENT, XPT_DETAIL_CRITICAL and XPT_DETAIL_MODELS; must
 *           outlive the comparison, as must @desired
 * @ret_comparison: free with xpt_comparison_free()
 * Return: 0, XPT_INVALID (files contradict each other, or CPUs that this host does not have),
 * XPT_UNREADABLE (Xen or xenstore do not tell), XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_compare(const struct xpt_host *host,
		const struct xpt_desired *desired, struct xpt_comparison **ret_comparison,
		struct xpt_error **ret_error);

/** xpt_comparison_free - NULL is fine. Since: 0.1 */
XPT_PUBLIC void xpt_comparison_free(struct xpt_comparison *comparison);

/** xpt_comparison_item - all items, the host's first. Return: false past the last. Since: 0.1 */
XPT_PUBLIC bool xpt_comparison_item(
		const struct xpt_comparison *comparison, size_t index, struct xpt_item *ret_item);

/**
 * xpt_comparison_leave - an item that shall stay as it is: no plan touches it
 * What was judged before must be judged again. Since: 0.1
 */
XPT_PUBLIC void xpt_comparison_leave(struct xpt_comparison *comparison, size_t index);

/**
 * xpt_check_comparison - will it work? The devices are judged as xpt_check_request() does.
 * @ret_judged: read it with xpt_judged_report(); free it with xpt_judged_free(), before or after
 *              @comparison
 * Return: 0 (read the report's verdict; each line of USB devices that gives nothing to anybody is a finding of it),
 * XPT_INVALID (files contradict each other about a device), XPT_NOT_FOUND, XPT_REFUSED (another device has that name),
 * XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_check_comparison(const struct xpt_comparison *comparison,
		struct xpt_judged **ret_judged, struct xpt_error **ret_error);

/**
 * xpt_comparison_check_boot - does the loader's menu hold what files want of the next boot?
 * @comparison: of a snapshot with XPT_DETAIL_BOOT and XPT_DETAIL_CONFIG
 * @report:     gets a finding for each device that is to be hidden and is not, and each option that is missing
 * Return: 0 or XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_comparison_check_boot(const struct xpt_comparison *comparison,
		struct xpt_report *report, struct xpt_error **ret_error);

/**
 * xpt_plan_for_comparison - the steps that make the host as desired: all of them, or none
 * @judged:   of xpt_check_comparison() for this comparison; stays yours
 * @ret_plan: free with xpt_plan_free(); without steps where nothing differs
 * Return: 0, XPT_REFUSED (the verdict is XPT_BLOCKED, or a cpupool cannot become so), XPT_STALE (judged
 * of something else, or before xpt_comparison_leave()), XPT_INVALID (also where @judged is NULL),
 * XPT_NOT_FOUND, XPT_UNREADABLE, XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_comparison(const struct xpt_comparison *comparison,
		const struct xpt_judged *judged, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

struct xpt_events;

/**
 * xpt_events_open - be told when domains start and end
 * @ret_events: free with xpt_events_free()
 * Returns at once, whether xenstored answers or not; the first event comes when it does. A thread of the library's,
 * with all signals blocked, listens; it ends at the first event after xpt_events_free().
 * Return: 0, XPT_UNSUPPORTED (a build without Xen), XPT_UNREADABLE, XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_events_open(
		struct xpt_events **ret_events, struct xpt_error **ret_error);

/** xpt_events_fd - poll() it for POLLIN, read nothing. Return: of @events, which closes it. Since: 0.1 */
XPT_PUBLIC int xpt_events_fd(const struct xpt_events *events);

/**
 * xpt_events_take - forget the events so far; does not wait
 * @ret_some: were there any?
 * Return: 0, XPT_UNREADABLE (the connection to xenstored is lost: open anew). Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_events_take(
		struct xpt_events *events, bool *ret_some, struct xpt_error **ret_error);

/** xpt_events_free - NULL is fine. Since: 0.1 */
XPT_PUBLIC void xpt_events_free(struct xpt_events *events);

struct xpt_usb_events;

/**
 * xpt_usb_events_open - be told when USB devices are plugged in and unplugged
 * @ret_events: free with xpt_usb_events_free()
 * The kernel tells it itself; neither udev nor rights are needed, but the network namespace of the host is.
 * Return: 0, XPT_UNREADABLE, XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_usb_events_open(
		struct xpt_usb_events **ret_events, struct xpt_error **ret_error);

/** xpt_usb_events_fd - poll() it for POLLIN, read nothing. Return: of @events, which closes it. Since: 0.2 */
XPT_PUBLIC int xpt_usb_events_fd(const struct xpt_usb_events *events);

/**
 * xpt_usb_events_take - forget the events so far; does not wait
 * @ret_some: were there any, or may there have been some that were lost?
 * Return: 0, XPT_UNREADABLE (open anew). Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_usb_events_take(
		struct xpt_usb_events *events, bool *ret_some, struct xpt_error **ret_error);

/** xpt_usb_events_free - NULL is fine. Since: 0.2 */
XPT_PUBLIC void xpt_usb_events_free(struct xpt_usb_events *events);

#ifdef __cplusplus
}
#endif
#endif
