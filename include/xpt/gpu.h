/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_GPU_H
#define XPT_GPU_H

/**
 * Graphics: which cards a host has, and what speaks against giving each to a guest.
 */
#include <xpt/error.h>
#include <xpt/host.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xpt_gpus;

/**
 * xpt_gpus_find - all graphics cards, each judged
 * @host:     a snapshot with XPT_DETAIL_GRAPHICS
 * @ret_gpus: free with xpt_gpus_free(); it lives no longer than @host
 * A card is a display function and what travels with it in its slot. What is judged is what is peculiar to graphics;
 * xpt_check_request() tells of the rest.
 * Return: 0, XPT_INVALID (a snapshot without that detail), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_gpus_find(const struct xpt_host *host, struct xpt_gpus **ret_gpus,
		struct xpt_error **ret_error);

/** xpt_gpus_card - a card, for its fields, in order of address. Return: false past the last. Since: 0.2 */
XPT_PUBLIC bool xpt_gpus_card(
		const struct xpt_gpus *gpus, size_t index, struct xpt_object *ret_card);
/** xpt_gpus_free - NULL is fine. Since: 0.2 */
XPT_PUBLIC void xpt_gpus_free(struct xpt_gpus *gpus);
/** xpt_kind_gpu - of a card, for its fields. Return: static. Since: 0.2 */
XPT_PUBLIC const struct xpt_kind *xpt_kind_gpu(void);

#ifdef __cplusplus
}
#endif
#endif
