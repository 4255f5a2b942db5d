/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECK_IRQS_CONFIG_H
#define CHECK_IRQS_CONFIG_H

#include "irqs.h"

/*
 * xpt__irqs_of_config - the domain and the devices of its pci=; its texts are those of @config
 * Return: 0, XPT_INVALID (not xl's syntax), XPT_NOT_FOUND (a device is not there), XPT_NO_MEMORY.
 */
int xpt__irqs_of_config(const struct xpt_host *host, const struct xpt_config *config,
		struct arena *arena, struct irq_domain *ret_domain, struct xpt_error **ret_error);

#endif
