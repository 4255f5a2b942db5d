/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <xpt/base.h>

const char *xpt_version(void)
{
	return PACKAGE_VERSION;
}
