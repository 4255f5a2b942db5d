/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building reports: a cause with its placeholders filled in, evidence added line by line. */
#ifndef BASE_FINDING_H
#define BASE_FINDING_H

#include <xpt/finding.h>

#include "cleanup.h"

#define CAUSE_REMEDIES 6

/*
 * A cause, once for the whole program (explain/causes.c). Its texts hold placeholders in braces:
 * "{device} shares reserved memory (RMRR) with {sharers}". A remedy with a placeholder that the finding
 * does not fill is left out. In a command each value becomes one word of a POSIX shell, in quotes
 * where that is needed; lists of devices become a word for each.
 */
struct cause {
	const char *id;
	enum xpt_verdict verdict; /* of a finding that does not say otherwise */
	const char *title;	  /* what it is, for the manual */
	const char *because;	  /* one sentence with placeholders */
	const char *why;	  /* a paragraph for xpt-causes(7): what it means, how to see it */
	struct xpt_remedy remedies
			[CAUSE_REMEDIES]; /* texts with placeholders; ends with an empty one */
};

/* What fills a placeholder: an array of these ends with { NULL, NULL }. */
struct placeholder {
	const char *name;
	const char *value;
};

#define PLACEHOLDERS(...) ((const struct placeholder[]){ __VA_ARGS__, { NULL, NULL } })

struct xpt_report *xpt__report_new(void);
/*
 * xpt__report_add - a new finding; worst first order is kept by itself.
 * {device} and {devices} (separated by blanks) become its devices, {domain} its domain.
 * Return: the finding for xpt__finding_evidence(), or NULL when memory is out.
 */
struct xpt_finding *xpt__report_add(struct xpt_report *report, const struct cause *cause,
		const struct placeholder *placeholders);
struct xpt_finding *xpt__report_add_as(struct xpt_report *report, const struct cause *cause,
		enum xpt_verdict verdict, const struct placeholder *placeholders);
/*
 * xpt__finding_file - a line of a file of the host as evidence
 * @path: without a leading slash
 * @text: NULL: memory is out
 * Return: 0 or XPT_NO_MEMORY.
 */
int xpt__finding_file(struct xpt_finding *finding, const char *path, unsigned long line,
		const char *text);
/* xpt__finding_evidence - the text is made printable. Return: 0 or XPT_NO_MEMORY. */
int xpt__finding_evidence(struct xpt_finding *finding, const char *source, unsigned long line,
		const char *format, ...) __attribute__((format(__printf__, 4, 5)));
/* xpt__finding_possible_cause - one that would fit; @sign: what would show it. Return: 0 or XPT_NO_MEMORY. */
int xpt__finding_possible_cause(
		struct xpt_finding *finding, const struct cause *cause, const char *sign);
/* xpt__finding_possible_issue - the same of what is no cause of ours; @sign is copied */
int xpt__finding_possible_issue(
		struct xpt_finding *finding, const char *id, const char *title, const char *sign);
/* xpt__finding_event - when it was, which step failed (either may be NULL), in how many lines. 0 or XPT_NO_MEMORY. */
int xpt__finding_event(struct xpt_finding *finding, const char *time, const char *step,
		unsigned long lines);
/* xpt__finding_since - what ended it; @text is copied, NULL is fine. 0 or XPT_NO_MEMORY. */
int xpt__finding_since(struct xpt_finding *finding, const char *text);
/* finding_is - does the report hold a finding of this cause? */
const struct xpt_finding *xpt__report_find(
		const struct xpt_report *report, const struct cause *cause);
/* xpt__report_evidence - the same for all findings about @device. */
int xpt__report_evidence(struct xpt_report *report, const char *device, const char *source,
		unsigned long line, const char *text);
/* How many findings of each verdict a report holds. */
struct report_mark {
	size_t counts[XPT_BLOCKED + 1];
};

struct report_mark xpt__report_mark(const struct xpt_report *report);
/*
 * xpt__report_asked - keeps a question, answered by what @report holds beyond @mark
 * @id, @text: static
 * @device:    its address, copied; NULL: it was asked of host and domain
 * Return: 0 or XPT_NO_MEMORY.
 */
int xpt__report_asked(struct xpt_report *report, struct report_mark mark, const char *id,
		const char *text, const char *device);
/* xpt__report_merge - move all findings and questions of @from (which is freed) to @into. */
int xpt__report_merge(struct xpt_report *into, struct xpt_report *from);

DEFINE_AUTO(report, struct xpt_report *, xpt_report_free)

#endif
