/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Log lines in, incidents out. Pure: no I/O, no clock, and memory that no log can make grow.
 * An incident is a finding: one cause, and the lines that show it, its consequences among them.
 */
#ifndef EXPLAIN_EXPLAIN_H
#define EXPLAIN_EXPLAIN_H

#include <xpt/error.h>

#include "../base/finding.h"
#include "../base/log_line.h"
#include "../model/model.h"

struct explainer;

/*
 * xpt__explainer_new - gathers lines in any order of sources
 * @host:    helps to name sharers, owners and domains; may be NULL; must outlive the explainer
 * @subject: the device that lines are about which name none; may be NULL; copied
 */
int xpt__explainer_new(const struct xpt_host *host, const char *subject,
		struct explainer **ret_explainer, struct xpt_error **ret_error);
void xpt__explainer_free(struct explainer *explainer); /* NULL is fine */

/*
 * xpt__explainer_line - what does this line say?
 * Guest lines ("(d1) …") and dom0 console lines among Xen's are dropped: they prove nothing. A line
 * without a prefix of its own may continue the one before it, as in a post that wraps.
 * @line: its texts are copied where they are kept
 * @ret_known: a rule knows it; may be NULL
 * Return: 0 or XPT_NO_MEMORY.
 */
int xpt__explainer_line(struct explainer *explainer, const struct log_line *line, bool *ret_known);
/* xpt__explainer_skip - lines that cannot matter were left out. */
void xpt__explainer_skip(struct explainer *explainer, unsigned long count);
/* xpt__explainer_subject - as it was given. */
const char *xpt__explainer_subject(const struct explainer *explainer);
/* xpt__explainer_expect_lines - if no line comes, that is to be told. */
void xpt__explainer_expect_lines(struct explainer *explainer);
/* xpt__explainer_host - from now on. */
void xpt__explainer_host(struct explainer *explainer, const struct xpt_host *host);
/* xpt__explainer_now - what is over by @host is told to be: it is later than all lines. */
void xpt__explainer_now(struct explainer *explainer, const struct xpt_host *host);
/* xpt__explainer_only_subject - incidents that name other devices alone are left out. */
void xpt__explainer_only_subject(struct explainer *explainer);
/* xpt__explainer_log - the next line is of another log. */
void xpt__explainer_log(struct explainer *explainer);
/* xpt__explainer_gap - the next line does not follow the last one: lines were lost. */
void xpt__explainer_gap(struct explainer *explainer);

/*
 * xpt__explainer_report - the incidents of all lines so far
 * Lines that no rule knows but that say "fail", "error" or name the subject go to `unexplained`, only
 * when nothing else was found.
 * Once; then there is xpt__explainer_forget() or xpt__explainer_free().
 */
int xpt__explainer_report(
		struct explainer *explainer, struct xpt_report *into, struct xpt_error **ret_error);

/* xpt__explainer_forget - as it was when it was new. Return: 0 or XPT_NO_MEMORY. */
int xpt__explainer_forget(struct explainer *explainer);

/* xpt__explain_lines - all of it at once. */
int xpt__explain_lines(const struct xpt_host *host, const struct log_line *lines, size_t count,
		const char *subject, struct xpt_report *into, struct xpt_error **ret_error);

DEFINE_AUTO(explainer, struct explainer *, xpt__explainer_free)

#endif
