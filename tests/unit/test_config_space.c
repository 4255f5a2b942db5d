/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Config space of devices, and of those that lie: from bytes to lines. */
#include "../../engine/base/cleanup.h"
#include "../../engine/source/pci_decode.h"
#include "unit.h"

struct config {
	uint8_t bytes[CONFIG_BYTES];
	unsigned int readable; /* as many from the start */
};

static bool read_bytes(void *data, unsigned int at, uint8_t *ret_bytes, unsigned int length)
{
	const struct config *config = data;

	if (at > CONFIG_BYTES || length > CONFIG_BYTES - at)
		abort(); /* it was asked for what no device has */
	if (at + length > config->readable)
		return false;
	memcpy(ret_bytes, config->bytes + at, length);
	return true;
}

/* The lines, or NULL: not even the header can be read. */
static char *decode(const struct config *config)
{
	const struct config_space space = { read_bytes, (void *)(uintptr_t)config };
	char *text = NULL;
	size_t length;
	FILE *to = open_memstream(&text, &length);
	bool told = to && xpt__pci_decode(&space, to);

	if (!to || fclose(to))
		abort();
	if (told)
		return text;
	CU_ASSERT_EQUAL(length, 0);
	free(text);
	return NULL;
}

static void put_word(struct config *config, unsigned int at, unsigned int value)
{
	config->bytes[at] = (uint8_t)value;
	config->bytes[at + 1] = (uint8_t)(value >> 8);
}

/* A network card of PCI Express: power, MSI and MSI-X at 40, 50 and 60, and a serial number. */
static struct config make_card(void)
{
	struct config config = { .readable = CONFIG_BYTES };

	put_word(&config, 0x00, 0x8086);
	put_word(&config, 0x02, 0x10d3);
	put_word(&config, 0x04, 0x0407);
	put_word(&config, 0x06, 0x0010);
	put_word(&config, 0x08, 0x0003);
	put_word(&config, 0x0a, 0x0200);
	config.bytes[0x34] = 0x40;
	put_word(&config, 0x3c, 0x010b);
	put_word(&config, 0x40, 0x5001);
	put_word(&config, 0x44, 0x0003); /* D3hot, and it is reset by that */
	put_word(&config, 0x50, 0x6005);
	put_word(&config, 0x52, 0x0006); /* 8 vectors */
	put_word(&config, 0x60, 0x7011);
	put_word(&config, 0x62, 0x8004); /* 5 vectors, enabled */
	put_word(&config, 0x70, 0x0010);
	put_word(&config, 0x72, 0x0002);
	put_word(&config, 0x76, 0x1000); /* function level reset */
	put_word(&config, 0x100, 0x0003);
	put_word(&config, 0x102, 0x0001);
	for (unsigned int i = 0; i < 8; i++)
		config.bytes[0x104 + i] = (uint8_t)(i + 1);
	return config;
}

static bool has_line(const char *text, const char *line)
{
	const char *at = strstr(text ? text : "", line);
	size_t length = strlen(line);

	while (at && ((at != text && at[-1] != '\n') || at[length] != '\n'))
		at = strstr(at + 1, line);
	return at;
}

static void a_card_is_told_in_lines(void)
{
	static const char *const lines[] = { "vendor 8086", "device 10d3", "class 020000",
		"revision 03", "header_type 0", "multifunction 0", "command 0407", "irq_pin A",
		"irq_line 11", "cap 01@40", "power D3hot", "pm_reset 1", "cap 05@50", "msi 8",
		"msi_enabled 0", "cap 11@60", "msix 5", "msix_enabled 1", "cap 10@70", "flr 1",
		"ext 0003@100", "serial 08-07-06-05-04-03-02-01", "kind endpoint" };
	const struct config card = make_card();
	auto_free char *text = decode(&card);

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		CU_assertImplementation(has_line(text, lines[i]), __LINE__, lines[i], __FILE__, "",
				CU_FALSE);
}

static void a_device_that_is_gone_says_so(void)
{
	struct config config = { .readable = 0 };
	auto_free char *nothing = decode(&config), *ones = NULL;

	CU_ASSERT_PTR_NULL(nothing);
	memset(config.bytes, 0xff, sizeof(config.bytes));
	config.readable = CONFIG_BYTES;
	ones = decode(&config);
	ASSERT_TEXT(ones, "config unreadable\n");
}

static void what_ends_early_is_told_as_far_as_it_goes(void)
{
	struct config config = make_card();
	auto_free char *header = NULL, *legacy = NULL;

	config.readable = CONFIG_HEADER;
	header = decode(&config);
	CU_ASSERT(has_line(header, "vendor 8086") && has_line(header, "capabilities unreadable"));
	CU_ASSERT(has_line(header, "extended unreadable") && !strstr(header, "kind "));
	config.readable = 256;
	legacy = decode(&config);
	CU_ASSERT(has_line(legacy, "kind endpoint") && !strstr(legacy, "ext "));
	CU_ASSERT(has_line(legacy, "extended unreadable") && !strstr(legacy, "capabilities"));
}

static void what_reads_as_all_ones_is_not_the_end_of_a_list(void)
{
	struct config config = make_card();
	auto_free char *beyond = NULL, *within = NULL;

	memset(config.bytes + 0x100, 0xff, CONFIG_BYTES - 0x100);
	beyond = decode(&config);
	CU_ASSERT(has_line(beyond, "extended unreadable") && !strstr(beyond, "capabilities"));
	config.bytes[0x60] = 0xff;
	within = decode(&config);
	CU_ASSERT(has_line(within, "msi 8") && has_line(within, "capabilities unreadable"));
	CU_ASSERT(!strstr(within, "kind "));
}

static void both_places_of_the_acs_control_register_are_told(void)
{
	struct config config = make_card();
	auto_free char *text = NULL;

	put_word(&config, 0x100, 0x000d);
	put_word(&config, 0x104, 0x000f);
	put_word(&config, 0x106, 0x0000);
	put_word(&config, 0x108, 0x000d);
	text = decode(&config);
	CU_ASSERT(has_line(text, "acs_can 000f") && has_line(text, "acs_does 0000"));
	CU_ASSERT(has_line(text, "acs_second 000d"));
}

static void an_advanced_features_reset_needs_both_its_bits(void)
{
	static const struct {
		uint8_t bits;
		const char *line;
	} cases[] = { { 0, "af_flr 0" }, { 1, "af_flr 0" }, { 2, "af_flr 0" }, { 3, "af_flr 1" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct config config = make_card();
		auto_free char *text = NULL;

		put_word(&config, 0x70, 0x0013);
		put_word(&config, 0x72, 0x0006U | (unsigned int)cases[i].bits << 8);
		text = decode(&config);
		CU_ASSERT(has_line(text, cases[i].line));
	}
}

static void a_list_that_loops_is_told_once(void)
{
	struct config config = make_card();
	auto_free char *text = NULL;

	config.bytes[0x71] = 0x40;
	put_word(&config, 0x102, 0x1001); /* the extended one follows itself */
	text = decode(&config);
	CU_ASSERT(has_line(text, "kind endpoint"));
	CU_ASSERT_PTR_EQUAL(strstr(text, "cap 01@"),
			strrchr(text, '@') ? strstr(text, "cap 01@40") : NULL);
	CU_ASSERT_PTR_NULL(strstr(strstr(text, "cap 01@") + 1, "cap 01@"));
	CU_ASSERT_PTR_NULL(strstr(strstr(text, "serial ") + 1, "serial "));
}

static void a_list_that_points_into_the_header_ends(void)
{
	struct config config = make_card();
	auto_free char *text = NULL;

	config.bytes[0x41] = 0x04;
	text = decode(&config);
	CU_ASSERT(has_line(text, "cap 01@40") && !strstr(text, "cap 05"));
	CU_ASSERT(has_line(text, "kind pci"));
}

static void a_second_capability_of_a_kind_is_listed_and_not_answered(void)
{
	struct config config = make_card();
	auto_free char *text = NULL;

	put_word(&config, 0x70, 0x8010);
	put_word(&config, 0x80, 0x0005);
	put_word(&config, 0x82, 0x0000);
	text = decode(&config);
	CU_ASSERT(has_line(text, "msi 8") && !has_line(text, "msi 1"));
	CU_ASSERT(has_line(text, "cap 05@50") && has_line(text, "cap 05@80"));
}

static void values_that_the_specification_reserves_are_not_told(void)
{
	struct config config = make_card();
	auto_free char *text = NULL;

	put_word(&config, 0x52, 0x000e);
	put_word(&config, 0x3c, 0x0900);
	put_word(&config, 0x72, 0x00f2); /* a kind that does not exist */
	text = decode(&config);
	CU_ASSERT(!strstr(text, "msi ") && !strstr(text, "irq_pin"));
	CU_ASSERT(has_line(text, "kind pci") && !strstr(text, "ext "));
}

static void a_bridge_tells_its_buses_and_a_virtual_function_no_vendor(void)
{
	struct config bridge = { .readable = 256 }, function = make_card();
	auto_free char *of_bridge = NULL, *of_function = NULL;

	put_word(&bridge, 0x00, 0x1b36);
	put_word(&bridge, 0x0a, 0x0604);
	bridge.bytes[0x0e] = 0x81;
	memcpy(bridge.bytes + 0x18, "\x00\x02\x03", 3);
	of_bridge = decode(&bridge);
	CU_ASSERT(has_line(of_bridge, "kind pci-bridge") && has_line(of_bridge, "multifunction 1"));
	CU_ASSERT(has_line(of_bridge, "secondary 02") && has_line(of_bridge, "subordinate 03"));
	put_word(&function, 0x00, 0xffff);
	put_word(&function, 0x02, 0xffff);
	of_function = decode(&function);
	CU_ASSERT(!strstr(of_function, "vendor") && has_line(of_function, "class 020000"));
}

/* Printable "key value" lines, each key once but for those of capabilities. */
static bool is_told_well(char *text)
{
	char seen[128][32];
	size_t count = 0;

	for (char *rest = text, *line; (line = strsep(&rest, "\n")) && *line;) {
		char *blank = strchr(line, ' ');

		for (const char *at = line; *at; at++)
			if (*at < ' ' || *at > '~')
				return false;
		if (!blank || !blank[1] || blank - line >= 32)
			return false;
		if (!strncmp(line, "cap ", 4) || !strncmp(line, "ext ", 4))
			continue;
		*blank = '\0';
		for (size_t i = 0; i < count; i++)
			if (!strcmp(seen[i], line))
				return false;
		if (count == 128)
			return false;
		strcpy(seen[count++], line);
	}
	return count;
}

static void whatever_a_device_says_comes_out_as_lines(void)
{
	static struct config config;
	uint32_t random = 1;

	for (int round = 0; round < 3000; round++) {
		auto_free char *text = NULL;

		for (size_t i = 0; i < sizeof(config.bytes); i++) {
			random = random * 1664525 + 1013904223;
			config.bytes[i] = (uint8_t)(random >> 24);
		}
		config.bytes[0x06] |= 0x10;
		/* as often as not the list begins with PCI Express, so that the extended one is read */
		config.bytes[0x34] = round & 1 ? 0x40 : config.bytes[0x34];
		config.bytes[0x40] = round & 1 ? 0x10 : config.bytes[0x40];
		config.bytes[0x42] &= round & 1 ? 0x0f : 0xff;
		config.readable = round % 3 ? CONFIG_BYTES : 64 + random % 4000;
		text = decode(&config);
		CU_ASSERT_FATAL(text && is_told_well(text));
	}
}

SUITE(config_space)
{
	TEST(a_card_is_told_in_lines);
	TEST(a_device_that_is_gone_says_so);
	TEST(what_ends_early_is_told_as_far_as_it_goes);
	TEST(what_reads_as_all_ones_is_not_the_end_of_a_list);
	TEST(both_places_of_the_acs_control_register_are_told);
	TEST(an_advanced_features_reset_needs_both_its_bits);
	TEST(a_list_that_loops_is_told_once);
	TEST(a_list_that_points_into_the_header_ends);
	TEST(a_second_capability_of_a_kind_is_listed_and_not_answered);
	TEST(values_that_the_specification_reserves_are_not_told);
	TEST(a_bridge_tells_its_buses_and_a_virtual_function_no_vendor);
	TEST(whatever_a_device_says_comes_out_as_lines);
}
