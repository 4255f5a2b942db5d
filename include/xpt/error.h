/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_ERROR_H
#define XPT_ERROR_H

/**
 * Why something failed: a code, one sentence, and for refusals a finding with the cause,
 * the evidence and the remedies.
 */
#include <xpt/base.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xpt_error;
struct xpt_report;

/**
 * xpt_error_code - the code that the failing function returned
 * Also where no memory was left for the error itself: only its message is "out of memory" then.
 * Return: enum xpt_code, never XPT_OK. Since: 0.1
 */
XPT_PUBLIC int xpt_error_code(const struct xpt_error *error);

/**
 * xpt_error_message - one sentence, which begins in lower case and has no final stop
 * Return: printable text, never NULL; lives as long as @error. Since: 0.1
 */
XPT_PUBLIC const char *xpt_error_message(const struct xpt_error *error);

/**
 * xpt_error_report - cause, evidence and remedies
 * Return: the findings behind the error, or NULL where there are none; lives as long as @error.
 * Since: 0.1
 */
XPT_PUBLIC const struct xpt_report *xpt_error_report(const struct xpt_error *error);

/** xpt_error_free - free an error; NULL is fine. Since: 0.1 */
XPT_PUBLIC void xpt_error_free(struct xpt_error *error);

#ifdef __cplusplus
}
#endif
#endif
