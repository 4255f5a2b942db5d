/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_RECORD_H
#define XPT_RECORD_H

/**
 * Capturing a host: every answer that the readers get is kept in a directory, which
 * xpt_host_open() takes as a root. See xpt-capture(5).
 */
#include <xpt/base.h>
#include <xpt/error.h>
#include <xpt/host.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xpt_capture_options {
	size_t size;
	const char *root;      /* capture a captured host again (to redact it); NULL = this host */
	const char *directory; /* is created; must not exist, or be empty */
	int redact;	       /* not 0: map serial numbers, MAC addresses and names consistently */
	unsigned int detail;   /* XPT_DETAIL_MEMORY, besides all that a capture holds anyhow */
	/* as in struct xpt_open_options: before anything is redacted. Since: 0.2 */
	void (*trace)(void *data, const struct xpt_trace *trace);
	void *trace_data;
};

/**
 * xpt_capture - record a host with all details
 * @ret_answers: how many answers were kept
 * Blocks as xpt_host_open() with all details.
 * Return: 0, XPT_INVALID (directory not empty), XPT_DENIED, XPT_UNREADABLE, XPT_NO_MEMORY.
 * Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_capture(const struct xpt_capture_options *options,
		size_t *ret_answers, struct xpt_error **ret_error);

#ifdef __cplusplus
}
#endif
#endif
