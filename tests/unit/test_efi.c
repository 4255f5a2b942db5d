/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variables of EFI firmware, as efivarfs gives them. */
#include "../../engine/boot/efi.h"
#include "unit.h"

/* The bytes of a literal, NULs and all. */
#define BYTES(literal) ((struct span){ (literal), sizeof(literal) - 1 })
#define ATTRIBUTES "\7\0\0\0"

static void a_number_has_two_bytes(void)
{
	unsigned int number = 0;

	CU_ASSERT(xpt__efi_number(BYTES(ATTRIBUTES "\3\x80"), &number));
	CU_ASSERT_EQUAL(number, 0x8003);
	CU_ASSERT_FALSE(xpt__efi_number(BYTES(ATTRIBUTES), &number));
	CU_ASSERT_FALSE(xpt__efi_number(BYTES(ATTRIBUTES "\3"), &number));
	CU_ASSERT_FALSE(xpt__efi_number(BYTES(ATTRIBUTES "\3\0\4"), &number));
	CU_ASSERT_FALSE(xpt__efi_number(BYTES("\7\0\0"), &number));
}

static void an_order_has_a_number_for_each_entry_and_not_too_many(void)
{
	static const char many[4 + 2 * (EFI_ORDER_MAX + 1)] = { 7 };
	struct efi_order order;

	CU_ASSERT(xpt__efi_order(BYTES(ATTRIBUTES "\1\0\0\0"), &order));
	CU_ASSERT_EQUAL_FATAL(order.count, 2);
	CU_ASSERT_EQUAL(order.numbers[0], 1);
	CU_ASSERT_EQUAL(order.numbers[1], 0);
	CU_ASSERT_FALSE(xpt__efi_order(BYTES(ATTRIBUTES), &order));
	CU_ASSERT_FALSE(xpt__efi_order(BYTES(ATTRIBUTES "\1\0\0"), &order));
	CU_ASSERT(xpt__efi_order((struct span){ many, sizeof(many) - 2 }, &order));
	CU_ASSERT_FALSE(xpt__efi_order((struct span){ many, sizeof(many) }, &order));
}

static void an_entry_is_tried_if_it_is_active_and_no_application(void)
{
	struct efi_entry entry;

	CU_ASSERT(xpt__efi_entry(BYTES(ATTRIBUTES "\1\0\0\0\0\0d\0e\0b\0\0\0"), &entry));
	CU_ASSERT(entry.tried);
	ASSERT_TEXT(entry.title, "deb");
	CU_ASSERT(xpt__efi_entry(BYTES(ATTRIBUTES "\0\0\0\0\0\0d\0\0\0"), &entry));
	CU_ASSERT_FALSE(entry.tried);
	CU_ASSERT(xpt__efi_entry(BYTES(ATTRIBUTES "\1\1\0\0\0\0d\0\0\0"), &entry));
	CU_ASSERT_FALSE(entry.tried);
}

static void what_an_entry_is_called_is_cut_and_holds_nothing_that_a_terminal_would_obey(void)
{
	struct efi_entry entry;
	char variable[4 + 6 + 2 * 200] = ATTRIBUTES "\1";

	CU_ASSERT(xpt__efi_entry(BYTES(ATTRIBUTES "\1\0\0\0\0\0\33\0[\0\"\0\n\0a\1\0\0"), &entry));
	ASSERT_TEXT(entry.title, "?[???");
	/* it never ends */
	CU_ASSERT_FALSE(xpt__efi_entry(BYTES(ATTRIBUTES "\1\0\0\0\0\0d\0e\0"), &entry));
	CU_ASSERT_FALSE(xpt__efi_entry(BYTES(ATTRIBUTES "\1\0\0\0\0\0d"), &entry));
	CU_ASSERT_FALSE(xpt__efi_entry(BYTES(ATTRIBUTES "\1\0\0\0\0"), &entry));
	/* its device path is cut off */
	CU_ASSERT_FALSE(xpt__efi_entry(BYTES(ATTRIBUTES "\1\0\0\0\2\0d\0\0\0p"), &entry));
	CU_ASSERT(xpt__efi_entry(BYTES(ATTRIBUTES "\1\0\0\0\1\0d\0\0\0p"), &entry));
	for (size_t i = 10; i + 4 < sizeof(variable); i += 2)
		variable[i] = 'x';
	CU_ASSERT(xpt__efi_entry((struct span){ variable, sizeof(variable) }, &entry));
	CU_ASSERT_EQUAL(strlen(entry.title), EFI_TITLE_MAX);
}

SUITE(efi)
{
	TEST(a_number_has_two_bytes);
	TEST(an_order_has_a_number_for_each_entry_and_not_too_many);
	TEST(an_entry_is_tried_if_it_is_active_and_no_application);
	TEST(what_an_entry_is_called_is_cut_and_holds_nothing_that_a_terminal_would_obey);
}
