/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an explainer has gathered; explain.c fills it, incident.c makes incidents of it. */
#ifndef EXPLAIN_INCIDENTS_H
#define EXPLAIN_INCIDENTS_H

#include "../base/vector.h"
#include "explain.h"
#include "log_time.h"
#include "rules/rules.h"

#define GROUPS 400 /* more than anyone reads; bounds memory and work */
#define GROUP_PLACEHOLDERS 24
#define GROUP_LINES 8 /* evidence shown of each */
#define LINE_SHOWN 400
#define SAID_LINES 8   /* a device that was named so far back is still spoken of */
#define NEAR_LINES 300 /* lines that far apart are about two events, unless they name one device */

struct kept_line {
	unsigned long at; /* of all lines */
	const char *name;
	unsigned long number;
	const char *text;
};

/* Lines of one cause (or one consequence) and one device. */
struct group {
	const struct cause *cause;
	bool consequence;   /* all its lines are: another group may explain it */
	bool note;	    /* all its lines are notes: by themselves nothing */
	bool passing;	    /* all its lines are: see RULE_PASSING */
	bool alone;	    /* a consequence that nothing explains */
	bool joined;	    /* into another group */
	const char *device; /* or NULL */
	const char *step;   /* "quarantine", "guest", or NULL */
	const char *time;   /* of its first line, or NULL */
	struct placeholder placeholders[GROUP_PLACEHOLDERS + 1];
	size_t placeholder_count;
	struct kept_line lines[GROUP_LINES];
	size_t line_count;	   /* may exceed GROUP_LINES */
	unsigned long first, last; /* its lines, counted over all logs */
	struct moment begins, ends;
};

/* What the toolstack, or who called it, named last, for its lines that name nothing. */
struct said {
	char device[XPT_BDF_TEXT], domain[64]; /* "": none */
	bool typed;			       /* a command, which all that follows is about */
	unsigned long at;
};

#define SLOTS (256 * 32) /* of segment 0 */

/* Functions that lines list, a bit each, by slot. */
struct functions {
	uint8_t by_xen[SLOTS];	    /* as dom0 told it: all that there are */
	uint8_t by_firmware[SLOTS]; /* with a reserved region or a unit of their own */
};

/* What a log tells of itself. */
struct setting {
	bool started;	       /* it shows a kernel's start, where drivers try every device */
	int xen_version;       /* RELEASE() of the Xen that the logs are of; 0: none tells */
	bool stubdomain;       /* device models run in stub domains here */
	char ending[16];       /* the domain that xl takes down; "": none */
	bool of_guest;	       /* that kernel is a guest's: its addresses are its own */
	uint8_t handed[SLOTS]; /* functions that some log told to be handed over, a bit each */
};

struct explainer {
	const struct xpt_host *host;
	const struct xpt_host *now; /* after all of the lines; or NULL */
	const char *subject;
	bool only_subject;
	struct arena *arena;
	struct rule_set *rules;
	VECTOR(struct group) groups;
	VECTOR(const char *) names; /* of logs */
	struct functions functions;
	struct setting setting;
	unsigned long at;      /* lines so far */
	unsigned long dropped; /* lines of groups beyond GROUPS */
	unsigned long lines;   /* that are not empty */
	bool expects_lines;    /* that there are none is to be told */
	bool recognised;       /* one of them is of a log that rules are for */
	struct said said;
	bool no_memory;
	/* a line that no rule knows yet: the next one may continue it */
	char open[2 * LINE_SHOWN + 2];
	struct log_line open_line;
	bool open_known; /* by a general rule: with its rest another may know it better */
	/* the last lines that look like trouble, for `unexplained` */
	struct {
		char text[LINE_SHOWN + 1];
		const char *name;
		unsigned long number;
	} raw[GROUP_LINES];
	size_t raw_count;
};

const char *xpt__placeholder_value(const struct placeholder *placeholders, const char *name);
void xpt__group_fill(struct group *group, const char *name, const char *value);
enum xpt_verdict xpt__group_verdict(const struct group *group);
void xpt__groups_join(struct explainer *explainer);
bool xpt__texts_equal(const char *a, const char *b);
const struct xpt_device *xpt__explainer_device(
		const struct explainer *explainer, const char *address);
bool xpt__cause_is_refusal(const struct cause *cause);
int xpt__placeholder_errno(const struct placeholder *placeholders);
/*
 * xpt__pasted_hide - does @text show a hide= that pciback cannot read, of whichever program it is?
 * @ret_match: as of a rule
 */
bool xpt__pasted_hide(const char *text, struct rule_match *ret_match);
void xpt__listed_functions_note(
		struct functions *functions, const struct placeholder *placeholders);
void xpt__mentions_note(
		struct said *said, const struct placeholder *placeholders, unsigned long at);
/* xpt__mentions_device, xpt__mentions_domain - of a line at @at that a rule knows; NULL: it may be of any */
const char *xpt__mentions_device(
		const struct said *said, const struct rule_match *match, unsigned long at);
const char *xpt__mentions_domain(
		const struct said *said, const struct rule_match *match, unsigned long at);
void xpt__setting_note(struct setting *setting, const struct placeholder *placeholders);
/* xpt__setting_is_note - is a line that @rule knows no trouble by itself, here? */
bool xpt__setting_is_note(const struct setting *setting, const struct rule *rule,
		const char *device, const char *domain);
void xpt__setting_hand_over(struct setting *setting, const char *address);
/* xpt__setting_mentions - does a log say that it is handed over? False where they tell nothing. */
bool xpt__setting_mentions(const struct setting *setting, const char *address);
void xpt__setting_new_log(struct setting *setting);
/* xpt__since_then - what has happened to the device since, so that nothing is wrong any more; NULL: nothing known */
const char *xpt__since_then(struct explainer *explainer, const struct group *group);
/* xpt__listed_functions_lack - do they tell that there is no such function, but function 0 of its slot? */
bool xpt__listed_functions_lack(const struct functions *functions, struct xpt_bdf at);

#endif
