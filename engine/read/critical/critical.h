/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What dom0 itself lives on: from what is in use (mounts, swap, routes, addresses, the console)
 * down through the layers to PCI functions. Parts of xpt__read_critical().
 */
#ifndef READ_CRITICAL_CRITICAL_H
#define READ_CRITICAL_CRITICAL_H

#include "../../base/text.h"
#include "../../base/vector.h"
#include "../read.h"

struct needs {
	struct source *source;
	struct xpt_host *host;
	size_t budget;	    /* questions left: bounds what a hostile capture can make us ask */
	struct texts pools; /* of ZFS, that were looked at */
	const char *doubt; /* why the answer may be incomplete, or NULL; of one device: critical.reason */
};

/* One thing in use, on its way down. */
struct walk {
	struct needs *needs;
	VECTOR(char *) seen; /* layers visited: they may form cycles in a capture */
	const char *top;     /* name of the first layer */
	const char *why;     /* "under / (ext4)" */
};

void xpt__critical_walk_end(struct walk *walk);
/* False: visited before, or too many. */
bool xpt__critical_walk_enter(struct walk *walk, const char *layer);

/* xpt__critical_pci - all PCI functions on a sysfs path are needed. Return: how many there are. */
size_t xpt__critical_pci(struct needs *needs, const char *path, const char *reason);
/* xpt__critical_usb - all USB devices on a sysfs path are needed, hubs among them (XPT_DETAIL_USB). */
void xpt__critical_usb(struct needs *needs, const char *path, const char *reason);
/* xpt__critical_path - both. Return: how many PCI functions there are. */
size_t xpt__critical_path(struct needs *needs, const char *path, const char *reason);
/* xpt__critical_path_doubt - whether the devices on a sysfs path are needed is not known */
void xpt__critical_path_doubt(struct needs *needs, const char *path, const char *reason);
/* xpt__critical_doubt - the answer may be incomplete: "@what @name". */
void xpt__critical_doubt(struct needs *needs, const char *what, const char *name);

/* xpt__critical_block - the block device of this name, and all below it; @why ends a reason: "with swap". */
void xpt__critical_block(struct needs *needs, const char *name, const char *why);
/* The same for "/dev/…", and for "253:0". False: there is no such device. */
bool xpt__critical_device_node(struct needs *needs, struct span node, const char *why);
bool xpt__critical_device_number(struct needs *needs, struct span number, const char *why);
/* All devices of a btrfs of which @block is one; of the pool of a ZFS dataset. */
void xpt__critical_btrfs(struct needs *needs, const char *block, const char *why);
void xpt__critical_zfs(struct needs *needs, struct span dataset, const char *why);

void xpt__critical_disks(struct needs *needs);
void xpt__critical_guests(struct needs *needs);
void xpt__critical_networks(struct needs *needs);
void xpt__critical_console(struct needs *needs);
void xpt__critical_serial_ports(struct needs *needs);

#endif
