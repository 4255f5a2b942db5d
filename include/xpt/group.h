/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_GROUP_H
#define XPT_GROUP_H

/**
 * Groups: devices that belong to one owner, and why.
 */
#include <xpt/host.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xpt_group;

/** One device of a group. What is named first is tied to nothing. */
struct xpt_group_member {
	size_t size;
	struct xpt_bdf address;
	size_t tied_to;	    /* index of the member that brought it in; its own: it was named */
	const char *reason; /* "requester-id", "acs", "multifunction", "reserved-memory", "reset",
				"virtual-function"; NULL: it was named */
	const char *why;    /* a sentence's end: "shares reserved memory 7ffe0000-7ffe0fff" */
	bool possible;	    /* it may belong here: what ties it could not be read */
};

/**
 * xpt_group_of - everything that must travel with devices
 * @host:      a snapshot with XPT_DETAIL_CONFIG
 * @devices:   of @host, @count of them, at least one
 * @ret_group: bridges are left out; free with xpt_group_free(); it lives no longer than @host
 * Return: 0, XPT_INVALID (no device), XPT_NOT_FOUND, XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_group_of(const struct xpt_host *host,
		const struct xpt_bdf *devices, size_t count, struct xpt_group **ret_group,
		struct xpt_error **ret_error);

/** xpt_group_member - members, the named devices first. Return: false past the last. Since: 0.1 */
XPT_PUBLIC bool xpt_group_member(
		const struct xpt_group *group, size_t index, struct xpt_group_member *ret_member);

/** What the members depend on, but for what config space tells. */
struct xpt_group_note {
	size_t size;
	struct xpt_bdf address; /* of a bridge, or a function */
	const char *kind;	/* "unknown": whether it isolates could not be read; "vouched": its
					config space does not tell, its vendor says that it does */
	const char *text;	/* why it is not known, or who vouches for what; of the group */
};

/**
 * xpt_group_note - what is not known of a group, or believed
 * With a note "unknown" devices may be missing, and members may belong to others.
 * Return: false past the last. Since: 0.2
 */
XPT_PUBLIC bool xpt_group_note(
		const struct xpt_group *group, size_t index, struct xpt_group_note *ret_note);

/**
 * xpt_group_wants_relaxed - must, and may, it be attached with XPT_RELAXED?
 * Xen's strict policy refuses shared reserved memory even where all sharers go to one domain.
 * Return: true where members share reserved memory, and all who share it are members or are in
 * quarantine. Since: 0.1
 */
XPT_PUBLIC bool xpt_group_wants_relaxed(const struct xpt_group *group);

/** xpt_group_free - NULL is fine. Since: 0.1 */
XPT_PUBLIC void xpt_group_free(struct xpt_group *group);

#ifdef __cplusplus
}
#endif
#endif
