/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why an act failed: what libxl and Xen said, or else what the act itself tells. */
#include <string.h>

#include "../base/error.h"
#include "../explain/causes/causes.h"
#include "../explain/explain.h"
#include "verbs.h"

/* The cause of last resort: what this verb failing means by itself. */
static const struct cause *own_cause(const struct act *act)
{
	switch (act->verb) {
	case VERB_UNBIND:
		return &cause_driver_unbind_failed;
	case VERB_BIND:
		return strcmp(act->text, "pciback") ? &cause_driver_rebind_failed :
						      &cause_pciback_bind_failed;
	case VERB_QUARANTINE:
	case VERB_UNQUARANTINE:
		return &cause_quarantine_failed;
	default:
		return &cause_unexplained;
	}
}

static int add_own(const struct doing *doing, struct xpt_report *report, const char *reason)
{
	const struct act *act = doing->act;
	const char *driver = act->verb == VERB_BIND || act->verb == VERB_UNBIND ? act->text : NULL;
	const char *domain = act->domid ? act->text : NULL;
	const struct blank blanks[] = {
		{ "device", verb_of_device(act->verb) ? doing->address : NULL },
		{ "driver", driver ? driver : "its driver" },
		{ "domain", domain },
		{ "reason", reason },
		{ NULL },
	};

	return report_add(report, own_cause(act), blanks) ? 0 : XPT_NO_MEMORY;
}

/* A refused hypercall has no log line of its own: its error is one. */
static int explain(const struct doing *doing, const char *message, const struct log_line *lines,
		size_t count, struct xpt_report *report)
{
	auto_free struct log_line *all = calloc(count + 1, sizeof(*all));
	int rc;

	if (!all)
		return XPT_NO_MEMORY;
	if (count)
		memcpy(all, lines, count * sizeof(*all));
	if (!strncmp(message, "xc_", 3))
		all[count++] = (struct log_line){ LOG_LIBXL, "libxc", 0, message };
	rc = explain_lines(NULL, all, count,
			verb_of_device(doing->act->verb) ? doing->address : NULL, report, NULL);
	if (rc)
		return rc;
	if (!xpt_report_finding(report, 0) || (report_find(report, &cause_unexplained) &&
			own_cause(doing->act) != &cause_unexplained))
		return add_own(doing, report, message);
	return 0;
}

int doing_refused(const struct doing *doing, struct xpt_error *inner,
		const struct log_line *lines, size_t count, struct xpt_error **ret_error)
{
	auto_of(report) struct xpt_report *report = NULL;
	auto_of(error) struct xpt_error *taken = inner;
	struct arena *arena;
	const char *what;
	int code = xpt_error_code(inner);

	if (!xpt_error_report(inner)) {
		report = report_new();
		if (!report || explain(doing, xpt_error_message(inner), lines, count, report))
			return error_no_memory(ret_error);
	}
	arena = arena_new();
	what = arena ? act_text(arena, doing->act) : NULL;
	if (!what)
		code = error_no_memory(ret_error);
	else if (report)
		error_report(ret_error, code, TAKE(report), "%s: cannot %s: %s", doing->subject,
				what, xpt_error_message(inner));
	else
		error_wrap(ret_error, code, TAKE(taken), "%s: cannot %s: %s", doing->subject, what,
				xpt_error_message(inner));
	arena_free(arena);
	return code;
}
