/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nvme/<controller>: what an NVMe controller gives to its virtual functions, and a line for each of those that its list of
 * secondary controllers has:
 *	queues total=4 primary=0 assigned=2 most=2 step=1
 *	interrupts total=2 primary=0 assigned=1 most=1 step=1
 *	0 cntlid=1 online=1 vq=2 vi=1
 * The number is the VF's, as the kernel counts; then the controller's identifier, and its queues and interrupts.
 * Of what can be given the physical function itself holds some (primary) until it is reset; a VF can have so much at most,
 * and a multiple of step. Without such a line nothing is given: VFs have what they have.
 * There is no such file where the controller has no Virtualization Management: its VFs need none.
 */
#ifndef FORMATS_NVME_SECONDARY_H
#define FORMATS_NVME_SECONDARY_H

#include "../base/nvme_words.h"
#include "line.h"

/* What one list of the controller holds. */
#define NVME_SECONDARY_LIMIT 127
#define NVME_QUEUES "queues"
#define NVME_INTERRUPTS "interrupts"

struct nvme_secondary_line {
	unsigned int number;
	struct fact_int cntlid;
	struct fact_int online; /* bool */
	struct fact_int vq, vi;
};

struct nvme_share_line {
	struct fact_int total, primary, assigned, most, step;
};

/* What is told of VF @number; FOUND_NONE: nothing is; FOUND_GARBLED: two lines are, @ret_line says nothing. */
enum found xpt__nvme_secondary_find(
		struct span text, unsigned int number, struct nvme_secondary_line *ret_line);
void xpt__nvme_secondary_write(FILE *to, const struct nvme_secondary_line *line);

/* The same of @what: NVME_QUEUES, NVME_INTERRUPTS. */
enum found xpt__nvme_share_find(
		struct span text, const char *what, struct nvme_share_line *ret_line);
void xpt__nvme_share_write(FILE *to, const char *what, const struct nvme_share_line *line);

/* Is all that @words tell so in @now? */
bool xpt__nvme_secondary_agrees(const char *words, const struct nvme_secondary_line *now);

#endif
