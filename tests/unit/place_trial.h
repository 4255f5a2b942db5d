/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A host of two nodes that differ in nothing, but for what a test changes, and a placement on it. */
#ifndef TESTS_PLACE_TRIAL_H
#define TESTS_PLACE_TRIAL_H

#include <xpt/error.h>

#include "../../engine/place/place.h"
#include "fake_source.h"
#include "unit.h"

#define GIB (1024ULL * 1024)

#define NODE0 \
	"0 size_kib=16777216 free_kib=8388608 free_below_30_kib=0 free_below_32_kib=0 distances=10,20\n"
#define NODE1 \
	"1 size_kib=16777216 free_kib=8388608 free_below_30_kib=0 free_below_32_kib=0 distances=20,10\n"
#define NODES NODE0 NODE1

extern const struct fake as_they_are[]; /* no change */
extern const struct xpt_bdf nic1, nowhere, missing;

struct trial {
	struct xpt_host *host;
	struct xpt_placement *placement;
};

int try(const struct fake *changes, struct xpt_place_request request, bool running,
		struct trial *trial, struct xpt_error **ret_error);
void trial_end(struct trial *trial);
const struct candidate *candidate_on(const struct trial *trial, const char *nodes);
const char *chosen_nodes(const struct trial *trial);
const struct xpt_finding *blocked(const struct trial *trial);

#endif
