/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What reserve, release, attach and detach have in common: judge, plan, show or apply, tell. */
#ifndef TOOLS_COMMANDS_CHANGE_H
#define TOOLS_COMMANDS_CHANGE_H

#include "../command.h"

/* The options of all four; each command has a table with its own. */
struct change_args {
	unsigned int flags; /* enum xpt_request_flag */
	unsigned int slot, timeout_s, usb_version;
	const char *driver, *name;
	bool group, alone;
};

#define OPTION_TIMEOUT                                                                            \
	{                                                                                         \
		0, "timeout", "SECONDS", "how long to wait for another xpt (30) or a guest (10)", \
				OPTION_NUMBER, offsetof(struct change_args, timeout_s), 3600      \
	}

#define CHANGE_TAKES (TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET)

/*
 * change_run - carry out @request, whose options, @invocation's arguments, and devices,
 * @words[@count], are filled in here
 */
int change_run(const struct invocation *invocation, struct xpt_request *request, char **words,
		size_t count);

struct usb_place;
/* change_run_usb - the same with the USB device at a place */
int change_run_usb(const struct invocation *invocation, struct xpt_request *request,
		const struct usb_place *place);

/* print_judgement - on stderr: what speaks against a request, or is a risk of it. */
void print_judgement(const struct xpt_request *request, const struct xpt_report *report);

/*
 * request_group - adds all that must travel with @request's devices, and XPT_RELAXED where that is
 * needed and safe; tells so. @ret_devices holds them, and is yours.
 */
int request_group(const struct invocation *invocation, const struct xpt_host *host,
		struct xpt_request *request, struct xpt_bdf **ret_devices);

/* requests_display - is a display function among @request's devices? */
bool requests_display(const struct xpt_host *host, const struct xpt_request *request);
/*
 * request_card - adds the other functions of the graphics cards whose displays @request names, and tells so
 * @ret_devices: holds all of them where there are more, and is yours
 */
int request_card(const struct invocation *invocation, const struct xpt_host *host,
		struct xpt_request *request, struct xpt_bdf **ret_devices);

#endif
