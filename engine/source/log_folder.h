/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SOURCE_LOG_FOLDER_H
#define SOURCE_LOG_FOLDER_H

#include "source.h"

/*
 * xpt__log_folder_list - paths of the toolstack's logs that were written to since this host booted
 * Where there is no such folder there are none. Return: 0 or XPT_NO_MEMORY.
 */
int xpt__log_folder_list(struct names *ret_paths, struct xpt_error **ret_error);

#endif
