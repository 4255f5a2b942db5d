/* SPDX-License-Identifier: GPL-2.0-or-later */
/* As ask.h: affinities and cpupools, one question at a time. */
#ifndef APPLY_PROBE_CPUS_H
#define APPLY_PROBE_CPUS_H

#include "../base/bitmap.h"
#include "../source/source.h"

/* XPT_NOT_FOUND: the domain has no such vCPU. */
int xpt__probe_affinity(struct source *source, unsigned int domid, unsigned int vcpu,
		struct bitmap *ret_hard, struct bitmap *ret_soft, struct xpt_error **ret_error);
int xpt__probe_nodes(struct source *source, unsigned int domid, struct bitmap *ret_nodes,
		struct xpt_error **ret_error);
/* *ret_there false: there is no such cpupool. */
int xpt__probe_pool(struct source *source, unsigned int pool, bool *ret_there,
		struct bitmap *ret_cpus, struct xpt_error **ret_error);
/* xenstore's name of a cpupool; NULL: none. */
int xpt__probe_pool_name(struct source *source, unsigned int pool, char **ret_name,
		struct xpt_error **ret_error);
/* The cpupool that a domain is in. */
int xpt__probe_member(struct source *source, unsigned int domid, unsigned int *ret_pool,
		struct xpt_error **ret_error);

/* The same in the words of expectations; NULL: there is no such thing. */
int xpt__probe_affinity_text(struct source *source, unsigned int domid, unsigned int vcpu,
		char **ret_text, struct xpt_error **ret_error);
int xpt__probe_pool_text(struct source *source, unsigned int pool, char **ret_text,
		struct xpt_error **ret_error);
int xpt__probe_member_text(struct source *source, unsigned int domid, char **ret_text,
		struct xpt_error **ret_error);

#endif
