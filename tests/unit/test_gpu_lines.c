/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a configuration for a card. */
#include <stdio.h>

#include "../../engine/base/error.h"
#include "../../engine/check/gpu.h"
#include "../../engine/config/xl_config.h"
#include "fake_source.h"
#include "unit.h"

#define DEVICES "sys/bus/pci/devices"
#define CARD DEVICES "/0000:01:00.0"
#define OTHER DEVICES "/0000:01:00."

static struct xpt_host *host_of(const struct fake *more)
{
	static const struct fake card[] = { LIST_(DEVICES, "0000:01:00.0 0000:01:00.1"),
		LINK_(CARD, "../../../devices/pci0000:00/0000:01:00.0"),
		LINK_(OTHER "1", "../../../devices/pci0000:00/0000:01:00.1"),
		LINK_(OTHER "2", "../../../devices/pci0000:00/0000:01:00.2"),
		FILE_(CARD "/uevent", "PCI_CLASS=30000\nPCI_ID=10DE:2684\n"),
		FILE_(OTHER "1/uevent", "PCI_CLASS=40300\nPCI_ID=10DE:22BA\n"),
		FILE_(OTHER "2/uevent", "PCI_CLASS=20000\nPCI_ID=8086:10D3\n"), END_ };
	const struct fake *const tables[] = { more, card, NULL };
	struct xpt_host *host = fake_host_of(tables, XPT_DETAIL_GRAPHICS);

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	return host;
}

static struct xpt_gpu_lines *lines_of(const struct xpt_host *host, const char *text)
{
	const struct xpt_bdf card = { 0, 1, 0, 0 };
	struct xpt_config config = { .arena = xpt__arena_new(), .name = "g.cfg" };
	struct xpt_gpu_lines *lines = NULL;

	CU_ASSERT_FATAL(xpt__config_parse(&config, xpt__span_of(text)));
	CU_ASSERT_EQUAL_FATAL(xpt_gpu_lines_make(host, card, &config, &lines, NULL), 0);
	xpt__arena_free(config.arena);
	return lines;
}

/* The line that sets @key, or NULL; there is one at most. */
static const char *line_of(const struct xpt_gpu_lines *lines, const char *key)
{
	struct xpt_gpu_line line = XPT_SIZED(xpt_gpu_line);
	const char *found = NULL;

	for (size_t i = 0; xpt_gpu_lines_line(lines, i, &line); i++)
		if (!strncmp(line.text, key, strlen(key))) {
			CU_ASSERT_PTR_NULL(found);
			found = line.text;
		}
	return found;
}

static void expect(
		const struct xpt_host *host, const char *text, const char *key, const char *wanted)
{
	struct xpt_gpu_lines *lines = lines_of(host, text);
	const char *line = line_of(lines, key);

	ASSERT_TEXT(line ? line : "", wanted);
	xpt_gpu_lines_free(lines);
}

#define HVM "name='g'\ntype='hvm'\n"

static void options_of_a_whole_slot_are_kept_for_each_function(void)
{
	static const struct fake none[] = { END_ };
	struct xpt_host *host = host_of(none);

	expect(host, HVM "pci=['01:00.*,seize=1']", "pci",
			"pci = [ \"0000:01:00.0,seize=1\", \"0000:01:00.1,seize=1\" ]");
	expect(host, HVM "pci=['permissive=1,bdf=01:00.*,vslot=5,rdm_policy=relaxed']", "pci",
			"pci = [ \"0000:01:00.0,permissive=1,rdm_policy=relaxed\", "
			"\"0000:01:00.1,permissive=1,rdm_policy=relaxed\" ]");
	expect(host, HVM "pci=['01:00.*@5,seize=1','01:00.1,permissive=1']", "pci",
			"pci = [ \"0000:01:00.0,seize=1\", \"01:00.1,permissive=1\" ]");
	xpt_host_free(host);
}

static void memory_in_hexadecimal_is_understood(void)
{
	static const struct fake none[] = { END_ };
	struct xpt_host *host = host_of(none);

	expect(host, HVM "memory=0x400\nmaxmem=2048", "maxmem", "maxmem = 1024");
	expect(host, HVM "memory=1024\nmaxmem=0x400", "maxmem", "");
	xpt_host_free(host);
}

static void a_whole_slot_that_means_another_device_stays(void)
{
	static const struct fake more[] = {
		LIST_(DEVICES, "0000:01:00.0 0000:01:00.1 0000:01:00.2"), END_
	};
	struct xpt_host *host = host_of(more);

	expect(host, HVM "pci=['01:00.*@5,seize=1']", "pci",
			"pci = [ \"01:00.*@5,seize=1\", \"0000:01:00.0\", \"0000:01:00.1\" ]");
	expect(host, HVM "pci=['02:00.*@5']", "pci",
			"pci = [ \"02:00.*@5\", \"0000:01:00.0\", \"0000:01:00.1\" ]");
	xpt_host_free(host);
}

static void what_is_told_belongs_to_the_lines(void)
{
	static const struct fake none[] = { END_ };
	struct xpt_host *host = host_of(none);
	struct region regions[] = {
		{ .start = 1ULL << 30,
				.end = (1ULL << 30) + 4095,
				.text = "r1",
				.devices = { &host->devices[0].bdf, 1, XPT_FACT_KNOWN, NULL } },
		{ .start = 512ULL << 20,
				.end = (512ULL << 20) + 4095,
				.text = "r2",
				.devices = { &host->devices[1].bdf, 1, XPT_FACT_KNOWN, NULL } },
	};
	struct xpt_gpu_lines *lines;
	const struct xpt_finding *finding;

	host->regions = regions;
	host->region_count = 2;
	lines = lines_of(host, HVM "memory=4096\nrdm_mem_boundary=1536\npci=['01:00.0']");
	ASSERT_TEXT(line_of(lines, "rdm_mem_boundary"), "rdm_mem_boundary = 512");
	for (size_t i = 0; (finding = xpt_report_finding(xpt_gpu_lines_report(lines), i)); i++)
		CU_ASSERT_PTR_NULL(strstr(xpt_finding_because(finding), "rdm_mem_boundary"));
	xpt_gpu_lines_free(lines);
	host->regions = NULL;
	host->region_count = 0;
	xpt_host_free(host);
}

static void entries_are_quoted_anew(void)
{
	static const struct fake none[] = { END_ };
	static const char card[] = ", \"0000:01:00.0\", \"0000:01:00.1\" ]";
	static const struct {
		const char *entry, *written;
	} cases[] = {
		{ "'a\"b'", "\"a\\\"b\"" },
		{ "\"it's\\\"\"", "\"it's\\\"\"" },
		{ "'it\\'s'", "\"it\\'s\"" },
		{ "'a\\\\'", "\"a\\\\\"" },
		{ "'\\\\x1b'", "\"\\\\x1b\"" },
		{ "'\\033'", "\"\\033\"" },
	};
	struct xpt_host *host = host_of(none);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char text[100], wanted[100];

		snprintf(text, sizeof(text), HVM "pci=[%s]", cases[i].entry);
		snprintf(wanted, sizeof(wanted), "pci = [ %s%s", cases[i].written, card);
		expect(host, text, "pci", wanted);
	}
	xpt_host_free(host);
}

static void an_entry_that_no_text_can_hold_is_refused(void)
{
	static const struct fake none[] = { END_ };
	const struct xpt_bdf card = { 0, 1, 0, 0 };
	struct xpt_config config = { .arena = xpt__arena_new(), .name = "g.cfg" };
	auto_of(error) struct xpt_error *error = NULL;
	struct xpt_gpu_lines *lines = NULL;
	struct xpt_host *host = host_of(none);

	CU_ASSERT_FATAL(xpt__config_parse(&config, xpt__span_of(HVM "pci=['02:00.0,name=\x1b']")));
	CU_ASSERT_EQUAL(xpt_gpu_lines_make(host, card, &config, &lines, &error), XPT_INVALID);
	ASSERT_TEXT(xpt_error_message(error),
			"g.cfg: \"02:00.0,name=\\x1b\" of pci= has a byte that is not text: take it out");
	xpt__arena_free(config.arena);
	xpt_host_free(host);
}

SUITE(gpu_lines)
{
	TEST(options_of_a_whole_slot_are_kept_for_each_function);
	TEST(memory_in_hexadecimal_is_understood);
	TEST(a_whole_slot_that_means_another_device_stays);
	TEST(what_is_told_belongs_to_the_lines);
	TEST(entries_are_quoted_anew);
	TEST(an_entry_that_no_text_can_hold_is_refused);
}
