/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel-events: what dom0's kernel log tells of the order in which things came, a word a line, in that order:
 *	begin       the first line of the kernel's log is there
 *	lost        lines were overwritten, or left out as too many came
 *	system      systemd starts: that of dom0's system, or of its initramfs
 *	initramfs   it is that of the initramfs
 *	again       systemd starts itself anew, in the system that runs
 *	pciback     xen-pciback was loaded
 */
#ifndef FORMATS_KERNEL_EVENTS_H
#define FORMATS_KERNEL_EVENTS_H

#include <stdio.h>

#include "../base/text.h"

/* xpt__kernel_events_write - of lines as dmesg prints them; @lost: some were overwritten while they were read */
void xpt__kernel_events_write(FILE *to, struct span log, bool lost);

/*
 * xpt__kernel_events_pciback - when the xen-pciback that is loaded came, a module
 * Return: "initramfs", "late"; NULL: it is not known, @ret_why says why not.
 */
const char *xpt__kernel_events_pciback(struct span told, const char **ret_why);

#endif
