/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xpt gpu: its commands. */
#ifndef TOOLS_COMMANDS_GPU_H
#define TOOLS_COMMANDS_GPU_H

#include "../command.h"

extern const struct command gpu_list, gpu_lines;

DEFINE_AUTO(gpus, struct xpt_gpus *, xpt_gpus_free)

DEFINE_AUTO(gpu_lines, struct xpt_gpu_lines *, xpt_gpu_lines_free)

#endif
