/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changing the next boot: what is written and run, in which order, and that it comes back. */
#include <stdio.h>

#include <xpt/boot.h>

#include "../../engine/boot/hide_rules.h"
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

static struct xpt_plan *plan_of_both(const struct xpt_host *host)
{
	const char *const xen = "iommu=force",
			  *const dom0[] = { "quiet", "xen-pciback.hide=(00:05.0)" };
	struct xpt_boot_request request = XPT_OPTIONS(xpt_boot_request, .line = XPT_BOOT_XEN,
			.words = &xen, .word_count = 1, .other_words = dom0, .other_word_count = 2);
	struct xpt_plan *plan = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_plan_for_boot(host, &request, &plan, NULL), 0);
	return plan;
}

static int apply(struct world *world, const struct xpt_plan *plan, const char **ret_message)
{
	static char message[2048];
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_error *error = NULL;
	int rc = xpt__plan_apply(&apply_context, plan, &error);

	snprintf(message, sizeof(message), "%s", error ? xpt_error_message(error) : "");
	xpt_error_free(error);
	*ret_message = message;
	return rc;
}

static void the_file_comes_before_the_program_that_reads_it(void)
{
	struct world *world = world_new();
	struct xpt_plan *plan = plan_of("iommu=force");
	const char *message;

	try_begin();
	CU_ASSERT_EQUAL(apply(world, plan, &message), 0);
	ASSERT_TEXT(world->log, "replace " WORLD_FILE "\nrun update-grub\n");
	CU_ASSERT(strstr(world->file, "GRUB_CMDLINE_XEN_DEFAULT") != NULL);
	CU_ASSERT_FALSE(try_journal());
	xpt_plan_free(plan);
	try_finish(world);
}

static void both_lines_are_one_change(void)
{
	struct xpt_host *host = fake_host(debian, XPT_DETAIL_BOOT);
	struct xpt_plan *plan = plan_of_both(host);
	struct world *world = world_new();
	const char *message;

	try_begin();
	ASSERT_TEXT(plan->title,
			"set iommu on the next boot's line of Xen, and quiet xen-pciback.hide on the "
			"next boot's line of dom0");
	CU_ASSERT_EQUAL(apply(world, plan, &message), 0);
	ASSERT_TEXT(world->log, "replace " WORLD_FILE "\nrun update-grub\n");
	CU_ASSERT(strstr(world->file,
				  "#xpt xen + iommu=force\n#xpt dom0 + quiet\n"
				  "#xpt dom0 + xen-pciback.hide=(00:05.0)\n") != NULL);
	xpt_plan_free(plan);
	xpt_host_free(host);
	try_finish(world);
}

static void a_program_that_fails_brings_the_file_back_and_runs_again(void)
{
	struct world *world = world_new();
	struct xpt_plan *plan = plan_of("iommu=force");
	const char *message;

	try_begin();
	world->refuse = "run update-grub";
	world->refusals = 1;
	CU_ASSERT_EQUAL(apply(world, plan, &message), XPT_REFUSED);
	CU_ASSERT(strstr(message, "Syntax error; what was done before is undone") != NULL);
	ASSERT_TEXT(world->log,
			"replace " WORLD_FILE "\nrun update-grub\nremove " WORLD_FILE
			"\nrun update-grub\n");
	CU_ASSERT_FALSE(world->file_there);
	xpt_plan_free(plan);
	try_finish(world);
}

/* The menu is as before, as grub-mkconfig leaves it when it fails: nobody has to make it again. */
static void a_program_that_failed_is_not_needed_where_the_menu_stayed(void)
{
	struct world *world = world_new();
	struct xpt_plan *plan = plan_of("iommu=force");
	const char *message;

	try_begin();
	snprintf(world->menu, sizeof(world->menu), "%s", MENU);
	world->refuse = "run update-grub";
	world->refusals = 2;
	CU_ASSERT_EQUAL(apply(world, plan, &message), XPT_REFUSED);
	ASSERT_TEXT(world->log, "replace " WORLD_FILE "\nrun update-grub\nremove " WORLD_FILE "\n");
	CU_ASSERT_FALSE(try_journal());
	xpt_plan_free(plan);
	try_finish(world);
}

static void a_full_disk_changes_nothing(void)
{
	struct world *world = world_new();
	struct xpt_plan *plan = plan_of("iommu=force");
	const char *message;

	try_begin();
	world->refuse = "replace";
	world->refusals = 1;
	CU_ASSERT_EQUAL(apply(world, plan, &message), XPT_REFUSED);
	CU_ASSERT(strstr(message, "No space left on device") != NULL);
	CU_ASSERT_FALSE(world->file_there);
	xpt_plan_free(plan);
	try_finish(world);
}

static void a_file_that_changed_since_is_left_alone(void)
{
	struct world *world = world_new();
	struct xpt_plan *plan = plan_of("iommu=force");
	const char *message;

	try_begin();
	world->file_there = true;
	snprintf(world->file, sizeof(world->file), "FOO=1\n");
	CU_ASSERT_EQUAL(apply(world, plan, &message), XPT_STALE);
	ASSERT_TEXT(world->file, "FOO=1\n");
	ASSERT_TEXT(world->log, "");
	xpt_plan_free(plan);
	try_finish(world);
}

/* "write PATH", "remove PATH", "run PROGRAM" */
static const char *acts_of(const struct fake *files, unsigned int flags)
{
	static char acts[512];
	const char *const word =
			flags & XPT_BOOT_DELETE ? "xen-pciback.hide" : "xen-pciback.hide=(00:05.0)";
	struct xpt_boot_request request = XPT_OPTIONS(xpt_boot_request, .line = XPT_BOOT_DOM0,
			.words = &word, .word_count = 1, .flags = flags | XPT_BOOT_OVERRIDE);
	struct xpt_host *host = fake_host(files, XPT_DETAIL_BOOT | XPT_DETAIL_CONFIG);
	struct xpt_error *error = NULL;
	struct xpt_plan *plan = NULL;

	*acts = '\0';
	if (xpt_plan_for_boot(host, &request, &plan, &error))
		snprintf(acts, sizeof(acts), "%s", xpt_error_message(error));
	for (size_t i = 0; plan && i < plan->count; i++) {
		const struct op *op = &plan->steps[i].op;

		if (op->verb == VERB_FILE || op->verb == VERB_RUN)
			snprintf(acts + strlen(acts), sizeof(acts) - strlen(acts), "%s %s\n",
					op->verb == VERB_RUN	    ? "run" :
							op->content ? "write" :
								      "remove",
					op->verb == VERB_RUN ? op->text : op->path);
	}
	xpt_error_free(error);
	xpt_plan_free(plan);
	xpt_host_free(host);
	return acts;
}

#define RULES "etc/udev/rules.d/10-xpt-hide.rules"
#define DRACUT_CONF "etc/dracut.conf.d/10-xpt-hide.conf"
#define DRACUT_TEXT                                                                   \
	"# written by \"xpt hide\"; it goes with the last device of \"xpt unhide\"\n" \
	"force_drivers+=\" xen-pciback \"\ninstall_items+=\" /" RULES " \"\n"
#define CARD                                                                  \
	LIST_("sys/bus/pci/devices", "0000:00:05.0"),                         \
			FILE_("sys/bus/pci/devices/0000:00:05.0/uevent",      \
					"PCI_CLASS=20000\nPCI_ID=8086:10D3\n" \
					"PCI_SUBSYS_ID=8086:0000\n"           \
					"PCI_SLOT_NAME=0000:00:05.0\n"),      \
			FILE_("boot/grub2/grub.cfg", MENU),                   \
			FILE_("usr/lib/dracut/dracut-version.sh", "DRACUT_VERSION=059\n")

static void dracut_is_told_of_the_rules_and_runs_once_behind_both_files(void)
{
	const struct fake none[] = { CARD, END_ },
			  there[] = { CARD, FILE_(DRACUT_CONF, DRACUT_TEXT), END_ },
			  edited[] = { CARD, FILE_(DRACUT_CONF, "mine\n"), END_ };

	ASSERT_TEXT(acts_of(none, 0),
			"write " RULES "\nwrite " DRACUT_CONF
			"\nrun dracut --force --regenerate-all\n");
	ASSERT_TEXT(acts_of(there, XPT_BOOT_DELETE),
			"remove " RULES "\nremove " DRACUT_CONF
			"\nrun dracut --force --regenerate-all\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(acts_of(edited, 0), "somebody edited /" DRACUT_CONF));
}

#define DRACUT "file lib/dracut/modules.txt\nfile lib/modules/6.1/kernel/xen-pciback.ko\n"

/* The word "hide" was carried out: is it kept, with such an initramfs? @ret_why: why what becomes of the card is not known */
static int kept_with(const char *rules, const char *told, const char **ret_why)
{
	static const char *const word = "xen-pciback.hide=(00:05.0)";
	const struct xpt_boot_request request = XPT_OPTIONS(xpt_boot_request, .line = XPT_BOOT_DOM0,
			.words = &word, .word_count = 1, .flags = XPT_BOOT_OVERRIDE);
	const struct fake files[] = { LIST_("sys/bus/pci/devices", "0000:00:05.0"),
		FILE_("sys/bus/pci/devices/0000:00:05.0/uevent",
				"PCI_CLASS=20000\nPCI_ID=8086:10D3\nPCI_SUBSYS_ID=8086:0000\n"
				"PCI_SLOT_NAME=0000:00:05.0\nMODALIAS=pci:v00008086d000010D3\n"),
		FILE_("boot/grub2/grub.cfg",
				"menuentry 'a' {\n\tmultiboot2 /xen.gz\n\tmodule2 /vmlinuz-6.1\n"
				"\tmodule2 /initramfs-6.1.img\n}\n"),
		FILE_("usr/lib/dracut/dracut-version.sh", "DRACUT_VERSION=059\n"),
		FILE_("lib/modules/6.1/modules.builtin", "kernel/a.ko\n"),
		FILE_("lib/modules/6.1/modules.alias", "alias pci:v00001234d* a\n"),
		FILE_("proc/sys/kernel/osrelease", "6.1"),
		LIST_("lib/modules/6.1/kernel/drivers/xen/xen-pciback", "xen-pciback.ko"),
		FILE_(DRACUT_CONF, DRACUT_TEXT), FILE_(RULES, rules),
		FILE_("initramfs/boot/initramfs-6.1.img", told), END_ };
	struct xpt_host *host = fake_host(files, XPT_DETAIL_BOOT);
	int rc = xpt_boot_kept(host, &request, NULL);
	static char why[128];

	snprintf(why, sizeof(why), "%s",
			host->devices[0].hidden_next.reason ? host->devices[0].hidden_next.reason :
							      "");
	*ret_why = why;
	xpt_host_free(host);
	return rc;
}

static void rules_are_kept_only_where_the_initramfs_has_them(void)
{
	static const struct hide_rule rule = { { 0, 0, 5, 0 }, 0x8086, 0x10d3, 0x8086, 0 };
	struct arena *arena = xpt__arena_new();
	const char *rules = xpt__hide_rules_text(arena, &rule, 1);
	struct span rest = xpt__span_of(rules), line;
	const char *told = DRACUT "file " RULES "\n", *why;

	CU_ASSERT_EQUAL(kept_with(rules, DRACUT, &why), XPT_REFUSED);
	ASSERT_TEXT(why, "the initramfs was made before the rules of udev were as they are");
	/* what made it is not known, and so neither is what it does */
	CU_ASSERT_EQUAL(kept_with(rules, "file init\n", &why), 0);
	CU_ASSERT_EQUAL(kept_with(rules, DRACUT "link " RULES "\n", &why), 0);
	ASSERT_TEXT(why, "rules of udev in the initramfs are behind a link, which is not followed");
	while (xpt__span_next_line(&rest, &line))
		told = xpt__arena_text(arena, "%s\t%.*s\n", told, (int)line.length, line.at);
	CU_ASSERT_EQUAL(kept_with(rules, told, &why), 0);
	xpt__arena_free(arena);
}

static void where_two_programs_may_make_the_initramfs_neither_is_run(void)
{
	const struct fake both[] = { CARD, FILE_("usr/sbin/update-initramfs", "#!/bin/sh\n"),
		END_ };

	CU_ASSERT_PTR_NOT_NULL(strstr(acts_of(both, 0), "both dracut and initramfs-tools"));
}

static const char *refusal(enum xpt_boot_line line, const char *word, int *ret_code)
{
	static char message[1024];
	struct xpt_boot_request request = XPT_OPTIONS(
			xpt_boot_request, .line = line, .words = &word, .word_count = 1);
	struct xpt_host *host = fake_host(debian, XPT_DETAIL_BOOT);
	struct xpt_error *error = NULL;
	struct xpt_plan *plan = NULL;

	*ret_code = xpt_plan_for_boot(host, &request, &plan, &error);
	snprintf(message, sizeof(message), "%s", error ? xpt_error_message(error) : "");
	xpt_error_free(error);
	xpt_plan_free(plan);
	xpt_host_free(host);
	return message;
}

static void what_the_kernel_could_not_read_is_not_written(void)
{
	char word[1100] = "a=";
	int code;

	CU_ASSERT(strstr(refusal(XPT_BOOT_DOM0, "xen-pciback.hide=(00:05)", &code), "wrong from") !=
			NULL);
	CU_ASSERT_EQUAL(code, XPT_INVALID);
	CU_ASSERT(strstr(refusal(XPT_BOOT_DOM0, "xen_pciback.hide=(00:20.0)", &code),
				  "out of range") != NULL);
	CU_ASSERT(strstr(refusal(XPT_BOOT_DOM0, "a=b c", &code), "without blanks") != NULL);
	memset(word + 2, 'x', 1050);
	CU_ASSERT(strstr(refusal(XPT_BOOT_DOM0, word, &code), "hands on 1023") != NULL);
	CU_ASSERT_EQUAL(code, XPT_REFUSED);
}

/* The evidence of a cause; NULL: nothing is told. */
/* Behind it, in brackets, what the first remedy is. */
static const char *because_of(const char *menu, const char *cause)
{
	static char because[1024];
	const struct fake files[] = { LIST_("sys/bus/pci/devices", ""),
		FILE_("etc/debian_version", "12\n"), FILE_("boot/grub/grub.cfg", menu), END_ };
	struct xpt_host *host = fake_host(files, XPT_DETAIL_BOOT);
	const struct xpt_finding *finding;
	struct xpt_report *report = NULL;
	bool found = false;

	CU_ASSERT_EQUAL_FATAL(xpt_host_check_boot(host, &report, NULL), 0);
	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++)
		if (!strcmp(xpt_finding_cause(finding), cause)) {
			const struct xpt_remedy *remedy = xpt_finding_remedy(finding, 0);

			snprintf(because, sizeof(because), "%s [%s]", xpt_finding_because(finding),
					remedy ? remedy->text : "");
			found = true;
		}
	xpt_report_free(report);
	xpt_host_free(host);
	return found ? because : NULL;
}

static const char *lost_behind_a_blank(const char *menu)
{
	return because_of(menu, "boot-hide-blank");
}

static void devices_behind_a_blank_of_hide_are_told(void)
{
#define HIDE(words) "menuentry 'a' {\n\tmultiboot2 /xen.gz\n\tmodule2 /v " words "\n}\n"
	const char *lost = lost_behind_a_blank(
			HIDE("xen-pciback.hide=(00:05.0) (00:06.0) (07:*.*) ro"));

	CU_ASSERT(lost && strstr(lost, "(00:06.0)(07:*.*) behind it"));
	CU_ASSERT_PTR_NULL(lost_behind_a_blank(HIDE("xen-pciback.hide=(00:05.0) ro (00:06.0)")));
	CU_ASSERT_PTR_NULL(lost_behind_a_blank(
			HIDE("xen-pciback.hide=(0000:00:05.0)(0000:00:06.0) (00:06.0)")));
	CU_ASSERT_PTR_NULL(lost_behind_a_blank(HIDE("ro (00:06.0)")));
#undef HIDE
}

#define LINUX "menuentry 'l' --id 'i' {\n\tlinux /v\n}\n"
#define XEN "menuentry 'x' --id 'i' {\n\tmultiboot2 /xen.gz\n\tmodule2 /v\n}\n"
#define WITHIN(title, id, entries) "submenu '" title "' --id '" id "' {\n" entries "}\n"

static void a_default_that_names_two_and_leads_to_no_xen_is_told(void)
{
	const char *told = because_of("set default='adv>none'\n" WITHIN("Advanced", "adv", LINUX)
						      WITHIN("With Xen", "adv", XEN),
			"boot-same-name");

	CU_ASSERT(told && strstr(told, "\"adv\", which is \"With Xen\" too"));
	told = because_of("set default=i\n" LINUX XEN, "boot-same-name");
	CU_ASSERT(told && strstr(told, "\"i\", which is \"x\" too"));
}

#define LINUX_OF(title, id) "menuentry '" title "' --id '" id "' {\n\tlinux /v\n}\n"
#define XEN_OF(title, id) \
	"menuentry '" title "' --id '" id "' {\n\tmultiboot2 /xen.gz\n\tmodule2 /v\n}\n"

static void a_name_that_is_another_entrys_too_is_told_whichever_of_many_has_xen(void)
{
	const char *told = because_of("set default=i\n" LINUX_OF("a", "i") LINUX_OF("b", "i")
						      XEN_OF("c", "i"),
			"boot-same-name");

	CU_ASSERT(told && strstr(told, "which is \"c\" too"));
	told = because_of("set default=k\n" LINUX_OF("k", "a") XEN_OF("x", "k"), "boot-same-name");
	CU_ASSERT(told && strstr(told, "which is \"x\" too"));
}

static void a_default_that_names_two_is_advised_a_name_that_only_one_has(void)
{
	const char *told = because_of("set default='adv>none'\n" WITHIN("Linux", "adv", LINUX)
						      WITHIN("Xen", "adv", XEN),
			"boot-same-name");

	CU_ASSERT(told && strstr(told, "say \"Xen>...\" in the place of \"adv\""));
	told = because_of("set default=T\n" LINUX_OF("T", "a") XEN_OF("T", "b"), "boot-same-name");
	CU_ASSERT(told && strstr(told, "say \"b\" in the place of \"T\""));
	told = because_of("set default=T\n" LINUX_OF("T", "a") XEN_OF("T", "a"), "boot-same-name");
	CU_ASSERT(told && strstr(told, "[]"));
}

static void two_of_one_name_are_no_trap_where_xen_boots_or_neither_has_it(void)
{
	static const char *const menus[] = { "set default=i\n" XEN LINUX,
		"set default=i\n" LINUX LINUX, "set default=0\n" LINUX XEN,
		"set default=l\n" LINUX XEN,
		"set default='adv>i'\n" WITHIN("a", "adv", XEN) WITHIN("b", "adv", XEN),
		"set default='b>i'\n" WITHIN("a", "adv", LINUX) WITHIN("b", "adv", XEN) };

	for (size_t i = 0; i < sizeof(menus) / sizeof(*menus); i++)
		CU_ASSERT_PTR_NULL(because_of(menus[i], "boot-same-name"));
}

SUITE(boot_change)
{
	TEST(dracut_is_told_of_the_rules_and_runs_once_behind_both_files);
	TEST(rules_are_kept_only_where_the_initramfs_has_them);
	TEST(where_two_programs_may_make_the_initramfs_neither_is_run);
	TEST(devices_behind_a_blank_of_hide_are_told);
	TEST(a_default_that_names_two_and_leads_to_no_xen_is_told);
	TEST(a_name_that_is_another_entrys_too_is_told_whichever_of_many_has_xen);
	TEST(a_default_that_names_two_is_advised_a_name_that_only_one_has);
	TEST(two_of_one_name_are_no_trap_where_xen_boots_or_neither_has_it);
	TEST(the_file_comes_before_the_program_that_reads_it);
	TEST(both_lines_are_one_change);
	TEST(a_program_that_fails_brings_the_file_back_and_runs_again);
	TEST(a_program_that_failed_is_not_needed_where_the_menu_stayed);
	TEST(a_full_disk_changes_nothing);
	TEST(a_file_that_changed_since_is_left_alone);
	TEST(what_the_kernel_could_not_read_is_not_written);
}
