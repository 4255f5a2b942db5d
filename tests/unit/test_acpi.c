/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <stdio.h>

#include "../../engine/base/cleanup.h"
#include "../../engine/read/acpi/acpi.h"
#include "unit.h"

static struct arena *arena;

/* A table of @length bytes with a right checksum. */
static struct span table(uint8_t *bytes, size_t length, const char *signature)
{
	uint8_t sum = 0;

	memcpy(bytes, signature, 4);
	bytes[4] = (uint8_t)length;
	bytes[5] = (uint8_t)(length >> 8);
	bytes[9] = 0;
	for (size_t i = 0; i < length; i++)
		sum = (uint8_t)(sum + bytes[i]);
	bytes[9] = (uint8_t)-sum;
	return (struct span){ (const char *)bytes, length };
}

/* An RMRR at 7ffe0000-7ffe0fff for 00:1d.0 and for 05:00.0 behind 00:1c.4. */
static const uint8_t rmrr[] = { 1, 0, 42, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0x7f, 0, 0, 0, 0, 0xff, 0x0f,
	0xfe, 0x7f, 0, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x1d, 0, 1, 10, 0, 0, 0, 0, 0x1c, 4, 0, 0 };
/* A unit for everything else. */
static const uint8_t drhd[] = { 0, 0, 16, 0, 1, 0, 0, 0, 0, 0, 0xd9, 0xfe, 0, 0, 0, 0 };

static void a_dmar_tells_units_and_regions(void)
{
	uint8_t bytes[48 + sizeof(rmrr) + sizeof(drhd)] = { [37] = 1 };
	struct dmar dmar;

	arena = xpt__arena_new();
	memcpy(bytes + 48, drhd, sizeof(drhd));
	memcpy(bytes + 48 + sizeof(drhd), rmrr, sizeof(rmrr));
	CU_ASSERT_EQUAL_FATAL(
			xpt__dmar_parse(arena, table(bytes, sizeof(bytes), "RMAD"), &dmar), 0);
	CU_ASSERT_EQUAL(dmar.flags, DMAR_INTR_REMAP);
	CU_ASSERT_EQUAL(dmar.defects.count, 0);
	CU_ASSERT_EQUAL_FATAL(dmar.count, 2);
	CU_ASSERT(dmar.entries[0].all && dmar.entries[0].start == 0xfed90000);
	CU_ASSERT_EQUAL(dmar.entries[1].start, 0x7ffe0000);
	CU_ASSERT_EQUAL(dmar.entries[1].end, 0x7ffe0fff);
	CU_ASSERT_EQUAL_FATAL(dmar.entries[1].scope_count, 2);
	CU_ASSERT_EQUAL(dmar.entries[1].scopes[0].hops[0].device, 0x1d);
	CU_ASSERT_EQUAL(dmar.entries[1].scopes[1].hop_count, 2);
	CU_ASSERT_EQUAL(dmar.entries[1].scopes[1].hops[0].function, 4);
	xpt__arena_free(arena);
}

static void a_broken_dmar_is_read_up_to_the_break(void)
{
	uint8_t bytes[48 + sizeof(rmrr)] = { 0 };
	struct dmar dmar;

	arena = xpt__arena_new();
	memcpy(bytes + 48, rmrr, sizeof(rmrr));
	bytes[48 + 25] = 200; /* a scope longer than its region */
	CU_ASSERT_EQUAL_FATAL(
			xpt__dmar_parse(arena, table(bytes, sizeof(bytes), "DMAR"), &dmar), 0);
	CU_ASSERT_EQUAL(dmar.count, 1);
	CU_ASSERT_EQUAL(dmar.entries[0].scope_count, 0);
	ASSERT_TEXT(dmar.defects.items[0],
			"the device scope at 0x48 is 200 bytes long, of 18 that are left");
	bytes[48 + 2] = 0; /* an entry without a length would never end */
	CU_ASSERT_EQUAL_FATAL(
			xpt__dmar_parse(arena, table(bytes, sizeof(bytes), "DMAR"), &dmar), 0);
	CU_ASSERT_EQUAL(dmar.count, 0);
	ASSERT_TEXT(dmar.defects.items[0],
			"the entry at 0x30 is 0 bytes long, of 42 that are left");
	bytes[9]++;
	CU_ASSERT_EQUAL(xpt__dmar_parse(arena, (struct span){ (char *)bytes, 49 }, &dmar), 0);
	CU_ASSERT_EQUAL(dmar.defects.count, 3);
	CU_ASSERT_EQUAL(xpt__dmar_parse(arena, (struct span){ (char *)bytes, 47 }, &dmar),
			XPT_INVALID);
	CU_ASSERT_EQUAL(xpt__ivrs_parse(arena, table(bytes, 90, "DMAR"), &(struct ivrs){ 0 }),
			XPT_INVALID);
	xpt__arena_free(arena);
}

static void an_ivrs_tells_its_memory_and_special_devices(void)
{
	static const uint8_t entries[] = { 0x10, 0, 36, 0, 2, 0, 0, 0, 0, 0, 0xb8, 0xfd, 0, 0, 0, 0,
		1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x48, 0, 0, 0, 4, 0xa0, 0, 1, 0x22, 1, 32, 0,
		0x40, 1, 0x42, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 0x10, 0, 0,
		0, 0, 0, 0 };
	uint8_t bytes[48 + sizeof(entries)] = { 0 };
	struct ivrs ivrs;

	arena = xpt__arena_new();
	memcpy(bytes + 48, entries, sizeof(entries));
	CU_ASSERT_EQUAL_FATAL(
			xpt__ivrs_parse(arena, table(bytes, sizeof(bytes), "IVRS"), &ivrs), 0);
	CU_ASSERT_EQUAL_FATAL(ivrs.count, 2);
	CU_ASSERT_EQUAL(ivrs.entries[0].device_entries, 2);
	CU_ASSERT_EQUAL(ivrs.entries[0].segment, 1);
	CU_ASSERT_EQUAL_FATAL(ivrs.entries[0].special_count, 1);
	CU_ASSERT_EQUAL(ivrs.entries[0].specials[0].device, 0xa0);
	CU_ASSERT_EQUAL(ivrs.entries[1].kind, IVRS_IVMD);
	CU_ASSERT(ivrs.entries[1].first == 0x140 && ivrs.entries[1].last == 0x142);
	CU_ASSERT(ivrs.entries[1].start == 0x90000000 && ivrs.entries[1].end == 0x90000fff);
	bytes[48 + 2] = 32; /* the special device is cut through */
	CU_ASSERT_EQUAL_FATAL(
			xpt__ivrs_parse(arena, table(bytes, sizeof(bytes), "IVRS"), &ivrs), 0);
	CU_ASSERT_EQUAL(ivrs.entries[0].special_count, 0);
	CU_ASSERT(ivrs.defects.count >= 1);
	xpt__arena_free(arena);
}

/* Real tables, where the collection of them lies beside the tree. */
static char corpus[4096];

static bool find_corpus(void)
{
	const char *top = getenv("srcdir");

	snprintf(corpus, sizeof(corpus), "%s/../shared/corpus/acpi", top ? top : ".");
	return !access(corpus, R_OK);
}

static size_t load(const char *file, char *bytes, size_t room)
{
	auto_free char *path = NULL;
	auto_file FILE *from = NULL;

	if (asprintf(&path, "%s/%s", corpus, file) < 0)
		return 0;
	from = fopen(path, "r");
	return from ? fread(bytes, 1, room, from) : 0;
}

static void compare_dmar(const char *file, struct span bytes, const char *info)
{
	unsigned int flags, units, regions, shared, counts[3] = { 0 };
	struct dmar dmar;

	if (sscanf(info, "flags=0x%x drhd=%u rmrr=%u shared_rmrr=%u", &flags, &units, &regions,
			    &shared) != 4 ||
			xpt__dmar_parse(arena, bytes, &dmar)) {
		printf("\n%s is not read", file);
		CU_FAIL("not read");
		return;
	}
	for (size_t i = 0; i < dmar.count; i++) {
		counts[0] += dmar.entries[i].type == DMAR_DRHD;
		counts[1] += dmar.entries[i].type == DMAR_RMRR;
		counts[2] += dmar.entries[i].type == DMAR_RMRR && dmar.entries[i].scope_count > 1;
	}
	if (dmar.flags != flags || counts[0] != units || counts[1] != regions ||
			counts[2] != shared)
		printf("\n%s: %s, but %x %u %u %u", file, info, dmar.flags, counts[0], counts[1],
				counts[2]);
	CU_ASSERT(dmar.flags == flags && counts[0] == units && counts[1] == regions &&
			counts[2] == shared);
}

static void compare_ivrs(const char *file, struct span bytes, const char *info)
{
	unsigned int regions, count = 0;
	struct ivrs ivrs;

	if (sscanf(info, "ivmd=%u", &regions) != 1 || xpt__ivrs_parse(arena, bytes, &ivrs)) {
		printf("\n%s is not read", file);
		CU_FAIL("not read");
		return;
	}
	for (size_t i = 0; i < ivrs.count; i++)
		count += ivrs.entries[i].kind == IVRS_IVMD;
	CU_ASSERT_EQUAL(count, regions);
}

static void compare_table(char *line)
{
	char *words[5] = { NULL };
	char bytes[65536];
	struct span span = { bytes, 0 };

	for (size_t i = 0; i < 5; i++)
		words[i] = strsep(&line, "\t\n");
	if (!words[4])
		return;
	span.length = load(words[1], bytes, sizeof(bytes));
	if (!span.length)
		CU_FAIL_FATAL("a table of the index is not there");
	if (!strcmp(words[0], "DMAR"))
		compare_dmar(words[1], span, words[4]);
	else if (!strcmp(words[0], "IVRS"))
		compare_ivrs(words[1], span, words[4]);
}

static void real_tables_are_read_as_their_index_says(void)
{
	auto_free char *path = NULL;
	auto_file FILE *index = NULL;
	char line[1024];
	size_t tables = 0;

	if (!find_corpus()) {
		printf("skipped: no collection of ACPI tables at %s ... ", corpus);
		return;
	}
	CU_ASSERT_FATAL(asprintf(&path, "%s/index.tsv", corpus) > 0);
	index = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(index);
	arena = xpt__arena_new();
	while (fgets(line, sizeof(line), index)) {
		if (line[0] == '#' || !strncmp(line, "table\t", 6))
			continue;
		compare_table(line);
		tables++;
	}
	xpt__arena_free(arena);
	CU_ASSERT(tables > 0);
}

SUITE(acpi)
{
	TEST(a_dmar_tells_units_and_regions);
	TEST(a_broken_dmar_is_read_up_to_the_break);
	TEST(an_ivrs_tells_its_memory_and_special_devices);
	TEST(real_tables_are_read_as_their_index_says);
}
