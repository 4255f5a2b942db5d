/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_EXPLAIN_H
#define XPT_EXPLAIN_H

/**
 * Why did it fail: logs in, incidents out. An incident is a finding: one cause, the lines that show it
 * and its consequences, the devices, the domain, the step, the time, and remedies.
 */
#include <stdint.h>

#include <xpt/base.h>
#include <xpt/error.h>
#include <xpt/finding.h>
#include <xpt/host.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xpt_explainer;

/** No lower limit of time. */
#define XPT_SINCE_EVER INT64_MIN

struct xpt_explain_options {
	size_t size;
	const struct xpt_host
			*host; /* names sharers, owners and regions; NULL; outlives the explainer */
	const char *device;    /* an address: only it, and lines that name no device; or NULL */
	int64_t since;	       /* seconds since 1970 in the logs' own clock, or XPT_SINCE_EVER */
	int follow;	       /* not 0: files may grow, and are read on */
};

/**
 * xpt_explainer_new - something that logs can be given to
 * @options:       NULL = no host, any device, any time
 * @ret_explainer: free with xpt_explainer_free()
 *
 * One thread at a time. Memory does not grow with the logs.
 * Return: 0, XPT_INVALID, XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_explainer_new(const struct xpt_explain_options *options,
		struct xpt_explainer **ret_explainer, struct xpt_error **ret_error);
/** xpt_explainer_free - NULL is fine. Since: 0.1 */
XPT_PUBLIC void xpt_explainer_free(struct xpt_explainer *explainer);

/**
 * xpt_explainer_host - a snapshot taken later: what is read from now on is explained with it
 * @host: outlives the explainer
 * Since: 0.1
 */
XPT_PUBLIC void xpt_explainer_host(struct xpt_explainer *explainer, const struct xpt_host *host);
/**
 * xpt_explainer_now - what is over by now is told to be: xpt_finding_since()
 * @host: a snapshot of the host that all of these logs are of, taken after they were read; it outlives
 *        the explainer
 *
 * An incident that is over comes last in its report, and is XPT_PASS.
 * Since: 0.2
 */
XPT_PUBLIC void xpt_explainer_now(struct xpt_explainer *explainer, const struct xpt_host *host);

/**
 * xpt_explainer_file - read a log, plain or packed, or each text file of an archive
 * @path: "-" is standard input; it, or a FIFO, blocks until its end
 *
 * Each line tells whose it is; what a guest wrote proves nothing.
 * Return: 0, XPT_NOT_FOUND, XPT_DENIED, XPT_UNREADABLE, XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_explainer_file(
		struct xpt_explainer *explainer, const char *path, struct xpt_error **ret_error);
/**
 * xpt_explainer_text - lines of a program, such as what it wrote to standard error
 * @name: as evidence shows it
 * Return: 0 or XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_explainer_text(struct xpt_explainer *explainer, const char *name,
		const char *bytes, size_t length, struct xpt_error **ret_error);

/** What xpt_explainer_live() reads. */
enum xpt_live_log {
	XPT_LOG_CONSOLE = 1
			<< 0, /* Xen's console ring, with an index of our own: it is never cleared */
	XPT_LOG_KERNEL = 1 << 1, /* dom0's kernel log */
	XPT_LOG_TOOLSTACK = 1
			<< 2, /* what xl, libxl and QEMU wrote to /var/log/xen since the host booted;
	                               never with @from_now */
};

/**
 * xpt_explainer_live - read this host's logs from now on
 * @logs:     enum xpt_live_log, or-ed
 * @from_now: not 0: what they hold already is left out
 *
 * Reads what they hold, and does not wait for more; xpt_explainer_more() reads on.
 * Return: 0, XPT_DENIED, XPT_UNREADABLE, XPT_UNSUPPORTED, XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_explainer_live(struct xpt_explainer *explainer, unsigned int logs,
		int from_now, struct xpt_error **ret_error);
/**
 * xpt_explainer_more - what live logs and growing files have since they were last read; does not wait
 * @ret_bytes: how much was read
 * @ret_lost:  bytes that were overwritten before they could be read; may be NULL
 * Return: 0, XPT_UNREADABLE, XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_explainer_more(struct xpt_explainer *explainer, size_t *ret_bytes,
		size_t *ret_lost, struct xpt_error **ret_error);

/**
 * xpt_explainer_report - the incidents of all that was read since the last report
 * @ret_report: worst first; free with xpt_report_free()
 * Return: 0 or XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_explainer_report(struct xpt_explainer *explainer,
		struct xpt_report **ret_report, struct xpt_error **ret_error);

/** A cause that incidents and findings may name. */
struct xpt_cause {
	size_t size;
	const char *id;
	const char *title;
	enum xpt_verdict verdict;
	const char *why;		   /* what it means, and how to see it */
	const struct xpt_remedy *remedies; /* ends with an empty one; {} placeholders */
};

/** xpt_cause - all causes, in order of id; their texts are static. Return: 0, or XPT_NOT_FOUND past the last. Since: 0.1 */
XPT_PUBLIC int xpt_cause(size_t index, struct xpt_cause *ret_cause);

/** A defect or trap that others have found out already; incidents name it among their possible causes. */
struct xpt_known_issue {
	size_t size;
	const char *id;
	const char *title;
	const char *cause;     /* id of the cause that its incidents are told to be */
	const char *line;      /* what one of their lines holds */
	const char *condition; /* behind "if": which versions, and what else must hold */
	const char *fixed;     /* by which release or change; or NULL */
	const char *remedy;
	const char *reference; /* where it was established */
};

/** xpt_known_issue - all, in order of id; their texts are static. Return: 0, or XPT_NOT_FOUND past the last. Since: 0.2 */
XPT_PUBLIC int xpt_known_issue(size_t index, struct xpt_known_issue *ret_issue);

#define XPT_CODE_TEXT 256 /* fits what follows, with its NUL */

/**
 * xpt_explain_code - what a toolstack's bare number means
 * @code:     libxl's ("-9"), or the first number in xenopsd's Unix_error(30, …) ("xenopsd:30")
 * @ret_text: one sentence
 * Return: 0, XPT_INVALID, XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_explain_code(
		const char *code, char ret_text[XPT_CODE_TEXT], struct xpt_error **ret_error);
/**
 * xpt_explain_errno - what an errno means, of a call where one is named
 * @number:   "22", "-22" or "EINVAL"
 * @call:     "map_pirq", "assign_device", "deassign_device", "test_assign_device"; or NULL
 * @ret_text: one sentence
 * Return: 0, XPT_INVALID, XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_explain_errno(const char *number, const char *call,
		char ret_text[XPT_CODE_TEXT], struct xpt_error **ret_error);

#ifdef __cplusplus
}
#endif
#endif
