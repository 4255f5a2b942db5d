/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_HOST_H
#define XPT_HOST_H

/**
 * The snapshot of a host: taken once, never changed, shareable between threads.
 */
#include <xpt/base.h>
#include <xpt/error.h>
#include <xpt/finding.h>
#include <xpt/value.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xpt_host;
struct xpt_device;
struct xpt_domain;

/** What to read besides the devices, the domains and who owns what. */
enum xpt_detail {
	XPT_DETAIL_NAMES = 1 << 0,    /* vendor, device and class names */
	XPT_DETAIL_DRIVERS = 1 << 1,  /* drivers that match a device */
	XPT_DETAIL_MODELS = 1 << 2,   /* ask the device model of every HVM domain */
	XPT_DETAIL_CONSOLE = 1 << 3,  /* keep Xen's console ring */
	XPT_DETAIL_CRITICAL = 1 << 4, /* what dom0 itself lives on; implies XPT_DETAIL_GRAPHICS */
	/* BARs, interrupts, power, resets, VFs, kind, revision, serial number, driver_override */
	XPT_DETAIL_CONFIG = 1 << 5,
	XPT_DETAIL_PLACEMENT = 1 << 6, /* CPUs, NUMA nodes, cpupools, vCPUs: see xpt/numa.h */
	XPT_DETAIL_ALL = ((1 << 7) - 1) | 7 << 8,
	/*
	 * On which nodes the domains' memory lies; implies XPT_DETAIL_PLACEMENT. Not one of
	 * XPT_DETAIL_ALL: Xen tells it only for debug key u, walks all pages for it, and a host
	 * with much memory stands still meanwhile.
	 */
	XPT_DETAIL_MEMORY = 1 << 7,
	XPT_DETAIL_BOOT = 1 << 8, /* the next boot: see xpt/boot.h */
	XPT_DETAIL_USB = 1 << 9,  /* USB devices: see xpt/usb.h */
	/* What draws on display functions: see xpt/gpu.h; implies XPT_DETAIL_CONFIG. Since: 0.2 */
	XPT_DETAIL_GRAPHICS = 1 << 10,
	/*
	 * The serial number of the vital product data (VPD) of each device that has no other, for xpt/name.h; implies
	 * XPT_DETAIL_CONFIG. Not one of XPT_DETAIL_ALL: up to two seconds for each card that is slow. Since: 0.2
	 */
	XPT_DETAIL_VPD = 1 << 11,
};

/** What to leave out, where only the rest is of interest. */
enum xpt_without {
	XPT_WITHOUT_DEVICES =
			1 << 0, /* no PCI devices, nor what only matters for them; no debug key Q */
};

/** A question that a host was asked, and its answer; or a step of a plan. Its texts live as long as the call. Since: 0.2 */
struct xpt_trace {
	size_t size;
	const char *how; /* "read", "list" (a directory), "link" (where it points); "do", "undo": a step */
	/* "xen/domains", as xpt-capture(5) tells; a guest may have named a part: any byte. "0000:04:00.0: bind to pciback" */
	const char *path;
	int code;	    /* enum xpt_code; XPT_NOT_FOUND: there is no such thing */
	const char *reason; /* why there is no answer, or the step was not done; NULL: it was */
	size_t amount;	    /* bytes of the answer; of a list: names; of a step: 0 */
	unsigned long long
			microseconds; /* from the question to the answer; of a step, until it was seen to be done */
};

struct xpt_open_options {
	size_t size;
	const char *root;     /* a captured host's directory; NULL = this host */
	unsigned int detail;  /* enum xpt_detail, or-ed */
	unsigned int without; /* enum xpt_without, or-ed */
	/* called in the calling thread after each question; NULL: for none. Since: 0.2 */
	void (*trace)(void *data, const struct xpt_trace *trace);
	void *trace_data;
};

/**
 * xpt_host_open - take a snapshot
 * @options:  NULL = this host, no details
 * @ret_host: the snapshot; free with xpt_host_free()
 *
 * What the host does not tell is XPT_FACT_UNREADABLE in the snapshot, not an error. Reading who owns a
 * device writes Xen's debug key Q into the console ring: no hypercall tells it.
 *
 * Blocks until this host has answered. A silent xenstored costs 5 seconds in all, a silent device model
 * (XPT_DETAIL_MODELS) 10 seconds each, XPT_DETAIL_MEMORY as long as Xen walks all pages. A captured host waits
 * for nobody.
 * Return: 0, XPT_DENIED (not root), XPT_UNREADABLE (no Xen here), XPT_INVALID, XPT_NOT_FOUND
 * (no such capture), XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_open(const struct xpt_open_options *options,
		struct xpt_host **ret_host, struct xpt_error **ret_error);

/** xpt_host_free - NULL is fine. Since: 0.1 */
XPT_PUBLIC void xpt_host_free(struct xpt_host *host);

/** xpt_kind_… - the kinds of objects in a snapshot, for their fields. Return: static. Since: 0.2 */
XPT_PUBLIC const struct xpt_kind *xpt_kind_host(void);
XPT_PUBLIC const struct xpt_kind *xpt_kind_device(void);
XPT_PUBLIC const struct xpt_kind *xpt_kind_domain(void);
XPT_PUBLIC const struct xpt_kind *xpt_kind_region(void);

/** xpt_host_object - the facts of the host itself. Since: 0.1 */
XPT_PUBLIC struct xpt_object xpt_host_object(const struct xpt_host *host);

/** xpt_host_device - devices in order of address. Return: NULL past the last. Since: 0.1 */
XPT_PUBLIC const struct xpt_device *xpt_host_device(const struct xpt_host *host, size_t index);

/**
 * xpt_host_find_device - the device at an address
 * Return: 0 or XPT_NOT_FOUND. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_find_device(const struct xpt_host *host, struct xpt_bdf at,
		const struct xpt_device **ret_device, struct xpt_error **ret_error);

/**
 * xpt_host_match - the devices that a word means, as people type it
 * @word:        an address; "04:00.*", all functions of a slot; "04:*.*", all devices of a bus; "04:00.0/3", VF 3 of a
 *               physical function (in a snapshot with XPT_DETAIL_CONFIG); else a name, as xpt_host_find_named() takes it
 * @ret_devices: in order of address, at least one; free with free()
 * An address is returned whether or not it is there: a device that is gone can be detached.
 * Return: 0, XPT_NOT_FOUND, XPT_INVALID (no pattern, or several have that name), XPT_REFUSED (the device of that name is not where
 * it was), XPT_UNREADABLE (which VF has that number, or what has that name, is not known), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_match(const struct xpt_host *host, const char *word,
		struct xpt_bdf **ret_devices, size_t *ret_count, struct xpt_error **ret_error);

/**
 * xpt_host_find_named - the device of a name: one of xpt/name.h (in a snapshot with XPT_DETAIL_CONFIG), or that of an assignable
 * device, given by a reserving xpt_request, names= of an xpt-host.cfg(5), or xl pci-assignable-add -n
 * Return: 0, XPT_NOT_FOUND, XPT_INVALID (several have it), XPT_REFUSED (its device is not where it was; the error has a finding),
 * XPT_UNREADABLE (what has that name is not known), XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_find_named(const struct xpt_host *host, const char *name,
		const struct xpt_device **ret_device, struct xpt_error **ret_error);

/** xpt_device_object - for the device's fields. Since: 0.1 */
XPT_PUBLIC struct xpt_object xpt_device_object(const struct xpt_device *device);
/** xpt_device_address - where it is. Since: 0.1 */
XPT_PUBLIC struct xpt_bdf xpt_device_address(const struct xpt_device *device);
/** xpt_device_driver - the dom0 driver bound to it. Return: NULL: none, or not known. Since: 0.2 */
XPT_PUBLIC const char *xpt_device_driver(const struct xpt_device *device);
/**
 * xpt_device_owner - who owns it by Xen's word
 * Return: "dom0", "d7", "quarantine", "xen"; NULL: not known. The snapshot's. Since: 0.2
 */
XPT_PUBLIC const char *xpt_device_owner(const struct xpt_device *device);
/** xpt_device_parent - the bridge above, or NULL on a root bus. Since: 0.1 */
XPT_PUBLIC const struct xpt_device *xpt_device_parent(const struct xpt_device *device);

/** xpt_host_domain - domains in order of id. Return: NULL past the last. Since: 0.1 */
XPT_PUBLIC const struct xpt_domain *xpt_host_domain(const struct xpt_host *host, size_t index);
/**
 * xpt_host_find_domain - by name, or by id where no domain has that name
 * Return: 0 or XPT_NOT_FOUND. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_find_domain(const struct xpt_host *host, const char *name,
		const struct xpt_domain **ret_domain, struct xpt_error **ret_error);
/** xpt_domain_object - for the domain's fields. Since: 0.1 */
XPT_PUBLIC struct xpt_object xpt_domain_object(const struct xpt_domain *domain);
/** xpt_domain_id - its number until it is destroyed. Since: 0.2 */
XPT_PUBLIC unsigned int xpt_domain_id(const struct xpt_domain *domain);
/** xpt_domain_name - its name. Return: NULL where xenstore does not tell; the snapshot's. Since: 0.2 */
XPT_PUBLIC const char *xpt_domain_name(const struct xpt_domain *domain);

/**
 * xpt_host_region - reserved memory regions (RMRR, IVMD): those that Xen maps, then those that
 * only the firmware's table has
 * @host: a snapshot with XPT_DETAIL_CONFIG, or purpose and cross-checks are not known
 * Return: false past the last. Since: 0.1
 */
XPT_PUBLIC bool xpt_host_region(
		const struct xpt_host *host, size_t index, struct xpt_object *ret_region);

/**
 * xpt_host_check_firmware - defects of the firmware's IOMMU table and memory map
 * @host: a snapshot with XPT_DETAIL_CONFIG
 * @ret_report: a finding for each defect; free with xpt_report_free()
 * Return: 0 (read the verdict) or XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_check_firmware(const struct xpt_host *host,
		struct xpt_report **ret_report, struct xpt_error **ret_error);

/**
 * xpt_host_check - is this host ready for passthrough, and if not, what to do
 * @ret_report: one finding a prerequisite; free with xpt_report_free()
 * Return: 0 (read the verdict) or XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_check(const struct xpt_host *host,
		struct xpt_report **ret_report, struct xpt_error **ret_error);

#ifdef __cplusplus
}
#endif
#endif
