/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of names, cut down to what is asked for. */
#include "../../engine/source/pci_ids.h"
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

static void expect(const char *list, struct pci_ids_wanted wanted, const char *expected)
{
	auto_of(pci_ids) struct pci_ids *ids = xpt__pci_ids_new(strdup(list), strlen(list));
	auto_free char *text = NULL;
	size_t length;
	FILE *to = open_memstream(&text, &length);

	xpt__pci_ids_pick(ids, &wanted, to);
	fclose(to);
	ASSERT_TEXT(text, expected);
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

static void a_list_that_is_not_there_is_left_to_libpci(void)
{
	CU_ASSERT_PTR_NULL(xpt__pci_ids_read("/nonexistent/pci.ids"));
	CU_ASSERT_PTR_NULL(xpt__pci_ids_read("/nonexistent/pci.ids.gz"));
	CU_ASSERT_PTR_NULL(xpt__pci_ids_read("/dev/null"));
}

SUITE(pci_ids)
{
	TEST(a_device_comes_with_its_vendor_and_its_subsystems_and_without_its_neighbours);
	TEST(the_vendor_of_a_subsystem_is_named_and_none_of_its_devices);
	TEST(a_class_is_whole_also_at_the_end_of_the_list);
	TEST(a_list_without_sense_names_nothing);
	TEST(a_list_that_is_not_there_is_left_to_libpci);
}
