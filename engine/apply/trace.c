/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What apply does beside what it asks, for who traces it. */
#include "trace.h"

#include <stdio.h>

#include "../base/clock.h"

#define OPERATION_ROOM 320

void xpt__trace_op(const struct apply_context *apply_context, const struct step *step,
		long long began_us, int code, const struct xpt_error *error)
{
	const struct xpt_apply_options *options = apply_context->options;
	const bool is_undo = apply_context->is_undoing;
	char operation[OPERATION_ROOM];

	if (!options->trace)
		return;
	snprintf(operation, sizeof(operation), "%s: %s", step->subject,
			is_undo ? step->undo_what : step->what);
	options->trace(options->trace_data,
			&XPT_OPTIONS(xpt_trace, .how = is_undo ? "undo" : "do", .path = operation,
					.code = code,
					.reason = error ? xpt_error_message(error) : NULL,
					.microseconds = (unsigned long long)(xpt__clock_us() -
							began_us)));
}
