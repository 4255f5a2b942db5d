/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_GPU_H
#define XPT_GPU_H

/**
 * Graphics: which cards a host has, and what speaks against giving each to a guest.
 */
#include <xpt/config.h>
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

struct xpt_gpu_lines;

/** One line of an xl configuration, and why it is there. Since: 0.2 */
struct xpt_gpu_line {
	size_t size;
	const char *text; /* "mmio_hole = 1024" */
	const char *why;
};

/**
 * xpt_gpu_lines_make - what gives the domain of a configuration a whole graphics card
 * @host:      a snapshot with XPT_DETAIL_GRAPHICS, XPT_DETAIL_CRITICAL and XPT_DETAIL_MODELS
 * @device:    any function of the card
 * @config:    of the domain; it may list some of the card already, and other devices, which stay
 * @ret_lines: free with xpt_gpu_lines_free(); independent of @host and @config afterwards
 * The lines are appended to the configuration, where they replace what it has under the same key.
 * Return: 0 (read the report: with them xl create may fail all the same), XPT_NOT_FOUND (no function of a card),
 * XPT_INVALID (the configuration is not xl's syntax, an entry of its pci= has a byte that is no text, or a snapshot
 * without details), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_gpu_lines_make(const struct xpt_host *host, struct xpt_bdf device,
		const struct xpt_config *config, struct xpt_gpu_lines **ret_lines,
		struct xpt_error **ret_error);

/** xpt_gpu_lines_line - a line, in their order; its texts are @lines'. Return: false past the last. Since: 0.2 */
XPT_PUBLIC bool xpt_gpu_lines_line(
		const struct xpt_gpu_lines *lines, size_t index, struct xpt_gpu_line *ret_line);
/**
 * xpt_gpu_lines_report - what xpt_config_check() says of the configuration with the lines
 * Return: findings, worst first, valid as long as @lines. Since: 0.2
 */
XPT_PUBLIC const struct xpt_report *xpt_gpu_lines_report(const struct xpt_gpu_lines *lines);
/** xpt_gpu_lines_free - NULL is fine. Since: 0.2 */
XPT_PUBLIC void xpt_gpu_lines_free(struct xpt_gpu_lines *lines);

#ifdef __cplusplus
}
#endif
#endif
