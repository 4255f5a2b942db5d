/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a check found of requests, kept with them: the only thing that plan/ takes. */
#ifndef MODEL_JUDGED_H
#define MODEL_JUDGED_H

#include <xpt/boot.h>
#include <xpt/plan.h>

#include "../base/finding.h"
#include "../base/vector.h"
#include "model.h"

#define DRIVER_TEXT_MAX 64

/* A valid request, and what it names in the snapshot that it was judged on. */
struct judged_request {
	struct xpt_request request; /* a copy, with the strings and addresses it points to */
	const struct xpt_device *const *devices;	 /* in the request's order */
	const struct xpt_usb_device *const *usb_devices; /* the same */
	const struct xpt_domain
			*domain; /* attach, detach; NULL otherwise, or where none is named */
};

/* What mends USB, and is no request. */
struct judged_usb {
	const struct xpt_usb_device
			*device; /* offered to dom0's drivers; NULL: a controller is made real */
	const struct xpt_domain *domain; /* of the controller */
	unsigned int controller, ports;
};

/* What is due on a command line of the next boot. */
struct judged_line {
	const char **words;
	size_t count;
};

struct xpt_judged {
	struct arena *arena;
	unsigned long identity; /* of the snapshot, or of the comparison */
	struct xpt_report *report;
	VECTOR(struct judged_request) requests;
	VECTOR(struct judged_usb) usb; /* of a repair */
	struct judged_line lines[XPT_BOOT_DOM0 + 1];
	struct xpt_answer answer; /* text NULL: none */
};

/* xpt__identity_new - of a snapshot or a comparison: no two of a process have the same. */
unsigned long xpt__identity_new(void);

/* Of what mends a host: xpt_plan_for_repair() alone plans it. */
unsigned long xpt__identity_of_repair(const struct xpt_host *host);

/* xpt__judged_new - nothing judged yet. Return: NULL when memory is out. */
struct xpt_judged *xpt__judged_new(unsigned long identity);
/*
 * xpt__judged_may_be_planned - was it judged on what has this @identity, and is it not blocked?
 * @judged: NULL is refused
 * Return: 0, XPT_INVALID, XPT_STALE, XPT_REFUSED.
 */
int xpt__judged_may_be_planned(const struct xpt_judged *judged, unsigned long identity,
		struct xpt_error **ret_error);
/* xpt__action_name - "reserve"; NULL for what is no action. */
const char *xpt__action_name(enum xpt_action action);

DEFINE_AUTO(judged, struct xpt_judged *, xpt_judged_free)

#endif
