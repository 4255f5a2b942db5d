/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a comparison: what its parts share. */
#ifndef COMPARE_ITEMS_H
#define COMPARE_ITEMS_H

#include "compare.h"

/* One comparison under way. */
struct comparison_builder {
	struct xpt_comparison *comparison;
	const struct desired_domain *name; /* the domain at hand */
	const struct xpt_domain *domain;   /* NULL: it does not run */
	const char *physical_function;	   /* whose VFs are at hand, or NULL */
	struct xpt_error **ret_error;
};

/* Whose it is, and where it is said, is filled in here. */
int xpt__comparison_add(const struct comparison_builder *run, struct item item, struct origin at);
/*
 * xpt__comparison_match - the next device that @pattern means
 * @index: 0 at first
 * @ret_device: NULL, once, where there is none at all
 * Return: false at the end.
 */
bool xpt__comparison_match(const struct comparison_builder *run, const struct bdf_pattern *pattern,
		size_t *index, const struct xpt_device **ret_device);
/*
 * xpt__comparison_named - the device that a name means
 * Return: NULL where there is none, or where the one that was named is elsewhere, or not known.
 */
const struct xpt_device *xpt__comparison_named(
		const struct xpt_comparison *comparison, const char *name);
/* xpt__comparison_named_is - how it is, where there is none */
const char *xpt__comparison_named_is(const struct xpt_comparison *comparison, const char *name);
/* Is there an item of @kind about @device? False for NULL. */
bool xpt__comparison_has(const struct comparison_builder *run, enum item_kind kind,
		const struct xpt_device *device);
/* By name alone, and not one that is on its way out; NULL: it does not run. */
const struct xpt_domain *xpt__comparison_domain_runs(const struct xpt_host *host, const char *name);

/* A device of a domain that is paused waits. */
void xpt__comparison_wait(const struct comparison_builder *run, struct item *item);

/* Those that @domain shall have; NULL: that the host shall. */
int xpt__comparison_devices(const struct comparison_builder *run, const char *domain);
/* One of them. @device NULL: there is none */
int xpt__comparison_device(const struct comparison_builder *run,
		const struct desired_device *desired, const struct xpt_device *device);
int xpt__comparison_names(const struct comparison_builder *run);
/* The USB devices that the domain at hand shall have. */
int xpt__comparison_usb(const struct comparison_builder *run);
/* Those that its own configuration names by their numbers of now: none is due. */
int xpt__comparison_usb_numbers(const struct comparison_builder *run);
/* Those that the host shall keep from its own drivers. */
int xpt__comparison_usb_reserved(const struct comparison_builder *run);
enum usb_likeness xpt__comparison_usb_likeness(const struct comparison_builder *run,
		const struct desired_usb *desired, const struct xpt_usb_device *device);
/* xpt__comparison_usb_named - the same of a line that means its device by name */
enum usb_likeness xpt__comparison_usb_named(const struct comparison_builder *run,
		const struct desired_usb *desired, const struct xpt_usb_device *device);
/* xpt__comparison_usb_named_perhaps - is it what such a line means, out of its place, or one of several that may be? */
bool xpt__comparison_usb_named_perhaps(const struct comparison_builder *run,
		const struct desired_usb *desired, const struct xpt_usb_device *device);
/* xpt__comparison_usb_named_missing - of such a line, that no device is it, or not where it was: why not */
void xpt__comparison_usb_named_missing(const struct comparison_builder *run,
		const struct desired_usb *desired, struct item *item);
/* xpt__comparison_usb_unseen - @is of a device that is not seen, and where dom0 does not see all. NULL: no memory */
const char *xpt__comparison_usb_unseen(const struct comparison_builder *run, const char *is);
/* xpt__comparison_usb_state - "dom0's, without a driver"; NULL: a guest has it, or it is not known */
const char *xpt__comparison_usb_state(const struct xpt_usb_device *device);
/* xpt__comparison_usb_refuse - it differs, and nobody can say what would make it as desired: @why */
void xpt__comparison_usb_refuse(struct item *item, int code, const char *why);
/* What the next boot shall hide, and what shall stand on its command lines. */
int xpt__comparison_boot(const struct comparison_builder *run);
/* Virtual functions, and what their drivers do for them: before all other devices. */
int xpt__comparison_vfs(struct comparison_builder *run);
/*
 * xpt__comparison_made_by - the physical function whose VFs are due, and @device or what @pattern means among them
 * @device: NULL: it is not there
 * Return: its address; NULL: there is none.
 */
const char *xpt__comparison_made_by(const struct xpt_comparison *comparison,
		const struct bdf_pattern *pattern, const struct xpt_device *device);
/* xpt__comparison_leave_vfs - the number of VFs stays as it is: none comes, and no device that is there waits for them */
void xpt__comparison_leave_vfs(struct xpt_comparison *comparison, const struct item *count);

#endif
