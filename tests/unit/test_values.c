/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Objects by key, and structs that grow. */
#include <xpt/host.h>

#include "../../engine/base/options.h"
#include "../../engine/model/model.h"
#include "unit.h"

static void a_number_is_read_by_its_key_or_told_why_not(void)
{
	struct xpt_domain domain = { .id = 7,
		.name = { .state = XPT_FACT_KNOWN, .value = "g1" },
		.memory_kib = { .state = XPT_FACT_UNREADABLE } };
	struct xpt_object object = xpt_domain_object(&domain);
	long long number = 42;

	CU_ASSERT_EQUAL(xpt_object_number(object, "memory_kib", &number), XPT_UNREADABLE);
	CU_ASSERT_EQUAL(xpt_object_number(object, "name", &number), XPT_INVALID);
	CU_ASSERT_EQUAL(xpt_object_number(object, "no_such_key", &number), XPT_INVALID);
	domain.memory_kib.state = XPT_FACT_ABSENT;
	CU_ASSERT_EQUAL(xpt_object_number(object, "memory_kib", &number), XPT_NOT_FOUND);
	CU_ASSERT_EQUAL(number, 42);
	CU_ASSERT_EQUAL(xpt_object_number(object, "ID", &number), 0);
	CU_ASSERT_EQUAL(number, 7);
	CU_ASSERT_EQUAL(xpt_domain_id(&domain), 7);
	ASSERT_TEXT(xpt_domain_name(&domain), "g1");
}

static void what_is_not_known_of_a_device_is_no_text(void)
{
	struct xpt_device device = { .driver = { .state = XPT_FACT_UNREADABLE },
		.owner = { .kind = OWNER_UNKNOWN, .text = "" } };

	CU_ASSERT_PTR_NULL(xpt_device_driver(&device));
	CU_ASSERT_PTR_NULL(xpt_device_owner(&device));
	device.owner = (struct owner){ .kind = OWNER_XEN, .text = "xen" };
	ASSERT_TEXT(xpt_device_owner(&device), "xen");
}

static void a_copy_of_a_value_outlives_the_value(void)
{
	struct xpt_device device = { .vendor_id = { .state = XPT_FACT_KNOWN, .value = 0x8086 } };
	struct xpt_value value = XPT_SIZED(xpt_value), copy;

	xpt_object_get(xpt_device_object(&device), "vendor_id", &value);
	copy = value;
	xpt_object_get(xpt_device_object(&device), "no_such_key", &value);
	CU_ASSERT_PTR_NULL(xpt_value_text(&value));
	CU_ASSERT_EQUAL(value.state, XPT_FACT_UNREAD);
	ASSERT_TEXT(xpt_value_text(&copy), "8086");
}

/* A program built against a library that knew less, and one that knew more. */
static void a_program_is_given_what_it_knows_of_a_struct(void)
{
	struct grown {
		size_t size;
		int first, second;
	} known = { sizeof(known), 1, 2 }, older = { 0, 8, 9 };
	struct newer {
		struct grown grown;
		long long third;
	} newer = { { sizeof(newer), 0, 0 }, 3 };

	xpt__options_give(&known, sizeof(known), &older);
	CU_ASSERT_EQUAL(older.first, 8);
	older.size = offsetof(struct grown, second);
	xpt__options_give(&known, sizeof(known), &older);
	CU_ASSERT_EQUAL(older.size, offsetof(struct grown, second));
	CU_ASSERT_EQUAL(older.first, 1);
	CU_ASSERT_EQUAL(older.second, 9);
	xpt__options_give(&known, sizeof(known), &newer);
	CU_ASSERT_EQUAL(newer.grown.size, sizeof(newer));
	CU_ASSERT_EQUAL(newer.grown.second, 2);
	CU_ASSERT_EQUAL(newer.third, 0);
}

SUITE(values)
{
	TEST(a_number_is_read_by_its_key_or_told_why_not);
	TEST(what_is_not_known_of_a_device_is_no_text);
	TEST(a_copy_of_a_value_outlives_the_value);
	TEST(a_program_is_given_what_it_knows_of_a_struct);
}
