/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was promised for the boot that runs, and what is. */
#include <xpt/boot.h>

#include <stdio.h>
#include "fake_source.h"
#include "unit.h"

#define NIC "0000:00:05.0"
#define SYS "sys/bus/pci/devices/" NIC
#define PCIBACK "pciback"
#define E1000E "e1000e"

struct boot_case {
	const char *dom0, *menu; /* the line that arrived, and the menu's */
	const char *driver, *owner;
	unsigned int flags;
	const char *serial;    /* of the card for which xpt wrote hide=; NULL: nobody noted it */
	const char *serial_is; /* a line of config space */
	const char *more;      /* another entry of these notes; NULL: none */
	const char *rules;     /* of udev, by xpt hide */
	const char *console;   /* Xen's ring */
	const char *xen;       /* more on Xen's line of the menu */
	const char *running;   /* more on that of the boot that runs */
};

/* An XCP-ng with one device. */
static struct xpt_host *host_of(const struct boot_case *as)
{
	char menu[512], owners[64], dom0[128], uevent[128], cards[512] = "", config[64],
							    version[128];
	const struct fake answers[] = { LIST_("sys/bus/pci/devices", NIC),
		LINK_(SYS, "../../../devices/pci0000:00/" NIC), FILE_(SYS "/uevent", uevent),
		FILE_(SYS "/revision", "0x00"), FILE_("pci/" NIC, config),
		FILE_("etc/xpt/hidden", cards),
		FILE_("etc/udev/rules.d/10-xpt-hide.rules", as->rules ? as->rules : ""),
		FILE_("xen/pci-owners", owners),
		FILE_("xen/domains",
				"0 uuid=0 type=pv state=running\n2 uuid=2 type=pv state=running\n"),
		FILE_("xen/console", as->console ? as->console : ""), FILE_("xen/version", version),
		FILE_("proc/cmdline", dom0),
		FILE_("etc/xensource-inventory", "PRODUCT_BRAND='XCP-ng'\n"),
		FILE_("boot/grub/grub.cfg", menu),
		FILE_("lib/modules/1/modules.builtin",
				"kernel/drivers/xen/xen-pciback/xen-pciback.ko\n"),
		END_ };

	snprintf(uevent, sizeof(uevent),
			"PCI_CLASS=20000\nPCI_ID=8086:10D3\nPCI_SUBSYS_ID=8086:0000\nDRIVER=%s\n",
			as->driver);
	snprintf(dom0, sizeof(dom0), "%s\n", as->dom0);
	snprintf(version, sizeof(version), "command_line watchdog %s\n",
			as->running ? as->running : "");
	snprintf(owners, sizeof(owners), "==== PCI devices ====\n" NIC " - %s - node -1\n",
			as->owner);
	snprintf(menu, sizeof(menu),
			"menuentry 'XCP-ng' {\n\tmultiboot2 /xen.gz watchdog %s\n"
			"\tmodule2 /vmlinuz-1 %s\n}\n",
			as->xen ? as->xen : "", as->menu);
	snprintf(config, sizeof(config), "vendor 8086\ndevice 10d3\n%s\n",
			as->serial_is ? as->serial_is : "serial 1");
	if (as->serial)
		snprintf(cards, sizeof(cards),
				"hidden = [ \"" NIC " path=" NIC
				" id=8086:10d3 subsystem=8086:0000 "
				"revision=00 serial=%s\"%s ]\n",
				as->serial, as->more ? as->more : "");
	return fake_host(answers, XPT_DETAIL_BOOT | XPT_DETAIL_CONFIG | XPT_DETAIL_CONSOLE);
}

static bool finds(const struct boot_case *as, const char *cause)
{
	struct xpt_host *host = host_of(as);
	struct xpt_report *report = NULL;
	const struct xpt_finding *finding;
	bool found = false;

	CU_ASSERT_EQUAL_FATAL(xpt_host_check_this_boot(host, as->flags, &report, NULL), 0);
	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++)
		found |= !strcmp(xpt_finding_cause(finding), cause);
	xpt_report_free(report);
	xpt_host_free(host);
	return found;
}

#define HIDE "ro xen-pciback.hide=(0000:00:05.0)"

static void a_hidden_device_is_with_pciback_and_in_quarantine_or_with_a_guest(void)
{
	struct boot_case as = { HIDE, HIDE, PCIBACK, "DomIO:7ff2", 0 };

	CU_ASSERT(finds(&as, "boot-hide-held"));
	CU_ASSERT_FALSE(finds(&as, "boot-not-arrived"));
	as.owner = "d2";
	CU_ASSERT(finds(&as, "boot-hide-held"));
	as.owner = "d0";
	CU_ASSERT(finds(&as, "boot-hide-not-quarantined"));
	CU_ASSERT_FALSE(finds(&as, "boot-seized"));
	as.driver = E1000E;
	CU_ASSERT(finds(&as, "boot-hide-missed"));
}

static void what_the_menu_hides_was_promised_even_if_another_entry_was_booted(void)
{
	struct boot_case as = { "ro", HIDE, E1000E, "d0", 0 };

	CU_ASSERT(finds(&as, "boot-hide-missed"));
	CU_ASSERT(finds(&as, "boot-not-arrived"));
}

static void what_was_changed_since_the_boot_waits_for_the_next_one(void)
{
	struct boot_case as = { "ro", HIDE, E1000E, "d0", XPT_BOOT_CHANGED };

	CU_ASSERT(finds(&as, "boot-waits"));
	CU_ASSERT_FALSE(finds(&as, "boot-hide-missed"));
	CU_ASSERT_FALSE(finds(&as, "boot-not-arrived"));
}

static void a_device_that_nothing_names_is_seized_unless_a_toolstack_reserved_it(void)
{
	struct boot_case as = { "ro", "ro", PCIBACK, "d0", 0 };

	CU_ASSERT(finds(&as, "boot-seized"));
	as.owner = "DomIO:7ff2";
	CU_ASSERT_FALSE(finds(&as, "boot-seized"));
}

#define COMPLAINTS                                                      \
	"(XEN) parameter \"loglvl\" has invalid value \"x\", rc=-22!\n" \
	"(XEN) [2026-11-30 08:00:00] parameter \"bogus\" unknown!\n"    \
	"(XEN) parameter \"placeholder\" unknown!\n(d1) parameter \"guest\" unknown!\n"

/* How many findings have @cause: of the next boot, or of the one that runs. */
static size_t complaints(const struct boot_case *as, const char *cause, bool next)
{
	struct xpt_host *host = host_of(as);
	struct xpt_report *report = NULL;
	const struct xpt_finding *finding;
	size_t count = 0;

	CU_ASSERT_EQUAL_FATAL(next ? xpt_host_check_boot(host, &report, NULL) :
				     xpt_host_check_this_boot(host, 0, &report, NULL),
			0);
	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++)
		count += !strcmp(xpt_finding_cause(finding), cause);
	xpt_report_free(report);
	xpt_host_free(host);
	return count;
}

static void what_xen_complained_of_is_told_of_this_boot(void)
{
	const struct boot_case as = { "ro", "ro", E1000E, "d0",
		.console = COMPLAINTS "(XEN) parameter \"odd\" unknown!\n" };

	CU_ASSERT_EQUAL(complaints(&as, "option-unknown", false), 2);
	CU_ASSERT_EQUAL(complaints(&as, "option-refused", false), 1);
}

static void of_the_next_boot_only_what_its_line_has_again(void)
{
	struct boot_case as = { "ro", "ro", E1000E, "d0", .console = COMPLAINTS,
		.running = "loglvl=all loglvl=x/y bogus=1", .xen = "loglvl=x/y" };

	CU_ASSERT_EQUAL(complaints(&as, "option-unknown", true), 0);
	CU_ASSERT_EQUAL(complaints(&as, "option-refused", true), 1);
	/* mended */
	as.xen = "bogus=2 loglvl=all";
	CU_ASSERT_EQUAL(complaints(&as, "option-unknown", true), 1);
	CU_ASSERT_EQUAL(complaints(&as, "option-refused", true), 0);
	as.xen = "loglvl=x/all";
	CU_ASSERT_EQUAL(complaints(&as, "option-refused", true), 0);
	/* dom0's */
	as.xen = "-- bogus loglvl=x/y";
	CU_ASSERT_EQUAL(complaints(&as, "option-unknown", true), 0);
	CU_ASSERT_EQUAL(complaints(&as, "option-refused", true), 0);
}

static void few_interrupt_lines_are_told_where_nobody_said_how_many(void)
{
	struct boot_case as = { "ro", "ro", E1000E, "d0", .xen = "nr_irqs=512" };

	CU_ASSERT_EQUAL(complaints(&as, "boot-few-lines", true), 1);
	as.xen = "nr_irqs=512 max_gsi_irqs=64";
	CU_ASSERT_EQUAL(complaints(&as, "boot-few-lines", true), 0);
	as.xen = "nr_irqs=4096";
	CU_ASSERT_EQUAL(complaints(&as, "boot-few-lines", true), 0);
}

static void words_are_compared_whole_and_in_any_order(void)
{
	struct boot_case as = { "ro quiet a=1", "a=1 ro  quiet", E1000E, "d0", 0 };

	CU_ASSERT_FALSE(finds(&as, "boot-not-arrived"));
	as.menu = "ro a=12";
	CU_ASSERT(finds(&as, "boot-not-arrived"));
}

static void one_wrong_entry_of_hide_is_the_reason_and_not_each_device(void)
{
	struct boot_case as = { HIDE "(00:20.0)", HIDE "(00:20.0)", E1000E, "d0", 0 };

	CU_ASSERT(finds(&as, "hide-parse-error"));
	CU_ASSERT_FALSE(finds(&as, "boot-hide-missed"));
}

static void a_menu_that_cannot_be_followed_is_not_compared(void)
{
	struct boot_case as = { "ro", "ro a=1\n}\nblscfg\nmenuentry 'b' {\n\tlinux /v", E1000E,
		"d0", 0 };

	CU_ASSERT(finds(&as, "boot-unknown"));
	CU_ASSERT_FALSE(finds(&as, "boot-not-arrived"));
}

static void another_card_at_the_address_is_not_what_was_hidden(void)
{
	struct boot_case as = { HIDE, HIDE, PCIBACK, "d0", 0, "52-54-00-05", "serial 52-54-00-05" };

	CU_ASSERT(finds(&as, "boot-hide-not-quarantined"));
	CU_ASSERT_FALSE(finds(&as, "boot-seized-other"));
	as.serial_is = "serial 52-54-00-06";
	CU_ASSERT(finds(&as, "boot-seized-other"));
	CU_ASSERT_FALSE(finds(&as, "boot-hide-not-quarantined"));
	/* who put it in quarantine, or gave it to a guest, wanted it so */
	as.owner = "DomIO:7ff2";
	CU_ASSERT(finds(&as, "boot-hide-other"));
	CU_ASSERT_FALSE(finds(&as, "boot-seized-other"));
	as.owner = "d2";
	CU_ASSERT(finds(&as, "boot-hide-other"));
	CU_ASSERT_FALSE(finds(&as, "boot-hide-held"));
	as.owner = "d0";
	as.driver = E1000E;
	CU_ASSERT(finds(&as, "boot-hide-other"));
	CU_ASSERT_FALSE(finds(&as, "boot-hide-missed"));
}

static void a_card_that_may_be_the_one_that_was_hidden_is_left_alone(void)
{
	struct boot_case as = { HIDE, HIDE, PCIBACK, "d0", 0, "52-54-00-05",
		"extended unreadable" };

	CU_ASSERT(finds(&as, "unreadable"));
	CU_ASSERT_FALSE(finds(&as, "boot-seized-other"));
	CU_ASSERT_FALSE(finds(&as, "boot-hide-not-quarantined"));
	as.driver = E1000E;
	CU_ASSERT(finds(&as, "unreadable"));
	CU_ASSERT_FALSE(finds(&as, "boot-hide-missed"));
}

static void another_card_that_something_else_means_is_left_alone(void)
{
	struct boot_case as = { HIDE, HIDE, PCIBACK, "d0", 0, "52-54-00-05", "msi 1" };

	CU_ASSERT(finds(&as, "boot-seized-other"));
	/* two that were hidden have changed places, and have no serial number */
	as.dom0 = as.menu = HIDE "(0000:09:00.0)";
	as.more = ", \"0000:09:00.0 path=0000:00:1c.0/00.0 id=8086:10d3 subsystem=8086:0000 revision=00\"";
	CU_ASSERT(finds(&as, "unreadable"));
	CU_ASSERT_FALSE(finds(&as, "boot-seized-other"));
	as.more = NULL;
	as.rules = "# written by \"xpt hide\"; change it with \"xpt hide\" and \"xpt unhide\"\n"
		   "# xpt " NIC " 8086:10d3 8086:0000\n";
	CU_ASSERT(finds(&as, "unreadable"));
	CU_ASSERT_FALSE(finds(&as, "boot-seized-other"));
}

static void notes_that_cannot_be_read_are_not_no_notes(void)
{
	struct boot_case as = { HIDE, HIDE, E1000E, "d0", 0, "no serial number", NULL };

	CU_ASSERT(finds(&as, "unreadable"));
	CU_ASSERT_FALSE(finds(&as, "boot-hide-missed"));
}

/* Is there something to forget, of a card that hide= was written for? */
static bool forgets(const char *dom0, const char *menu)
{
	const struct boot_case as = { dom0, menu, E1000E, "d0", 0, "52-54-00-05" };
	struct xpt_host *host = host_of(&as);
	struct xpt_plan *plan = NULL;
	struct xpt_step step = XPT_SIZED(xpt_step);
	bool has_steps;

	CU_ASSERT_EQUAL_FATAL(xpt_plan_for_boot_notes(host, &plan, NULL), 0);
	has_steps = xpt_plan_step(plan, 0, &step);
	xpt_plan_free(plan);
	xpt_host_free(host);
	return has_steps;
}

static void what_somebody_took_out_of_hide_by_hand_is_forgotten(void)
{
	CU_ASSERT(forgets("ro", "ro"));
	CU_ASSERT(forgets("ro xen-pciback.hide=(0000:00:06.0)", "ro"));
	CU_ASSERT_FALSE(forgets(HIDE, "ro"));
	CU_ASSERT_FALSE(forgets("ro", HIDE));
	/* a list that the kernel refuses does not tell what was meant */
	CU_ASSERT_FALSE(forgets("ro", "ro xen-pciback.hide=(0000:00:05"));
	/* another entry of the menu has it */
	CU_ASSERT_FALSE(forgets("ro",
			"ro\n}\nmenuentry 'XCP-ng (Serial)' {\n\tmultiboot2 /xen.gz\n"
			"\tmodule2 /vmlinuz-1 " HIDE));
}

SUITE(this_boot)
{
	TEST(what_somebody_took_out_of_hide_by_hand_is_forgotten);
	TEST(a_hidden_device_is_with_pciback_and_in_quarantine_or_with_a_guest);
	TEST(what_the_menu_hides_was_promised_even_if_another_entry_was_booted);
	TEST(what_was_changed_since_the_boot_waits_for_the_next_one);
	TEST(a_device_that_nothing_names_is_seized_unless_a_toolstack_reserved_it);
	TEST(what_xen_complained_of_is_told_of_this_boot);
	TEST(of_the_next_boot_only_what_its_line_has_again);
	TEST(few_interrupt_lines_are_told_where_nobody_said_how_many);
	TEST(words_are_compared_whole_and_in_any_order);
	TEST(one_wrong_entry_of_hide_is_the_reason_and_not_each_device);
	TEST(a_menu_that_cannot_be_followed_is_not_compared);
	TEST(another_card_at_the_address_is_not_what_was_hidden);
	TEST(another_card_that_something_else_means_is_left_alone);
	TEST(notes_that_cannot_be_read_are_not_no_notes);
	TEST(a_card_that_may_be_the_one_that_was_hidden_is_left_alone);
}
