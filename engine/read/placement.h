/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of xpt__read_numa(). */
#ifndef READ_PLACEMENT_H
#define READ_PLACEMENT_H

#include "../model/numa.h"
#include "../source/source.h"

/* A set of numbers as a fact: a copy of @bitmap, or "0-3,8" in a piece of an answer. */
struct fact_bitmap xpt__fact_bitmap_of(struct xpt_host *host, const struct bitmap *bitmap);
struct fact_bitmap xpt__fact_of_set(struct xpt_host *host, const struct fact_set *fact);
struct fact_bitmap xpt__fact_bitmap_span(struct xpt_host *host, struct span span);

size_t xpt__line_count(struct span text);

/* The vCPUs of all domains; the cpupools are known already. */
void xpt__read_vcpus(struct source *source, struct xpt_host *host);

#endif
