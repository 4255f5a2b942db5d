/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_WATCH_H
#define XPT_WATCH_H

/**
 * Keeping a host as files say, whenever domains start: a round looks at the host and does what is due, each domain
 * and each USB device by itself. What somebody changed by hand is told once, and left.
 *
 * A program calls for a round at its start, some 300 ms after events of xpt_events_take() (they come in rows), where
 * xpt_desired_has_usb() a second after those of xpt_usb_events_take() (less often where they do not end), and when the last round's next_ms are over, as pins and cpupools tell no event:
 *
 *	happened = false;
 *	rc = xpt_watch_round(watch, 0, &round, &error);
 *	while (!rc && poll(&events_fd, 1, (int)round.next_ms) >= 0) {
 *		...
 *		rc = xpt_watch_round(watch, happened ? XPT_ROUND_EVENT : 0, &round, &error);
 *	}
 *
 * Threads: a watch belongs to one thread at a time. What the program is told, it is told in the thread that calls,
 * and it calls none of these functions meanwhile.
 */
#include <xpt/base.h>
#include <xpt/desired.h>
#include <xpt/error.h>
#include <xpt/plan.h>
#include <xpt/value.h>

#ifdef __cplusplus
extern "C" {
#endif

enum xpt_watch_what {
	XPT_WATCH_APPLIED, /* a step of a plan that was done: subject, domain, text */
	XPT_WATCH_LEFT,	   /* changed by hand, and left so: subject, domain, is, wanted, text */
	XPT_WATCH_FAILED,  /* what is not as it shall be, and why: text; once, until that changes */
	XPT_WATCH_RECOVERED, /* there is nothing of that any more */
	XPT_WATCH_MEMORY, /* it could not be read, or it or the status not be kept: text; once, until that changes */
	/* A device waits for its domain, or to be plugged in: subject, domain, is, wanted, text; once, until that changes. Since: 0.2 */
	XPT_WATCH_WAITS,
};

/** What a round did or saw; it lives as long as the call that tells it. Since: 0.2 */
struct xpt_watch_event {
	size_t size;
	enum xpt_watch_what what;
	const char *subject;	 /* "vCPU 0 of g1", as in struct xpt_item; or NULL */
	const char *domain;	 /* whose it is; NULL: the host's */
	const char *is, *wanted; /* "hard 0", "hard 1"; or NULL */
	const char *text;	 /* what was done, or why not, for people; or NULL */
};

enum xpt_watch_flag {
	XPT_WATCH_ENFORCE = 1 << 0, /* put back what somebody changed by hand */
};

struct xpt_watch_options {
	size_t size;
	unsigned int flags; /* enum xpt_watch_flag, or-ed */
	/*
	 * The file that keeps what was seen as desired over the end of the program, so that a change by hand meanwhile
	 * is known as one; written by a round that changes it. It is this watch's alone, in a folder that only who runs
	 * this can write. A file of another boot counts for nothing. NULL: what was seen ends with the watch.
	 */
	const char *memory;
	unsigned int lock_timeout_s; /* wait so long for another xpt; 0 = 5 seconds, as there is a next round */
	void (*event)(void *data, const struct xpt_watch_event *event); /* or NULL */
	/* As in struct xpt_apply_options. What it ends is undone, and the round is over. NULL: nothing ends it. */
	int (*progress)(void *data, enum xpt_progress what, size_t index,
			const struct xpt_step *step);
	void *data; /* for both */
	void (*trace)(void *data,
			const struct xpt_trace
					*trace); /* as in struct xpt_apply_options; or NULL */
	void *trace_data;
	/*
	 * The file that tells what became of each thing that is desired, for xpt_watch_status_open(); each round and
	 * xpt_watch_trouble() write it anew, and xpt_watch_free() removes it. In a folder that only who runs this can write, such as
	 * /run. What another watch that lives has there stays, which is told (XPT_WATCH_MEMORY). NULL: there is none. Since: 0.2
	 */
	const char *status;
};

struct xpt_watch;

/**
 * xpt_watch_new - a watch over this host; it does nothing but read the memory
 * @desired:   stays yours, and must outlive the watch, or xpt_watch_desire()
 * @options:   copied; NULL = defaults
 * @ret_watch: free with xpt_watch_free()
 *
 * A memory that cannot be read is no failure but told (XPT_WATCH_MEMORY): whatever differs then is taken for
 * something still to be done.
 * Return: 0, XPT_INVALID (unknown options or flags), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_watch_new(const struct xpt_desired *desired,
		const struct xpt_watch_options *options, struct xpt_watch **ret_watch,
		struct xpt_error **ret_error);

/** xpt_watch_free - what was seen stays in its file; NULL is fine. Since: 0.2 */
XPT_PUBLIC void xpt_watch_free(struct xpt_watch *watch);

/**
 * xpt_watch_desire - from the next round on, something else is desired
 * @desired: as in xpt_watch_new(); the one before may be freed. What it wants as that did, and somebody changed, is
 *           left as before.
 * Since: 0.2
 */
XPT_PUBLIC void xpt_watch_desire(struct xpt_watch *watch, const struct xpt_desired *desired);

enum xpt_round_flag {
	XPT_ROUND_EVENT = 1
			<< 0, /* domains started or ended since the last round, or events come again */
	XPT_ROUND_USB_EVENT = 1 << 1, /* USB devices came or went since the last round */
};

enum xpt_round_result {
	XPT_ROUND_DONE, /* all is as desired, or left as somebody made it, or waits */
	XPT_ROUND_FAILED, /* something could not be done, or is not known, and is as before: again later */
	XPT_ROUND_BLIND, /* the host could not be looked at: again soon */
};

struct xpt_round {
	size_t size;
	enum xpt_round_result result;
	unsigned int next_ms; /* after so long the next round is due, if nothing happens; 0: at once */
	size_t waiting;	      /* what cannot be done while a domain is paused */
};

/**
 * xpt_watch_round - look, and make what is due as desired
 * @flags:     enum xpt_round_flag, or-ed
 * @ret_round: how it went, and when to come again: after 30 seconds, or at growing intervals of up to 30 (blind, waiting)
 *             or 300 seconds (failed), which begin anew with XPT_ROUND_EVENT, but not with XPT_ROUND_USB_EVENT, as
 *             any USB device of the host may come and go all the time
 *
 * Devices are looked at in the first round, with either flag, after a failure, and where something waited that waits no
 * more, and not otherwise: asking Xen for owners writes to its console.
 * A USB device that was plugged in anew, or lost by its device model, more than 5 times within 10 minutes is left off, which
 * is told as a failure, until that did not happen for 10 minutes; each plugging counts, whether or not the domain got the device.
 * Blocks: a snapshot and xpt_plan_apply() for the host and for each domain of which something is due, with signals
 * blocked as there; nothing but @options' progress ends it before. One call at a time in a process, xpt_plan_apply()
 * and xpt_undo() included. What goes wrong with the host is told as an event, not as an error.
 * Return: 0, XPT_INVALID (unknown flags). Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_watch_round(struct xpt_watch *watch, unsigned int flags,
		struct xpt_round *ret_round, struct xpt_error **ret_error);

/**
 * xpt_watch_trouble - what goes wrong around the watch, such as events that do not come
 * @text: told as XPT_WATCH_FAILED, with what fails of rounds, unless it was the last to be told; NULL: it is over, which
 *        no round makes it, and the next round tells
 * Return: after how many milliseconds a round is due, as next_ms of one that was blind; 0 with NULL. Since: 0.2
 */
XPT_PUBLIC unsigned int xpt_watch_trouble(struct xpt_watch *watch, const char *text);

/** What a watch did last, and what became of each thing that it is to see to. */
struct xpt_watch_status;

/** xpt_kind_watch_status - its fields. Return: static. Since: 0.2 */
XPT_PUBLIC const struct xpt_kind *xpt_kind_watch_status(void);

/** xpt_kind_watch_item - the fields of what is in its list "items". Return: static. Since: 0.2 */
XPT_PUBLIC const struct xpt_kind *xpt_kind_watch_item(void);

/**
 * xpt_watch_status_open - what a watch of this boot wrote to its file of status
 * @path:       as in struct xpt_watch_options; what is there is not trusted
 * @ret_status: free with xpt_watch_status_free(). Its field "running" is false where the watch came to an end without removing
 *              the file
 * Threads: any. Does not wait for the watch.
 * Return: 0, XPT_NOT_FOUND (no watch runs, or none has had a round yet), XPT_DENIED, XPT_UNREADABLE (damaged, or no
 * plain file), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_watch_status_open(const char *path,
		struct xpt_watch_status **ret_status, struct xpt_error **ret_error);

/** xpt_watch_status_object - for its fields; @status must outlive it. Since: 0.2 */
XPT_PUBLIC struct xpt_object xpt_watch_status_object(const struct xpt_watch_status *status);

/** xpt_watch_status_free - NULL is fine. Since: 0.2 */
XPT_PUBLIC void xpt_watch_status_free(struct xpt_watch_status *status);

#ifdef __cplusplus
}
#endif
#endif
