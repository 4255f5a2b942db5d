/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gpu.h"

static int check_graphics_run(const struct subject *subject, struct xpt_report *report)
{
	struct gpu gpu;

	if (!subject->device->graphics)
		return NOT_ASKED;
	return xpt__gpu_make(subject->host, subject->arena, subject->device, &gpu) &&
					xpt__gpu_report(subject->host, subject->arena, &gpu,
							report) ?
			0 :
			XPT_NO_MEMORY;
}

const struct check xpt__check_graphics = {
	"graphics",
	"can a guest have this display for itself?",
	ON(XPT_ATTACH),
	false,
	check_graphics_run,
	false,
};
