/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/config/xl_config.h"

#include "../../engine/check/check.h"
#include "../../engine/check/config.h"
#include "../../engine/config/pci_spec.h"
#include "facts.h"
#include "unit.h"

static struct xpt_config config;

static void parse(const char *text)
{
	config = (struct xpt_config){ .arena = xpt__arena_new(), .name = "g.cfg" };
	CU_ASSERT_FATAL(xpt__config_parse(&config, xpt__span_of(text)));
}

static const char *value(const char *key)
{
	const struct config_value *found = xpt__config_find(&config, key);

	return found ? found->text : NULL;
}

static void settings_are_read_as_xl_reads_them(void)
{
	parse("# a guest\nname = \"a # b\" # not in quotes\nmemory=0x100;vcpus=2\n"
	      "a.b = 51a2\npci=['00:05.0', # one\n\n\"00:06.0\",]\nmemory = 512\n\tname += '2'\nl=[[1,2],[]]");
	CU_ASSERT_PTR_NULL(config.error);
	ASSERT_TEXT(value("name"), "a # b2");
	ASSERT_TEXT(value("memory"), "512");
	ASSERT_TEXT(value("a.b"), "51a2");
	ASSERT_TEXT(value("vcpus"), "2");
	CU_ASSERT_FATAL(xpt__config_find(&config, "pci")->count == 2);
	ASSERT_TEXT(xpt__config_find(&config, "pci")->items[1].text, "00:06.0");
	CU_ASSERT_EQUAL(xpt__config_find(&config, "pci")->items[1].line, 7);
	CU_ASSERT_EQUAL(xpt__config_find(&config, "l")->items[0].count, 2);
	CU_ASSERT_PTR_NULL(xpt__config_find(&config, "maxmem"));
	xpt__arena_free(config.arena);
}

static void numbers_are_read_as_strtol_does(void)
{
	uint64_t number = 0;

	parse("memory=0100\nmaxmem='0X10'\nvcpus=0\nvideoram=08");
	CU_ASSERT_TRUE(xpt__config_number(&config, "memory", &number));
	CU_ASSERT_EQUAL(number, 64);
	CU_ASSERT_TRUE(xpt__config_number(&config, "maxmem", &number));
	CU_ASSERT_EQUAL(number, 16);
	CU_ASSERT_TRUE(xpt__config_number(&config, "vcpus", &number));
	CU_ASSERT_EQUAL(number, 0);
	CU_ASSERT_FALSE(xpt__config_number(&config, "videoram", &number));
	xpt__arena_free(config.arena);
}

static void wrong_syntax_is_told_with_its_line(void)
{
	static const struct {
		const char *text;
		unsigned long line;
	} wrong[] = {
		{ "name", 1 },
		{ "a=1\nname = web", 2 },
		{ "a=1\n\nb=\"x\n", 3 },
		{ "a=[1 2]", 1 },
		{ "a=[\n1,\n", 3 },
		{ "a=1 b=2", 1 },
		{ "5=6", 1 },
		{ "a=[[[[[[[[[1]]]]]]]]]", 1 },
		{ "a=\"x\"\na+=[1]", 2 },
		{ "a=", 1 },
		{ "a='\\", 1 },
		{ "a=1\n# without an end", 2 },
		{ "a=1\nMemory = 512\n", 2 },
		{ "timer_mode = -1\n", 1 },
		{ "a=1\r\n", 1 },
		{ "a=\"\\q\"\n", 1 },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		parse(wrong[i].text);
		CU_ASSERT_PTR_NOT_NULL(config.error);
		CU_ASSERT_EQUAL(config.error_line, wrong[i].line);
		xpt__arena_free(config.arena);
	}
}

static void device_entries_are_read_as_libxl_reads_them(void)
{
	struct pci_spec spec;

	CU_ASSERT_PTR_NULL(xpt__pci_spec_parse(
			xpt__span_of("0001:04:1f.7@1f,seize=1,permissive=0,rdm_policy=relaxed"),
			&spec));
	CU_ASSERT(spec.bdf.segment == 1 && spec.bdf.function == 7 && spec.slot);
	CU_ASSERT(spec.seize == SPEC_YES && spec.permissive == SPEC_NO && spec.relaxed == SPEC_YES);
	CU_ASSERT_PTR_NULL(xpt__pci_spec_parse(xpt__span_of("bdf=04:00.*,vslot=5"), &spec));
	CU_ASSERT(spec.all_functions && spec.slot && spec.bdf.bus == 4);
	CU_ASSERT_PTR_NULL(xpt__pci_spec_parse(xpt__span_of("name=nic"), &spec));
	CU_ASSERT(xpt__span_is(spec.name, "nic"));
	CU_ASSERT_PTR_NULL(xpt__pci_spec_parse(xpt__span_of("04:00.0,seize=yes"), &spec));
	CU_ASSERT(spec.seize == SPEC_NO && xpt__span_is(spec.odd, "yes"));
	CU_ASSERT_PTR_NULL(xpt__pci_spec_parse(
			xpt__span_of("1:0.0,seize=2x,rdm_policy=Relaxed,"), &spec));
	CU_ASSERT(spec.bdf.bus == 1 && spec.seize == SPEC_YES && spec.relaxed == SPEC_YES);
	ASSERT_TEXT(spec.odd_as, "1");
	for (const char *const *wrong = (const char *const[]){ "", "04:00", "0000:82.0.0",
			     "seize=1", "04:00.0@20", "04:00.0,rdm_policy=lax",
			     "04:00.0,colour=red", "*", "04:00.0, seize=1",
			     "04:00.0,seize=1,permissive", "04:00.0,name=", "04:00.0,name=nic",
			     "10000:04:00.0", "04:00.0,,seize=1", NULL };
			*wrong; wrong++)
		CU_ASSERT_PTR_NOT_NULL(xpt__pci_spec_parse(xpt__span_of(*wrong), &spec));
}

/* A reserved NIC that needs memory at 1 GiB. */
static struct xpt_bdf nic = { 0, 0, 5, 0 };
static struct region region;
static struct bar bar;
static struct xpt_device device;
static struct xpt_domain domain;
static struct xpt_host host;

static void make_host(void)
{
	region = (struct region){ .start = 1ULL << 30,
		.end = (1ULL << 30) + 4095,
		.text = "r",
		.devices = { &nic, 1, XPT_FACT_KNOWN, NULL } };
	bar = (struct bar){ .type = "memory", .size_bytes = 4096 };
	device = (struct xpt_device){ .bdf = nic,
		.address = "0000:00:05.0",
		.class_code = KNOWN(0x200),
		.kind = TEXT("endpoint"),
		.header_type = KNOWN(0),
		.driver = TEXT("pciback"),
		.reset = TEXT("flr"),
		.known_to_xen = KNOWN(1),
		.physical_function = ABSENT,
		.nvme_vf.online = ABSENT,
		.owner = { .kind = OWNER_QUARANTINE },
		.msi_vectors = KNOWN(1),
		.msix_vectors = KNOWN(5),
		.power_state = TEXT("D0"),
		.bars = &bar,
		.bar_count = 1,
		.permissive = KNOWN(0),
		.critical.state = XPT_FACT_KNOWN,
		.virtual_functions.state = XPT_FACT_KNOWN };
	domain = (struct xpt_domain){ .id = 0, .name = TEXT("Domain-0") };
	host = (struct xpt_host){ .devices = &device,
		.device_count = 1,
		.domains = &domain,
		.domain_count = 1,
		.iommu = KNOWN(1),
		.interrupt_remapping = KNOWN(1),
		.pciback = KNOWN(1),
		.store = KNOWN(1),
		.regions_read = KNOWN(1),
		.xen_command_line = TEXT(""),
		.free_memory_kib = KNOWN(1 << 22) };
}

static void answers(const char *text, enum xpt_verdict verdict, const char *because)
{
	struct xpt_report *report = NULL;
	const struct xpt_finding *finding;

	parse(text);
	CU_ASSERT_EQUAL_FATAL(xpt_config_check(&host, &config, &report, NULL), 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), verdict);
	finding = xpt_report_finding(report, 0);
	CU_ASSERT(!because || (finding && strstr(xpt_finding_because(finding), because)));
	xpt_report_free(report);
	xpt__arena_free(config.arena);
}

#define HVM "name='g'\ntype='hvm'\nmemory=512\n"

static void what_xl_create_would_refuse_is_told(void)
{
	make_host();
	answers(HVM "pci=['00:05.0']", XPT_PASS, NULL);
	answers(HVM "pci=['00:06.0']", XPT_BLOCKED, "g.cfg line 4: there is no such device");
	answers(HVM "pci='00:05.0'", XPT_BLOCKED, "pci= must be a list");
	answers(HVM "passthrough='disabled'\npci=['00:05.0']", XPT_BLOCKED, "line 4");
	answers(HVM "passthrough='maybe'", XPT_BLOCKED, "passthrough must be");
	answers(HVM "maxmem=1024\npassthrough='enabled'", XPT_BLOCKED, "maxmem is larger");
	answers(HVM "maxmem=1024", XPT_PASS, NULL);
	answers("name='g'\ntype='pvh'\nkernel='k'\npci=['00:05.0']", XPT_BLOCKED, "PVH");
	answers("name='g'\ntype='pv'\nvnuma=[[]]\nkernel='k'", XPT_BLOCKED, "virtual NUMA");
	answers("name='g'", XPT_BLOCKED, "neither kernel");
	answers("name='Domain-0'\ntype='hvm'", XPT_BLOCKED, "runs already");
	answers("type='hvm'", XPT_BLOCKED, "no name");
	answers("name='g'\ntype='vm'", XPT_BLOCKED, "type must be");
	answers("name=", XPT_BLOCKED, "g.cfg line 1");
	device.driver = (struct fact_text)TEXT("igb");
	answers(HVM "pci=['00:05.0']", XPT_BLOCKED, "is not reserved");
	answers(HVM "pci=['00:05.0,seize=1']", XPT_PASS, NULL);
	answers(HVM "pci_seize=1\npci=['00:05.0']", XPT_PASS, NULL);
	host.iommu = (struct fact_int)KNOWN(0);
	answers(HVM "passthrough='enabled'", XPT_BLOCKED, "without an IOMMU");
}

static void a_region_below_the_boundary_needs_memory_that_ends_before_it(void)
{
	make_host();
	host.regions = &region;
	host.region_count = 1;
	answers("name='g'\ntype='hvm'\nmemory=2048\npci=['00:05.0']", XPT_BLOCKED,
			"rdm_mem_boundary=1024 or less, or rdm_policy");
	answers("name='g'\ntype='hvm'\nmemory=2048\nrdm_mem_boundary=1024\npci=['00:05.0']",
			XPT_PASS, NULL);
	answers("name='g'\ntype='hvm'\nmemory=2048\npci=['00:05.0,rdm_policy=relaxed']", XPT_PASS,
			NULL);
	answers(HVM "pci=['00:05.0']", XPT_PASS, NULL);
}

static void the_lowest_region_of_all_devices_makes_the_boundary(void)
{
	static struct xpt_bdf second = { 0, 0, 6, 0 };
	struct config_advice advice = { 0 };
	struct region regions[3];
	struct xpt_device devices[2];
	struct xpt_report *report = xpt__report_new();

	make_host();
	devices[0] = devices[1] = device;
	devices[1].bdf = second;
	xpt_bdf_format(second, devices[1].address);
	regions[0] = regions[1] = regions[2] = region;
	regions[1].start = 512 << 20;
	regions[2].devices.items = &second;
	host.devices = devices;
	host.device_count = 2;
	host.regions = regions;
	host.region_count = 3;
	parse("name='g'\ntype='hvm'\nmemory=2048\npci=['00:05.0','00:06.0']");
	CU_ASSERT_EQUAL(xpt__config_judge(&host, &config, report, &advice), 0);
	CU_ASSERT_EQUAL(advice.boundary_mib, 512);
	xpt_report_free(report);
	xpt__arena_free(config.arena);
}

static void doubts_about_a_configuration_are_told(void)
{
	make_host();
	answers(HVM "rdm='strategy=host,policy=strict'", XPT_RISK, "ignores");
	answers(HVM "pci=['00:05.0,permissive=yes']", XPT_RISK, "reads \"yes\" as 0");
	answers("name='g'\ntype='hvm'\nmemory=8192", XPT_RISK, "dom0 must give some up");
	host.regions_read = (struct fact_int){ .state = XPT_FACT_UNREADABLE, .reason = "not root" };
	answers(HVM "pci=['00:05.0']", XPT_UNKNOWN, "is not known");
}

static void memory_regions_need_room_below_4_gib(void)
{
	static struct xpt_bdf others[] = { { 0, 0, 5, 0 } };

	make_host();
	bar.size_bytes = 256 << 20;
	answers(HVM "pci=['00:05.0']", XPT_PASS, NULL);
	answers(HVM "mmio_hole=256\npci=['00:05.0']", XPT_RISK,
			"line 4: memory regions of 256 MiB do not fit below 4 GiB in the guest, "
			"and their devices do not work: write mmio_hole=512");
	answers(HVM "mmio_hole=512\npci=['00:05.0']", XPT_PASS, NULL);
	answers("name='g'\ntype='hvm'\nmemory=3900\npci=['00:05.0']", XPT_RISK,
			"line 4: memory regions of 256 MiB");
	bar.wide = true;
	answers("name='g'\ntype='hvm'\nmemory=3900\npci=['00:05.0']", XPT_RISK,
			"256 MiB lie above the guest's memory, where a 32-bit system may not reach them; "
			"mmio_hole=512 keeps all below 4 GiB");
	answers("name='g'\ntype='hvm'\nmemory=3900\nmmio_hole=512\npci=['00:05.0']", XPT_PASS,
			NULL);
	answers(HVM "mmio_hole=255\npci=['00:05.0']", XPT_BLOCKED, "from 256 to 3840");
	answers(HVM "mmio_hole='x'", XPT_BLOCKED, "from 256 to 3840");
	bar.wide = false;
	bar.size_bytes = 2ULL << 30;
	answers(HVM "pci=['00:05.0']", XPT_RISK, "no mmio_hole= makes room");
	device.bars = NULL;
	answers(HVM "pci=['00:05.0']", XPT_UNKNOWN, "whether the guest has room");
	device.bars = &bar;
	bar.size_bytes = 4096;
	region.start = 0xf1000000;
	region.end = 0xf1000fff;
	region.devices.items = others;
	host.regions = &region;
	host.region_count = 1;
	answers(HVM "pci=['00:05.0']", XPT_UNKNOWN, "makes way for the reserved memory r");
}

/* No mmio_hole= keeps them below. */
static void huge_regions_lie_where_old_ovmf_does_not_reach(void)
{
	make_host();
	bar.wide = true;
	bar.size_bytes = 16ULL << 30;
	answers(HVM "bios='ovmf'\npci=['00:05.0']", XPT_PASS, NULL);
	bar.size_bytes = 64ULL << 30;
	answers(HVM "pci=['00:05.0']", XPT_PASS, NULL);
	answers(HVM "bios='ovmf'\npci=['00:05.0']", XPT_RISK,
			"memory regions of 65536 MiB lie above the guest's memory, up to 128 "
			"GiB: OVMF from before 2021 reaches 64 GiB");
}

static void graphics_are_passed_through_as_qemu_and_libxl_know_them(void)
{
	make_host();
	answers(HVM "gfx_passthru=0\npci=['00:05.0']", XPT_PASS, NULL);
	answers(HVM "gfx_passthru=1\npci=['00:05.0']", XPT_UNKNOWN, "what gfx_passthru is for");
	device.vendor_id = (struct fact_int)KNOWN(0x10de);
	answers(HVM "gfx_passthru=1\npci=['00:05.0']", XPT_BLOCKED, "lists none that libxl knows");
	answers(HVM "gfx_passthru='igd'\npci=['00:05.0']", XPT_RISK, "which pci= does not list");
	answers(HVM "gfx_passthru='amd'\npci=['00:05.0']", XPT_BLOCKED, "0, 1 or \"igd\"");
	answers("name='g'\ntype='pv'\nkernel='k'\nmemory=512\ngfx_passthru=1\npci=['00:05.0']",
			XPT_PASS, NULL);
	device.bdf.device = 2;
	device.class_code = (struct fact_int)KNOWN(0x300);
	answers(HVM "pci=['00:02.0']", XPT_BLOCKED, "QEMU takes whatever is at 0000:00:02.0");
	answers(HVM "gfx_passthru='igd'\npci=['00:02.0']", XPT_PASS, NULL);
	answers(HVM "gfx_passthru='IGD'\npci=['00:02.0']", XPT_PASS, NULL);
	answers(HVM "gfx_passthru=1\npci=['00:02.0']", XPT_BLOCKED, "lists none that libxl knows");
	device.vendor_id = (struct fact_int)KNOWN(0x8086);
	answers(HVM "gfx_passthru=1\npci=['00:02.0']", XPT_PASS, NULL);
	device.class_code = (struct fact_int)KNOWN(0x380);
	answers(HVM "gfx_passthru='igd'\npci=['00:02.0']", XPT_BLOCKED, "its class is not VGA");
}

SUITE(config)
{
	TEST(settings_are_read_as_xl_reads_them);
	TEST(numbers_are_read_as_strtol_does);
	TEST(wrong_syntax_is_told_with_its_line);
	TEST(device_entries_are_read_as_libxl_reads_them);
	TEST(what_xl_create_would_refuse_is_told);
	TEST(a_region_below_the_boundary_needs_memory_that_ends_before_it);
	TEST(the_lowest_region_of_all_devices_makes_the_boundary);
	TEST(doubts_about_a_configuration_are_told);
	TEST(memory_regions_need_room_below_4_gib);
	TEST(huge_regions_lie_where_old_ovmf_does_not_reach);
	TEST(graphics_are_passed_through_as_qemu_and_libxl_know_them);
}
