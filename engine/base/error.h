/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <xpt/error.h>

#include "cleanup.h"

/*
 * xpt__error_set - make an error, return its code: `return xpt__error_set(ret_error, XPT_BUSY, "…", …);`
 * @ret_error may be NULL. The text is made printable. Out of memory: a static error is set.
 */
int xpt__error_set(struct xpt_error **ret_error, int code, const char *format, ...)
		__attribute__((format(__printf__, 3, 4)));
/* xpt__error_errno - the same with ": strerror(@number)" added. */
int xpt__error_errno(struct xpt_error **ret_error, int code, int number, const char *format, ...)
		__attribute__((format(__printf__, 4, 5)));
int xpt__error_no_memory(struct xpt_error **ret_error);
/* xpt__error_report - an error with findings; takes @report over, which may be NULL. */
int xpt__error_report(struct xpt_error **ret_error, int code, struct xpt_report *report,
		const char *format, ...) __attribute__((format(__printf__, 4, 5)));
/* xpt__error_wrap - a new sentence that keeps the findings of @inner, which it takes over. */
int xpt__error_wrap(struct xpt_error **ret_error, int code, struct xpt_error *inner,
		const char *format, ...) __attribute__((format(__printf__, 4, 5)));
/* xpt__error_pass - hand a lower function's error on, or drop it when the caller wants none. */
int xpt__error_pass(struct xpt_error **ret_error, struct xpt_error *error);

DEFINE_AUTO(error, struct xpt_error *, xpt_error_free)

#endif
