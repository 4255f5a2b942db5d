/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_CONFIG_H
#define XPT_CONFIG_H

/**
 * A domain's configuration as xl reads it (xl.cfg(5)), judged before xl create.
 */
#include <xpt/host.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xpt_config;

/**
 * xpt_config_open - read a configuration
 * @path:       a file, or "-" for standard input, which blocks until its end
 * @ret_config: free with xpt_config_free()
 * Where the text is not xl's syntax, the judgement says so: that is no error here.
 * Return: 0, XPT_NOT_FOUND, XPT_DENIED, XPT_UNREADABLE, XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_config_open(
		const char *path, struct xpt_config **ret_config, struct xpt_error **ret_error);

/**
 * xpt_config_parse - the same of a text in memory
 * @name:       what findings and errors call it
 * @text:       may end anywhere, and hold any byte; copied
 * @length:     in bytes
 * @ret_config: free with xpt_config_free()
 * Return: 0, XPT_UNREADABLE (larger than 1 MiB), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_config_parse(const char *name, const char *text, size_t length,
		struct xpt_config **ret_config, struct xpt_error **ret_error);

/** xpt_config_free - NULL is fine. Since: 0.1 */
XPT_PUBLIC void xpt_config_free(struct xpt_config *config);

/**
 * xpt_config_check - will xl create succeed, as far as devices are concerned?
 * @host:       a snapshot with XPT_DETAIL_CRITICAL and XPT_DETAIL_MODELS, and with XPT_DETAIL_USB for the lines of usbdev=:
 *              without it they are not known
 * @ret_report: findings, worst first, with the lines that they come from; free with
 *              xpt_report_free()
 * Return: 0 (read the verdict), XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_config_check(const struct xpt_host *host,
		const struct xpt_config *config, struct xpt_report **ret_report,
		struct xpt_error **ret_error);

#ifdef __cplusplus
}
#endif
#endif
