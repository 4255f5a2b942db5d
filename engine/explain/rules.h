/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A log rule is one entry of a log_rules_*.c: cause, typed pattern, and its own samples. */
#ifndef EXPLAIN_RULES_H
#define EXPLAIN_RULES_H

#include "causes.h"
#include "explain.h"

#define RULE_SAMPLES 6
#define RULE_FIXED 3
#define RULE_BLANKS 8

enum rule_weight {
	RULE_CAUSE,   /* the line names the cause */
	RULE_SUMMARY, /* a consequence: evidence for a cause that another line names, else its own */
	RULE_NOISE,   /* known and meaningless: never shown */
};

struct rule {
	const struct cause *cause;
	enum rule_weight weight;
	/*
	 * The line without its prefixes, from its beginning; what follows the pattern does not
	 * matter, nor do case and the number of blanks. Typed holes:
	 *   %{bdf} %{slotid} %{devid}  an address, as "0000:04:00.0" (or libxl's "0:4:0.0"), as
	 *                              QEMU's "04_00.0", as AMD-Vi's 0xBBDF
	 *   %{domain}                  Dom7, dom7, d7, d[IO]; a %{number:domain} means the same
	 *   %{quarantine}              d[IO], Dom32753, DomIO
	 *   %{hex} %{range} %{number} %{word} %{text}
	 *   %{?literal}                may be missing
	 *   %{=one|other}              one of these
	 * "%{bdf:device}" names the blank that it fills in the cause's texts.
	 */
	const char *pattern;
	struct blank fixed[RULE_FIXED];    /* blanks that every such line fills the same way */
	const char *samples[RULE_SAMPLES]; /* whole lines as logs hold them; ends with NULL */
};

/* One table a source; each ends with cause NULL. */
extern const struct rule rules_xen[], rules_libxl[], rules_kernel[], rules_qemu[];
/* rules_of - the table of a source; NULL: no such source. */
const struct rule *rules_of(enum log_source source);

struct rule_set;
struct rule_match {
	const struct rule *rule;
	struct blank blanks[RULE_BLANKS + 1]; /* ends with { NULL, NULL }; values in @storage */
	char storage[1024];
};

int rule_set_new(struct rule_set **ret_set, struct xpt_error **ret_error);
void rule_set_free(struct rule_set *set);
/* rule_set_match - the first rule that matches; false: none does. Not for two threads at once. */
bool rule_set_match(struct rule_set *set, const struct log_line *line,
		struct rule_match *ret_match);
/*
 * log_line_body - where the line proper begins behind "(XEN) [2024-…] [VT-D]"
 * NULL: a line among Xen's that Xen did not print. A guest's lines begin with "(d1) ", and dom0's
 * with neither; what they say about Xen proves nothing.
 */
const char *log_line_body(const struct log_line *line);

DEFINE_AUTO(rule_set, struct rule_set *, rule_set_free)

#endif
