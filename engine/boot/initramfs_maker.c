/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "initramfs_maker.h"

#include "hide_rules.h"

/*
 * dracut takes into an image the rules of udev that its modules name, and no others. What is in force_drivers is loaded
 * before udev looks at any device.
 */
static const char dracut_text[] =
		"# written by \"xpt hide\"; it goes with the last device of \"xpt unhide\"\n"
		"force_drivers+=\" xen-pciback \"\n"
		"install_items+=\" /" HIDE_RULES_FILE " \"\n";

static enum xpt_state state_of(const struct boot_files *files, const char *path)
{
	const struct boot_file *file = xpt__boot_file(files, path);

	return file ? file->state : XPT_FACT_UNREAD;
}

struct initramfs_maker xpt__initramfs_maker(const struct boot_files *files)
{
	static const struct initramfs_maker tools = { .program = "update-initramfs -u -k all" },
					    dracut = { .program = "dracut --force --regenerate-all",
						    .file = DRACUT_FILE,
						    .text = dracut_text };
	enum xpt_state by_dracut = state_of(files, DRACUT_SIGN),
		       by_tools = state_of(files, INITRAMFS_TOOLS_SIGN);

	if (state_of(files, XCP_SIGN) == XPT_FACT_KNOWN)
		return (struct initramfs_maker){
			.why = "this is XCP-ng or XenServer, whose xen-pciback "
			       "is built in, so hide= does"
		};
	if (by_dracut == XPT_FACT_KNOWN && by_tools == XPT_FACT_ABSENT)
		return dracut;
	if (by_dracut == XPT_FACT_KNOWN && by_tools == XPT_FACT_KNOWN)
		return (struct initramfs_maker){ .why = "both dracut and initramfs-tools are "
							"here, and which of them makes the "
							"initramfs is not known" };
	if (by_dracut == XPT_FACT_KNOWN)
		return (struct initramfs_maker){ .why = "/" INITRAMFS_TOOLS_SIGN
							" cannot be read" };
	if (by_dracut == XPT_FACT_UNREADABLE)
		return (struct initramfs_maker){ .why = "/" DRACUT_SIGN " cannot be read" };
	if (state_of(files, DEBIAN_SIGN) == XPT_FACT_KNOWN && by_tools != XPT_FACT_ABSENT)
		return tools;
	return (struct initramfs_maker){
		.why = "xpt knows initramfs-tools of Debian and Ubuntu, and "
		       "dracut, and finds neither"
	};
}
