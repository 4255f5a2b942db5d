/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A change of the next boot that a crash ended: what undoes it, and that nothing else is undone in its place. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xpt/boot.h>

#include "../../engine/apply/boot_undo.h"
#include "../../engine/apply/edited.h"
#include "../script/try.h"
#include "fake_source.h"
#include "unit.h"

#define MENU "menuentry 'a' {\n\tmultiboot2 /xen.gz x=1\n\tmodule2 /v ro\n}\n"

static const struct fake debian[] = { LIST_("sys/bus/pci/devices", ""),
	FILE_("etc/debian_version", "12\n"), FILE_("boot/grub/grub.cfg", MENU), END_ };

static struct xpt_plan *plan_of(const char *word)
{
	struct xpt_boot_request request = XPT_OPTIONS(
			xpt_boot_request, .line = XPT_BOOT_XEN, .words = &word, .word_count = 1);
	struct xpt_host *host = fake_host(debian, XPT_DETAIL_BOOT);
	struct xpt_plan *plan = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_plan_for_boot(host, &request, &plan, NULL), 0);
	xpt_host_free(host);
	return plan;
}

static int apply(struct world *world, const struct xpt_plan *plan)
{
	struct apply_context apply_context = world_actor(world, try_folder);

	return xpt__plan_apply(&apply_context, plan, NULL);
}

/* A reboot between the crash and the undo makes no difference: the file is still there. */
static void a_crash_at_any_act_is_undone_even_after_a_reboot(void)
{
	for (size_t op = 1; op <= 2; op++)
		for (int after = 0; after < 2; after++) {
			struct world *world = world_new();
			struct xpt_plan *plan = plan_of("iommu=force");
			struct apply_context apply_context;
			size_t undone = 0;

			try_begin();
			*(after ? &world->die_after : &world->die_before) = op;
			CU_ASSERT(try_dies(world, plan));
			world->die_before = world->die_after = 0;
			snprintf(world->boot, sizeof(world->boot), "another boot");
			apply_context = world_actor(world, try_folder);
			CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
			CU_ASSERT(undone > 0);
			CU_ASSERT_FALSE(world->file_there);
			CU_ASSERT_FALSE(try_journal());
			xpt_plan_free(plan);
			try_finish(world);
		}
}

#define CARD                                                                  \
	LIST_("sys/bus/pci/devices", "0000:00:05.0"),                         \
			FILE_("sys/bus/pci/devices/0000:00:05.0/uevent",      \
					"PCI_CLASS=20000\nPCI_ID=8086:10D3\n" \
					"PCI_SUBSYS_ID=8086:0000\n"           \
					"PCI_SLOT_NAME=0000:00:05.0\n"),      \
			FILE_("boot/grub2/grub.cfg", MENU)

static struct xpt_plan *plan_of_rules(const struct fake *files)
{
	const char *const word = "xen-pciback.hide=(00:05.0)";
	struct xpt_boot_request request = XPT_OPTIONS(xpt_boot_request, .line = XPT_BOOT_DOM0,
			.words = &word, .word_count = 1, .flags = XPT_BOOT_OVERRIDE);
	struct xpt_host *host = fake_host(files, XPT_DETAIL_BOOT | XPT_DETAIL_CONFIG);
	struct xpt_plan *plan = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_plan_for_boot(host, &request, &plan, NULL), 0);
	xpt_host_free(host);
	return plan;
}

/* Killed before or after act @at of hiding by rules, then undone. Return: was it still at work? */
static bool dies_and_is_undone(
		const struct fake *files, size_t at, bool after, size_t files_written)
{
	struct xpt_plan *plan = plan_of_rules(files);
	struct world *world = world_new();
	struct apply_context apply_context;
	size_t undone = 0;
	bool died;

	try_begin();
	*(after ? &world->die_after : &world->die_before) = at;
	died = try_dies(world, plan);
	world->die_before = world->die_after = 0;
	apply_context = world_actor(world, try_folder);
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	CU_ASSERT_EQUAL(undone > 0, died);
	CU_ASSERT_EQUAL(world_other_files(world), died ? 0 : files_written);
	CU_ASSERT_FALSE(try_journal());
	xpt_plan_free(plan);
	try_finish(world);
	return died;
}

static void a_crash_at_any_act_on_rules_and_initramfs_is_undone(void)
{
	const struct fake initramfs_tools[] = { CARD, FILE_("etc/debian_version", "12\n"),
		FILE_("usr/sbin/update-initramfs", "#!/bin/sh\n"), END_ },
			  dracut[] = { CARD,
				  FILE_("usr/lib/dracut/dracut-version.sh", "DRACUT_VERSION=059\n"),
				  END_ };
	size_t deaths[] = { 0, 0 };

	for (int after = 0; after < 2; after++) {
		for (size_t at = 1; dies_and_is_undone(initramfs_tools, at, after, 1); at++)
			deaths[0]++;
		for (size_t at = 1; dies_and_is_undone(dracut, at, after, 2); at++)
			deaths[1]++;
	}
	CU_ASSERT_EQUAL(deaths[0], 2 * 2);
	CU_ASSERT_EQUAL(deaths[1], 2 * 3);
}

/* The way back from what plan_of() changes. */
static struct xpt_plan *back_of(const char *word)
{
	struct xpt_boot_request request = XPT_OPTIONS(
			xpt_boot_request, .line = XPT_BOOT_XEN, .words = &word, .word_count = 1);
	struct xpt_host *host = fake_host(debian, XPT_DETAIL_BOOT);
	struct xpt_plan *plan = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_plan_for_boot_undo(host, NULL, &request, &plan, NULL), 0);
	xpt_host_free(host);
	return plan;
}

/* What the way back of the last change brings back was written by; or why there is none. */
static const char *last_change(struct world *world)
{
	static char text[4096];
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_error *error = NULL;
	struct xpt_plan *back = NULL;

	*text = '\0';
	if (xpt__boot_last(&apply_context, &back, &error))
		snprintf(text, sizeof(text), "%s", xpt_error_message(error));
	for (size_t i = 0; back && i < back->count; i++)
		if (back->steps[i].op.verb == VERB_FILE)
			snprintf(text, sizeof(text), "%s", back->steps[i].undo.content);
	xpt_error_free(error);
	xpt_plan_free(back);
	return text;
}

static bool is_changed(struct world *world)
{
	struct apply_context apply_context = world_actor(world, try_folder);
	bool changed = false;

	CU_ASSERT_EQUAL(xpt__boot_is_changed(&apply_context, &changed, NULL), 0);
	return changed;
}

/* An earlier change is kept, "first=1"; the one that follows is announced. */
static void announce(struct world *world, const struct xpt_plan *back)
{
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_plan *earlier = back_of("first=1");

	CU_ASSERT_EQUAL_FATAL(xpt__boot_keep(&apply_context, earlier, NULL), 0);
	snprintf(world->boot, sizeof(world->boot), "another-boot");
	CU_ASSERT_FALSE(is_changed(world));
	CU_ASSERT_EQUAL_FATAL(xpt__boot_expect(&apply_context, back, NULL), 0);
	xpt_plan_free(earlier);
}

static void a_crash_before_the_way_back_is_kept_does_not_undo_the_change_before(void)
{
	struct xpt_plan *plan = plan_of("iommu=force"), *back = back_of("iommu=force");
	struct world *world = world_new();

	try_begin();
	announce(world, back);
	CU_ASSERT_EQUAL(apply(world, plan), 0);
	CU_ASSERT(is_changed(world));
	CU_ASSERT_PTR_NOT_NULL(strstr(last_change(world), "iommu=force"));
	CU_ASSERT(is_changed(world));
	xpt_plan_free(plan);
	xpt_plan_free(back);
	try_finish(world);
}

static void a_change_that_was_not_begun_leaves_the_way_back_of_the_one_before(void)
{
	struct xpt_plan *back = back_of("iommu=force");
	struct world *world = world_new();

	try_begin();
	announce(world, back);
	CU_ASSERT_FALSE(is_changed(world));
	CU_ASSERT_PTR_NOT_NULL(strstr(last_change(world), "first=1"));
	xpt_plan_free(back);
	try_finish(world);
}

/* Its journal says so, whether or not the file was written already. */
static void a_change_that_is_half_way_is_ended_before_another_is_undone(void)
{
	for (size_t op = 1; op <= 2; op++) {
		struct xpt_plan *plan = plan_of("iommu=force"), *back = back_of("iommu=force");
		struct world *world = world_new();
		struct apply_context apply_context = world_actor(world, try_folder);
		size_t undone;

		try_begin();
		announce(world, back);
		world->die_before = op;
		CU_ASSERT(try_dies(world, plan));
		world->die_before = 0;
		CU_ASSERT_PTR_NOT_NULL(strstr(last_change(world), "run \"xpt undo\" first"));
		apply_context = world_actor(world, try_folder);
		CU_ASSERT_EQUAL(xpt__boot_expect(&apply_context, back, NULL), XPT_STUCK);
		CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
		CU_ASSERT_PTR_NOT_NULL(strstr(last_change(world), "first=1"));
		xpt_plan_free(plan);
		xpt_plan_free(back);
		try_finish(world);
	}
}

static void what_is_called_off_is_not_the_last_change_of_a_file_edited_later(void)
{
	struct xpt_plan *back = back_of("iommu=force");
	struct world *world = world_new();
	struct apply_context apply_context;

	try_begin();
	announce(world, back);
	apply_context = world_actor(world, try_folder);
	CU_ASSERT_EQUAL(xpt__boot_expect(&apply_context, NULL, NULL), 0);
	world->file_there = true;
	snprintf(world->file, sizeof(world->file), "FOO=1\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(last_change(world), "first=1"));
	xpt_plan_free(back);
	try_finish(world);
}

/* Neither what was before nor what xpt wrote: no way back is lost, and none is guessed. */
static void a_change_that_may_not_have_been_made_is_not_undone_unasked(void)
{
	struct xpt_plan *back = back_of("iommu=force");
	struct world *world = world_new();
	struct apply_context apply_context;
	const char *told;

	try_begin();
	announce(world, back);
	world->file_there = true;
	snprintf(world->file, sizeof(world->file), "FOO=1\n");
	told = last_change(world);
	CU_ASSERT_PTR_NOT_NULL(strstr(told, "it is not known whether that change was made"));
	CU_ASSERT_PTR_NOT_NULL(strstr(told, "boot-undo.next to "));
	CU_ASSERT_FALSE(is_changed(world));
	apply_context = world_actor(world, try_folder);
	CU_ASSERT_EQUAL(xpt__boot_expect(&apply_context, back, NULL), XPT_STUCK);
	world->file_there = false;
	CU_ASSERT_PTR_NOT_NULL(strstr(last_change(world), "first=1"));
	xpt_plan_free(back);
	try_finish(world);
}

static void wait_to_be_killed(void)
{
	for (;;)
		pause();
}

/* An xpt that announces @back, and is alive until it is killed. */
static pid_t other_xpt(struct world *world, const struct xpt_plan *back)
{
	struct apply_context apply_context = world_actor(world, try_folder);
	int pipes[2];
	pid_t child;
	char byte;

	CU_ASSERT_EQUAL_FATAL(pipe(pipes), 0);
	child = fork();
	if (!child) {
		byte = (char)xpt__boot_expect(&apply_context, back, NULL);
		if (write(pipes[1], &byte, 1) == 1)
			wait_to_be_killed();
		_exit(1);
	}
	close(pipes[1]);
	CU_ASSERT_EQUAL_FATAL(read(pipes[0], &byte, 1), 1);
	CU_ASSERT_EQUAL(byte, 0);
	close(pipes[0]);
	return child;
}

static void the_announcement_of_another_xpt_stays_while_that_one_lives(void)
{
	struct xpt_plan *theirs = back_of("iommu=force"), *mine = back_of("first=1");
	struct xpt_plan *plan = plan_of("iommu=force");
	struct world *world = world_new();
	struct apply_context apply_context = world_actor(world, try_folder);
	pid_t other;

	try_begin();
	other = other_xpt(world, theirs);
	CU_ASSERT_EQUAL(xpt__boot_expect(&apply_context, mine, NULL), XPT_BUSY);
	CU_ASSERT_EQUAL(xpt__boot_expect(&apply_context, NULL, NULL), XPT_BUSY);
	CU_ASSERT_EQUAL(xpt__boot_keep(&apply_context, mine, NULL), 0);
	CU_ASSERT_EQUAL(apply(world, plan), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_change(world), "is changing the next boot"));
	kill(other, SIGKILL);
	CU_ASSERT_EQUAL(waitpid(other, NULL, 0), other);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_change(world), "iommu=force"));
	xpt_plan_free(plan);
	xpt_plan_free(theirs);
	xpt_plan_free(mine);
	try_finish(world);
}

static void the_way_back_is_forgotten_once(void)
{
	struct xpt_plan *back = back_of("iommu=force"), *last = NULL;
	struct world *world = world_new();
	struct apply_context apply_context;

	try_begin();
	announce(world, back);
	apply_context = world_actor(world, try_folder);
	CU_ASSERT_EQUAL(xpt__boot_keep(&apply_context, back, NULL), 0);
	CU_ASSERT_EQUAL(xpt__boot_last(&apply_context, &last, NULL), 0);
	CU_ASSERT_EQUAL(xpt__boot_forget(&apply_context, back, NULL), XPT_INVALID);
	CU_ASSERT_EQUAL(xpt__boot_forget(&apply_context, last, NULL), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_change(world), "there is no change"));
	CU_ASSERT_EQUAL(xpt__boot_forget(&apply_context, last, NULL), 0);
	xpt_plan_free(last);
	xpt_plan_free(back);
	try_finish(world);
}

/* Both are the last one when they are read; the file was edited behind the first, and that is taken over. */
static void the_way_back_of_a_change_made_since_is_not_forgotten(void)
{
	struct xpt_plan *first = back_of("first=1"), *second = back_of("iommu=force");
	struct xpt_plan *undone = NULL, *last = NULL;
	struct world *world = world_new();
	struct apply_context apply_context;

	try_begin();
	apply_context = world_actor(world, try_folder);
	CU_ASSERT_EQUAL(xpt__boot_keep(&apply_context, first, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt__boot_last(&apply_context, &undone, NULL), 0);
	CU_ASSERT_EQUAL(xpt__boot_keep(&apply_context, second, NULL), 0);
	CU_ASSERT_EQUAL(xpt__boot_forget(&apply_context, undone, NULL), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_change(world), "iommu=force"));
	CU_ASSERT_EQUAL_FATAL(xpt__boot_last(&apply_context, &last, NULL), 0);
	world->file_there = true;
	snprintf(world->file, sizeof(world->file), "mine\n");
	CU_ASSERT_EQUAL(xpt__edited_adapt(&world->source, last, XPT_UNDO_OVERWRITE, NULL), 0);
	CU_ASSERT_EQUAL(xpt__boot_forget(&apply_context, last, NULL), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_change(world), "there is no change"));
	xpt_plan_free(first);
	xpt_plan_free(second);
	xpt_plan_free(undone);
	xpt_plan_free(last);
	try_finish(world);
}

SUITE(boot_undo)
{
	TEST(a_crash_at_any_act_is_undone_even_after_a_reboot);
	TEST(a_crash_at_any_act_on_rules_and_initramfs_is_undone);
	TEST(a_crash_before_the_way_back_is_kept_does_not_undo_the_change_before);
	TEST(a_change_that_was_not_begun_leaves_the_way_back_of_the_one_before);
	TEST(a_change_that_is_half_way_is_ended_before_another_is_undone);
	TEST(what_is_called_off_is_not_the_last_change_of_a_file_edited_later);
	TEST(a_change_that_may_not_have_been_made_is_not_undone_unasked);
	TEST(the_announcement_of_another_xpt_stays_while_that_one_lives);
	TEST(the_way_back_is_forgotten_once);
	TEST(the_way_back_of_a_change_made_since_is_not_forgotten);
}
