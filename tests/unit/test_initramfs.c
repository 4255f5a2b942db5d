/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an initramfs holds, and what that says about who gets a device first. */
#include <stdio.h>

#include <xpt/error.h>

#include "../../engine/base/cleanup.h"
#include "../../engine/formats/initramfs.h"
#include "cpio_image.h"
#include "unit.h"

static void archives_stand_one_behind_the_other(void)
{
	struct image image = { .length = 0 };
	auto_free char *text;
	bool packed;

	image_add(&image, "kernel/x86/microcode/GenuineIntel.bin", "microcode");
	image_end(&image);
	image_add(&image, "usr/lib/modules/6.1/kernel/drivers/xen/xen-pciback/xen-pciback.ko.xz",
			"module");
	image_add(&image, "./etc/modprobe.d/a.conf",
			"# of root@secret\nsoftdep nvme pre: "
			"xen_pciback\n");
	image_end(&image);
	text = image_told(&image, &packed);
	CU_ASSERT_FALSE(packed);
	ASSERT_TEXT(text,
			"file lib/modules/6.1/kernel/drivers/xen/xen-pciback/xen-pciback.ko.xz\n"
			"file etc/modprobe.d/a.conf\n"
			"\tsoftdep nvme pre: xen_pciback\n");
}

static void what_follows_and_is_no_archive_is_packed(void)
{
	struct image image = { .length = 0 };
	auto_free char *text;
	bool packed;

	image_add(&image, "a", "a");
	image_end(&image);
	image_add_bytes(&image, "\x28\xb5\x2f\xfd", 4);
	text = image_told(&image, &packed);
	CU_ASSERT_PTR_NOT_NULL(text);
	CU_ASSERT_TRUE(packed);
}

static void an_image_that_is_cut_off_tells_nothing(void)
{
	struct image image = { .length = 0 }, cut;
	bool packed;

	image_add(&image, "etc/modprobe.d/a.conf", "options nvme x=1\n");
	for (size_t length = 1; length < image.length; length++) {
		auto_free char *text = NULL;

		cut = image;
		cut.length = length;
		text = image_told(&cut, &packed);
		CU_ASSERT_PTR_NULL(text);
	}
}

static void a_header_that_lies_is_refused(void)
{
	struct image image = { .length = 0 }, other;
	auto_free char *text = NULL, *huge = NULL, *bad = NULL;
	bool packed;

	image_add(&image, "etc/modprobe.d/a.conf", "text");
	other = image;
	memcpy(other.bytes + 6 + 6 * 8, "ffffffff", 8);
	huge = image_told(&other, &packed);
	CU_ASSERT_PTR_NULL(huge);
	other = image;
	memcpy(other.bytes + 6 + 11 * 8, "00000000", 8);
	text = image_told(&other, &packed);
	CU_ASSERT_PTR_NULL(text);
	other = image;
	memcpy(other.bytes, "070799", 6);
	bad = image_told(&other, &packed);
	CU_ASSERT_PTR_NULL(bad);
}

static void softdep_counts_for_the_module_that_it_names(void)
{
	struct span text = SPAN("file etc/modprobe.d/a.conf\n"
				"\tsoftdep e1000e pre: a xen-pciback post: b\n"
				"\tsoftdep igb post: xen-pciback\n"
				"\tsoftdep xhci_pci pre: xen_pciback\n");

	CU_ASSERT_TRUE(xpt__initramfs_softdep(text, "e1000e"));
	CU_ASSERT_TRUE(xpt__initramfs_softdep(text, "xhci-pci"));
	CU_ASSERT_FALSE(xpt__initramfs_softdep(text, "igb"));
	CU_ASSERT_FALSE(xpt__initramfs_softdep(text, "nvme"));
}

static void an_install_line_leaves_a_softdep_in_doubt(void)
{
	CU_ASSERT_FALSE(xpt__initramfs_softdep(
			SPAN("file etc/modprobe.d/a.conf\n\tsoftdep nvme pre: xen-pciback\n"
			     "file etc/modprobe.d/b.conf\n\tblacklist xen-pciback\n"),
			"nvme"));
	CU_ASSERT_FALSE(xpt__initramfs_softdep(
			SPAN("file etc/modprobe.d/a.conf\n\tinstall nvme /bin/true\n"
			     "\tsoftdep nvme pre: xen-pciback\n"),
			"nvme"));
}

static void softdep_counts_as_kmod_takes_it(void)
{
	static const char *const in_doubt[] = {
		"file etc/modprobe.d/a.conf.bak\n\tsoftdep nvme pre: xen-pciback\n",
		"file etc/modprobe.d/old/a.conf\n\tsoftdep nvme pre: xen-pciback\n",
		"file etc/modprobe.d/a.conf\n\tsoftdep nvme pre: xen-pciback\n"
		"file etc/modprobe.d/a.conf\n\toptions nvme x=1\n",
		"file etc/modprobe.d/a.conf\n\tsoftdep nvme pre: a\n"
		"\tsoftdep nvme pre: xen-pciback\n",
		"file etc/modprobe.d/a.conf\n\tsoftdep nv* pre: a\n\tsoftdep nvme pre: xen-pciback\n",
		"file etc/modprobe.d/a.conf\n\toptions x y=1 \\\n\tsoftdep nvme pre: xen-pciback\n",
		"file etc/modprobe.d/a.conf\n\tsoftdep nvme pre: xen-pciback\n"
		"file lib/modprobe.d/b.conf\n\tsoftdep nvme post: b\n",
		"link etc/modprobe.d/0.conf\n"
		"file etc/modprobe.d/a.conf\n\tsoftdep nvme pre: xen-pciback\n",
	};

	for (size_t i = 0; i < sizeof(in_doubt) / sizeof(*in_doubt); i++)
		CU_ASSERT_FALSE(xpt__initramfs_softdep(xpt__span_of(in_doubt[i]), "nvme"));
	CU_ASSERT_TRUE(xpt__initramfs_softdep(
			SPAN("file etc/modprobe.d/a.conf\n\tsoftdep snd* pre: x\n"
			     "\tsoftdep nvme pre: xen-pciback\n"),
			"nvme"));
}

static void settings_may_keep_pciback_out(void)
{
	CU_ASSERT_TRUE(xpt__initramfs_keeps_out(
			SPAN("file etc/modprobe.d/a.conf\n\tblacklist xen_pciback\n")));
	CU_ASSERT_TRUE(xpt__initramfs_keeps_out(
			SPAN("file lib/modprobe.d/a.conf\n\tinstall xen-* /bin/true\n")));
	CU_ASSERT_TRUE(xpt__initramfs_keeps_out(
			SPAN("file etc/modprobe.d/a.conf\n\tsoftdep xen-pciback pre: nvme\n")));
	CU_ASSERT_FALSE(xpt__initramfs_keeps_out(
			SPAN("file etc/modprobe.d/a.conf\n\tblacklist nouveau\n"
			     "\toptions xen-pciback passthrough=1\n"
			     "\tsoftdep nvme pre: xen-pciback\n")));
}

static void links_and_comments_that_go_on_are_told(void)
{
	struct image image = { .length = 0 };
	auto_free char *text;
	bool packed;

	image_add(&image, "etc/modprobe.d/a.conf", "/elsewhere");
	memcpy(image.bytes + 6 + 8, "0000a1ff", 8);
	image_add(&image, "etc/modprobe.d/b.conf", "# of root \\\nsoftdep nvme pre: xen-pciback\n");
	text = image_told(&image, &packed);
	ASSERT_TEXT(text,
			"link etc/modprobe.d/a.conf\n"
			"file etc/modprobe.d/b.conf\n"
			"\t#\\\n"
			"\tsoftdep nvme pre: xen-pciback\n");
}

static bool loads_first(struct span told)
{
	struct before_udev top;

	xpt__initramfs_init_top(told, &top);
	return top.pciback;
}

#define ORDER "file scripts/init-top/ORDER\n"
#define PCIBACK "\t/scripts/init-top/pciback \"$@\"\n"
#define UDEV "\t/scripts/init-top/udev \"$@\"\n"
#define SCRIPT "file scripts/init-top/pciback\n"

static void a_script_of_init_top_counts_where_it_runs_before_udev(void)
{
	static const char customary[] = ORDER PCIBACK UDEV SCRIPT
			"\tPREREQ=\"\"\n\tprereqs()\n\t{\n\t\techo \"$PREREQ\"\n\t}\n"
			"\tcase $1 in\n\tprereqs)\n\t\tprereqs\n\t\texit 0\n\t\t;;\n\tesac\n"
			"\t/sbin/modprobe -q xen_pciback\n";

	CU_ASSERT_TRUE(loads_first(xpt__span_of(customary)));
	CU_ASSERT_FALSE(loads_first(
			SPAN(ORDER UDEV PCIBACK SCRIPT "\t/sbin/modprobe xen-pciback\n")));
	CU_ASSERT_FALSE(loads_first(SPAN(SCRIPT "\t/sbin/modprobe xen-pciback\n")));
}

static void a_script_that_may_do_otherwise_proves_nothing(void)
{
	static const char *const scripts[] = {
		"\tif test -e /x; then\n\t/sbin/modprobe xen-pciback\n",
		"\texit 0\n\t/sbin/modprobe xen-pciback\n",
		"\t[ -e /x ] && /sbin/modprobe xen-pciback\n",
		"\t/sbin/modprobe xen-pciback || exit\n",
		"\t/sbin/modprobe nvme\n\t/sbin/modprobe xen-pciback\n", "\tmodprobe xen-pciback\n",
		"\tcase $1 in\n\t/sbin/modprobe xen-pciback\n\tesac\n",
		"\t/sbin/modprobe -r xen-pciback\n", "\t/sbin/modprobe -n xen-pciback\n",
		"\tprereqs()\n\t{\n\t/sbin/modprobe xen-pciback\n\t}\n",
		"\tprereqs() {\n\t/sbin/modprobe xen-pciback\n\t}\n"
	};
	char text[512];

	for (size_t i = 0; i < sizeof(scripts) / sizeof(*scripts); i++) {
		snprintf(text, sizeof(text), "%s%s", ORDER PCIBACK UDEV SCRIPT, scripts[i]);
		CU_ASSERT_FALSE(loads_first(xpt__span_of(text)));
	}
}

static bool loads_others(const char *script)
{
	struct before_udev top;
	char text[512];

	snprintf(text, sizeof(text), "%s%s", ORDER PCIBACK UDEV SCRIPT, script);
	xpt__initramfs_init_top(xpt__span_of(text), &top);
	return top.doubt != NULL;
}

static void what_else_scripts_load_before_udev_leaves_a_doubt(void)
{
	CU_ASSERT_TRUE(loads_others("\tmodprobe e1000e;\n"));
	CU_ASSERT_TRUE(loads_others("\tfor m in $LIST; do modprobe -q $m; done\n"));
	CU_ASSERT_TRUE(loads_others("\t/sbin/insmod /lib/modules/e1000e.ko\n"));
	CU_ASSERT_FALSE(loads_others("\t/sbin/modprobe xen-pciback\n"));
	CU_ASSERT_FALSE(loads_others("\techo blacklist x >>/etc/modprobe.d/initramfs.conf\n"));
}

static void a_driver_is_named_as_a_word_of_its_own(void)
{
	CU_ASSERT_TRUE(xpt__initramfs_loads(SPAN(SCRIPT "\tx modprobe e1000e;\n"), "e1000e"));
	CU_ASSERT_TRUE(xpt__initramfs_loads(
			SPAN(SCRIPT "\tinsmod /lib/xhci-pci.ko\n"), "xhci_pci"));
	CU_ASSERT_FALSE(xpt__initramfs_loads(SPAN(SCRIPT "\tudevadm device\n"), "ice"));
}

static void an_order_without_end_is_given_up(void)
{
	auto_free char *text = NULL;
	size_t length = 0;
	FILE *to = open_memstream(&text, &length);
	struct before_udev top;

	fputs(ORDER, to);
	for (int i = 0; i < 1000; i++)
		fputs(PCIBACK, to);
	fputs(UDEV SCRIPT "\t/sbin/modprobe xen-pciback\n", to);
	fclose(to);
	xpt__initramfs_init_top(xpt__span_of(text), &top);
	CU_ASSERT_FALSE(top.pciback);
	CU_ASSERT_PTR_NOT_NULL(top.doubt);
}

static void rules_are_there_when_all_their_lines_are(void)
{
	struct span rules = SPAN("one\ntwo\n"),
		    text = SPAN("file lib/udev/rules.d/10-xpt-hide.rules\n\told\n"
				"file lib/udev/rules.d/10-xpt-hide.rules\n\tone\n\ttwo\n");

	CU_ASSERT_TRUE(xpt__initramfs_has_rules(text, "10-xpt-hide.rules", rules));
	CU_ASSERT_FALSE(xpt__initramfs_has_rules(text, "10-xpt-hide.rules", SPAN("one\n")));
	CU_ASSERT_FALSE(xpt__initramfs_has_rules(text, "10-xpt-hide.rules", SPAN("one\ntwo\n3\n")));
	CU_ASSERT_FALSE(xpt__initramfs_has_rules(text, "10-xpt-other.rules", rules));
	CU_ASSERT_FALSE(xpt__initramfs_has_rules(SPAN(""), "10-xpt-hide.rules", SPAN("")));
}

static void a_module_is_of_one_kernel(void)
{
	struct span text = SPAN("file lib/modules/6.1.0-56-amd64/kernel/xen-pciback.ko\n");

	CU_ASSERT_TRUE(xpt__initramfs_has_pciback(text, "6.1.0-56-amd64"));
	CU_ASSERT_FALSE(xpt__initramfs_has_pciback(text, "6.1.0-5"));
	CU_ASSERT_FALSE(xpt__initramfs_has_pciback(text, "6.1.0-57-amd64"));
}

#define DRACUT "file lib/dracut/modules.txt\n"
#define PRE "file etc/cmdline.d/20-force_drivers.conf\n\trd.driver.pre=xen_pciback\n"
#define SERVICE                                             \
	"file lib/systemd/system/dracut-pre-udev.service\n" \
	"\tConditionPathExistsGlob=|/etc/cmdline.d/*.conf\n"
#define HOOK "file lib/dracut/hooks/pre-udev/30-dm-pre-udev.sh\n"

static struct before_udev dracut(const char *text, const char *line)
{
	struct before_udev before;

	xpt__initramfs_dracut(xpt__span_of(text), xpt__span_of(line), &before);
	return before;
}

static void of_dracut_it_is_told_what_loads_drivers_and_no_secret(void)
{
	struct image image = { .length = 0 };
	auto_free char *text;
	bool packed;

	image_add(&image, "usr/lib/dracut/modules.txt", "systemd\nbase\n");
	image_add(&image, "etc/cmdline.d/20-force_drivers.conf",
			"rd.iscsi.password=secret rd.driver.pre=xen_pciback\n");
	image_add(&image, "usr/lib/dracut/hooks/pre-udev/30-dm-pre-udev.sh",
			"#!/bin/sh\n# modprobe x\nmknod /dev/x\nmodprobe dm_mod\n");
	image_add(&image, "var/lib/dracut/hooks/mount/10-x.sh", "modprobe x\n");
	image_add(&image, "usr/lib/systemd/system/modprobe@.service",
			"Documentation=man:modprobe(8)\nExecStart=-/sbin/modprobe -abq %i\n");
	image_add(&image, "etc/udev/rules.d/10-xpt-hide.rules", "# one\n");
	text = image_told(&image, &packed);
	ASSERT_TEXT(text,
			"file lib/dracut/modules.txt\n"
			"file etc/cmdline.d/20-force_drivers.conf\n"
			"\trd.driver.pre=xen_pciback\n"
			"file lib/dracut/hooks/pre-udev/30-dm-pre-udev.sh\n"
			"\tmodprobe dm_mod\n"
			"file lib/systemd/system/modprobe@.service\n"
			"\tExecStart=-/sbin/modprobe -abq %i\n"
			"file etc/udev/rules.d/10-xpt-hide.rules\n"
			"\t# one\n");
}

static void dracut_loads_first_what_its_service_hears_of(void)
{
	CU_ASSERT_TRUE(dracut(DRACUT PRE SERVICE, "").pciback);
	CU_ASSERT_TRUE(dracut(DRACUT PRE "file lib/dracut/hooks/cmdline/01-parse-kernel.sh\n"
					 "\tmodprobe \"$p\" 2>&1 | vinfo\n",
			"")
					.pciback);
	CU_ASSERT_TRUE(dracut(DRACUT SERVICE, "ro rd.driver.pre=xen-pciback").pciback);
	CU_ASSERT_FALSE(dracut(DRACUT, "ro rd.driver.pre=xen-pciback").pciback);
	CU_ASSERT_FALSE(dracut(DRACUT SERVICE, "x=\"a rd.driver.pre=xen-pciback b\"").pciback);
	CU_ASSERT_FALSE(dracut(DRACUT PRE, "").pciback);
	CU_ASSERT_FALSE(dracut(DRACUT PRE SERVICE "file etc/cmdline.d/20-force_drivers.conf\n", "")
					.pciback);
	CU_ASSERT_FALSE(dracut(DRACUT SERVICE "file lib/cmdline.d/a.conf\n"
					      "\trd.driver.pre=xen_pciback\n",
			"")
					.pciback);
}

static void what_of_dracut_may_load_a_driver_first_leaves_a_doubt(void)
{
	static const char *const doubtful[] = { HOOK "\tmodprobe e1000e\n",
		HOOK "\tmodprobe -a dm_mod e1000e\n",
		HOOK "\tmodprobe loop || xargs -n1 modprobe\n",
		HOOK "\tmodprobe dm_mod; insmod /x.ko\n",
		HOOK "\tfor m in $ALL; do modprobe -q $m; done\n", HOOK "\tmodprobe\n",
		"file etc/modules-load.d/a.conf\n\tnvme\n",
		"link etc/modules-load.d/modules.conf\n", "link etc/cmdline.d\n",
		"link lib/systemd/system/sysinit.target.wants/modprobe@nvme.service\n",
		"file etc/systemd/system/a.service\n\tExecStart=/sbin/modprobe nvme\n",
		"file lib/systemd/system/a.service\n\tWants=modprobe@nvme.service\n",
		"file etc/cmdline.d/a.conf\n\trd.driver.pre=btrfs,nvme\n",
		"file etc/cmdline.d/a.conf\n\trd.driver.pre=\"dm_mod\n",
		"file etc/cmdline.d/a.conf\n\trd.driver.blacklist=xen_pciback\n" };
	static const char *const lines[] = { "ro rd.driver.pre=nvme", "modules-load=nvme",
		"rd.hostonly=0", "rd.cmdline=ask", "rdinsmodpost=xen-pciback",
		"ro \"rd.driver.pre=e1000e\"", "'rd.modules_load=nvme'", "rd.\"driver.pre\"=nvme",
		"systemd.wants=a.service", "rd.systemd.wants=modprobe@e1000e.service" };

	for (size_t i = 0; i < sizeof(doubtful) / sizeof(*doubtful); i++)
		CU_ASSERT_PTR_NOT_NULL(dracut(doubtful[i], "").doubt);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		CU_ASSERT_PTR_NOT_NULL(dracut(DRACUT, lines[i]).doubt);
}

static void what_dracut_always_does_leaves_none(void)
{
	CU_ASSERT_PTR_NULL(dracut(DRACUT PRE SERVICE HOOK
			"\tstrstr \"$(cat /proc/misc)\" device-mapper || modprobe dm_mod\n"
			"\tmodprobe -q dm_mirror 2> /dev/null\n"
			"file lib/systemd/system/modprobe@.service\n"
			"\tExecStart=-/sbin/modprobe -abq %i\n"
			"file lib/systemd/system/sys-kernel-config.mount\n"
			"\tAfter=modprobe@configfs.service\n"
			"file etc/cmdline.d/a.conf\n\trd.driver.pre=btrfs\n",
			"ro quiet")
					   .doubt);
}

static void udev_reads_the_rules_of_etc_first(void)
{
	struct span told = SPAN("file etc/udev/rules.d/10-xpt-hide.rules\n\tone\n"
				"file lib/udev/rules.d/10-xpt-hide.rules\n\ttwo\n");

	CU_ASSERT_TRUE(xpt__initramfs_has_rules(told, "10-xpt-hide.rules", SPAN("one\n")));
	CU_ASSERT_FALSE(xpt__initramfs_has_rules(told, "10-xpt-hide.rules", SPAN("two\n")));
	CU_ASSERT_FALSE(xpt__initramfs_has_rules(
			SPAN("link etc/udev/rules.d/10-xpt-hide.rules\n"
			     "file lib/udev/rules.d/10-xpt-hide.rules\n\ttwo\n"),
			"10-xpt-hide.rules", SPAN("two\n")));
}

static void rules_behind_a_link_are_told_as_such(void)
{
	static const char *const names[] = { "etc/udev/rules.d/10-xpt-hide.rules",
		"usr/lib/udev/rules.d/10-xpt-hide.rules", "etc/udev/rules.d", "lib/udev/rules.d" };
	char text[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *path = xpt__initramfs_counts_link(names[i]);

		CU_ASSERT_PTR_NOT_NULL_FATAL(path);
		snprintf(text, sizeof(text), "link %s\n", path);
		CU_ASSERT_TRUE(xpt__initramfs_links_rules(xpt__span_of(text)));
	}
	CU_ASSERT_FALSE(xpt__initramfs_links_rules(
			SPAN("link etc/modprobe.d\nfile etc/udev/rules.d/10-xpt-hide.rules\n")));
}

SUITE(initramfs)
{
	TEST(of_dracut_it_is_told_what_loads_drivers_and_no_secret);
	TEST(dracut_loads_first_what_its_service_hears_of);
	TEST(what_of_dracut_may_load_a_driver_first_leaves_a_doubt);
	TEST(what_dracut_always_does_leaves_none);
	TEST(udev_reads_the_rules_of_etc_first);
	TEST(rules_behind_a_link_are_told_as_such);
	TEST(archives_stand_one_behind_the_other);
	TEST(what_follows_and_is_no_archive_is_packed);
	TEST(an_image_that_is_cut_off_tells_nothing);
	TEST(a_header_that_lies_is_refused);
	TEST(softdep_counts_for_the_module_that_it_names);
	TEST(an_install_line_leaves_a_softdep_in_doubt);
	TEST(softdep_counts_as_kmod_takes_it);
	TEST(settings_may_keep_pciback_out);
	TEST(links_and_comments_that_go_on_are_told);
	TEST(what_else_scripts_load_before_udev_leaves_a_doubt);
	TEST(a_driver_is_named_as_a_word_of_its_own);
	TEST(an_order_without_end_is_given_up);
	TEST(a_script_of_init_top_counts_where_it_runs_before_udev);
	TEST(a_script_that_may_do_otherwise_proves_nothing);
	TEST(rules_are_there_when_all_their_lines_are);
	TEST(a_module_is_of_one_kernel);
}
