/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A log rule is one entry of a file of this folder: cause, typed pattern, and its own samples. */
#ifndef EXPLAIN_RULES_RULES_H
#define EXPLAIN_RULES_RULES_H

#include "../causes/causes.h"
#include "../explain.h"
#include "../prefix.h"

#define RULE_SAMPLES 24
#define RULE_FIXED 3
#define RULE_PLACEHOLDERS 8

enum rule_weight {
	RULE_CAUSE,   /* the line names the cause */
	RULE_SUMMARY, /* a consequence: evidence for a cause that another line names, else its own */
	RULE_NOTE,    /* shown with an incident of the same device; by itself it is no trouble, and is dropped */
	RULE_DEVICE,  /* no trouble: names the device that the toolstack's next lines are about */
	RULE_NOISE,   /* known and meaningless: never shown */
	RULE_LISTING, /* names a function that is there, {by} "xen" or "firmware": remembered, never shown */
	RULE_HANDED,  /* a cause; but a note in the log of a {of} "start" before the device was handed over, or of a "guest" */
	RULE_PASSING, /* a cause, where it goes on, the device is handed over, or other lines are about it, too; else dropped */
	RULE_HANDOVER, /* no trouble: the device is being handed over, or taken back */
	RULE_SETTING, /* no trouble: {of} "start": here a kernel starts; "guest": it is a guest's; "stubdomain": so run device models; "xen": its {version};
			  "end": xl takes {domain} down */
};

struct rule {
	const struct cause *cause;
	enum rule_weight weight;
	/*
	 * The line without its prefixes, from its beginning; what follows the pattern does not
	 * matter, nor do case and the number of blanks. Typed captures:
	 *   %{bdf} %{slotid} %{devid}  an address, as "0000:04:00.0" (or libxl's "0:4:0.0"), as
	 *                              QEMU's "04_00.0", as AMD-Vi's 0xBBDF
	 *   %{slot}                    "0000:04:00", whose function 0 is meant
	 *   %{domain}                  Dom7, dom7, d7; a %{number:domain} means the same
	 *   %{quarantine}              d[IO], Dom32753, DomIO
	 *   %{anydomain}               both
	 *   %{hex} %{range} %{number} %{word} %{text}
	 *   %{?literal}                may be missing
	 *   %{=one|other}              one of these
	 * "%{bdf:device}" names the placeholder that it fills in the cause's texts.
	 */
	const char *pattern;
	const char *const *others; /* more wordings of the same, or NULL; ends with NULL */
	bool general;  /* only where no other rule knows the line */
	bool prefixed; /* any program may say so: only behind the prefix of the one that is meant */
	struct placeholder fixed[RULE_FIXED];    /* placeholders that every such line fills the same way */
	const char *samples[RULE_SAMPLES]; /* whole lines as logs hold them; ends with NULL */
};

/* Other wordings, for `others`. */
#define WORDINGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* What a line says that something went wrong, though no rule knows what; ends with NULL. */
extern const char *const xpt__prefilter_failure_words[];

/* What stands before the list of a hide= that was pasted; ends with NULL. */
extern const char *const xpt__pasted_hide_keys[];

/* xpt__rule_pattern - its wordings, the first first. NULL past the last. */
const char *xpt__rule_pattern(const struct rule *rule, size_t index);

/* xpt__rule_of - the rules of a source, in the order in which they are tried. NULL past the last. */
const struct rule *xpt__rule_of(enum log_source source, size_t index);

/* Each table ends with cause NULL; rules.c says which source each is of. */
extern const struct rule xpt__rules_xen_assign[], xpt__rules_xen_boot[], xpt__rules_xen_devices[],
		xpt__rules_xen_interrupts[], xpt__rules_libxl[], xpt__rules_xl[], xpt__rules_xenopsd[], xpt__rules_libvirt[], xpt__rules_linux[], xpt__rules_qemu[];

extern const struct rule xpt__rules_xen_crash[], xpt__rules_toolstack_failures[], xpt__rules_pasted[];

struct rule_set;
struct rule_match {
	const struct rule *rule;
	enum log_source source; /* that the rule is of */
	struct placeholder placeholders[RULE_PLACEHOLDERS + 1]; /* ends with { NULL, NULL }; values in @storage */
	char storage[1024];
};

/* @only: a set of this rule of @source alone, for tests; NULL: of all rules */
int xpt__rule_set_new(const struct rule *only, struct rule_set **ret_set, struct xpt_error **ret_error);
void xpt__rule_set_free(struct rule_set *set);
/*
 * xpt__rule_set_match - the first rule that matches what the line may be; false: none does
 * @parts: of xpt__line_read(). Not for two threads at once.
 * What no rule knows may be one that could not be compiled: ask xpt__rule_set_failed().
 */
bool xpt__rule_set_match(struct rule_set *set, const struct line_parts *parts,
		struct rule_match *ret_match);

/* xpt__rule_set_failed - memory ran out while a line was matched */
bool xpt__rule_set_failed(const struct rule_set *set);

DEFINE_AUTO(rule_set, struct rule_set *, xpt__rule_set_free)

#endif
