/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_FINDING_H
#define XPT_FINDING_H

/**
 * A finding is one explained fact: its cause, what it is about, the evidence, and remedies.
 * The same type serves checks before an action, log lines, and failed actions.
 */
#include <xpt/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Verdicts, best first; a report's verdict is that of its worst finding. Since: 0.1 */
enum xpt_verdict {
	XPT_PASS,
	XPT_RISK,    /* will work; something is less safe than it could be */
	XPT_UNKNOWN, /* the host does not tell */
	XPT_BLOCKED, /* will not work, or must not be done */
};

struct xpt_finding;
struct xpt_report;

/** A line that proves something. @line 0: the source has no lines. */
struct xpt_evidence {
	const char *source; /* "xen/console", "libxl", "/etc/xpt/names" */
	unsigned long line;
	const char *text; /* printable, never a control byte */
};

struct xpt_remedy {
	const char *text;
	const char *command; /* to type as it is, or NULL */
};

/** One of several causes that would fit: what lines allow, and what would show that it is this one. */
struct xpt_possible_cause {
	const char *cause; /* its id */
	const char *title;
	const char *sign; /* what tells it from the others, or NULL */
};

/** xpt_report_verdict - the worst verdict of all findings; XPT_PASS for none. Since: 0.1 */
XPT_PUBLIC enum xpt_verdict xpt_report_verdict(const struct xpt_report *report);
/** xpt_report_finding - findings, worst first. Return: NULL past the last. Since: 0.1 */
XPT_PUBLIC const struct xpt_finding *xpt_report_finding(
		const struct xpt_report *report, size_t index);
/**
 * xpt_report_repeats - does a finding before that at @index say the same, of the same devices? A stale record of libxl's, say, is
 * found for each USB device of a request, and need be told once
 * Return: false past the last, too. Since: 0.2
 */
XPT_PUBLIC bool xpt_report_repeats(const struct xpt_report *report, size_t index);
/** A question that a check asked, and its answer. Since: 0.2 */
struct xpt_question {
	size_t size;
	const char *id;	  /* "reset" */
	const char *text; /* "can the device be reset between two owners?" */
	const char *device; /* the address of whom it was asked; NULL: host and domain, once for all devices */
	enum xpt_verdict verdict;	   /* XPT_PASS: nothing was found that speaks against it */
	const struct xpt_finding *finding; /* its worst; NULL: none */
};

/**
 * xpt_report_question - what xpt_check_request() and its kin asked, in order; what has no meaning for a
 * device or domain was not asked
 * @ret_question: its texts live as long as @report
 * Return: false past the last; at once in a report that comes of no such check. Since: 0.2
 */
XPT_PUBLIC bool xpt_report_question(
		const struct xpt_report *report, size_t index, struct xpt_question *ret_question);
/** xpt_report_free - free a report that is yours; NULL is fine. Since: 0.1 */
XPT_PUBLIC void xpt_report_free(struct xpt_report *report);

/** xpt_verdict_text - "PASS", "RISK", "UNKNOWN", "BLOCKED". Return: a static string. Since: 0.1 */
XPT_PUBLIC const char *xpt_verdict_text(enum xpt_verdict verdict);

/** xpt_finding_cause - the cause's id, such as "shared-reserved-memory". Since: 0.1 */
XPT_PUBLIC const char *xpt_finding_cause(const struct xpt_finding *finding);
/** xpt_finding_verdict - of this finding alone. Since: 0.1 */
XPT_PUBLIC enum xpt_verdict xpt_finding_verdict(const struct xpt_finding *finding);
/** xpt_finding_because - one sentence with the names filled in. Since: 0.1 */
XPT_PUBLIC const char *xpt_finding_because(const struct xpt_finding *finding);
/** xpt_finding_device - addresses it is about. Return: NULL past the last. Since: 0.1 */
XPT_PUBLIC const char *xpt_finding_device(const struct xpt_finding *finding, size_t index);
/** xpt_finding_domain - the domain it is about, or NULL. Since: 0.1 */
XPT_PUBLIC const char *xpt_finding_domain(const struct xpt_finding *finding);
/** xpt_finding_evidence - evidence in order. Return: NULL past the last. Since: 0.1 */
XPT_PUBLIC const struct xpt_evidence *xpt_finding_evidence(
		const struct xpt_finding *finding, size_t index);
/** xpt_finding_remedy - remedies, best first. Return: NULL past the last. Since: 0.1 */
XPT_PUBLIC const struct xpt_remedy *xpt_finding_remedy(
		const struct xpt_finding *finding, size_t index);
/**
 * xpt_finding_possible_cause - where the cause says only what failed: what may be behind it, likeliest first
 * Return: NULL past the last. Since: 0.2
 */
XPT_PUBLIC const struct xpt_possible_cause *xpt_finding_possible_cause(
		const struct xpt_finding *finding, size_t index);
/** xpt_finding_lines - how many log lines it stands for, also those that are not evidence. Since: 0.1 */
XPT_PUBLIC unsigned long xpt_finding_lines(const struct xpt_finding *finding);
/** xpt_finding_step - "quarantine" or "guest": whose assignment failed; NULL: no such thing. Since: 0.1 */
XPT_PUBLIC const char *xpt_finding_step(const struct xpt_finding *finding);
/** xpt_finding_time - of its first line, as the log writes it, or NULL. Since: 0.1 */
XPT_PUBLIC const char *xpt_finding_time(const struct xpt_finding *finding);
/**
 * xpt_finding_since - what has happened since, so that it is over: "released: it is back in dom0 (driver e1000e)"
 * Return: NULL: it is not known to be over; see xpt_explainer_now(). Since: 0.2
 */
XPT_PUBLIC const char *xpt_finding_since(const struct xpt_finding *finding);

#ifdef __cplusplus
}
#endif
#endif
