/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Symbolic links of an initramfs, followed within it. */
#include "../../engine/base/cleanup.h"
#include "../../engine/formats/initramfs.h"
#include "cpio_image.h"
#include "unit.h"

#define LINK "etc/modules-load.d/modules.conf"
#define UNFOLLOWED "link " LINK "\n"
#define FOLLOWED "file " LINK "\n\tnvme\n"

static void expect_told(struct image *image, const char *expected)
{
	bool packed;
	auto_free char *text = image_told(image, &packed);

	ASSERT_TEXT(text, expected);
}

static void a_link_is_told_as_the_file_that_it_leads_to(void)
{
	struct image before = { .length = 0 }, behind = { .length = 0 };

	image_add(&before, "etc/modules", "# Debian's\nnvme\n");
	image_add_link(&before, LINK, "../modules");
	expect_told(&before, FOLLOWED);
	image_add_link(&behind, LINK, "/etc/modules");
	image_end(&behind);
	image_add(&behind, "./etc/modules", "nvme\n");
	expect_told(&behind, FOLLOWED);
}

static void folders_on_the_way_may_be_links(void)
{
	struct image image = { .length = 0 };

	image_add_link(&image, "lib", "usr/lib");
	image_add_link(&image, "conf", "lib/../etc/./conf");
	image_add_link(&image, LINK, "/conf/a");
	image_add_link(&image, "usr/etc/conf/a", "../../../lib/b");
	image_add(&image, "usr/lib/b", "nvme\n");
	expect_told(&image, FOLLOWED);
}

static void the_file_that_stands_last_counts(void)
{
	struct image image = { .length = 0 };

	image_add_link(&image, LINK, "../modules");
	image_add(&image, "etc/modules", "old\n");
	image_end(&image);
	image_add(&image, "etc/modules", "nvme\n");
	expect_told(&image, FOLLOWED);
}

static void several_links_may_lead_to_one_file(void)
{
	struct image image = { .length = 0 };

	image_add_link(&image, LINK, "../modules");
	image_add_link(&image, "etc/modprobe.d/a.conf", "../modules");
	image_add(&image, "etc/modules", "nvme\n");
	expect_told(&image, FOLLOWED "file etc/modprobe.d/a.conf\n\tnvme\n");
}

static void what_leads_to_no_file_stays_a_link(void)
{
	static const char *const targets[] = { "../nothing", "/dev/null", "../folder",
		"modules.conf", "", "../../../..", "/run/a", "../loop", "/" };

	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++) {
		struct image image = { .length = 0 };

		image_add_link(&image, "etc/loop", "loop");
		image_add_folder(&image, "etc/folder");
		image_add(&image, "dev/null", "nvme\n");
		image_add(&image, "run/a", "nvme\n");
		image_add_link(&image, LINK, targets[i]);
		expect_told(&image, UNFOLLOWED);
	}
}

static void what_is_not_certain_stays_a_link(void)
{
	struct image twice = { .length = 0 }, file = { .length = 0 }, folder = { .length = 0 };

	image_add_link(&twice, LINK, "../modules");
	image_add_link(&twice, LINK, "../others");
	image_add(&twice, "etc/modules", "nvme\n");
	expect_told(&twice, UNFOLLOWED UNFOLLOWED);
	image_add_link(&file, LINK, "../modules");
	image_add(&file, LINK, "");
	image_add(&file, "etc/modules", "nvme\n");
	expect_told(&file, UNFOLLOWED "file " LINK "\n");
	image_add_link(&folder, LINK, "/a/modules");
	image_add_link(&folder, "a", "etc");
	image_add(&folder, "etc/modules", "nvme\n");
	image_add_folder(&folder, "a");
	expect_told(&folder, UNFOLLOWED);
}

static void links_without_end_are_given_up(void)
{
	struct image image = { .length = 0 };
	char name[16], target[16];

	image_add_link(&image, LINK, "/l0");
	for (int i = 0; i < 50; i++) {
		sprintf(name, "l%d", i);
		sprintf(target, "l%d", i + 1);
		image_add_link(&image, name, target);
	}
	image_add(&image, "l50", "nvme\n");
	expect_told(&image, UNFOLLOWED);
}

static void the_image_of_debian_and_dracut_leaves_no_doubt(void)
{
	struct image image = { .length = 0 };
	struct before_udev before;
	auto_free char *text;
	bool packed;

	image_add(&image, "usr/lib/dracut/modules.txt", "systemd\n");
	image_add(&image, "etc/modules", "# /etc/modules\n# at boot time\n\n");
	image_add_link(&image, LINK, "../modules");
	text = image_told(&image, &packed);
	xpt__initramfs_dracut(xpt__span_of(text), SPAN("ro quiet"), &before);
	CU_ASSERT_PTR_NULL(before.doubt);
}

SUITE(initramfs_links)
{
	TEST(a_link_is_told_as_the_file_that_it_leads_to);
	TEST(folders_on_the_way_may_be_links);
	TEST(the_file_that_stands_last_counts);
	TEST(several_links_may_lead_to_one_file);
	TEST(what_leads_to_no_file_stays_a_link);
	TEST(what_is_not_certain_stays_a_link);
	TEST(links_without_end_are_given_up);
	TEST(the_image_of_debian_and_dracut_leaves_no_doubt);
}
