/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of names, cut down to what is asked for. */
#include "../../engine/source/pci_ids.h"
#include "../../engine/base/cleanup.h"
#include "unit.h"

#define LIST                                  \
	"# PCI ids\n"                         \
	"\n"                                  \
	"1043  ASUSTeK Computer Inc.\n"       \
	"\t0675  ISDNLink P-IN100-ST-D\n"     \
	"8086  Intel Corporation\n"           \
	"# of two\n"                          \
	"\t10d3  82574L\n"                    \
	"\t\t8086 a01f  Gigabit CT Desktop\n" \
	"\t10D4  Another\n"                   \
	"\t\t1043 0001  Of ASUS\n"            \
	"\n"                                  \
	"C 02  Network controller\n"          \
	"\t00  Ethernet controller\n"         \
	"C 0c  Serial bus controller"

static void expect_all(const char *list, const struct pci_ids_wanted *wanted, size_t count,
		const char *expected)
{
	auto_free char *text = NULL;
	size_t length;
	FILE *to = open_memstream(&text, &length);
	struct pci_ids_picker picker = { .wanted = wanted, .count = count, .to = to };

	xpt__pci_ids_pick(&picker, list, strlen(list));
	fclose(to);
	ASSERT_TEXT(text, expected);
}

static void expect(const char *list, struct pci_ids_wanted wanted, const char *expected)
{
	expect_all(list, &wanted, 1, expected);
}

static void a_device_comes_with_its_vendor_and_its_subsystems_and_without_its_neighbours(void)
{
	expect(LIST, (struct pci_ids_wanted){ .vendor = 0x8086, .device = 0x10d3 },
			"8086  Intel Corporation\n\t10d3  82574L\n"
			"\t\t8086 a01f  Gigabit CT Desktop\n");
	expect(LIST, (struct pci_ids_wanted){ .vendor = 0x8086, .device = 0x10d4 },
			"8086  Intel Corporation\n\t10D4  Another\n"
			"\t\t1043 0001  Of ASUS\n\n");
}

static void the_vendor_of_a_subsystem_is_named_and_none_of_its_devices(void)
{
	expect(LIST,
			(struct pci_ids_wanted){ .vendor = 0x8086,
					.device = 0xffff,
					.subsystem_vendor = 0x1043 },
			"1043  ASUSTeK Computer Inc.\n8086  Intel Corporation\n");
}

static void a_class_is_whole_also_at_the_end_of_the_list(void)
{
	expect(LIST, (struct pci_ids_wanted){ .class_code = 0x02 },
			"C 02  Network controller\n\t00  Ethernet controller\n");
	expect(LIST, (struct pci_ids_wanted){ .class_code = 0x0c }, "C 0c  Serial bus controller");
}

static void a_list_without_sense_names_nothing(void)
{
	const struct pci_ids_wanted none = { PCI_IDS_NONE, PCI_IDS_NONE, PCI_IDS_NONE,
		PCI_IDS_NONE };

	expect("x\n\tx\nC x\nS \n80861\n808", none, "");
	expect("", (struct pci_ids_wanted){ .vendor = 0x8086 }, "");
	expect("\n\n\t\t\n#\n8086", (struct pci_ids_wanted){ .vendor = 0x8086 }, "");
	expect("80861 No\n8086\n", (struct pci_ids_wanted){ .vendor = 0x8086 }, "");
}

static void two_devices_of_one_vendor_stand_below_one_line_of_it(void)
{
	const struct pci_ids_wanted both[] = { { 0x8086, 0x10d4, PCI_IDS_NONE, PCI_IDS_NONE },
		{ 0x8086, 0x10d3, PCI_IDS_NONE, PCI_IDS_NONE } };

	expect_all(LIST, both, 2,
			"8086  Intel Corporation\n\t10d3  82574L\n"
			"\t\t8086 a01f  Gigabit CT Desktop\n"
			"\t10D4  Another\n\t\t1043 0001  Of ASUS\n\n");
}

static bool picks_file(const char *path)
{
	const struct pci_ids_wanted wanted = { .vendor = 0x8086 };
	auto_file FILE *to = fopen("/dev/null", "w");
	struct pci_ids_picker picker = { .wanted = &wanted, .count = 1, .to = to };

	return xpt__pci_ids_pick_file(&picker, path);
}

static void a_list_that_is_not_there_is_left_to_libpci(void)
{
	CU_ASSERT_FALSE(picks_file("/nonexistent/pci.ids"));
	CU_ASSERT_FALSE(picks_file("/nonexistent/pci.ids.gz"));
	CU_ASSERT_FALSE(picks_file("/dev/null"));
}

/* A list of so many bytes in a file: comments, and LIST behind them. */
static void a_file_is_read_piece_by_piece_and_a_line_on_both_is_whole(void)
{
	static const char comment[] = "# nothing is said of this device\n";
	char path[] = "/tmp/pci-ids-XXXXXX";
	const struct pci_ids_wanted wanted = { 0x8086, 0x10d3, PCI_IDS_NONE, 0x0c };
	auto_fd int fd = mkstemp(path);
	auto_file FILE *list = fopen(path, "w");
	auto_free char *text = NULL;
	size_t length;
	FILE *to = open_memstream(&text, &length);
	struct pci_ids_picker picker = { .wanted = &wanted, .count = 1, .to = to };

	CU_ASSERT_FATAL(fd >= 0);
	for (size_t i = 0; i < 65536 - strlen(LIST) / 2; i += strlen(comment))
		fputs(comment, list);
	fputs(LIST, list);
	fflush(list);
	CU_ASSERT_TRUE(xpt__pci_ids_pick_file(&picker, path));
	unlink(path);
	fclose(to);
	ASSERT_TEXT(text,
			"8086  Intel Corporation\n\t10d3  82574L\n"
			"\t\t8086 a01f  Gigabit CT Desktop\nC 0c  Serial bus controller");
}

SUITE(pci_ids)
{
	TEST(a_device_comes_with_its_vendor_and_its_subsystems_and_without_its_neighbours);
	TEST(the_vendor_of_a_subsystem_is_named_and_none_of_its_devices);
	TEST(a_class_is_whole_also_at_the_end_of_the_list);
	TEST(a_list_without_sense_names_nothing);
	TEST(two_devices_of_one_vendor_stand_below_one_line_of_it);
	TEST(a_list_that_is_not_there_is_left_to_libpci);
	TEST(a_file_is_read_piece_by_piece_and_a_line_on_both_is_whole);
}
