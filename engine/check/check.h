/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check/ - judges a snapshot.  Reads nothing, writes nothing, prints nothing.
 * Add a check: a file with a `const struct check` and its name in CHECKS below.
 */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include <xpt/plan.h>

#include "../explain/causes/causes.h"
#include "../model/model.h"
#include "irqs.h"
#include "isolation.h"

/* What a check judges: one device of a request. */
struct subject {
	const struct xpt_host *host;
	const struct xpt_request *request;
	const struct xpt_device *device;
	const struct xpt_domain
			*domain; /* attach, detach; NULL otherwise, or where none is named */
	const struct xpt_usb_device *const
			*usb_devices; /* of the request, as request->usb_device_count */
	struct isolation *isolation;  /* of all that are judged */
	const struct bdfs
			*together; /* devices of all requests of a plan; NULL: there is this one */
	struct irqs_of_host irqs;
	struct arena *arena; /* for texts of placeholders, lives as long as the run */
};

/* The same of a USB device. */
struct usb_subject {
	const struct xpt_host *host;
	const struct xpt_request *request;
	const struct xpt_usb_device *device;
	const struct xpt_domain *domain; /* NULL: none is named */
	const struct usb_model *model;	 /* the domain's; NULL: it is not HVM, or was not asked */
	struct arena *arena;
};

struct check {
	const char *id;
	const char *question; /* "can the device be reset between two owners?" */
	unsigned int actions; /* ON(XPT_ATTACH) | … */
	bool once;	      /* about host or domain: asked with the first device only */
	/* 0, NOT_ASKED, XPT_NO_MEMORY */
	int (*run)(const struct subject *subject, struct xpt_report *report);
	bool of_domain; /* asked only where the request names a domain */
};

#define NOT_ASKED (-1) /* the question has no meaning for such a device or domain */

#define ON(action) (1U << (action))
#define ON_ALL (ON(XPT_RESERVE) | ON(XPT_RELEASE) | ON(XPT_ATTACH) | ON(XPT_DETACH))

/* clang-format off */
#define CHECKS(X) \
	X(critical) X(xenstore) X(ownership) X(identity) X(iommu) X(pciback) X(domain) \
	X(memory) X(reserved_memory) X(reset) X(sriov) X(nvme) X(isolation) X(usb_children) X(interrupts) X(bars) \
	X(health) X(graphics) X(power) X(quarantine) X(permissive) X(locality) X(options) X(unfinished)
/* clang-format on */

#define DECLARE_CHECK(name) extern const struct check xpt__check_##name;
CHECKS(DECLARE_CHECK)
#undef DECLARE_CHECK

/* A question about a USB device; attach and detach ask all that fit. */
struct usb_check {
	const char *id, *question;
	unsigned int actions;
	int (*run)(const struct usb_subject *subject, struct xpt_report *report); /* as check.run */
};

#define USB_CHECKS(X) \
	X(kind)       \
	X(domain) X(backend) X(holder) X(speed) X(records) X(policy) X(critical) X(unfinished)

#define DECLARE_CHECK(name) extern const struct usb_check xpt__check_usb_##name;
USB_CHECKS(DECLARE_CHECK)
#undef DECLARE_CHECK

/* xpt__check_usb_devices - asks them all of each. Return: 0 or XPT_NO_MEMORY. */
int xpt__check_usb_devices(struct usb_subject *subject, const struct xpt_usb_device *const *devices,
		struct xpt_report *report);
/* "web", or "d1" where it has no name; NULL where the request names none, or memory is out. */
const char *xpt__usb_subject_domain_name(const struct usb_subject *subject);
/* xpt__check_usb_unknown - "@something is not known: @reason", of the device. 0 or XPT_NO_MEMORY. */
int xpt__check_usb_unknown(const struct usb_subject *subject, struct xpt_report *report,
		const char *something, const char *reason);
/* A root hub says so by its name, whatever else is known. */
bool xpt__check_usb_is_hub(const struct xpt_usb_device *device);
/*
 * xpt__check_usb_speed_fits - does an emulated controller of @version (1 to 3) take it?
 * @ret_slow: it is of 1.5 or 12 Mbit/s
 * Return: XPT_PASS, XPT_RISK (where its descriptors allow it), XPT_BLOCKED, XPT_UNKNOWN (its speed is not known).
 */
enum xpt_verdict xpt__check_usb_speed_fits(
		const struct xpt_usb_device *device, long long version, bool *ret_slow);
/* Does the domain have it, by libxl's records and by its device model? */
bool xpt__check_usb_is_attached(const struct usb_subject *subject);

/* For the checks. */

/* "web", or "d1" where it has no name; NULL where the request names none. */
const char *xpt__subject_domain_name(const struct subject *subject);
bool xpt__subject_requests(const struct subject *subject, struct xpt_bdf bdf);
/* Is the domain of the request the owner, by Xen's word? */
bool xpt__subject_owns(const struct subject *subject, const struct xpt_device *device);
/* Is the domain of the request known to be of this type? False also without a domain. */
bool xpt__subject_type_is(const struct subject *subject, const char *type);
/*
 * xpt__check_unfinished_operation - one that never ended, in the way of @device
 * @what: what of it is half-way; NULL: the first of its devices
 */
int xpt__check_unfinished_operation(const struct unfinished_operation *operation,
		const char *device, const char *what, struct xpt_report *report);
/* xpt__check_doubt - what not knowing whether dom0 needs a device comes to: a captured host loses none */
enum xpt_verdict xpt__check_doubt(const struct xpt_host *host, bool forced);
/* Host, ISA and PCI bridges and their kin; "other bridges" (80) may be ordinary devices. */
bool xpt__check_is_bridge(const struct xpt_device *device);
/* Does a guest (not dom0) own it, by Xen's word? */
bool xpt__check_is_guests(const struct xpt_device *device);
/* xpt__check_go_elsewhere - is one of @devices on another node than @node? Then no node is near all of them. */
bool xpt__check_go_elsewhere(const struct xpt_host *host, const struct xpt_bdf *devices,
		size_t count, long long node);
/* xpt__check_uses - what dom0 needs @device for, of which there is something. NULL: no memory. */
const char *xpt__check_uses(struct arena *arena, const struct xpt_device *device);
/*
 * xpt__check_other_console - where dom0's console is when the request has taken it off its display: "hvc0 (Xen's
 * com1)", "the display at 0000:00:02.0"; NULL: nowhere that is known
 */
const char *xpt__check_other_console(const struct subject *subject);
bool xpt__check_store_unasked(const struct xpt_host *host);
/* xpt__check_unreadable - "@something is not known: @reason". Return: 0 or XPT_NO_MEMORY. */
int xpt__check_unreadable(const struct xpt_host *host, struct xpt_report *report,
		const char *something, const char *reason);
/* xpt__check_unreadable_of - the same of the @device with this address; NULL: of none. */
int xpt__check_unreadable_of(const struct xpt_host *host, struct xpt_report *report,
		const char *something, const char *reason, const char *device);
/* xpt__check_unknown - the same of @subject's device. */
int xpt__check_unknown(const struct subject *subject, struct xpt_report *report,
		const char *something, const char *reason);
/* xpt__check_bus_sharers - who would be reset along with @device, if its bus were; NULL: nobody, or memory is out */
const char *xpt__check_bus_sharers(
		const struct xpt_host *host, struct arena *arena, const struct xpt_device *device);
/* xpt__check_owner_evidence - Xen's line about who owns @device. @finding may be NULL: no memory. */
int xpt__check_owner_evidence(struct xpt_finding *finding, const struct xpt_device *device);
/* xpt__check_option - the word of @command_line that is @option, or begins with it and "="; NULL. */
const char *xpt__check_option(
		struct arena *arena, const struct fact_text *command_line, const char *option);
/*
 * xpt__check_suboption - the part of the comma list "@option=a,b" that is @value, with "@option="; NULL.
 * @value: "no-x" stands for "x=no", "x=off", "x=false", "x=disable" and "x=0" as well
 */
const char *xpt__check_suboption(struct arena *arena, const struct fact_text *command_line,
		const char *option, const char *value);
/* xpt__check_iommu_off - why Xen has no IOMMU, and where that is told. 0 or XPT_NO_MEMORY. */
int xpt__check_iommu_off(
		const struct xpt_host *host, struct arena *arena, struct xpt_report *report);
int xpt__check_pciback_missing(const struct xpt_host *host, struct xpt_report *report);
/* xpt__check_hide - its hide= is malformed. 0 or XPT_NO_MEMORY. */
int xpt__check_hide(
		const struct xpt_host *host, enum xpt_verdict verdict, struct xpt_report *report);

#endif
