/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_BOOT_H
#define XPT_BOOT_H

/**
 * The next boot: what the boot loader's files promise, and changing them.
 */
#include <xpt/base.h>
#include <xpt/error.h>
#include <xpt/finding.h>
#include <xpt/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Kinds of objects, for their fields. Since: 0.1 */
extern XPT_PUBLIC const struct xpt_kind xpt_kind_boot, xpt_kind_boot_entry;

/**
 * xpt_host_boot - the next boot
 * @host: a picture with XPT_DETAIL_BOOT; without it all fields are XPT_FACT_UNREAD
 * Since: 0.1
 */
XPT_PUBLIC struct xpt_object xpt_host_boot(const struct xpt_host *host);

/**
 * xpt_host_check_boot - will the next boot do what its command lines say?
 * @host:       a picture with XPT_DETAIL_BOOT
 * @ret_report: a finding for each trap; free with xpt_report_free()
 * Return: 0 (read the verdict), XPT_INVALID (a picture without XPT_DETAIL_BOOT), XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_check_boot(const struct xpt_host *host,
		struct xpt_report **ret_report, struct xpt_error **ret_error);

#ifdef __cplusplus
}
#endif
#endif
