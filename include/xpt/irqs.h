/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_IRQS_H
#define XPT_IRQS_H

/**
 * Interrupts: how many a guest can have for MSI and MSI-X, and how many its devices take.
 */
#include <xpt/base.h>
#include <xpt/config.h>
#include <xpt/error.h>
#include <xpt/finding.h>
#include <xpt/host.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xpt_irqs;

/** Whose interrupts. All empty: of every guest that has devices. */
struct xpt_irqs_request {
	size_t size;
	const char *domain; /* name or id: of this one alone; NULL: see config */
	const struct xpt_config *
			config; /* of a domain that is to be created; NULL: none. Not with domain */
	const struct xpt_bdf *
			devices; /* to count, too: of domain, of config, or of a guest that is not named */
	size_t device_count;
};

/**
 * xpt_irqs_count - what guests have and take, judged
 * @host:     a snapshot with XPT_DETAIL_CONFIG, and XPT_DETAIL_BOOT for the next boot's limit
 * @request:  NULL is the empty one; it and what it points to may be freed afterwards
 * @ret_irqs: free with xpt_irqs_free(); it lives no longer than @host
 * Return: 0 (read the report), XPT_INVALID, XPT_NOT_FOUND (no such domain or device, also in the
 * configuration), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_irqs_count(const struct xpt_host *host,
		const struct xpt_irqs_request *request, struct xpt_irqs **ret_irqs,
		struct xpt_error **ret_error);

/** xpt_irqs_object - limits, the host, and a list of domains with their devices. Since: 0.2 */
XPT_PUBLIC struct xpt_object xpt_irqs_object(const struct xpt_irqs *irqs);
/** xpt_irqs_report - a finding for each that may run out; of @irqs. Since: 0.2 */
XPT_PUBLIC const struct xpt_report *xpt_irqs_report(const struct xpt_irqs *irqs);
/** xpt_irqs_free - NULL is fine. Since: 0.2 */
XPT_PUBLIC void xpt_irqs_free(struct xpt_irqs *irqs);

/** xpt_kind_irqs, xpt_kind_irq_domain, xpt_kind_irq_device - for their fields. Return: static. Since: 0.2 */
XPT_PUBLIC const struct xpt_kind *xpt_kind_irqs(void);
XPT_PUBLIC const struct xpt_kind *xpt_kind_irq_domain(void);
XPT_PUBLIC const struct xpt_kind *xpt_kind_irq_device(void);

#ifdef __cplusplus
}
#endif
#endif
