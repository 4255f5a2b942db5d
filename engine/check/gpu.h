/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Graphics cards: a display function and what travels with it, and what speaks against giving it away. */
#ifndef CHECK_GPU_H
#define CHECK_GPU_H

#include <xpt/gpu.h>

#include "../base/vector.h"
#include "../model/graphics.h"
#include "check.h"

enum gpu_form {
	GPU_CARD,
	GPU_IGD,	/* Intel's, at 0000:00:02.0: QEMU and libxl know it by that */
	GPU_PROCESSOR,	/* a part of an AMD processor */
	GPU_MANAGEMENT, /* of a server's management controller */
	GPU_VIRTUAL,	/* a virtual function */
};

struct gpu {
	const struct xpt_device *device;
	enum gpu_form form;
	const char *form_text; /* "card", "integrated", … */
	char address[XPT_BDF_TEXT];
	struct fact_text name; /* vendor and device */
	struct fact_int class_code, vendor_id, device_id;
	struct bdfs functions; /* of the card, the display function first */
	struct fact_text driver, state;
	struct texts console; /* what of dom0's or the firmware's draws on it */
	struct texts drm;
	struct fact_text reset;
	const char *reset_note;
	struct fact_int low_bytes,
			high_bytes; /* memory BARs that must lie below 4 GiB, and the rest */
	struct texts resizable;
	struct fact_text rom; /* "own, not read", "shadow" */
	const char *sharing;  /* can guests share it */
	const char *summary;  /* how it goes to a guest */
	enum xpt_verdict verdict;
	const char *verdict_text;
	struct texts reasons; /* what speaks against it, or is not known */
	const char *advice;   /* a command line, or NULL */
};

struct xpt_gpus {
	struct arena *arena;
	VECTOR(struct gpu) cards;
};

DEFINE_AUTO(gpus, struct xpt_gpus *, xpt_gpus_free)

/* xpt__gpu_make - the card of a display function, not judged yet. False: memory is out. */
bool xpt__gpu_make(const struct xpt_host *host, struct arena *arena,
		const struct xpt_device *device, struct gpu *gpu);
/* xpt__gpu_judge - verdict, reasons, summary, sharing, advice. False: memory is out. */
bool xpt__gpu_judge(const struct xpt_host *host, struct arena *arena, struct gpu *gpu);
/* xpt__gpu_sharing - can guests share it; NULL: the question has no meaning for it, or memory is out */
const char *xpt__gpu_sharing(
		const struct xpt_host *host, struct arena *arena, const struct gpu *gpu);
/* xpt__gpu_has_gim - is it a card that gim is for, and has gim it? */
bool xpt__gpu_has_gim(const struct gpu *gpu);
/*
 * xpt__gpu_report - a finding for each reason that no check of any device gives
 * Return: false when memory is out.
 */
bool xpt__gpu_report(const struct xpt_host *host, struct arena *arena, struct gpu *gpu,
		struct xpt_report *report);

#endif
