/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capturing runs every reader, with a recorder in between: a capture holds what readers ask. */
#include <xpt/record.h>

#include "../base/error.h"
#include "../base/options.h"
#include "read.h"

DEFINE_AUTO(host, struct xpt_host *, xpt_host_free)

int xpt_capture(const struct xpt_capture_options *options, size_t *ret_answers,
		struct xpt_error **ret_error)
{
	struct xpt_capture_options known;
	auto_of(source) struct source *recorder = NULL;
	auto_of(host) struct xpt_host *host = NULL;
	struct source *source;
	int rc;

	if (!xpt__options_take(options, &known, sizeof(known)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"xpt_capture_options of another version of libxpt");
	if (known.detail & ~(unsigned int)(XPT_DETAIL_ALL | XPT_DETAIL_MEMORY))
		return xpt__error_set(ret_error, XPT_INVALID,
				"unknown details 0x%x; see enum xpt_detail", known.detail);
	if (!known.directory)
		return xpt__error_set(
				ret_error, XPT_INVALID, "no directory for the capture is given");
	rc = known.root ? xpt__source_replay(known.root, &source, ret_error) :
			  xpt__source_live(&source, ret_error);
	if (!rc)
		rc = xpt__source_trace(source, known.trace, known.trace_data, &source, ret_error);
	if (!rc)
		rc = xpt__source_record(
				source, known.directory, known.redact, &recorder, ret_error);
	if (!rc)
		rc = xpt__read_host(recorder, XPT_DETAIL_ALL | known.detail, 0, &host, ret_error);
	return rc ? rc : xpt__source_record_finish(recorder, ret_answers, ret_error);
}
