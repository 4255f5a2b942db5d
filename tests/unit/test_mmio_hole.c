/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where hvmloader puts memory regions: worked out by hand from its pci_setup(). */
#include "../../engine/check/mmio_hole.h"
#include "unit.h"

#define MIB (1ULL << 20)

static struct hole_bar bars[4];
static struct hole_guest guest;

/* What QEMU emulates takes 16 MiB, as the platform device alone does. */
static struct hole place(uint64_t memory_mib, uint64_t narrow_mib, uint64_t wide_mib)
{
	guest.memory = memory_mib * MIB;
	guest.bars = bars;
	guest.count = 3;
	bars[0] = (struct hole_bar){ 16 * MIB, false };
	bars[1] = (struct hole_bar){ narrow_mib * MIB, false };
	bars[2] = (struct hole_bar){ wide_mib * MIB, true };
	return xpt__hole_place(&guest);
}

static void the_hole_grows_until_it_is_enough(void)
{
	guest = (struct hole_guest){ 0 };
	CU_ASSERT_EQUAL(place(512, 16, 128).start, 0xf0000000);
	CU_ASSERT_EQUAL(place(512, 16, 256).start, 0xe0000000);
	CU_ASSERT_EQUAL(place(512, 256, 512).start, 0xc0000000);
	CU_ASSERT_EQUAL(place(512, 512, 1024).start, 0x80000000);
	CU_ASSERT_EQUAL(place(512, 512, 1024).unplaced, 0);
}

static void the_hole_does_not_grow_over_the_guest_s_memory(void)
{
	guest = (struct hole_guest){ 0 };
	CU_ASSERT_EQUAL(place(3584, 16, 256).start, 0xe0000000);
	CU_ASSERT_EQUAL(place(3585, 16, 256).start, 0xf0000000);
	CU_ASSERT_EQUAL(place(3585, 16, 256).unplaced, 0);
	CU_ASSERT_EQUAL(place(8192, 256, 256).start, 0xf0000000);
	CU_ASSERT_EQUAL(place(8192, 256, 256).unplaced, 256 * MIB);
}

static void a_hole_that_is_asked_for_is_taken_as_it_is(void)
{
	guest = (struct hole_guest){ .hole = 256 * MIB };
	CU_ASSERT_EQUAL(place(512, 128, 64).start, 0xf0000000);
	CU_ASSERT_EQUAL(place(512, 256, 16).unplaced, 256 * MIB);
	guest.hole = 1024 * MIB;
	CU_ASSERT_EQUAL(place(8192, 256, 256).start, 0xc0000000);
	CU_ASSERT_EQUAL(place(8192, 256, 256).unplaced, 0);
}

static void what_is_64_bit_goes_above_the_memory_before_it_has_no_room(void)
{
	guest = (struct hole_guest){ 0 };
	CU_ASSERT_EQUAL(place(8192, 128, 128).unplaced, 0);
	CU_ASSERT_EQUAL(place(8192, 128, 16384).unplaced, 0);
	CU_ASSERT_EQUAL(place(512, 16, 16384).start, 0x80000000);
	CU_ASSERT_EQUAL(place(512, 16, 16384).unplaced, 0);
}

static void what_lies_above_the_memory_is_told(void)
{
	guest = (struct hole_guest){ 0 };
	CU_ASSERT_EQUAL(place(512, 16, 256).high, 0);
	CU_ASSERT_EQUAL(place(8192, 16, 256).high, 256 * MIB);
	/* 8192 MiB of memory end at 4 GiB + 4352 MiB, which 256 MiB divide */
	CU_ASSERT_EQUAL(place(8192, 16, 256).top, (4096 + 4352 + 256) * MIB);
	CU_ASSERT_EQUAL(place(512, 16, 16384).top, 32768 * MIB);
	guest.hole = 1024 * MIB;
	CU_ASSERT_EQUAL(place(8192, 16, 2048).top, (4096 + 5120 + 1024 + 2048) * MIB);
}

static void a_region_has_an_address_that_its_size_divides(void)
{
	guest = (struct hole_guest){ .hole = 300 * MIB };
	/* ed400000 to fc000000: 128 MiB fit once, at f0000000; what lies before is lost */
	CU_ASSERT_EQUAL(place(512, 128, 64).start, 0xed400000);
	CU_ASSERT_EQUAL(place(512, 128, 64).unplaced, 16 * MIB);
}

SUITE(mmio_hole)
{
	TEST(the_hole_grows_until_it_is_enough);
	TEST(the_hole_does_not_grow_over_the_guest_s_memory);
	TEST(a_hole_that_is_asked_for_is_taken_as_it_is);
	TEST(what_is_64_bit_goes_above_the_memory_before_it_has_no_room);
	TEST(what_lies_above_the_memory_is_told);
	TEST(a_region_has_an_address_that_its_size_divides);
}
