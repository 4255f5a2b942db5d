/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECK_HIDE_ABSENT_H
#define CHECK_HIDE_ABSENT_H

#include "../base/hide_list.h"
#include "../model/model.h"

/*
 * xpt__check_hide_absent - the addresses of @list where no device is, but for those of @known, or NULL
 * Entries for more than one function may well name none: they are for what comes. A list that the kernel
 * cannot read names nothing.
 * Return: "0000:04:00.0 0000:05:00.0", the arena's; "": there is none; NULL: no memory.
 */
const char *xpt__check_hide_absent(const struct xpt_host *host, struct arena *arena,
		const struct hide_list *list, const struct hide_list *known);
/*
 * xpt__check_hide_doubt - why it is not known whether the next boot hides a device that its hide= names
 * Return: of the first such device; NULL: there is none, or memory is out.
 */
const char *xpt__check_hide_doubt(const struct xpt_host *host, struct arena *arena);

#endif
