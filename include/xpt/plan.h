/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_PLAN_H
#define XPT_PLAN_H

/**
 * Changing a host: a request is judged, planned, and applied completely or not at all.
 */
#include <xpt/base.h>
#include <xpt/error.h>
#include <xpt/finding.h>
#include <xpt/host.h>

#ifdef __cplusplus
extern "C" {
#endif

enum xpt_action {
	XPT_RESERVE, /* take devices from dom0, make them assignable; of USB: keep all drivers away */
	XPT_RELEASE, /* give reserved devices back to dom0 */
	XPT_ATTACH,  /* give devices to a running domain, reserving them first where needed */
	XPT_DETACH,  /* take devices from a domain; they stay reserved */
};

enum xpt_request_flag {
	XPT_FORCE_CRITICAL = 1 << 0, /* even what dom0 lives on */
	XPT_RELAXED = 1 << 1,	     /* attach: accept reserved memory shared with others */
	XPT_PERMISSIVE = 1 << 2,     /* attach: let the guest write all of config space */
	XPT_MSITRANSLATE = 1 << 3,   /* attach: qemu-traditional only */
	XPT_POWER_MGMT = 1 << 4,     /* attach: qemu-traditional only */
	XPT_FORCE = 1 << 5,	     /* detach: without the guest's consent, as the last resort */
	XPT_THEN_RELEASE = 1 << 6,   /* detach: give the devices back to dom0 */
	XPT_THEN_ATTACH = 1
			<< 7, /* detach: for a while, xpt_hold_end() gives them back. Since: 0.2 */
	XPT_IGNORE_POLICY =
			1 << 8, /* attach: USB devices that usb-policy.conf denies. Since: 0.2 */
	XPT_ACCEPT_TAINT = 1
			<< 9, /* attach, reserve: what was not sane after its last use. Since: 0.2 */
	XPT_KEEP = 1 << 10,   /* detach: USB devices are reserved then. Since: 0.2 */
};

#define XPT_SLOT_ANY 0U

struct xpt_request {
	size_t size;
	enum xpt_action action;
	const struct xpt_bdf *devices;
	size_t device_count;
	const char *domain;	/* attach, detach: name or id; NULL: judge attach for any domain */
	const char *driver;	/* release: bind this dom0 driver; NULL = the original one */
	unsigned int flags;	/* enum xpt_request_flag, or-ed */
	unsigned int slot;	/* attach: the guest's PCI slot for a single device; XPT_SLOT_ANY */
	unsigned int timeout_s; /* detach: how long to wait for the guest; 0 = 10 seconds */
	const char *name; /* reserve: what xl and xpt call this single device; NULL: as it was */
	/* USB devices by path, "1-1.2", in a snapshot with XPT_DETAIL_USB. Since: 0.2 */
	const char *const *usb_devices;
	size_t usb_device_count;
	/* attach: of the guest's controller that USB devices go into: 1, 2 or 3; 0 = 3, which takes all. Since: 0.2 */
	unsigned int usb_version;
};

/**
 * A request together with what the checks found of it, and with the snapshot that it was judged on: the
 * only thing that can be planned. It holds copies, so the request may be changed or freed. Since: 0.2
 */
struct xpt_judged;

/**
 * xpt_check_request - will it work?
 * @host:       a snapshot with XPT_DETAIL_CRITICAL and XPT_DETAIL_MODELS; with XPT_DETAIL_PLACEMENT it is also
 *              asked whether a device is near the domain's memory; for XPT_DETACH, XPT_DETAIL_GRAPHICS and
 *              XPT_DETAIL_MODELS are enough. What it lacks is not known, and passes no check that asks for it
 * @request:    copied, with all that it points to
 * @ret_judged: read it with xpt_judged_report(); free it with xpt_judged_free(), before or after @host
 * Return: 0 (read the report's verdict), XPT_INVALID, XPT_NOT_FOUND (no such device or domain),
 * XPT_REFUSED (another device has that name), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_check_request(const struct xpt_host *host,
		const struct xpt_request *request, struct xpt_judged **ret_judged,
		struct xpt_error **ret_error);

/**
 * xpt_check_each - xpt_check_request() of each device of a request by itself
 * @request: as there; its devices do not go along with each other
 * @each:    called for each in their order, with what is yours for as long as the call; anything but 0 ends it
 * @data:    for @each
 *
 * What the devices have in common is worked out once, so that thousands of them take no longer than they must.
 * Return: 0, XPT_CANCELLED (@each ended it; no error is set), and as xpt_check_request(). Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_check_each(const struct xpt_host *host,
		const struct xpt_request *request,
		int (*each)(void *data, struct xpt_bdf device, const struct xpt_judged *judged),
		void *data, struct xpt_error **ret_error);

/**
 * xpt_choose_device - of several devices, the free one that suits a domain best
 * @host:       as for xpt_check_request()
 * @word:       "vf:04:00.0": a VF of that physical function, named as xpt_host_match() takes it; "any:8086:10ca",
 *              "any:8086:", "any:::0200": with this vendor, device and class, as lspci -d takes them
 * @request:    an attach, its domain maybe NULL; devices that it names already are not chosen
 * @ret_device: by verdict, then nearness to the domain's memory, then how few VFs of its physical function guests have,
 *              then whether it is reserved, then address
 * @ret_free:   how many were free: reserved or without a driver, and nobody's
 * It is no reservation: a plan for it is XPT_STALE once somebody else has it; choose again then.
 * Return: 0 (it may be that all that are free are blocked: judge it), XPT_INVALID (not such a word), XPT_NOT_FOUND (no
 * such devices), XPT_REFUSED (none is free: the error names who has each), XPT_UNREADABLE, XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_choose_device(const struct xpt_host *host, const char *word,
		const struct xpt_request *request, struct xpt_bdf *ret_device, size_t *ret_free,
		struct xpt_error **ret_error);

/**
 * xpt_judged_report - what the checks found
 * Return: findings, worst first, valid as long as @judged; NULL for NULL. Since: 0.2
 */
XPT_PUBLIC const struct xpt_report *xpt_judged_report(const struct xpt_judged *judged);

/** What a judged attach comes to, for people. Since: 0.2 */
enum xpt_answer_word {
	XPT_ANSWER_NOW, /* it can be done now, maybe with risks */
	XPT_ANSWER_AFTER_HIDING, /* better after hiding it from dom0's drivers and a reboot; now it may fail in the guest */
	XPT_ANSWER_NOT_KNOWN, /* the host does not tell all that decides it */
	XPT_ANSWER_NO,	      /* not as the host is now */
};

/** In one sentence. Since: 0.2 */
struct xpt_answer {
	size_t size;
	enum xpt_answer_word word;
	/* "0000:04:00.0 can be given to an HVM guest now", without a full stop */
	const char *text;
};

/**
 * xpt_judged_answer - can the devices be given to a guest, and when?
 * @judged:     of xpt_check_request() for XPT_ATTACH without a domain
 * @ret_answer: its text lives as long as @judged
 * Return: false for anything else. Since: 0.2
 */
XPT_PUBLIC bool xpt_judged_answer(const struct xpt_judged *judged, struct xpt_answer *ret_answer);
/** xpt_answer_text - "now", "after-hiding", "unknown", "no". Return: a static string. Since: 0.2 */
XPT_PUBLIC const char *xpt_answer_text(enum xpt_answer_word word);

/** xpt_judged_free - NULL is fine. Since: 0.2 */
XPT_PUBLIC void xpt_judged_free(struct xpt_judged *judged);

struct xpt_plan;

/**
 * xpt_plan_for_request - the steps of a judged request
 * @host:     the snapshot that xpt_check_request() was given
 * @judged:   of xpt_check_request(), or of xpt_check_each() during its call; stays yours, and may be planned again
 * @ret_plan: free with xpt_plan_free(); independent of @host and @judged afterwards
 * Return: 0, XPT_REFUSED (the verdict is XPT_BLOCKED, or a device is somebody else's), XPT_STALE
 * (judged on another snapshot, or of xpt_check_comparison()), XPT_INVALID (@judged is NULL, or an attach
 * was judged without a domain), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_request(const struct xpt_host *host,
		const struct xpt_judged *judged, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

/**
 * How far the copy of a domain is. Since: 0.1
 */
struct xpt_copy {
	unsigned long long sent_kib; /* of its memory and state */
	unsigned long long
			total_kib; /* of its memory; pages that change meanwhile are sent again */
	unsigned int downtime_ms;  /* how long the domain has stood still */
	unsigned int total_ms;	   /* since the copy was begun */
	unsigned int domain_id;	   /* of the copy */
};

/** One step, as shown to people: what is done, how it is undone, and why. */
struct xpt_step {
	size_t size;
	const char *subject; /* a device's address, "vCPU 0 of g1", "cpupool numa1" */
	const char *what;    /* "unbind from e1000e" */
	const char *undo;    /* "bind to e1000e", or NULL: nothing to undo */
	const char *why;
	const struct xpt_copy *copy; /* XPT_STEP_COPYING: how far it is; NULL otherwise */
	const char *diff; /* of a file: lines that go, with "-", and that come, with "+"; or NULL */
};

/** xpt_plan_step - steps in order; their texts are the plan's. Return: false past the last. Since: 0.1 */
XPT_PUBLIC bool xpt_plan_step(const struct xpt_plan *plan, size_t index, struct xpt_step *ret_step);
/** xpt_plan_free - NULL is fine. Since: 0.1 */
XPT_PUBLIC void xpt_plan_free(struct xpt_plan *plan);

/** What xpt_check_repair() looks at; all zero: everything. Since: 0.2 */
struct xpt_repair_options {
	size_t size;
	const struct xpt_bdf *devices; /* only these PCI devices, and the USB devices below */
	size_t device_count;
	const char *const *usb_devices; /* by path, "1-1.2" */
	size_t usb_device_count;
	bool mended; /* after the steps: what was only in records may be nowhere now, and that is well */
};

/**
 * xpt_check_repair - where do Xen, xenstore, device models, sysfs and xpt's journals disagree, and what mends it?
 * @host:       a snapshot with XPT_DETAIL_CRITICAL, XPT_DETAIL_MODELS and XPT_DETAIL_USB
 * @options:    NULL = everything
 * @ret_report: a finding for each device about which they disagree, with what each of them says; for each operation that
 *              never ended; and, XPT_UNKNOWN, for what could not be read. Free it with xpt_report_free()
 * @ret_judged: the requests that mend what disagrees, for xpt_plan_for_repair(). What the checks block, or do not know enough
 *              for, is not among them, and its finding says why. Free it with xpt_judged_free()
 *
 * What another toolstack is doing at that moment looks half-way, too: look twice before you change anything.
 * Return: 0, XPT_INVALID, XPT_NOT_FOUND (no such device), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_check_repair(const struct xpt_host *host,
		const struct xpt_repair_options *options, struct xpt_report **ret_report,
		struct xpt_judged **ret_judged, struct xpt_error **ret_error);

/**
 * xpt_plan_for_repair - the steps that mend what disagrees
 * @host:     the snapshot that xpt_check_repair() was given
 * @judged:   of xpt_check_repair(); stays yours
 * @ret_plan: for xpt_plan_apply(); without steps where nothing is to be mended. Free it with xpt_plan_free()
 * Return: 0, XPT_REFUSED, XPT_STALE (of another snapshot, or not of xpt_check_repair()), XPT_INVALID (@judged is NULL),
 * XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_repair(const struct xpt_host *host,
		const struct xpt_judged *judged, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

enum xpt_progress {
	XPT_STEP_BEGIN,
	XPT_STEP_DONE,
	XPT_STEP_FAILED,
	XPT_STEP_UNDONE,
	XPT_STEP_MIGRATING, /* @step's `copy` says how far */
	XPT_STEP_WAITING, /* every 100 ms while the lock of the host or, with a `subject`, a guest is waited for: `why` is
			     who, `what` says it all, and the index counts from 0 */
	XPT_STEP_SKIPPED, /* not undone: @step's `why` says what is no longer there. Since: 0.2 */
	/* after the steps: the device `subject` is not sane, `why` says in what; it is BLOCKED from now on. Since: 0.2 */
	XPT_DEVICE_TAINTED,
};

enum xpt_undo_flag {
	XPT_UNDO_ABANDON = 1 << 0, /* leave what cannot be undone, and end the operation */
	/* of a file that was changed since: take out what xpt changed alone, where both can be told apart. Since: 0.2 */
	XPT_UNDO_MERGE = 1 << 1,
	XPT_UNDO_OVERWRITE =
			1 << 2, /* have it as it was before; the later change is lost. Since: 0.2 */
};

struct xpt_apply_options {
	size_t size;
	unsigned int lock_timeout_s; /* wait so long for another xpt; 0 = 30 seconds */
	/* Called in the calling thread; @step lives as long as the call. Anything but 0 ends the operation as soon
	   as that leaves nothing half done, and undoes it (XPT_CANCELLED); while undoing it is ignored. */
	int (*progress)(void *data, enum xpt_progress what, size_t index,
			const struct xpt_step *step);
	void *data;
	unsigned int flags; /* xpt_undo(): enum xpt_undo_flag, or-ed; otherwise 0. Since: 0.2 */
	/* xpt_undo(): only operations that change one of these devices; NULL, 0: all. Otherwise 0. Since: 0.2 */
	const struct xpt_bdf *devices;
	size_t device_count;
	/* As in struct xpt_open_options; also after each step that was done or undone, with what came of it. Since: 0.2 */
	void (*trace)(void *data, const struct xpt_trace *trace);
	void *trace_data;
};

/**
 * xpt_plan_prepare - load what an attach or a detach needs, while the caller reads and judges
 *
 * For who will call xpt_plan_apply() with such a plan, and only to save time: nothing is changed, and what cannot be loaded is told
 * then. It takes some 0.1 s in a thread of its own, which takes no signal; a program that ends meanwhile waits
 * for it. Any thread may call it, at any time. Since: 0.2
 */
XPT_PUBLIC void xpt_plan_prepare(void);

/**
 * xpt_plan_apply - do all steps, or undo what was done
 * @options: NULL = defaults
 *
 * What an earlier operation left half-way is in the way of this one where one of them changes what the other changes or
 * relies on (a device, its domain, CPUs, a file): XPT_STUCK, nothing done. Otherwise both stand side by side.
 * Takes the host lock, journals every step durably before it is done, and reads its effect back.
 * Blocks until it is over: mostly a second or two for each device, ten or @timeout for a guest that does not let
 * go. Meanwhile INT, TERM, HUP, QUIT, TSTP and PIPE are blocked in the calling thread, and come through
 * afterwards; none of them ends the operation, only @options' progress does. One call at a time in a process.
 * Return: 0; XPT_BUSY (lock held); XPT_STALE (host changed, nothing done); XPT_REFUSED (a step
 * was refused; all earlier ones are undone); XPT_CANCELLED (likewise); XPT_STUCK (an undo failed: the error says where each
 * device is, xpt_undo() tries again); XPT_DENIED; XPT_UNSUPPORTED (build without Xen);
 * XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_apply(const struct xpt_plan *plan,
		const struct xpt_apply_options *options, struct xpt_error **ret_error);

/** What is done for a while: xpt_hold_begin() did it, xpt_hold_end() undoes it. Since: 0.2 */
struct xpt_hold;

/**
 * xpt_hold_begin - do all steps of a plan, to be undone by xpt_hold_end()
 * @plan:     of a detach with XPT_THEN_ATTACH, or another of which each step has an undo; must live until xpt_hold_end()
 * @options:  NULL = defaults
 * @ret_hold: for xpt_hold_end(), which frees it
 *
 * As xpt_plan_apply(), except that the journal stays. Afterwards the host is not locked, but nobody else changes what the
 * plan changes or relies on (XPT_BUSY) as long as this process lives; if it dies, xpt_undo() undoes the plan.
 * Return: as xpt_plan_apply(); XPT_BUSY also: another process holds a device of the plan; XPT_INVALID: a step has no
 * undo. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_hold_begin(const struct xpt_plan *plan,
		const struct xpt_apply_options *options, struct xpt_hold **ret_hold,
		struct xpt_error **ret_error);

/**
 * xpt_hold_end - undo what xpt_hold_begin() did
 * @hold:       freed, whatever is returned; NULL is fine
 * @options:    NULL = defaults; for the lock of the host a day is waited
 * @ret_undone: how many steps were undone, each seen to be
 *
 * A guest that started anew meanwhile gets its devices all the same. Of one that is gone they stay reserved: such steps are
 * told as XPT_STEP_SKIPPED and not counted. Blocks as xpt_plan_apply(), with the same signals held back.
 * Return: 0, XPT_STUCK (xpt_undo() tries again), and as xpt_undo(). Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_hold_end(struct xpt_hold *hold,
		const struct xpt_apply_options *options, size_t *ret_undone,
		struct xpt_error **ret_error);

/**
 * xpt_undo - undo what crashed or stuck operations of xpt left half done, the latest first
 * @ret_undone: how many steps were undone, each seen to be; 0 = there was nothing to undo
 *
 * Steps of a device or domain that is no longer there are told as XPT_STEP_SKIPPED and not counted. What
 * cannot be undone, would be done to another device in its place, or to a file that somebody changed since (the
 * error's findings tell both changes; XPT_UNDO_MERGE and XPT_UNDO_OVERWRITE choose), ends in XPT_STUCK after all other operations, and can be
 * tried again; with XPT_UNDO_ABANDON the operation is over all the same, and the error says what was
 * left where. A journal that is damaged, or that others than root own or can write, itself or its
 * folder, is not obeyed: XPT_STUCK, and nothing is changed.
 * Blocks as xpt_plan_apply(), with the same signals held back.
 * Return: as xpt_plan_apply(), the first failure; XPT_INVALID (unknown options or flags); XPT_NOT_FOUND (no
 * operation left one of @options' devices half-way). Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_undo(const struct xpt_apply_options *options, size_t *ret_undone,
		struct xpt_error **ret_error);

#ifdef __cplusplus
}
#endif
#endif
