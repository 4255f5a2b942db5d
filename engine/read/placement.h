/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of xpt__read_numa(). */
#ifndef READ_PLACEMENT_H
#define READ_PLACEMENT_H

#include "../model/numa.h"
#include "../source/source.h"

/* A set of numbers as a fact: a copy of @bitmap, or what a line of an answer told. */
struct fact_bitmap xpt__fact_bitmap_of(struct xpt_host *host, const struct bitmap *bitmap);
struct fact_bitmap xpt__fact_of_set(struct xpt_host *host, const struct fact_set *fact);

/* The vCPUs of all domains; the cpupools are known already. */
void xpt__read_vcpus(struct source *source, struct xpt_host *host);

#endif
