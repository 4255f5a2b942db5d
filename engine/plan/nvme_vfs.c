/* SPDX-License-Identifier: GPL-2.0-or-later */
/* VFs of disks: each gets its share of the queues and interrupts that the controller can give, and is brought online. */
#include "../base/text.h"
#include "vfs.h"

#define LEAST_INTERRUPTS 1

#define MOST_EACH UINT16_MAX /* of a VF, in an entry of the controller's list */

static const char not_told[] = "how much its physical function can give is not known";
static const char no_place[] = "where its VFs will be is not known";

/* What one VF has of a share. */
static long long held_by(const struct xpt_device *vf, bool queues)
{
	return queues ? vf->nvme_vf.queues.value : vf->nvme_vf.interrupts.value;
}

/* Of what VFs have, that which they give back in this plan. */
static long long given_back(const struct xpt_host *host, const struct xpt_device *pf, bool queues)
{
	long long sum = 0;

	for (size_t i = 0; i < pf->virtual_functions.count; i++) {
		const struct xpt_device *vf =
				xpt__model_device(host, pf->virtual_functions.items[i]);

		if (xpt__plan_nvme_takes(pf, vf))
			sum += held_by(vf, queues);
	}
	return sum;
}

static bool is_share_known(const struct nvme_share *share)
{
	return share->total.state == XPT_FACT_KNOWN && share->primary.state == XPT_FACT_KNOWN &&
			share->assigned.state == XPT_FACT_KNOWN &&
			share->most.state == XPT_FACT_KNOWN && share->step.state == XPT_FACT_KNOWN;
}

static long long divide(const struct nvme_share *share, long long back, unsigned int count)
{
	long long free_now = share->total.value - share->primary.value - share->assigned.value;
	long long each = free_now + back > 0 ? (free_now + back) / count : 0;

	if (share->most.value && each > share->most.value)
		each = share->most.value;
	if (each > MOST_EACH)
		each = MOST_EACH;
	if (share->step.value > 1)
		each -= each % share->step.value;
	return each;
}

/* What each gets of the queues, or else of the interrupts; -1: it has what it has. Return: why not enough, or NULL. */
static const char *share_out(struct builder *builder, const struct xpt_device *pf,
		unsigned int count, bool queues, long long *ret_each)
{
	const struct nvme_share *share = queues ? &pf->nvme_queues : &pf->nvme_interrupts;
	int least = queues ? NVME_LEAST_QUEUES : LEAST_INTERRUPTS;

	*ret_each = -1;
	if (share->total.state == XPT_FACT_ABSENT)
		return NULL;
	if (!is_share_known(share))
		return not_told;
	*ret_each = divide(share, given_back(builder->host, pf, queues), count);
	if (*ret_each >= least)
		return NULL;
	return xpt__arena_text(builder->arena,
			"its physical function can give each %lld of the %s, and one needs %d",
			*ret_each, queues ? "queues" : "interrupts", least);
}

static bool may_give(const struct nvme_share *share)
{
	return share->total.state == XPT_FACT_KNOWN || share->total.state == XPT_FACT_UNREADABLE;
}

/* No Virtualization Management: its VFs need none; nor is it asked for where nothing tells of it. */
static bool has_management(const struct xpt_device *pf)
{
	return may_give(&pf->nvme_queues) || may_give(&pf->nvme_interrupts);
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

struct nvme_gift xpt__plan_nvme_gift(
		struct builder *builder, const struct xpt_device *pf, unsigned int count)
{
	struct nvme_gift gift = { .words.online = true };
	struct xpt_device vf;

	if (!has_management(pf))
		return gift;
	gift.why_not = share_out(builder, pf, count, true, &gift.words.vq);
	if (!gift.why_not)
		gift.why_not = share_out(builder, pf, count, false, &gift.words.vi);
	if (!gift.why_not && !xpt__model_new_vf(pf, count - 1, &vf))
		gift.why_not = no_place;
	gift.given = !gift.why_not;
	return gift;
}

void xpt__plan_nvme_online(struct builder *builder, const struct xpt_device *pf, unsigned int count,
		const struct nvme_gift *gift)
{
	struct xpt_device vf;

	for (unsigned int i = 0; gift->given && i < count; i++)
		if (xpt__model_new_vf(pf, i, &vf))
			xpt__plan_step(builder, &vf, op_of(builder, gift->words, i),
					op_of(builder, off(gift->words), i),
					"no guest could use it otherwise");
}

static bool is_all_known(const struct xpt_device *vf)
{
	const struct nvme_vf *is = &vf->nvme_vf;

	return is->online.state == XPT_FACT_KNOWN && is->queues.state == XPT_FACT_KNOWN &&
			is->interrupts.state == XPT_FACT_KNOWN &&
			vf->vf_number.state == XPT_FACT_KNOWN;
}

/* vfs.c unbinds what autoprobe would bind again; the kernel unbinds the rest, when its VF goes. */
static bool is_left(const struct xpt_device *pf, const struct xpt_device *vf)
{
	return vf->driver.state == XPT_FACT_ABSENT || xpt__model_in_pciback(vf) ||
			(vf->driver.state == XPT_FACT_KNOWN && fact_true(pf->vf_autoprobe));
}

bool xpt__plan_nvme_takes(const struct xpt_device *pf, const struct xpt_device *vf)
{
	const struct nvme_vf *is = &vf->nvme_vf;

	return is_all_known(vf) && is_left(pf, vf) &&
			(is->online.value || is->queues.value || is->interrupts.value);
}

void xpt__plan_nvme_offline(
		struct builder *builder, const struct xpt_device *pf, const struct xpt_device *vf)
{
	const struct nvme_vf *is = &vf->nvme_vf;
	unsigned int number = (unsigned int)vf->vf_number.value;
	struct nvme_words now = { is->online.value,
		pf->nvme_queues.total.state == XPT_FACT_KNOWN ? is->queues.value : -1,
		pf->nvme_interrupts.total.state == XPT_FACT_KNOWN ? is->interrupts.value : -1 };

	xpt__plan_step(builder, vf, op_of(builder, off(now), number), op_of(builder, now, number),
			"the VF goes away, and others may have its queues");
}
