/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that know their device: the file of them, and which device each means. */
#include "../../engine/config/names.h"
#include "good_host.h"
#include "unit.h"

#define DEVICES 3
#define IDENTITY "id=8086:10d3 subsystem=8086:a01f revision=00"

struct bench {
	struct arena *arena;
	struct xpt_host host;
	struct xpt_device devices[DEVICES];
	struct device_names names;
	const char *why;
};

static void plug_in(
		struct xpt_device *device, unsigned int bus, const char *path, const char *serial)
{
	*device = (struct xpt_device){ .bdf = { .bus = (uint8_t)bus },
		.path = path,
		.vendor_id = fact_int_known(0x8086),
		.device_id = fact_int_known(0x10d3),
		.subsystem_vendor_id = fact_int_known(0x8086),
		.subsystem_device_id = fact_int_known(0xa01f),
		.revision = fact_int_known(0),
		.serial = { .state = XPT_FACT_ABSENT } };
	if (serial)
		device->serial = fact_text_known(serial);
	(void)xpt_bdf_format(device->bdf, device->address);
}

/* Three alike: two with a serial number, one without. */
static void begin(struct bench *bench)
{
	memset(bench, 0, sizeof(*bench));
	bench->arena = xpt__arena_new();
	bench->host.arena = bench->arena;
	bench->host.devices = bench->devices;
	bench->host.device_count = DEVICES;
	plug_in(&bench->devices[0], 4, "0000:00:1c.0/00.0", "00-aa");
	plug_in(&bench->devices[1], 5, "0000:00:1c.1/00.0", "00-bb");
	plug_in(&bench->devices[2], 6, "0000:00:1c.2/00.0", NULL);
}

static const char *file_of(struct bench *bench, const char *item)
{
	return xpt__arena_text(bench->arena, "names = [\n\t\"%s\",\n]\n", item);
}

static void read_file(struct bench *bench, const char *text)
{
	bench->why = NULL;
	CU_ASSERT(xpt__names_parse(bench->arena, "etc/xpt/names", xpt__span_of(text), &bench->names,
			&bench->why));
}

/* What becomes of the one name of a file. */
static const struct device_name *found(struct bench *bench, const char *item)
{
	static const struct device_name none = { .shown_state = "not read" };

	read_file(bench, file_of(bench, item));
	bench->host.names = &bench->names;
	CU_ASSERT(xpt__names_resolve(&bench->host, bench->host.names));
	return bench->why || !bench->names.count ? &none : bench->names.items;
}

static void expect_state(struct bench *bench, const char *item, const char *state, const char *now)
{
	const struct device_name *name = found(bench, item);

	ASSERT_TEXT(name->shown_state, state);
	ASSERT_TEXT(now ? (name->now ? name->now->address : "-") : "", now ? now : "");
}

static void a_device_is_found_by_its_serial_number_wherever_it_is(void)
{
	struct bench bench;

	begin(&bench);
	expect_state(&bench, "04:00.0 nic0 path=0000:00:1c.0/00.0 " IDENTITY " serial=00-aa",
			"found", "0000:04:00.0");
	expect_state(&bench, "04:00.0 nic0 path=0000:00:1c.0/00.0 " IDENTITY " serial=00-bb",
			"moved", "0000:05:00.0");
	expect_state(&bench, "05:00.0 nic0 path=0000:00:03.0/00.0 " IDENTITY " serial=00-bb",
			"found", "0000:05:00.0");
	expect_state(&bench, "04:00.0 nic0 path=0000:00:1c.0/00.0 " IDENTITY " serial=00-cc",
			"replaced", NULL);
	expect_state(&bench, "09:00.0 nic0 path=0000:00:1c.0/00.0 " IDENTITY " serial=00-cc",
			"gone", NULL);
	xpt__arena_free(bench.arena);
}

static void a_device_without_serial_number_is_found_by_its_slot(void)
{
	struct bench bench;

	begin(&bench);
	expect_state(&bench, "06:00.0 nic0 path=0000:00:1c.2/00.0 " IDENTITY, "found",
			"0000:06:00.0");
	expect_state(&bench, "05:00.0 nic0 path=0000:00:1c.2/00.0 " IDENTITY, "moved",
			"0000:06:00.0");
	/* the same address, and another slot: it may be a twin */
	expect_state(&bench, "06:00.0 nic0 path=0000:00:1c.7/00.0 " IDENTITY, "moved",
			"0000:06:00.0");
	CU_ASSERT_EQUAL(bench.names.items[0].proof, PROOF_NUMBERS);
	plug_in(&bench.devices[1], 5, "0000:00:1c.1/00.0", NULL);
	expect_state(&bench, "04:00.0 nic0 path=0000:00:1c.7/00.0 " IDENTITY, "ambiguous", NULL);
	CU_ASSERT_EQUAL(bench.names.items[0].rivals.count, 2);
	xpt__arena_free(bench.arena);
}

static void every_number_counts(void)
{
	static const char *const others[] = { "id=8086:10d4 subsystem=8086:a01f revision=00",
		"id=8087:10d3 subsystem=8086:a01f revision=00",
		"id=8086:10d3 subsystem=8086:a01e revision=00",
		"id=8086:10d3 subsystem=8085:a01f revision=00",
		"id=8086:10d3 subsystem=8086:a01f revision=01" };
	struct bench bench;

	begin(&bench);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		expect_state(&bench,
				xpt__arena_text(bench.arena,
						"04:00.0 nic0 path=0000:00:1c.0/00.0 %s serial=00-aa",
						others[i]),
				"replaced", NULL);
	expect_state(&bench, "04:00.1 nic0 path=0000:00:1c.0/00.1 " IDENTITY " serial=00-aa",
			"gone", NULL);
	xpt__arena_free(bench.arena);
}

static void what_does_not_tell_its_serial_number_is_not_taken_for_the_device(void)
{
	struct bench bench;

	begin(&bench);
	bench.devices[0].serial = (struct fact_text)FACT_UNREADABLE("it sleeps");
	expect_state(&bench, "04:00.0 nic0 path=0000:00:1c.0/00.0 " IDENTITY " serial=00-aa",
			"unknown", "0000:04:00.0");
	ASSERT_TEXT(bench.names.items[0].why, "it sleeps");
	CU_ASSERT_PTR_NULL(xpt__names_of(&bench.host, &bench.devices[0]));
	expect_state(&bench, "05:00.0 nic0 path=0000:00:1c.1/00.0 " IDENTITY " serial=00-bb",
			"found", "0000:05:00.0");
	/* a device without a serial number, elsewhere: the silent one may be it */
	expect_state(&bench, "05:00.0 nic0 path=0000:00:1c.7/00.0 " IDENTITY, "unknown", NULL);
	xpt__arena_free(bench.arena);
}

static void a_file_that_is_not_as_it_is_written_names_nothing(void)
{
	static const char *const wrong[] = {
		"04:00.0",
		"nic0 04:00.0",
		"04:00.0 nic0",
		"04:00.0 nic0 path=0000:00:1c.0 id=8086:10d3",
		"04:00.0 nic0 path=0000:00:1c.0 " IDENTITY " revision=00",
		"04:00.0 nic0 path=0000:00:1c.0 " IDENTITY " serial=",
		"04:00.0 nic0 path=0000:00:1c.0 " IDENTITY " serial=xyz",
		"04:00.0 nic0 path=0000:00:1c.0 " IDENTITY " colour=red",
		"04:00.0 nic0 path=../../etc " IDENTITY,
		"04:00.0 nic0 path= " IDENTITY,
		"04:00.0 nic0 path=0000:00:1c.0 id=8086:110d3 subsystem=8086:a01f revision=00",
		"04:00.0 nic0 path=0000:00:1c.0 id=8086:10d3 subsystem=8086:a01f revision=100",
		"04:00.0 nic:0 path=0000:00:1c.0 " IDENTITY,
	};
	static const char *const torn[] = { "names = [ \"04:00.0 ni", "names = \"04:00.0\"\n",
		"names = [ [ ] ]\n", "reserve = [ ]\n", "\xff\xfe\n",
		"names = [ \"04:00.0 a path=1 " IDENTITY "\", \"05:00.0 a path=2 " IDENTITY
		"\" ]\n" };
	struct bench bench;

	begin(&bench);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		read_file(&bench, file_of(&bench, wrong[i]));
		CU_ASSERT_EQUAL(bench.names.count, 0);
		CU_ASSERT(bench.why && strstr(bench.why, "/etc/xpt/names line 2: "));
	}
	for (size_t i = 0; i < sizeof(torn) / sizeof(*torn); i++) {
		read_file(&bench, torn[i]);
		CU_ASSERT_EQUAL(bench.names.count, 0);
		CU_ASSERT_PTR_NOT_NULL(bench.why);
	}
	read_file(&bench, "");
	CU_ASSERT_PTR_NULL(bench.why);
	xpt__arena_free(bench.arena);
}

static void what_is_written_is_read_as_it_was(void)
{
	struct bench bench;
	const char *text, *again;

	begin(&bench);
	read_file(&bench,
			file_of(&bench,
					"04:00.0 nic0 path=0000:00:1c.0/00.0 " IDENTITY
					" serial=00-aa"));
	text = xpt__names_text(bench.arena, bench.names.items, bench.names.count);
	read_file(&bench, text);
	again = xpt__names_text(bench.arena, bench.names.items, bench.names.count);
	ASSERT_TEXT(again, text);
	CU_ASSERT_PTR_NOT_NULL(strstr(text,
			"\"0000:04:00.0 nic0 path=0000:00:1c.0/00.0 " IDENTITY
			" serial=00-aa\",\n"));
	xpt__arena_free(bench.arena);
}

static bool reads_hidden(struct bench *bench, const char *text)
{
	bench->why = NULL;
	CU_ASSERT(xpt__hidden_parse(bench->arena, "etc/xpt/hidden", xpt__span_of(text),
			&bench->names, &bench->why));
	return !bench->why;
}

static void what_hide_was_written_for_has_no_name_and_one_note_an_address(void)
{
	struct bench bench;
	const char *text, *again;

	begin(&bench);
	CU_ASSERT(reads_hidden(&bench,
			"hidden = [ \"04:00.0 path=0000:00:1c.0/00.0 " IDENTITY " serial=00-aa\", "
			"\"05:00.0 path=0000:00:1c.1/00.0 " IDENTITY "\" ]\n"));
	CU_ASSERT_EQUAL_FATAL(bench.names.count, 2);
	CU_ASSERT(xpt__names_resolve(&bench.host, &bench.names));
	ASSERT_TEXT(bench.names.items[0].shown_state, "found");
	text = xpt__hidden_text(bench.arena, bench.names.items, bench.names.count);
	CU_ASSERT(reads_hidden(&bench, text));
	again = xpt__hidden_text(bench.arena, bench.names.items, bench.names.count);
	ASSERT_TEXT(again, text);
	CU_ASSERT_FALSE(reads_hidden(&bench, "hidden = [ \"04:00.0 nic0 path=1 " IDENTITY "\" ]"));
	CU_ASSERT_FALSE(reads_hidden(&bench, "names = [ \"04:00.0 path=1 " IDENTITY "\" ]"));
	CU_ASSERT_FALSE(reads_hidden(&bench,
			"hidden = [ \"04:00.0 path=1 " IDENTITY "\", \"04:00.0 path=2 " IDENTITY
			"\" ]"));
	CU_ASSERT_EQUAL(bench.names.count, 0);
	xpt__arena_free(bench.arena);
}

/* VFs of two buses hang at one bridge: 04:02.0 and 05:02.0 have one path. */
static void a_vf_is_known_by_its_bus_too(void)
{
	static const char item[] = "05:00.0 vf path=0000:00:1c.1/00.0 " IDENTITY;
	struct bench bench;

	begin(&bench);
	for (size_t i = 1; i < DEVICES; i++) {
		plug_in(&bench.devices[i], 4 + (unsigned int)i, "0000:00:1c.1/00.0", NULL);
		bench.devices[i].physical_function = fact_text_known("0000:04:00.1");
	}
	expect_state(&bench, item, "found", "0000:05:00.0");
	bench.devices[1].bdf.bus = 7;
	expect_state(&bench, item, "ambiguous", NULL);
	bench.host.device_count = 2;
	expect_state(&bench, item, "moved", NULL);
	CU_ASSERT_EQUAL(bench.names.items[0].proof, PROOF_NUMBERS);
	xpt__arena_free(bench.arena);
}

static void a_serial_number_of_zeros_or_ones_proves_nothing(void)
{
	struct bench bench;

	begin(&bench);
	plug_in(&bench.devices[0], 4, "0000:00:1c.0/00.0", "00-00");
	plug_in(&bench.devices[1], 5, "0000:00:1c.1/00.0", "ff-ff");
	expect_state(&bench, "04:00.0 nic0 path=0000:00:1c.9/00.0 " IDENTITY " serial=00-00",
			"moved", NULL);
	CU_ASSERT_EQUAL(bench.names.items[0].proof, PROOF_NUMBERS);
	expect_state(&bench, "05:00.0 nic0 path=0000:00:1c.9/00.0 " IDENTITY " serial=ff-ff",
			"moved", NULL);
	CU_ASSERT_EQUAL(bench.names.items[0].proof, PROOF_NUMBERS);
	xpt__arena_free(bench.arena);
}

/* Realtek wrote the same into all. */
static void a_serial_number_that_many_have_proves_nothing(void)
{
	struct bench bench;

	begin(&bench);
	plug_in(&bench.devices[0], 4, "0000:00:1c.0/00.0", "01-00-00-00-68-4c-e0-00");
	expect_state(&bench,
			"04:00.0 nic0 path=0000:00:1c.9/00.0 " IDENTITY
			" serial=01-00-00-00-68-4c-e0-00",
			"moved", NULL);
	CU_ASSERT_EQUAL(bench.names.items[0].proof, PROOF_NUMBERS);
	/* at its place, and with a twin */
	plug_in(&bench.devices[0], 4, "0000:00:1c.0/00.0", "00-bb");
	expect_state(&bench, "04:00.0 nic0 path=0000:00:1c.0/00.0 " IDENTITY " serial=00-bb",
			"found", NULL);
	CU_ASSERT_EQUAL(bench.names.items[0].proof, PROOF_PATH);
	xpt__arena_free(bench.arena);
}

static void where_the_file_cannot_be_read_no_name_of_xl_is_taken_instead(void)
{
	const struct xpt_device *device = NULL;
	struct bench bench;

	begin(&bench);
	bench.devices[1].store_name = fact_text_known("nic0");
	CU_ASSERT_EQUAL(xpt_host_find_named(&bench.host, "nic0", &device, NULL), 0);
	CU_ASSERT_PTR_EQUAL(device, &bench.devices[1]);
	bench.host.names_file = (struct fact_text)FACT_UNREADABLE("line 2: no identity");
	CU_ASSERT_EQUAL(xpt_host_find_named(&bench.host, "nic0", &device, NULL), XPT_UNREADABLE);
	xpt__arena_free(bench.arena);
}

#define DISK "0000:04:00.0 disk0 path=0000:00:1c.0/00.0 " IDENTITY " nvme=LAB-A"

/* Three disks of one kind: what each tells now; NULL: its driver does not have it. */
static const struct device_name *disks(struct bench *bench, const char *const serials[DEVICES])
{
	begin(bench);
	for (size_t i = 0; i < DEVICES; i++) {
		bench->devices[i].serial = (struct fact_text)FACT_ABSENT(NULL);
		bench->devices[i].nvme_serial = serials[i] ?
				fact_text_known(serials[i]) :
				(struct fact_text)FACT_UNREADABLE("pciback has it");
	}
	return found(bench, DISK);
}

/* "" where nothing is known. */
static void expect_disk(const char *const serials[DEVICES], const char *state, const char *now,
		const char *proof, const char *unconfirmed)
{
	struct bench bench;
	const struct device_name *name = disks(&bench, serials);

	ASSERT_TEXT(name->shown_state, state);
	ASSERT_TEXT(name->now ? name->now->address : "", now);
	ASSERT_TEXT(name->shown_proof.value ? name->shown_proof.value : "", proof);
	ASSERT_TEXT(name->unconfirmed ? name->unconfirmed : "", unconfirmed);
	xpt__arena_free(bench.arena);
}

static void a_disk_is_found_by_the_serial_number_that_its_driver_tells(void)
{
	expect_disk((const char *[]){ "LAB-A", "LAB-B", "LAB-C" }, "found", "0000:04:00.0",
			"serial", "");
	expect_disk((const char *[]){ "LAB-B", "LAB-A", "LAB-C" }, "moved", "0000:05:00.0",
			"serial", "");
	expect_disk((const char *[]){ "LAB-B", "LAB-C", "LAB-D" }, "replaced", "", "", "");
}

static void a_disk_that_cannot_tell_now_is_known_by_its_slot_and_not_confirmed(void)
{
	expect_disk((const char *[]){ NULL, "LAB-B", "LAB-C" }, "found", "0000:04:00.0", "path",
			"pciback has it");
	/* the one that tells is the one, wherever it is */
	expect_disk((const char *[]){ NULL, "LAB-A", NULL }, "moved", "0000:05:00.0", "serial", "");
	/* another disk is in its slot; two may be it */
	expect_disk((const char *[]){ "LAB-B", NULL, NULL }, "ambiguous", "", "", "");
	expect_disk((const char *[]){ "LAB-B", NULL, "LAB-C" }, "moved", "0000:05:00.0", "numbers",
			"pciback has it");
}

static void a_serial_number_of_a_disk_is_kept_as_it_is_and_only_if_it_is_one(void)
{
	struct bench bench;
	const struct device_name *name;

	begin(&bench);
	name = found(&bench, DISK);
	ASSERT_TEXT(name->identity.nvme, "LAB-A");
	CU_ASSERT(strstr(xpt__names_text(bench.arena, name, 1), "revision=00 nvme=LAB-A\"") !=
			NULL);
	read_file(&bench, file_of(&bench, DISK "(x)"));
	CU_ASSERT_PTR_NOT_NULL(bench.why);
	read_file(&bench, file_of(&bench, DISK " nvme=B"));
	CU_ASSERT_PTR_NOT_NULL(bench.why);
	xpt__arena_free(bench.arena);
}

static void a_name_of_a_disk_whose_serial_number_nobody_compared_is_a_risk(void)
{
	static struct device_name name = { .name = "disk0",
		.identity = { .nvme = "LAB-A" },
		.unconfirmed = "pciback has the device" };
	static struct device_names names = { .items = &name, .count = 1 };

	make_host();
	name.now = &devices[0];
	host.names = &names;
	devices[0].original_driver = (struct fact_text)TEXT("nvme");
	ANSWER(XPT_ATTACH, "web", 0, XPT_RISK, xpt__cause_name_unconfirmed);
	devices[0].original_driver = (struct fact_text)ABSENT;
	ANSWER(XPT_ATTACH, "web", 0, XPT_RISK, xpt__cause_name_unconfirmed);
}

SUITE(names)
{
	TEST(a_disk_is_found_by_the_serial_number_that_its_driver_tells);
	TEST(a_disk_that_cannot_tell_now_is_known_by_its_slot_and_not_confirmed);
	TEST(a_serial_number_of_a_disk_is_kept_as_it_is_and_only_if_it_is_one);
	TEST(a_name_of_a_disk_whose_serial_number_nobody_compared_is_a_risk);
	TEST(a_device_is_found_by_its_serial_number_wherever_it_is);
	TEST(a_device_without_serial_number_is_found_by_its_slot);
	TEST(a_vf_is_known_by_its_bus_too);
	TEST(a_serial_number_of_zeros_or_ones_proves_nothing);
	TEST(a_serial_number_that_many_have_proves_nothing);
	TEST(where_the_file_cannot_be_read_no_name_of_xl_is_taken_instead);
	TEST(every_number_counts);
	TEST(what_does_not_tell_its_serial_number_is_not_taken_for_the_device);
	TEST(a_file_that_is_not_as_it_is_written_names_nothing);
	TEST(what_is_written_is_read_as_it_was);
	TEST(what_hide_was_written_for_has_no_name_and_one_note_an_address);
}
