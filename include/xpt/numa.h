/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_NUMA_H
#define XPT_NUMA_H

/**
 * Where domains run: CPUs, NUMA nodes, cpupools and vCPUs. All by Xen's count: dom0's own numbers of
 * CPUs and nodes mean its virtual ones.
 */
#include <xpt/base.h>
#include <xpt/error.h>
#include <xpt/finding.h>
#include <xpt/host.h>
#include <xpt/plan.h>
#include <xpt/value.h>

#ifdef __cplusplus
extern "C" {
#endif

/** xpt_kind_… - kinds of objects, for their fields. Return: static. Since: 0.2 */
XPT_PUBLIC const struct xpt_kind *xpt_kind_cpu(void);
XPT_PUBLIC const struct xpt_kind *xpt_kind_node(void);
XPT_PUBLIC const struct xpt_kind *xpt_kind_pool(void);
XPT_PUBLIC const struct xpt_kind *xpt_kind_vcpu(void);

/**
 * xpt_host_cpu - the CPUs that are online, in order
 * @host: a snapshot with XPT_DETAIL_PLACEMENT; without it there are none
 * Return: false past the last. Since: 0.1
 */
XPT_PUBLIC bool xpt_host_cpu(const struct xpt_host *host, size_t index, struct xpt_object *ret_cpu);
/** xpt_host_node - the NUMA nodes in the same way. Since: 0.1 */
XPT_PUBLIC bool xpt_host_node(
		const struct xpt_host *host, size_t index, struct xpt_object *ret_node);
/** xpt_host_pool - the cpupools in the same way. Since: 0.1 */
XPT_PUBLIC bool xpt_host_pool(
		const struct xpt_host *host, size_t index, struct xpt_object *ret_pool);
/**
 * xpt_host_find_pool - a cpupool by its number or its name
 * Return: 0, XPT_NOT_FOUND (the error says which there are), XPT_REFUSED (two have that name),
 * XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_find_pool(const struct xpt_host *host, const char *name,
		struct xpt_object *ret_pool, struct xpt_error **ret_error);
/** xpt_host_vcpu - the vCPUs of all domains, in order of domain and number. Since: 0.1 */
XPT_PUBLIC bool xpt_host_vcpu(
		const struct xpt_host *host, size_t index, struct xpt_object *ret_vcpu);

#define XPT_VCPU_ALL 0xffffffffU

/**
 * An affinity to set. CPU lists are written as in xl.cfg(5): "0-3,^2", "node:1", "nodes:0-1", "all".
 */
struct xpt_pin {
	size_t size;
	const char *domain; /* name or id */
	unsigned int vcpu;  /* XPT_VCPU_ALL: all of the domain */
	const char *hard;   /* where it may run; NULL or "-" = leave as it is */
	const char *soft;   /* where it runs first; the same */
	unsigned int flags; /* XPT_FORCE: also what the domain itself pinned for the moment */
};

/**
 * xpt_plan_for_pin - the steps that set affinities: all of them, or none
 * @host: a snapshot with XPT_DETAIL_PLACEMENT
 * @pins: an array of @count; all of one size
 * @ret_plan: free with xpt_plan_free(); without steps where all is as requested already
 * Return: 0, XPT_INVALID (a CPU list that means nothing here), XPT_NOT_FOUND (no such domain or vCPU),
 * XPT_REFUSED (no CPU of the domain's cpupool is left), XPT_UNREADABLE, XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_pin(const struct xpt_host *host,
		const struct xpt_pin *pins, size_t count, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

/**
 * xpt_host_check_locality - what runs far from its devices or its memory, and affinities that do not
 * take effect
 * @host: a snapshot with XPT_DETAIL_PLACEMENT; memory is judged with XPT_DETAIL_MEMORY only
 * @ret_report: findings, worst first; free with xpt_report_free()
 * Return: 0 (read the report) or XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_check_locality(const struct xpt_host *host,
		struct xpt_report **ret_report, struct xpt_error **ret_error);

enum xpt_pool_action {
	XPT_POOL_CREATE = 1, /* a cpupool @name with @cpus and @scheduler */
	XPT_POOL_DESTROY,    /* @pool, in which no domain is; its CPUs become free */
	XPT_POOL_RENAME,     /* @pool to @name */
	XPT_POOL_ADD,	     /* @cpus to @pool */
	XPT_POOL_REMOVE,     /* @cpus from @pool; they become free */
	XPT_POOL_SPLIT,	     /* a cpupool for each NUMA node */
	XPT_POOL_MERGE,	     /* @pool, or all of them, back into the one with number 0 */
	XPT_POOL_MOVE,	     /* @domain to @pool; affinities that still make sense there are kept */
};

struct xpt_pool_request {
	size_t size;
	enum xpt_pool_action action;
	const char *pool;      /* name or number */
	const char *name;      /* a new one */
	const char *cpus;      /* as in struct xpt_pin; NULL for XPT_POOL_CREATE: none */
	const char *scheduler; /* "credit2", …; NULL: as the cpupool with number 0 has it */
	const char *domain;    /* name or id */
};

/**
 * xpt_plan_for_pool - the steps of a change to cpupools
 * @host: a snapshot with XPT_DETAIL_PLACEMENT
 * @ret_plan: free with xpt_plan_free(); without steps where all is as requested already
 * CPUs that go into a cpupool are taken from the one they are in.
 * Return: 0, XPT_INVALID (a CPU list or a name that means nothing here), XPT_NOT_FOUND (no such cpupool
 * or domain), XPT_REFUSED (Xen would not do it, or domains would be left without CPUs: the error says
 * what to do first), XPT_UNREADABLE, XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_pool(const struct xpt_host *host,
		const struct xpt_pool_request *request, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

enum xpt_move_flag {
	XPT_MOVE_MEMORY = 1 << 0, /* its memory too, by way of a copy of the domain */
};

struct xpt_move {
	size_t size;
	const char *domain;	       /* name or id */
	unsigned int node;	       /* by Xen's count */
	unsigned int flags;	       /* enum xpt_move_flag, or-ed */
	unsigned int downtime_limit_s; /* how long the domain may stand still while it is copied; 0 = 60 */
	unsigned int timeout_s;	       /* how long it may take to let go of each device; 0 = 10 */
};

/**
 * xpt_plan_for_move - the steps that bring a domain to a NUMA node
 * @host: a snapshot with XPT_DETAIL_PLACEMENT; with XPT_MOVE_MEMORY of a domain that has devices also
 * without XPT_WITHOUT_DEVICES
 * @ret_plan: free with xpt_plan_free()
 *
 * A vCPU that is pinned stays pinned, to the node's CPUs; one that is not gets them as its soft affinity.
 * Where the domain's cpupool has none of these CPUs, it goes to one that has. New memory of the domain
 * comes from the node. What it has already stays where it is, unless XPT_MOVE_MEMORY: no hypercall
 * moves a page, so the domain is saved and restored into a copy, which goes on with the same name,
 * uuid and devices, and a new id. Until the copy runs, the original is there, and goes on if anything fails.
 * Return: 0, XPT_INVALID, XPT_NOT_FOUND (no such domain or node), XPT_REFUSED (it cannot be moved: why),
 * XPT_UNREADABLE, XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_move(const struct xpt_host *host,
		const struct xpt_move *move, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

#ifdef __cplusplus
}
#endif
#endif
