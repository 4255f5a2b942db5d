/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of a request about USB devices: how it is judged, and its steps. */
#ifndef TESTS_USB_TRIAL_H
#define TESTS_USB_TRIAL_H

#include <xpt/plan.h>

#include "fake_source.h"

#define USB_TRIAL_DETAILS (XPT_DETAIL_USB | XPT_DETAIL_MODELS | XPT_DETAIL_CRITICAL)

/*
 * 1-1 and 1-2 are of one kind, and 1-3 is a hub. Domain 1 is HVM and has no USB, 2 is PV, and the device model of 3 cannot take
 * devices of the host.
 */
extern const struct fake usb_trial_host[], usb_trial_models[], nothing_more[];

extern unsigned int usb_trial_version; /* what the requests ask for; 0: xpt's choice */

/* What a request of one device comes to: "usb-hub blocked", or "pass". */
void usb_trial_judge(const struct fake *more, unsigned int detail, enum xpt_action action,
		const char *domain, const char *path, unsigned int flags, char ret_text[96]);
void usb_trial_expect(const struct fake *more, enum xpt_action action, const char *domain,
		const char *path, unsigned int flags, const char *wanted);
/* The steps of a request of domain 1's, or of none for a reservation, one a line; "" where there are none. */
void usb_trial_plan_with(const struct fake *more, enum xpt_action action, unsigned int flags,
		const char *const *paths, size_t count, char ret_text[2048]);
void usb_trial_plan(const struct fake *more, enum xpt_action action, const char *const *paths,
		size_t count, char ret_text[2048]);

#endif
