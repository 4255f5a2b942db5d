/* SPDX-License-Identifier: GPL-2.0-or-later */
/* VFs of disks: each gets its share of the queues and interrupts that the controller can give, and is brought online. */
#include "../base/nvme_words.h"
#include "../base/text.h"
#include "vfs.h"

/* One for commands about the controller, and one for reading and writing. */
#define LEAST_QUEUES 2
#define LEAST_INTERRUPTS 1

/*
 * How much each of @count VFs gets. Where VFs go away for the new ones, what they had is given anew. False: there is not
 * enough for all, or it is not known.
 */
static bool divide(const struct nvme_share *share, unsigned int count, bool anew, long long least,
		long long *ret_each)
{
	long long each;

	*ret_each = -1;
	if (share->total.state == XPT_FACT_ABSENT)
		return true; /* VFs have what they have */
	if (share->total.state != XPT_FACT_KNOWN || share->primary.state != XPT_FACT_KNOWN ||
			share->assigned.state != XPT_FACT_KNOWN ||
			share->most.state != XPT_FACT_KNOWN || share->step.state != XPT_FACT_KNOWN)
		return false;
	each = (share->total.value - share->primary.value - (anew ? 0 : share->assigned.value)) /
			count;
	if (share->most.value && each > share->most.value)
		each = share->most.value;
	if (share->step.value > 1)
		each -= each % share->step.value;
	*ret_each = each;
	return each >= least;
}

/* No Virtualization Management: its VFs need none; nor is it asked for where nothing tells of it. */
static bool has_management(const struct xpt_device *pf)
{
	return pf->nvme_queues.total.state == XPT_FACT_KNOWN ||
			pf->nvme_interrupts.total.state == XPT_FACT_KNOWN;
}

static struct op op_of(struct builder *builder, struct nvme_words words, unsigned int number)
{
	char text[NVME_WORDS_TEXT];
	struct span span = xpt__span_of(xpt__nvme_words_write(&words, text));

	return (struct op){ VERB_NVME_VF, xpt__plan_copy(builder, span), .count = number };
}

/* The same, with nothing. */
static struct nvme_words off(struct nvme_words words)
{
	return (struct nvme_words){ false, words.vq < 0 ? -1 : 0, words.vi < 0 ? -1 : 0 };
}

void xpt__plan_nvme_online(struct builder *builder, const struct xpt_device *pf, unsigned int count)
{
	struct nvme_words words = { .online = true };
	bool anew = pf->vf_count.value;
	struct xpt_device vf;

	if (!has_management(pf) ||
			!divide(&pf->nvme_queues, count, anew, LEAST_QUEUES, &words.vq) ||
			!divide(&pf->nvme_interrupts, count, anew, LEAST_INTERRUPTS, &words.vi))
		return;
	for (unsigned int i = 0; i < count; i++)
		if (xpt__model_new_vf(pf, i, &vf))
			xpt__plan_step(builder, &vf, op_of(builder, words, i),
					op_of(builder, off(words), i),
					"no guest could use it otherwise");
}

static bool is_all_known(const struct xpt_device *vf)
{
	const struct nvme_vf *is = &vf->nvme_vf;

	return is->online.state == XPT_FACT_KNOWN && is->queues.state == XPT_FACT_KNOWN &&
			is->interrupts.state == XPT_FACT_KNOWN &&
			vf->vf_number.state == XPT_FACT_KNOWN;
}

void xpt__plan_nvme_offline(
		struct builder *builder, const struct xpt_device *pf, const struct xpt_device *vf)
{
	const struct nvme_vf *is = &vf->nvme_vf;
	unsigned int number = (unsigned int)vf->vf_number.value;
	struct nvme_words now;

	if (!is_all_known(vf) || !(is->online.value || is->queues.value || is->interrupts.value))
		return;
	now = (struct nvme_words){ is->online.value,
		pf->nvme_queues.total.state == XPT_FACT_KNOWN ? is->queues.value : -1,
		pf->nvme_interrupts.total.state == XPT_FACT_KNOWN ? is->interrupts.value : -1 };
	xpt__plan_step(builder, vf, op_of(builder, off(now), number), op_of(builder, now, number),
			"the VF goes away, and others may have its queues");
}
