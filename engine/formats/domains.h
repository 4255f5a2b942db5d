/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/domains: a line for each domain, with what is known of it:
 *	1 uuid=… type=hvm state=blocked vcpus=2 memory_kib=1048576 max_memory_kib=1049600 pool=0
 *	  pod_kib=0 shared_kib=0 paged_kib=0 iommu=1		(the same line)
 */
#ifndef FORMATS_DOMAINS_H
#define FORMATS_DOMAINS_H

#include "line.h"

struct domain_line {
	unsigned int id;
	struct fact_span uuid;
	struct fact_span type;	/* pv, hvm; captures of old: pvh. Xen alone says hvm of PVH, too */
	struct fact_span state; /* running blocked paused suspended shutdown dying crashed */
	struct fact_int vcpus;	/* online */
	struct fact_int memory_kib, max_memory_kib;
	struct fact_int pool;
	struct fact_int iommu; /* 0, 1: it can get devices */
	struct fact_int pod_kib, shared_kib,
			paged_kib; /* memory that is not there, or not its own */
};

/* A domain of which nothing is told. */
struct domain_line xpt__domain_unknown(unsigned int id);
/* The next domain; lines without an id are passed over. False at the end. */
bool xpt__domains_next(struct span *rest, struct domain_line *ret_domain);
/* xpt__domain_is_dying - false, too, where nobody tells */
bool xpt__domain_is_dying(const struct domain_line *domain);
/* Two lines are about one domain: neither can be believed. */
void xpt__domain_twice(struct domain_line *domain);
/* FOUND_GARBLED: as xpt__domain_twice() */
enum found xpt__domains_find(struct span text, unsigned int id, struct domain_line *ret_domain);
void xpt__domains_write(FILE *to, const struct domain_line *domain);

#endif
