/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Graphics cards of hosts that are made up; those of real machines: test_gpu_cards.c. */
#include <stdio.h>

#include "../../engine/boot/hide_rules.h"
#include "../../engine/check/gpu.h"
#include "../../engine/check/graphics_families.h"
#include "../../engine/formats/mxgpu.h"
#include "fake_source.h"
#include "unit.h"

#define DEVICES "sys/bus/pci/devices"
#define CARD DEVICES "/0000:01:00.0"

/* A card at 0000:01:00.0 that nothing speaks against, but for what @more tells otherwise. */
static struct xpt_host *host_of(const struct fake *more)
{
	static const struct fake card[] = { LIST_(DEVICES, "0000:01:00.0"),
		LINK_(CARD, "../../../devices/pci0000:00/0000:01:00.0"),
		FILE_(CARD "/uevent", "PCI_CLASS=30000\nPCI_ID=10DE:2684\n"),
		FILE_(CARD "/reset_method", "flr\n"), FILE_(CARD "/boot_vga", "0\n"),
		FILE_(CARD "/resource",
				"0x0000000081000000 0x0000000081ffffff 0x0000000000040200\n"
				"0x0000000090000000 0x000000009fffffff 0x000000000014220c\n"),
		FILE_("proc/cmdline", "xen-pciback.hide=(01:00.0)"),
		FILE_("proc/iomem", "  90000000-9fffffff : 0000:01:00.0\n"),
		FILE_("xen/version", "xen 4.17.0\ncommand_line conring_size=1M\n"),
		FILE_("xen/physinfo", "cap_hvm_directio 1\n"), END_ };
	const struct fake *const tables[] = { more, card, NULL };
	struct xpt_host *host = fake_host_of(tables, XPT_DETAIL_GRAPHICS);

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	return host;
}

static struct xpt_gpus *find_one(const struct xpt_host *host)
{
	struct xpt_gpus *gpus = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_gpus_find(host, &gpus, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(gpus->cards.count, 1);
	return gpus;
}

static struct xpt_gpus *gpus_of(const struct fake *more, struct xpt_host **ret_host)
{
	*ret_host = host_of(more);
	return find_one(*ret_host);
}

static bool has(const struct texts *texts, const char *part)
{
	for (size_t i = 0; i < texts->count; i++)
		if (strstr(texts->items[i], part))
			return true;
	return false;
}

static void expect_of(const struct xpt_host *host, enum xpt_verdict verdict, const char *reason)
{
	auto_of(gpus) struct xpt_gpus *gpus = find_one(host);
	const struct gpu *gpu = &gpus->cards.items[0];

	if (gpu->verdict != verdict || (reason && !has(&gpu->reasons, reason)))
		printf("%s, not %s because \"%s\"\n", gpu->verdict_text, xpt_verdict_text(verdict),
				reason ? reason : "");
	CU_ASSERT_EQUAL(gpu->verdict, verdict);
	CU_ASSERT(!reason || has(&gpu->reasons, reason));
}

static void expect(const struct fake *more, enum xpt_verdict verdict, const char *reason)
{
	struct xpt_host *host = host_of(more);

	expect_of(host, verdict, reason);
	xpt_host_free(host);
}

/* The same where the card is Intel's IGD. */
static void expect_of_igd(const struct fake *more, enum xpt_verdict verdict, const char *reason)
{
	struct xpt_host *host = host_of(more);

	host->devices[0].bdf = (struct xpt_bdf){ .device = 2 };
	host->devices[0].vendor_id = fact_int_known(VENDOR_INTEL);
	expect_of(host, verdict, reason);
	xpt_host_free(host);
}

static void a_card_that_nobody_drew_on_passes(void)
{
	static const struct fake none[] = { END_ };

	expect(none, XPT_PASS, NULL);
}

static void a_framebuffer_in_a_card_s_memory_is_the_console(void)
{
	static const struct fake more[] = { FILE_("proc/iomem",
							    "  90000000-9fffffff : 0000:01:00.0\n"
							    "    90000000-907fffff : efifb\n"),
		END_ };

	static const struct fake drm[] = { FILE_("proc/iomem", "    90000000-907fffff : efidrm\n"),
		END_ };

	expect(more, XPT_RISK, "efifb in BAR 1");
	expect(drm, XPT_RISK, "efidrm in BAR 1");
}

static void a_card_in_pciback_has_the_console_where_something_can_draw_on_it(void)
{
#define GIVEN                                                                         \
	FILE_(CARD "/uevent", "DRIVER=pciback\nPCI_CLASS=30000\nPCI_ID=10DE:2684\n"), \
			FILE_(CARD "/boot_vga", "1\n"),                               \
			FILE_("proc/iomem",                                           \
					"  90000000-9fffffff : 0000:01:00.0\n"        \
					"    90000000-907fffff : BOOTFB\n")
	static const struct fake let_go[] = { GIVEN, END_ };
	static const struct fake text[] = { GIVEN, LIST_("sys/class/vtconsole", "vtcon0"),
		FILE_("sys/class/vtconsole/vtcon0/name", "(S) VGA+\n"), END_ };
	static const struct fake unread[] = { GIVEN, DENIED_("sys/class/vtconsole", "no"), END_ };
	auto_of(gpus) struct xpt_gpus *gpus = NULL;
	struct xpt_host *host;

	gpus = gpus_of(let_go, &host);
	CU_ASSERT_EQUAL(gpus->cards.items[0].console.count, 0);
	CU_ASSERT_FALSE(has(&gpus->cards.items[0].reasons, "console"));
	xpt_host_free(host);
	expect(text, XPT_RISK, "the host's console is on it: boot VGA");
	expect(unread, XPT_UNKNOWN, "whether the console is on it: no");
#undef GIVEN
}

static void a_memory_map_without_addresses_leaves_the_console_unknown(void)
{
	static const struct fake more[] = { FILE_("proc/iomem", "    00000000-00000000 : efifb\n"),
		END_ };

	static const struct fake denied[] = { DENIED_("proc/iomem", "no"), END_ };
	struct xpt_host *host;

	expect(more, XPT_UNKNOWN, "root alone");
	expect(denied, XPT_UNKNOWN, "whether the console is on it: no");
	host = fake_host((const struct fake[]){ LIST_(DEVICES, "0000:01:00.0"),
					 FILE_(CARD "/uevent",
							 "PCI_CLASS=30000\nPCI_ID=10DE:2684\n"),
					 END_ },
			XPT_DETAIL_GRAPHICS);
	expect_of(host, XPT_UNKNOWN, "whether the console is on it: there is no /proc/iomem");
	xpt_host_free(host);
}

static void the_boot_display_that_xen_keeps_is_blocked(void)
{
	static const struct fake more[] = { FILE_(CARD "/boot_vga", "1\n"),
		FILE_("xen/version", "xen 4.17.0\ncommand_line vga=gfx-1024x768x32,keep\n"), END_ };

	expect(more, XPT_BLOCKED, "Xen itself writes to it");
}

static void an_igd_without_iommu_is_blocked_however_that_is_written(void)
{
	static const char *const off[] = { "no-igfx", "igfx=0", "igfx=off", "igfx=no", "igfx=false",
		"igfx=disable", "verbose,igfx=off,no-intremap" };
	char line[100];
	const struct fake more[] = { FILE_("xen/version", line), END_ };

	for (size_t i = 0; i < sizeof(off) / sizeof(*off); i++) {
		snprintf(line, sizeof(line), "command_line iommu=%s\n", off[i]);
		expect_of_igd(more, XPT_BLOCKED, "on Xen's command line keeps the IOMMU from");
		expect(more, XPT_PASS, NULL);
	}
	snprintf(line, sizeof(line), "command_line iommu=igfx=1,igfx,no-igfxx\n");
	expect_of_igd(more, XPT_RISK, "gfx_passthru=1");
}

static void what_xen_does_not_tell_is_unknown(void)
{
	static const struct fake no_line[] = { DENIED_("xen/version", "no"), END_ };
	static const struct fake no_line_on_boot_vga[] = { DENIED_("xen/version", "no"),
		FILE_(CARD "/boot_vga", "1\n"), END_ };
	static const struct fake no_iommu[] = { DENIED_("xen/physinfo", "no"), END_ };

	expect(no_line, XPT_PASS, NULL);
	expect_of_igd(no_line, XPT_UNKNOWN, "whether Xen keeps the IOMMU from the IGD: no");
	expect(no_line_on_boot_vga, XPT_UNKNOWN, "whether Xen itself writes to it: no");
	expect(no_iommu, XPT_UNKNOWN, "whether Xen has an IOMMU: no");
}

static void a_card_that_was_not_hidden_may_have_had_a_driver(void)
{
	static const struct fake unbound[] = { FILE_("proc/cmdline", "quiet"), END_ };
	static const struct fake unknown[] = { DENIED_("proc/cmdline", "no"), END_ };
	static const struct fake pciback[] = { FILE_("proc/cmdline", "quiet"),
		FILE_(CARD "/uevent", "DRIVER=pciback\nPCI_CLASS=30000\nPCI_ID=10DE:2684\n"),
		END_ };

	expect(unbound, XPT_RISK, "a driver of dom0 may have set it up");
	expect(pciback, XPT_RISK, "a driver of dom0 may have set it up");
	expect(unknown, XPT_UNKNOWN, "whether it was hidden at boot: no");
}

static void a_card_that_a_rule_of_udev_took_is_hidden(void)
{
	static const struct fake more[] = { FILE_("proc/cmdline", "quiet"),
		FILE_(CARD "/driver_override", "pciback\n"), END_ };
	struct xpt_host *host = host_of(more);
	struct xpt_device *card = &host->devices[0];
	struct hide_rule rule;
	struct boot boot = { .rules = { .items = &rule, .count = 1 } };
	struct xpt_gpus *gpus;

	card->subsystem_vendor_id = card->subsystem_device_id = fact_int_known(0x1043);
	CU_ASSERT_FATAL(xpt__hide_rule_for(card, &rule));
	expect_of(host, XPT_RISK, "a driver of dom0 may have set it up");
	host->boot = &boot;
	expect_of(host, XPT_PASS, NULL);
	/* written after it was booted */
	card->driver_override = (struct fact_text)FACT_ABSENT(NULL);
	expect_of(host, XPT_RISK, "a driver of dom0 may have set it up");
	gpus = find_one(host);
	CU_ASSERT_PTR_NULL(gpus->cards.items[0].advice);
	xpt_gpus_free(gpus);
	host->boot = NULL;
	gpus = find_one(host);
	CU_ASSERT_PTR_NOT_NULL(gpus->cards.items[0].advice);
	xpt_gpus_free(gpus);
	xpt_host_free(host);
}

static void a_driver_of_dom0_is_a_risk(void)
{
	static const struct fake more[] = { FILE_(CARD "/uevent",
							    "DRIVER=nouveau\nPCI_CLASS=30000\n"
							    "PCI_ID=10DE:2684\n"),
		END_ };

	expect(more, XPT_RISK, "nouveau of dom0 has set it up");
}

static void a_region_without_address_is_blocked(void)
{
	static const struct fake more[] = {
		FILE_(CARD "/resource",
				"0x0000000081000000 0x0000000081ffffff 0x40200\n"
				"0x0000000000000000 0x00000001ffffffff 0x2014220c\n"),
		END_
	};

	expect(more, XPT_BLOCKED, "BAR 1 has no address");
}

static void what_cannot_be_read_is_unknown(void)
{
	static const struct fake boot_vga[] = { DENIED_(CARD "/boot_vga", "no"), END_ };
	static const struct fake resource[] = { DENIED_(CARD "/resource", "no"), END_ };
	static const struct fake screens[] = { DENIED_("sys/class/graphics", "no"), END_ };

	expect(boot_vga, XPT_UNKNOWN, "whether the console is on it");
	expect(resource, XPT_UNKNOWN, "how large its memory regions are");
	expect(screens, XPT_UNKNOWN, "whether the console is on it");
}

static void nvidia_s_software_in_dom0_is_told(void)
{
	static const struct fake more[] = { LIST_("usr/share/nvidia/vgpu", "vgpuConfig.xml"),
		END_ };
	struct xpt_host *host;
	auto_of(gpus) struct xpt_gpus *gpus = gpus_of(more, &host);

	CU_ASSERT_PTR_NOT_NULL(strstr(gpus->cards.items[0].sharing, "toolstack that brought it"));
	xpt_host_free(host);
}

static void expect_sharing_of(const struct xpt_host *host, const char *part)
{
	auto_of(gpus) struct xpt_gpus *gpus = find_one(host);
	const char *sharing = gpus->cards.items[0].sharing;

	CU_ASSERT_PTR_NOT_NULL_FATAL(sharing);
	if (!strstr(sharing, part))
		printf("\"%s\" has no \"%s\"\n", sharing, part);
	CU_ASSERT_PTR_NOT_NULL(strstr(sharing, part));
}

static void expect_sharing(const struct fake *more, const char *part)
{
	struct xpt_host *host = host_of(more);

	expect_sharing_of(host, part);
	xpt_host_free(host);
}

static void parts_of_nvidia_s_software_alone_are_told(void)
{
	static const struct fake none[] = { END_ };
	static const struct fake more[] = { LIST_("usr/lib/nvidia", "sriov-manage"),
		LIST_("proc/driver/nvidia/gpus", "0000:01:00.0"), END_ };

	expect_sharing(none, "host has no /usr/share/nvidia/vgpu");
	expect_sharing(more,
			"no /usr/share/nvidia/vgpu, though it has /usr/lib/nvidia/sriov-manage, "
			"/proc/driver/nvidia/gpus");
}

#define OF_GIM(id) FILE_(CARD "/uevent", "DRIVER=gim\nPCI_CLASS=30000\nPCI_ID=1002:" id "\n")

static void gim_with_its_virtual_functions_is_told(void)
{
	static const struct fake some[] = { OF_GIM("6929"), FILE_(CARD "/sriov_totalvfs", "16\n"),
		FILE_(CARD "/sriov_numvfs", "4\n"),
		FILE_("etc/gim_config", "fb_option=0\nvf_num=4\npf_fb=256\nvf_fb=1792\n"), END_ };
	static const struct fake none[] = { OF_GIM("6929"), FILE_(CARD "/sriov_totalvfs", "16\n"),
		FILE_(CARD "/sriov_numvfs", "0\n"), FILE_("etc/gim_config", "vf_num=0\n"), END_ };
	static const struct fake untold[] = { OF_GIM("6929"), DENIED_("etc/gim_config", "no"),
		DENIED_("etc/mxgpu-whitelist", "no"), END_ };
	static const struct fake kinds[] = { OF_GIM("6929"),
		FILE_("etc/mxgpu-whitelist",
				"6929 experimental=0 name='S7150 a' framebuffer_sz=480 vgpus_per_pgpu=16\n"
				"# none\n"
				"73a1 experimental=0 name='b' framebuffer_sz=1 vgpus_per_pgpu=1\n"
				"6929 experimental=1 name='c' framebuffer_sz=3840 vgpus_per_pgpu=2\n"),
		END_ };

	expect(some, XPT_PASS, NULL);
	expect_sharing(some,
			"its 4 virtual functions are there; give those to guests, and never the card itself; "
			"/etc/gim_config asks for 4 virtual functions of 1792 MiB each, and 256 MiB for dom0");
	expect_sharing(none,
			"gim has it, and made no virtual functions; /etc/gim_config asks for as many virtual "
			"functions as the card allows");
	expect_sharing(untold, "how many virtual functions are there is not known");
	expect_sharing(untold, "/etc/gim_config is not known: no");
	expect_sharing(untold, "/etc/mxgpu-whitelist is not known: no");
	expect_sharing(kinds, "; /etc/mxgpu-whitelist has 16 of 480 MiB, 2 of 3840 MiB");
}

static void gim_on_a_card_that_it_is_not_for_is_told(void)
{
	static const struct fake navi21[] = { OF_GIM("73bf"), END_ };
	static const struct fake mi300[] = { OF_GIM("74a1"), END_ };

	expect(navi21, XPT_RISK,
			"gim of dom0 has it, which under Xen is for AMD's FirePro S7150 alone");
	expect(mi300, XPT_RISK, "gim of dom0 has it");
	expect_sharing(navi21, "not one of AMD's MxGPU cards");
	expect_sharing(mi300, "made for KVM");
}

static void gim_s_configuration_is_read_as_gim_reads_it(void)
{
	struct gim_config config =
			xpt__gim_config_read(SPAN("VF_NUM = 17 vf_num=3\npf_fb 16 vf_fbx=32"));

	CU_ASSERT_EQUAL(config.vfs, 3); /* 17 is none */
	CU_ASSERT_EQUAL(config.pf_mib, 16);
	CU_ASSERT_EQUAL(config.vf_mib, 32);
	config = xpt__gim_config_read(SPAN("# comment\nvf_num=3"));
	CU_ASSERT_EQUAL(config.vfs, 0);
	config = xpt__gim_config_read(SPAN("fb_option=0\nvf_num="));
	CU_ASSERT_EQUAL(config.vfs, 0);
	config = xpt__gim_config_read(SPAN(""));
	CU_ASSERT_EQUAL(config.vfs, 0);
}

static void gvt_g_is_told_by_what_the_host_has_of_it(void)
{
	static const struct fake more[] = { FILE_(CARD "/uevent",
							    "PCI_CLASS=30000\nPCI_ID=8086:46A6\n"),
		FILE_("etc/gvt-g-whitelist", "x\n"),
		FILE_("sys/module/i915/parameters/enable_gvt", "Y\n"), END_ };
	struct xpt_host *host = host_of(more);

	host->devices[0].bdf = (struct xpt_bdf){ .device = 2 };
	host->devices[0].vf_total = (struct fact_int)FACT_ABSENT(NULL);
	expect_sharing_of(host, "; /etc/gvt-g-whitelist is there; i915 of dom0 has enable_gvt=Y");
	xpt_host_free(host);
}

static struct xpt_device numbered(long long vendor, long long device)
{
	return (struct xpt_device){ .vendor_id = fact_int_known(vendor),
		.device_id = fact_int_known(device),
		.class_code = fact_int_known(CLASS_VGA) };
}

static void families_are_known_by_their_numbers(void)
{
	const struct xpt_device polaris = numbered(0x1002, 0x67df),
				navi21 = numbered(0x1002, 0x73bf);
	const struct xpt_device s7150 = numbered(0x1002, 0x6929), v620 = numbered(0x1002, 0x73a1);
	const struct xpt_device hopper = numbered(0x10de, 0x2342), ada = numbered(0x10de, 0x2684);
	const struct xpt_device same_number = numbered(0x8086, 0x67df);

	CU_ASSERT_STRING_EQUAL(xpt__graphics_stuck(&polaris), "Polaris");
	CU_ASSERT_PTR_NULL(xpt__graphics_stuck(&navi21));
	CU_ASSERT_PTR_NULL(xpt__graphics_stuck(&same_number));
	CU_ASSERT_STRING_EQUAL(xpt__graphics_mxgpu(&s7150)->driver, "gim");
	CU_ASSERT_PTR_NULL(xpt__graphics_mxgpu(&v620)->driver);
	CU_ASSERT_PTR_NULL(xpt__graphics_mxgpu(&navi21));
	CU_ASSERT_PTR_NOT_NULL(xpt__graphics_reset_note(&hopper));
	CU_ASSERT_PTR_NULL(xpt__graphics_reset_note(&ada));
}

static void graphics_of_amd_s_processors_are_no_cards(void)
{
	static const struct {
		long long device;
		const char *name; /* NULL: a card */
	} known[] = { { 0x15c8, "Phoenix 2" }, { 0x163f, "Van Gogh" }, { 0x9640, "Sumo" },
		{ 0x964f, "Sumo" }, { 0x9900, "Trinity or Richland" },
		{ 0x99a4, "Trinity or Richland" }, { 0x1900, "Hawk Point" }, { 0x150e, "Strix" },
		{ 0x1586, "Strix Halo" }, { 0x1114, "Krackan" }, { 0x73bf, NULL } };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		const struct xpt_device device = numbered(VENDOR_AMD, known[i].device);
		const char *name = xpt__graphics_processor(&device);

		CU_ASSERT(known[i].name ? name && !strcmp(name, known[i].name) : !name);
	}
}

static void the_security_processor_tells_graphics_of_amd_s_processors(void)
{
	static const struct fake more[] = { LIST_(DEVICES, "0000:01:00.0 0000:01:00.2"),
		FILE_(CARD "/uevent", "PCI_CLASS=30000\nPCI_ID=1002:FFF0\n"),
		FILE_(DEVICES "/0000:01:00.2/uevent", "PCI_CLASS=108000\nPCI_ID=1022:15C7\n"),
		END_ };

	expect(more, XPT_RISK, "its slot has AMD's security processor");
}

SUITE(gpu)
{
	TEST(a_card_that_nobody_drew_on_passes);
	TEST(a_framebuffer_in_a_card_s_memory_is_the_console);
	TEST(a_card_in_pciback_has_the_console_where_something_can_draw_on_it);
	TEST(a_memory_map_without_addresses_leaves_the_console_unknown);
	TEST(the_boot_display_that_xen_keeps_is_blocked);
	TEST(an_igd_without_iommu_is_blocked_however_that_is_written);
	TEST(what_xen_does_not_tell_is_unknown);
	TEST(a_card_that_was_not_hidden_may_have_had_a_driver);
	TEST(a_card_that_a_rule_of_udev_took_is_hidden);
	TEST(a_driver_of_dom0_is_a_risk);
	TEST(a_region_without_address_is_blocked);
	TEST(what_cannot_be_read_is_unknown);
	TEST(nvidia_s_software_in_dom0_is_told);
	TEST(parts_of_nvidia_s_software_alone_are_told);
	TEST(gim_with_its_virtual_functions_is_told);
	TEST(gim_on_a_card_that_it_is_not_for_is_told);
	TEST(gim_s_configuration_is_read_as_gim_reads_it);
	TEST(gvt_g_is_told_by_what_the_host_has_of_it);
	TEST(families_are_known_by_their_numbers);
	TEST(graphics_of_amd_s_processors_are_no_cards);
	TEST(the_security_processor_tells_graphics_of_amd_s_processors);
}
