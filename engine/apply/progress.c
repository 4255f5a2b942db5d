/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "progress.h"

#include <stdarg.h>
#include <stdio.h>

#include "../base/error.h"

bool xpt__progress(struct apply_context *apply_context, enum xpt_progress what, size_t index,
		const struct xpt_step *step)
{
	const struct xpt_apply_options *options = apply_context->options;

	if (options->progress && options->progress(options->data, what, index, step) &&
			!apply_context->is_undoing)
		apply_context->is_cancelled = true;
	return apply_context->is_cancelled && !apply_context->is_undoing;
}

bool xpt__progress_wait(struct apply_context *apply_context, const char *subject, const char *who,
		size_t count, const char *format, ...)
{
	char what[320];
	const struct xpt_step step =
			XPT_OPTIONS(xpt_step, .subject = subject, .what = what, .why = who);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	return xpt__progress(apply_context, XPT_STEP_WAITING, count, &step);
}

int xpt__progress_cancelled(const struct apply_context *apply_context, struct xpt_error **ret_error)
{
	if (!apply_context->is_cancelled || apply_context->is_undoing)
		return 0;
	return xpt__error_set(ret_error, XPT_CANCELLED, "it was interrupted");
}
