/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a capture keeps for itself: text in, text out. */
#include <stdio.h>

#include "../../engine/source/redact.h"
#include "unit.h"

static const char *const answers[][2] = {
	{ "proc/sys/kernel/hostname", "rack-7\n" },
	{ "xenstore/local/domain/0/name", "Domain-0" },
	{ "xenstore/local/domain/1/name", "web" },
	{ "xenstore/local/domain/2/name", "web-db" },
};

static int names_read(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	(void)source;
	(void)ret_error;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		if (!strcmp(answers[i][0], path)) {
			ret_blob->bytes = strdup(answers[i][1]);
			ret_blob->length = strlen(answers[i][1]);
			return 0;
		}
	return XPT_NOT_FOUND;
}

static int names_list(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	struct names names = { 0 };

	(void)source;
	(void)ret_error;
	if (strcmp(path, "xenstore/local/domain"))
		return XPT_NOT_FOUND;
	for (const char *id = "012"; *id; id++)
		if (!xpt__names_add(&names, id, 1))
			abort();
	*ret_names = names;
	return 0;
}

static struct redactor *make(void)
{
	static const struct source_ops ops = { names_read, names_list, NULL, NULL };
	static struct source source = { &ops };
	struct redactor *redactor = NULL;

	if (xpt__redactor_new(&source, &redactor, NULL))
		abort();
	return redactor;
}

/* A static buffer; of answers with a NUL, what stands before. */
static const char *redacted(struct redactor *redactor, const char *path, const char *text)
{
	static char room[1024];
	struct blob blob = { 0 };

	if (xpt__redact_answer(redactor, path, xpt__span_of(text), &blob))
		abort();
	snprintf(room, sizeof(room), "%s", blob.bytes);
	blob_clear(&blob);
	return room;
}

#define CONSOLE "xen/console"

static void one_address_has_one_stand_in_wherever_it_stands(void)
{
	auto_of(redactor) struct redactor *redactor = make();

	ASSERT_TEXT(redacted(redactor, "sys/class/net/eth0/address", "52:54:00:ab:cd:ef\n"),
			"02:00:00:00:00:01\n");
	ASSERT_TEXT(redacted(redactor, "sys/class/net/eth1/address", "52:54:00:ab:cd:f0\n"),
			"02:00:00:00:00:02\n");
	ASSERT_TEXT(redacted(redactor, CONSOLE, "(XEN) mac=52:54:00:AB:CD:EF,52:54:00:ab:cd:f0;"),
			"(XEN) mac=02:00:00:00:00:01,02:00:00:00:00:02;");
	/* of a longer one, the end */
	ASSERT_TEXT(redacted(redactor, CONSOLE, "80:00:52:54:00:ab:cd:ef"),
			"80:00:02:00:00:00:00:01");
	/* the IPv6 address that is made of it */
	ASSERT_TEXT(redacted(redactor, "proc/net/if_inet6",
				    "fe80000000000000505400fffeabcdef 02\n"),
			"fe80000000000000000000fffe000001 02\n");
}

static void what_only_looks_like_one_stays(void)
{
	static const char *const texts[] = { "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff",
		"52:54:00:ab:cd", "x52:54:00:ab:cd:ef", "52:54:00:ab:cd:efg", "0000:00:05.0",
		"00000000-0000-0000-0000-000000000000", "7ffe0000-7ffe0fff",
		"fe800000000000005054000000abcdef", "" };
	auto_of(redactor) struct redactor *redactor = make();

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		ASSERT_TEXT(redacted(redactor, CONSOLE, texts[i]), texts[i]);
}

static void a_uuid_is_replaced_in_texts_and_in_paths(void)
{
	static const char path[] = "xenstore/vm/be41959d-5b0c-40d7-b361-ffca7f3026a2/name";
	auto_of(redactor) struct redactor *redactor = make();
	struct blob blob = { 0 };

	ASSERT_TEXT(redacted(redactor, "xen/domains",
				    "1 uuid=BE41959D-5b0c-40d7-b361-ffca7f3026a2 type=hvm"),
			"1 uuid=00000000-0000-4000-8000-000000000001 type=hvm");
	CU_ASSERT_EQUAL(xpt__redact_name(redactor, xpt__span_of(path), &blob), 0);
	ASSERT_TEXT(blob.bytes, "xenstore/vm/00000000-0000-4000-8000-000000000001/name");
	blob_clear(&blob);
}

static void serial_numbers_are_replaced_where_serial_numbers_stand(void)
{
	auto_of(redactor) struct redactor *redactor = make();

	ASSERT_TEXT(redacted(redactor, "sys/block/sda/device/serial", " WD-123 \n"),
			"SERIAL000001\n");
	ASSERT_TEXT(redacted(redactor, "sys/class/nvme/nvme0/serial", "wd-123"), "SERIAL000001\n");
	ASSERT_TEXT(redacted(redactor, "sys/block/dm-0/dm/uuid", "LVM-AbCdEf\n"),
			"LVM-SERIAL000002\n");
	ASSERT_TEXT(redacted(redactor, "sys/class/dmi/id/product_serial", "\n"), "\n");
	ASSERT_TEXT(redacted(redactor, "pci/0000:00:05.0",
				    "vendor 8086\nserial 01-02-03-04-05-06-07-08\n"),
			"vendor 8086\nserial 00-00-00-00-00-00-00-01\n");
	/* of names: as it stands in config space, and where the disk's driver tells it */
	ASSERT_TEXT(redacted(redactor, "etc/xpt/names",
				    "\t\"0000:04:00.0 disk0 id=8086:10d3 serial=01-02-03-04-05-06-07-08 nvme=WD-123\",\n"),
			"\t\"0000:04:00.0 disk0 id=8086:10d3 serial=00-00-00-00-00-00-00-01 nvme=SERIAL000001\",\n");
	ASSERT_TEXT(redacted(redactor, "etc/xpt/names",
				    "names = [ '1-2 a usb2=2 serial=WD-123', '1-3 b serial=a%20b','04:00.0 c serial=01' ]\n"),
			"names = [ '1-2 a usb2=2 serial=SERIAL000001', '1-3 b serial=SERIAL000003','04:00.0 c serial=00-00-00-00-00-00-00-02' ]\n");
	ASSERT_TEXT(redacted(redactor, "sys/bus/usb/devices/1-3/serial", "a b\n"),
			"SERIAL000003\n");
	/* a file of another place */
	ASSERT_TEXT(redacted(redactor, "proc/serial", "WD-123"), "WD-123");
}

static void names_are_replaced_as_whole_words_the_longest_first(void)
{
	auto_of(redactor) struct redactor *redactor = make();

	ASSERT_TEXT(redacted(redactor, "xenstore/local/domain/1/name", "web"), "guest1");
	ASSERT_TEXT(redacted(redactor, "etc/fstab", "web-db web website cobweb Web rack-7.example"),
			"guest2 guest1 website cobweb Web host1.example");
	/* the device mapper doubles dashes */
	ASSERT_TEXT(redacted(redactor, "proc/mounts", "/dev/mapper/rack--7-root / ext4"),
			"/dev/mapper/host1-root / ext4");
	ASSERT_TEXT(redacted(redactor, "xenstore/local/domain/0/name", "Domain-0"), "Domain-0");
	/* a word of another subject is no name */
	ASSERT_TEXT(redacted(redactor, "pci-ids/8086:10d3", "web controller"), "web controller");
}

static void tables_of_the_firmware_stay_as_they_are(void)
{
	static const char table[] = "DMAR\0\0web 52:54:00:ab:cd:ef";
	auto_of(redactor) struct redactor *redactor = make();
	struct blob blob = { 0 };

	CU_ASSERT_EQUAL(xpt__redact_answer(redactor, "sys/firmware/acpi/tables/DMAR",
					(struct span){ table, sizeof(table) }, &blob),
			0);
	CU_ASSERT_EQUAL_FATAL(blob.length, sizeof(table));
	CU_ASSERT(!memcmp(blob.bytes, table, sizeof(table)));
	blob_clear(&blob);
}

/* Whatever surrounds it, and wherever a text is cut. */
static void no_address_comes_through_whatever_surrounds_it(void)
{
	auto_of(redactor) struct redactor *redactor = make();
	char text[64];

	for (int before = 1; before < 256; before++)
		for (int after = 1; after < 256; after++) {
			bool in_word = strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
						       before) ||
					strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:",
							after);

			snprintf(text, sizeof(text), "%c52:54:00:ab:cd:ef%c", before, after);
			if (!in_word && strstr(redacted(redactor, CONSOLE, text), "ab:cd:ef")) {
				CU_FAIL(text);
				return;
			}
		}
}

SUITE(pseudonyms)
{
	TEST(one_address_has_one_stand_in_wherever_it_stands);
	TEST(what_only_looks_like_one_stays);
	TEST(a_uuid_is_replaced_in_texts_and_in_paths);
	TEST(serial_numbers_are_replaced_where_serial_numbers_stand);
	TEST(names_are_replaced_as_whole_words_the_longest_first);
	TEST(tables_of_the_firmware_stay_as_they_are);
	TEST(no_address_comes_through_whatever_surrounds_it);
}
