/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_NUMA_H
#define XPT_NUMA_H

/**
 * Where domains run: CPUs, NUMA nodes, cpupools and vCPUs. All by Xen's count: dom0's own numbers of
 * CPUs and nodes mean its virtual ones.
 */
#include <xpt/base.h>
#include <xpt/error.h>
#include <xpt/host.h>
#include <xpt/value.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Kinds of objects, for their fields. Since: 0.1 */
extern XPT_PUBLIC const struct xpt_kind xpt_kind_cpu, xpt_kind_node, xpt_kind_pool, xpt_kind_vcpu;

/**
 * xpt_host_cpu - the CPUs that are online, in order
 * @host: a picture with XPT_DETAIL_PLACEMENT; without it there are none
 * Return: false past the last. Since: 0.1
 */
XPT_PUBLIC bool xpt_host_cpu(const struct xpt_host *host, size_t index,
		struct xpt_object *ret_cpu);
/** xpt_host_node - the NUMA nodes in the same way. Since: 0.1 */
XPT_PUBLIC bool xpt_host_node(const struct xpt_host *host, size_t index,
		struct xpt_object *ret_node);
/** xpt_host_pool - the cpupools in the same way. Since: 0.1 */
XPT_PUBLIC bool xpt_host_pool(const struct xpt_host *host, size_t index,
		struct xpt_object *ret_pool);
/** xpt_host_vcpu - the vCPUs of all domains, in order of domain and number. Since: 0.1 */
XPT_PUBLIC bool xpt_host_vcpu(const struct xpt_host *host, size_t index,
		struct xpt_object *ret_vcpu);

#ifdef __cplusplus
}
#endif
#endif
