/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Defects and traps that the maintainers of Xen and of what runs on it have found out already. */
#ifndef EXPLAIN_KNOWN_ISSUES_H
#define EXPLAIN_KNOWN_ISSUES_H

#include "incidents.h"

/* 4.17.3 as a number. Major and minor alone: RELEASE(4, 17, 0). */
#define RELEASE(major, minor, patch) ((major)*10000 + (minor)*100 + (patch))

struct known_issue {
	const char *id, *title;
	const struct cause *cause; /* what the incident that it may explain is told to be */
	const char *line;	   /* what one of its lines holds */
	/* it is in versions of Xen from the first to before the second; 0: no such limit */
	int since, until;
	const char *condition; /* in words, behind "if": versions, and what lines do not tell */
	const char *fixed;     /* by which release or change; or NULL: it is not */
	const char *remedy;
	const char *reference; /* where it was established */
	/* for tests: a log that may be of it, and one that looks like it */
	const char *sample, *near_miss;
};

extern const struct known_issue xpt__known_issues[]; /* ends with an empty one; in order of id */

/* xpt__version_read - RELEASE() of "4.17.3-pre"; 0: it is none */
int xpt__version_read(const char *text);

/*
 * xpt__known_issues_add - those that the group's lines may be of, as possible causes
 * An issue of other versions than the one that the logs or the snapshot tell is left out.
 * Return: 0 or XPT_NO_MEMORY.
 */
int xpt__known_issues_add(const struct explainer *explainer, const struct group *group,
		struct xpt_finding *finding);

#endif
