/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who else makes a menu or an initramfs now: two at once leave half of one. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "../apply/lock.h"
#include "../base/error.h"
#include "../source/paths.h"
#include "watch.h"

/* grub-mkconfig writes on and on; one that failed leaves its file for ever. */
#define MAKING_S 600

static int check_menu(const char *menu, struct xpt_error **ret_error)
{
	auto_free char *beside = NULL;
	struct stat file;

	if (asprintf(&beside, LIVE_ROOT "%s.new", menu) < 0) {
		beside = NULL;
		return xpt__error_no_memory(ret_error);
	}
	if (lstat(beside, &file) || llabs((long long)time(NULL) - file.st_mtime) >= MAKING_S)
		return 0;
	return xpt__error_set(ret_error, XPT_BUSY,
			"somebody makes the boot loader's menu: %s was written just now", beside);
}

int xpt__watch_busy_here(void *data, const char *menu, struct xpt_error **ret_error)
{
	int rc = xpt__lock_check_dpkg(PLACE_DPKG_FRONTEND_LOCK, ret_error);

	(void)data;
	rc = rc ? rc : xpt__lock_check_dpkg(PLACE_DPKG_LOCK, ret_error);
	return rc || !menu ? rc : check_menu(menu, ret_error);
}
