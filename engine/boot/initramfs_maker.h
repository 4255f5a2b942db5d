/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which program makes the initramfs that boots next, and how it takes what is not its own. */
#ifndef BOOT_INITRAMFS_MAKER_H
#define BOOT_INITRAMFS_MAKER_H

#include "files.h"

/* What tells them apart, and what dracut is told in a file of xpt's own. */
#define DRACUT_SIGN "usr/lib/dracut/dracut-version.sh"
#define INITRAMFS_TOOLS_SIGN \
	"usr/sbin/update-initramfs" /* its settings stay behind when dracut comes */
#define XCP_SIGN "etc/xensource-inventory"
#define DEBIAN_SIGN "etc/debian_version"
#define DRACUT_FILE "etc/dracut.conf.d/10-xpt-hide.conf"

struct initramfs_maker {
	const char *program; /* makes all of them again; NULL: not known */
	const char *file; /* beside the rules of udev, which says that they and xen-pciback belong in; NULL: none */
	const char *text; /* of it */
	const char *why;  /* why it is not known, or NULL */
};

struct initramfs_maker xpt__initramfs_maker(const struct boot_files *files);

#endif
