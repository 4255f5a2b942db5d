/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_USB_H
#define XPT_USB_H

/**
 * USB devices: what is plugged into this host, and which domain has it.
 */
#include <xpt/base.h>
#include <xpt/error.h>
#include <xpt/finding.h>
#include <xpt/host.h>
#include <xpt/plan.h>
#include <xpt/value.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xpt_usb_device;

/** xpt_kind_usb_device - its fields. Return: static. Since: 0.2 */
XPT_PUBLIC const struct xpt_kind *xpt_kind_usb_device(void);

/**
 * xpt_host_usb_device - USB devices in order of path, a hub before what hangs on it
 * @host: a snapshot with XPT_DETAIL_USB; without it there are none
 *
 * Devices behind a controller that a guest has, or that is reserved, are not dom0's to see. A device that libxl's
 * records still give to a domain although it is unplugged is among them, with the state "gone".
 * Whether they could be listed tells the host's field "usb_devices".
 * Return: NULL past the last. Since: 0.2
 */
XPT_PUBLIC const struct xpt_usb_device *xpt_host_usb_device(
		const struct xpt_host *host, size_t index);
/** xpt_usb_path_is - is it written as the path of a USB device: "1-1.2", "usb1"? Since: 0.2 */
XPT_PUBLIC bool xpt_usb_path_is(const char *text);
/** xpt_usb_id_is - is it written as vendor, product, and perhaps serial number: "046d:c52b", "046d:c52b:SERIAL"? Since: 0.2 */
XPT_PUBLIC bool xpt_usb_id_is(const char *text);
/**
 * xpt_host_find_usb_device - the USB device that a word means
 * @host: a snapshot with XPT_DETAIL_USB
 * @word: its path, what it is, "046d:c52b" or "046d:c52b:SERIAL", where one alone is that, or a name of it (name.h); by the name of
 *        what is unplugged, too, where libxl's records still give to a domain what was in its socket
 * Return: 0, XPT_INVALID (none of these), XPT_NOT_FOUND, XPT_REFUSED (several are that, or the device of that name is not where
 * it was; the error's report tells), XPT_UNREADABLE (what is not known may be it), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_find_usb_device(const struct xpt_host *host,
		const char *word, const struct xpt_usb_device **ret_device,
		struct xpt_error **ret_error);
/** xpt_usb_device_object - for the device's fields. Since: 0.2 */
XPT_PUBLIC struct xpt_object xpt_usb_device_object(const struct xpt_usb_device *device);
/** xpt_usb_device_path - "1-1.2", as in /sys/bus/usb/devices. Return: the snapshot's. Since: 0.2 */
XPT_PUBLIC const char *xpt_usb_device_path(const struct xpt_usb_device *device);
/** xpt_usb_device_parent - the hub above, or NULL. Since: 0.2 */
XPT_PUBLIC const struct xpt_usb_device *xpt_usb_device_parent(const struct xpt_usb_device *device);

/** What is of a device, or of all that a domain has by libxl's records. */
struct xpt_usb_scope {
	size_t size;
	const struct xpt_usb_device *device; /* NULL: any */
	const struct xpt_domain *domain;     /* NULL: whoever has it */
};

/**
 * xpt_host_check_usb - what is to be told of the host's USB devices: half-states that xpt_check_repair() finds, and what keeps
 * devices from being given to guests
 * @host:       a snapshot with XPT_DETAIL_USB and XPT_DETAIL_MODELS; what was not read is not told
 * @scope:      of what alone, and then also what becomes of it when its domain reboots; NULL: all of the host
 * @ret_report: without findings where there is nothing; free with xpt_report_free()
 *
 * One snapshot: what another program is changing at this moment may look half-way.
 * Return: 0, XPT_INVALID (@scope is of another libxpt), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_check_usb(const struct xpt_host *host,
		const struct xpt_usb_scope *scope, struct xpt_report **ret_report,
		struct xpt_error **ret_error);

/** An emulated USB controller for a domain. */
struct xpt_usb_controller {
	size_t size;
	const char *domain; /* name or id; HVM */
	unsigned int version; /* 1 (UHCI), 2 (EHCI) or 3 (xHCI); 0 = 3, which takes devices of all speeds */
	unsigned int ports; /* of version 3: at most 15; 1 has 2 and 2 has 6; 0 = as many as it may have */
};

/**
 * xpt_plan_for_usb_controller - the step that gives a domain one more USB controller, without a device
 * @host:     a snapshot with XPT_DETAIL_USB and XPT_DETAIL_MODELS
 * @wanted:   copied, with all that it points to
 * @ret_plan: free with xpt_plan_free()
 *
 * An attach makes one by itself where it needs one.
 * Return: 0, XPT_INVALID, XPT_NOT_FOUND (no such domain), XPT_REFUSED (it has no device model that could emulate one),
 * XPT_UNREADABLE (what its device model has, or what libxl recorded of it, is not known), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_usb_controller(const struct xpt_host *host,
		const struct xpt_usb_controller *wanted, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

/** A usb-policy.conf: which USB devices XCP-ng lets guests have. */
struct xpt_usb_policy;

/** xpt_kind_usb_policy_defect - the fields of its defects. Return: static. Since: 0.2 */
XPT_PUBLIC const struct xpt_kind *xpt_kind_usb_policy_defect(void);

/**
 * xpt_usb_policy_open - read a file of rules; what is wrong in it is no error here
 * @path:       "-" is standard input, which blocks until its end
 * @ret_policy: free with xpt_usb_policy_free()
 * Return: 0, XPT_NOT_FOUND, XPT_DENIED, XPT_UNREADABLE (larger than 1 MiB, or no file), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_usb_policy_open(
		const char *path, struct xpt_usb_policy **ret_policy, struct xpt_error **ret_error);
/** xpt_usb_policy_free - NULL is fine. Since: 0.2 */
XPT_PUBLIC void xpt_usb_policy_free(struct xpt_usb_policy *policy);
/** xpt_usb_policy_rules - how many rules were understood. Since: 0.2 */
XPT_PUBLIC size_t xpt_usb_policy_rules(const struct xpt_usb_policy *policy);
/**
 * xpt_usb_policy_defect - what is wrong in it, in order of lines; XCP-ng offers no USB device at all while there is one
 * @ret_defect: the policy's
 * Return: false past the last. Since: 0.2
 */
XPT_PUBLIC bool xpt_usb_policy_defect(
		const struct xpt_usb_policy *policy, size_t index, struct xpt_object *ret_defect);
/**
 * xpt_usb_policy_test - may guests have a device that need not be here?
 * @words:      "vid=056a", "pid=0315", "rel=0100", and for each interface "class=03", then "subclass=01" and "prot=02": numbers
 *              as in a rule. What is not given is not known; without "class=" it has one interface, of which nothing is known
 * @ret_device: the policy's; its fields "policy", "policy_line", "policy_rule" and "interfaces" are those of a device that
 *              is here, XPT_FACT_UNREADABLE where they depend on what is not known. It has no path
 *
 * A policy with a defect that is no warning says nothing of any device, as XCP-ng offers none.
 * Return: 0, XPT_INVALID (a word that no rule could hold, or one that is given twice), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_usb_policy_test(struct xpt_usb_policy *policy,
		const char *const *words, size_t word_count,
		const struct xpt_usb_device **ret_device, struct xpt_error **ret_error);

enum xpt_usb_policy_action { XPT_USB_DENY, XPT_USB_ALLOW };

struct xpt_usb_policy_request {
	size_t size;
	enum xpt_usb_policy_action action;
	const char *const *devices; /* paths, "1-1.2" */
	size_t device_count;
};

/**
 * xpt_plan_for_usb_policy - the steps that make the host's usb-policy.conf let guests have devices, or not
 * @host:     a snapshot with XPT_DETAIL_USB
 * @ret_plan: free with xpt_plan_free(); no steps: it is so already
 *
 * A line is added for each, right before the one that decides otherwise, or such a line about it alone turned round; all else in
 * the file stays, and so does its verdict on each other device that is here. A host without the file forbids nothing:
 * there is nothing to allow then, and to deny makes /etc/xpt/usb-policy.conf, which denies nothing else.
 * Return: 0, XPT_INVALID (no path of a USB device), XPT_NOT_FOUND (no such device), XPT_REFUSED (a hub, a device without all its
 * interfaces, a policy with a defect that is no warning, or another device would be allowed or denied too; the error names
 * it), XPT_UNREADABLE (the policy, or what it asks for), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_usb_policy(const struct xpt_host *host,
		const struct xpt_usb_policy_request *request, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

#ifdef __cplusplus
}
#endif

#endif
