/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why an act failed: what libxl and Xen said, or else what the act itself tells. */
#include <string.h>

#include "../base/error.h"
#include "../explain/causes/causes.h"
#include "../explain/explain.h"
#include "verbs.h"

/* The cause of last resort: what this verb failing means by itself. */
static const struct cause *own_cause(const struct op *op)
{
	switch (op->verb) {
	case VERB_UNBIND:
		return &xpt__cause_driver_unbind_failed;
	case VERB_BIND:
		return strcmp(op->text, "pciback") ? &xpt__cause_driver_rebind_failed :
						     &xpt__cause_pciback_bind_failed;
	case VERB_QUARANTINE:
	case VERB_UNQUARANTINE:
		return &xpt__cause_quarantine_failed;
	case VERB_VF_COUNT:
		return &xpt__cause_virtual_functions_failed;
	default:
		return &xpt__cause_unexplained;
	}
}

static int add_own(const struct attempt *attempt, struct xpt_report *report, const char *reason)
{
	const struct op *op = attempt->op;
	const char *driver = op->verb == VERB_BIND || op->verb == VERB_UNBIND ? op->text : NULL;
	const char *domain = op->domid ? op->text : NULL;
	const struct placeholder placeholders[] = {
		{ "device",
				xpt__verb_of_device(op->verb)		   ? attempt->address :
						xpt__verb_of_usb(op->verb) ? op->path :
									     NULL },
		{ "driver", driver ? driver : "its driver" },
		{ "domain", domain },
		{ "reason", reason },
		{ NULL },
	};

	return xpt__report_add(report, own_cause(op), placeholders) ? 0 : XPT_NO_MEMORY;
}

/* The kernel's log is everybody's: it tells what a PF's driver said, of that PF. */
static bool is_evidence(const struct attempt *attempt, const struct log_line *line)
{
	return line->source != LOG_KERNEL ||
			(attempt->op->verb == VERB_VF_COUNT &&
					strstr(line->text, attempt->address));
}

/* libxl says it by its code alone, before it touches anything. */
static bool is_unrecorded(const struct attempt *attempt, const char *message)
{
	return xpt__verb_of_usb(attempt->op->verb) && strstr(message, "(json_config_empty)");
}

/* A refused hypercall has no log line of its own: its error is one. */
static int explain(const struct attempt *attempt, const char *message, const struct log_line *lines,
		size_t count, struct xpt_report *report)
{
	auto_free struct log_line *all = calloc(count + 1, sizeof(*all));
	size_t heard = count;
	int rc;

	if (!all)
		return XPT_NO_MEMORY;
	if (is_unrecorded(attempt, message))
		return xpt__report_add(report, &xpt__cause_usb_unrecorded,
				       PLACEHOLDERS({ "domain", attempt->op->text })) ?
				0 :
				XPT_NO_MEMORY;
	count = 0;
	for (size_t i = 0; i < heard; i++)
		if (is_evidence(attempt, &lines[i]))
			all[count++] = lines[i];
	if (!strncmp(message, "xc_", 3))
		all[count++] = (struct log_line){ LOG_LIBXL, "libxc", 0, message };
	rc = xpt__explain_lines(NULL, all, count,
			xpt__verb_of_device(attempt->op->verb) ? attempt->address : NULL, report,
			NULL);
	if (rc)
		return rc;
	if (!xpt_report_finding(report, 0) ||
			(xpt__report_find(report, &xpt__cause_unexplained) &&
					own_cause(attempt->op) != &xpt__cause_unexplained))
		return add_own(attempt, report, message);
	return 0;
}

int xpt__attempt_refused(const struct attempt *attempt, struct xpt_error *inner,
		const struct log_line *lines, size_t count, struct xpt_error **ret_error)
{
	auto_of(report) struct xpt_report *report = NULL;
	auto_of(error) struct xpt_error *taken = inner;
	struct arena *arena;
	const char *what;
	int code = xpt_error_code(inner);

	/* who ended it himself needs no cause */
	if (code != XPT_CANCELLED && !xpt_error_report(inner)) {
		report = xpt__report_new();
		if (!report || explain(attempt, xpt_error_message(inner), lines, count, report))
			return xpt__error_no_memory(ret_error);
	}
	arena = xpt__arena_new();
	what = arena ? xpt__op_text(arena, attempt->op) : NULL;
	if (!what)
		code = xpt__error_no_memory(ret_error);
	else if (report)
		xpt__error_report(ret_error, code, TAKE(report), "%s: cannot %s: %s",
				attempt->subject, what, xpt_error_message(inner));
	else
		xpt__error_wrap(ret_error, code, TAKE(taken), "%s: cannot %s: %s", attempt->subject,
				what, xpt_error_message(inner));
	xpt__arena_free(arena);
	return code;
}
