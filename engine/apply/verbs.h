/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside apply/: one operation in progress, and why it failed. */
#ifndef APPLY_VERBS_H
#define APPLY_VERBS_H

#include "apply.h"
#include "probe.h"

struct holders;

enum stage {
	STAGE_LOOK, /* is it done already? */
	STAGE_ACT,
	STAGE_VERIFY, /* the act was accepted */
	STAGE_REFUSED,
};

struct attempt {
	struct apply_context *apply_context;
	struct xpt_bdf bdf;
	const struct op *op;
	const char *subject;
	enum stage stage;
	char address[XPT_BDF_TEXT]; /* operations on devices */
	struct holders *holders;    /* attach and detach: as done() last saw them */
};

/* How to tell that an operation is done, and how to do it. */
struct verb_ops {
	int (*done)(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
	int (*perform)(const struct attempt *attempt, struct xpt_error **ret_error);
	/*
	 * The call's own success is the whole effect: for hypercalls, whose effect only a debug key
	 * would show, for what may rightly change nothing, and for what looks at its end itself.
	 */
	bool final;
};

/*
 * xpt__attempt_refused - explain a failed operation
 * @inner: what failed, which it takes over
 * @lines: what libxl and Xen said meanwhile
 * Return: the code: that of @inner where it says more than "refused".
 */
int xpt__attempt_refused(const struct attempt *attempt, struct xpt_error *inner,
		const struct log_line *lines, size_t count, struct xpt_error **ret_error);

/*
 * Taking a device from a domain, in stages: the guest lets go, libxl, the permissions, Xen, the claim.
 * @attempt->holders tells where to begin: whatever stage an earlier attempt reached, the rest is done.
 */
int xpt__detach_staged(const struct attempt *attempt, struct xpt_error **ret_error);

/* record.c: what xenstore keeps of a domain that is gone, or (remove) of a device that Xen took from one. */
int xpt__record_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__record_clear(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__record_remove(const struct attempt *attempt, struct xpt_error **ret_error);
/* xpt__remove_claim - the domain's claim of the device, if it has one */
int xpt__remove_claim(const struct attempt *attempt, struct xpt_error **ret_error);

#endif
