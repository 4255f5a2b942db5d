/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Telling: one description of a thing (fields, findings, steps), as text or as JSON. */
#ifndef TOOLS_OUTPUT_OUTPUT_H
#define TOOLS_OUTPUT_OUTPUT_H

#include <stdio.h>

#include "../command.h"

/* same_text - are both the same, or both NULL? */
bool same_text(const char *a, const char *b);

/*
 * value_text - as a table shows it: "-" for none, "?" for unreadable, commas between list items
 * Return: malloc'd, NULL when memory is out.
 */
char *value_text(const struct xpt_value *value);
/* field_text - the same, and sizes as people read them, "128 KiB", unless sizes_in_bytes() was asked for. */
char *field_text(const struct xpt_field *field, const struct xpt_value *value);
void sizes_in_bytes(bool in_bytes);
/* field_is_size - a number of bytes or KiB, by its key? @ret_shift: 0 or 10; @ret_length: of the key without its unit */
bool field_is_size(const struct xpt_field *field, unsigned int *ret_shift, size_t *ret_length);
/* object_text - the same of one field; NULL where it is not known. */
char *object_text(struct xpt_object object, const char *key);

/* A column shows a field, or two with a colon between (vendor:device). */
struct column {
	const char *heading;
	size_t field, second; /* second: XPT_NO_FIELD for none */
	bool number;
};

struct table {
	const struct column *columns;
	size_t column_count;
	const struct xpt_object *rows;
	const size_t *parents; /* of each row its parent's index or XPT_NO_FIELD; NULL: no tree */
	size_t row_count;
	bool no_headings;
};

/* print_table - on stdout. Return: enum status. */
int print_table(const struct table *table);
/* A tree or table of words; a cell that is NULL stays empty. */
struct text_table {
	const char *const *headings; /* the first is the tree's; the last one wraps on a terminal */
	const bool *right;	     /* of each heading: numbers */
	size_t column_count;
	const char *const *cells; /* row by row */
	const size_t *parents;	  /* of each row its parent's index or XPT_NO_FIELD */
	size_t row_count;
};

int print_tree(const struct text_table *table);
/*
 * print_fields - "label  value" lines of the named fields (ends with NULL), but for those that
 * were not asked for; lists of objects as tables
 */
void print_fields(struct xpt_object object, const char *const *keys);

/* print_finding - because, seen in, try; without a headline. */
void print_finding(FILE *out, const struct xpt_finding *finding);
/* print_findings - all that are worse than PASS. */
void print_findings(FILE *out, const struct xpt_report *report);
/*
 * print_judged - a finding of a list of answered questions, on stdout: "ok …", or a headline, which those that follow
 * share where the same remedy helps. Return: the index of the next one.
 */
size_t print_judged(const struct xpt_report *report, size_t index);
/* print_all_judged - all of a report below something else; nothing where there is none. */
void print_all_judged(const struct xpt_report *report);
/* print_questions - those of a report with their answers, each device below a line of its own. */
void print_questions(const struct xpt_report *report);
/* print_incident - its headline, step and time, and all that print_finding() says. */
void print_incident(FILE *out, const struct xpt_finding *finding);
/* print_incident_briefly - of one that is over: what it was and what has happened since. */
void print_incident_briefly(FILE *out, const struct xpt_finding *finding);
/* print_headline - @text and the cause's id at the right edge. */
void print_headline(FILE *out, const char *text, const struct xpt_finding *finding);
/* print_wrapped - @text in lines as wide as the terminal, of 80 columns where it is none, indented but for the first line. */
void print_wrapped(FILE *out, const char *text, int indent);

/* What became of the steps of a plan; @done has as many items as the plan has steps. */
struct outcome {
	const struct xpt_report *report;
	const struct xpt_plan *plan;		 /* or NULL */
	const bool *done;			 /* or NULL: none */
	const struct xpt_error *error;		 /* or NULL */
	const struct xpt_copy *copy;		 /* of a domain that was copied, or NULL */
	const struct xpt_comparison *comparison; /* what the plan comes from, or NULL */
	const struct xpt_plan *boot; /* the change of the next boot, done last; or NULL */
	const bool *boot_done;	     /* or NULL: none */
	unsigned int lock_timeout_s; /* wait so long for another xpt; 0: as xpt_plan_apply() does by itself */
};

/* What happened to a thing that files speak of, for those who read along. */
struct event {
	const char *name;			    /* "applied", "left", "failed", … */
	const char *subject, *domain, *is, *wanted; /* each may be NULL */
	const char *text;			    /* what was done, or why not */
};

int print_json_list(const char *key, const struct xpt_object *objects, size_t count);
struct json_list {
	const char *key;
	const struct xpt_object *objects;
	size_t count;
};

/* One object (@key NULL: none), several lists (end with an empty one), and findings. */
int print_json_lists(const char *key, struct xpt_object object, const struct json_list *lists,
		const struct xpt_report *report);
int print_json_object(const char *key, struct xpt_object object);
int print_json_verdict(const char *key, struct xpt_object object, const struct xpt_report *report);
int print_json_report(const struct xpt_report *report);
/* print_json_answer - @answer: what it comes to, or NULL; @why: with its questions */
int print_json_answer(const struct xpt_report *report, const struct xpt_answer *answer, bool why);
/* A long list: begin, its items one by one, end. */
void print_json_begin(const char *key);
int print_json_judged(const char *address, const struct xpt_report *report, bool why, bool first);
int print_json_group(const struct xpt_group *group, bool first);
void print_json_end(void);
int print_json_outcome(const struct outcome *outcome);
int print_json_event(const struct event *event); /* on one line, and at once */
int print_json_incidents(const struct xpt_report *report);
int print_json_placement(const struct xpt_placement *placement);
int print_json_gpu_lines(const struct xpt_gpu_lines *lines);
int print_json_number(const char *key, size_t number);
int print_json_text(const char *key, const char *text);
int print_json_known_issues(char *const *ids, size_t count); /* none: all */
int print_json_error(const struct xpt_error *error);

/* "same", "differs", "waits", "unread" */
const char *item_state_text(enum xpt_item_state state);

#endif
