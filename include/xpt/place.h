/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_PLACE_H
#define XPT_PLACE_H

/**
 * Where a domain would run best: which NUMA nodes, and how to bring it there.
 */
#include <xpt/config.h>
#include <xpt/host.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xpt_placement;

/** What is to be placed: a domain that runs, or one to come. */
struct xpt_place_request {
	size_t size;
	const struct xpt_domain *domain; /* of the snapshot; NULL: one to come */
	/*
	 * Of one to come, or NULL. It gives the type, and vCPUs, memory, devices and pool where
	 * the members below do not.
	 */
	const struct xpt_config *config;
	unsigned int vcpus; /* 0: as many as the domain or the configuration has */
	/*
	 * Memory that the nodes must have free. 0: that of the configuration; that of a domain which
	 * runs stays where it is.
	 */
	unsigned long long memory_kib;
	const struct xpt_bdf *devices; /* besides those that it has */
	size_t device_count;
	const char *nodes; /* "0-1,3": of these only; NULL: of all */
	const char *pool;  /* name or number of a cpupool; NULL: of all */
};

/**
 * xpt_kind_candidate - NUMA nodes, the CPUs that a cpupool has on them, and what speaks against it
 * A cost of 1000 is every memory access taking twice as long.
 * Return: static. Since: 0.2
 */
XPT_PUBLIC const struct xpt_kind *xpt_kind_candidate(void);

/**
 * xpt_place - judge all candidates
 * @host: a snapshot with XPT_DETAIL_PLACEMENT; without its devices, these do not count
 * @ret_placement: free with xpt_placement_free(); it lives no longer than @host
 * On hosts with more than 8 nodes the candidates are: each node with its nearest 1, 2, … others, and
 * all pairs. With up to 8 nodes they are all sets.
 * Return: 0 (read the report: nothing may fit), XPT_INVALID (no CPUs in the snapshot, or a request that
 * makes no sense), XPT_NOT_FOUND (a device, node or pool), XPT_NO_MEMORY. Since: 0.1
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_place(const struct xpt_host *host,
		const struct xpt_place_request *request, struct xpt_placement **ret_placement,
		struct xpt_error **ret_error);

/** xpt_placement_free - NULL is fine. Since: 0.1 */
XPT_PUBLIC void xpt_placement_free(struct xpt_placement *placement);

/**
 * xpt_placement_candidate - candidates, best first; the first is chosen unless nothing fits
 * Return: false past the last. Since: 0.1
 */
XPT_PUBLIC bool xpt_placement_candidate(const struct xpt_placement *placement, size_t index,
		struct xpt_object *ret_candidate);

/**
 * xpt_placement_report - BLOCKED: nothing fits, and what is missing; RISK: what could not be
 * taken into account. Since: 0.1
 */
XPT_PUBLIC const struct xpt_report *xpt_placement_report(const struct xpt_placement *placement);

/** xpt_placement_why - one sentence about the chosen candidate; NULL: nothing fits. Since: 0.1 */
XPT_PUBLIC const char *xpt_placement_why(const struct xpt_placement *placement);

/**
 * xpt_placement_cpus - where vCPU @vcpu (from 0) shall run: "4-7"
 * Return: NULL for a vCPU past the last, or where nothing fits. Since: 0.1
 */
XPT_PUBLIC const char *xpt_placement_cpus(const struct xpt_placement *placement, unsigned int vcpu);

/** One thing to do, and what it does and does not bring about. */
struct xpt_place_step {
	size_t size;
	const char *text;
	const char *why;
};

/**
 * xpt_placement_line - lines for the xl configuration of a domain to come, in order
 * Return: false past the last; there is none where xl's own choice is the same. Since: 0.1
 */
XPT_PUBLIC bool xpt_placement_line(const struct xpt_placement *placement, size_t index,
		struct xpt_place_step *ret_line);

/**
 * xpt_placement_command - commands that bring a domain there which runs, in order
 * Return: false past the last; there is none where it is there already. Since: 0.1
 */
XPT_PUBLIC bool xpt_placement_command(const struct xpt_placement *placement, size_t index,
		struct xpt_place_step *ret_command);

#ifdef __cplusplus
}
#endif
#endif
