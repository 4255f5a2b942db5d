/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The serial number that a card's vital product data holds: what is read of it, and names that are bound to it. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../engine/base/error.h"
#include "../../engine/config/names.h"
#include "../../engine/formats/vpd.h"
#include "../../engine/source/pci_vpd.h"
#include "fake_source.h"
#include "unit.h"

#define BYTES(text) (const unsigned char *)(text), sizeof(text) - 1
#define NAME "\x82\x03\0NIC"
/* A card's read-only part of 22 bytes: part number, serial number, and what fills it up. */
#define SOUND                   \
	NAME "\x90\x16\0PN\x04" \
	     "1234"             \
	     "SN\x06"           \
	     "AB-12 "           \
	     "RV\x03\x00\0\0\x78"

/* With the checksum as it must be. */
static size_t sound(unsigned char *to)
{
	static const char text[] = SOUND;
	unsigned int sum = 0;

	memcpy(to, text, sizeof(text) - 1);
	for (size_t i = 0; i < sizeof(text) - 5; i++)
		sum += to[i];
	to[sizeof(text) - 5] = (unsigned char)(0x100 - (sum & 0xff));
	return sizeof(text) - 1;
}

static void the_serial_number_of_the_read_only_part_is_found(void)
{
	unsigned char bytes[64];
	struct span serial = { 0 };
	size_t length = sound(bytes);

	CU_ASSERT_EQUAL(xpt__vpd_serial(bytes, length, &serial), VPD_SERIAL);
	CU_ASSERT(xpt__span_is(serial, "AB-12"));
	/* what can be written, and has no number, may stand before it */
	CU_ASSERT_EQUAL(xpt__vpd_serial(BYTES(NAME "\x91\x02\0YA\x90\x04\0SN\x01x"), &serial),
			VPD_SERIAL);
	CU_ASSERT(xpt__span_is(serial, "x"));
}

static void more_is_asked_for_until_the_part_is_there(void)
{
	unsigned char bytes[64];
	struct span serial = { 0 };
	size_t length = sound(bytes) - 1; /* the end is not needed */

	for (size_t i = 1; i < length; i++)
		CU_ASSERT_EQUAL(xpt__vpd_serial(bytes, i, &serial), VPD_MORE);
	CU_ASSERT_EQUAL(xpt__vpd_serial(bytes, length, &serial), VPD_SERIAL);
}

static void what_has_none_is_told_from_what_does_not_hold_together(void)
{
	static const struct {
		const unsigned char *bytes;
		size_t length;
		enum vpd is;
	} all[] = {
		{ BYTES(NAME "\x78"), VPD_NO_SERIAL },
		{ BYTES(NAME "\x90\x05\0PN\x02xx\x78"), VPD_NO_SERIAL },
		{ BYTES(NAME "\x90\x06\0SN\x03   \x78"), VPD_NO_SERIAL },
		{ BYTES("\0\0\0\0"), VPD_GARBLED },
		{ BYTES("\xff\xff\xff\xff"), VPD_GARBLED },
		{ BYTES("\x78"), VPD_GARBLED },
		{ BYTES("\x90\x04\0SN\x01x"), VPD_GARBLED },
		{ BYTES(NAME "\x90\x04\0SN\x02x"), VPD_GARBLED },
		{ BYTES(NAME "\x90\x05\0SN\x01xy"), VPD_GARBLED },
		{ BYTES(NAME "\x90\x08\0SN\x01xSN\x01y"), VPD_GARBLED },
		{ BYTES(NAME "\x90\x06\0SN\x03"
			     "a\nb"),
				VPD_GARBLED },
		{ BYTES(NAME "\x90\x08\0SN\x01xRV\x01\x01"), VPD_GARBLED },
		{ BYTES(NAME "\x90\x07\0SN\x01xRV\0"), VPD_GARBLED },
	};
	struct span serial = { 0 };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		CU_ASSERT_EQUAL(xpt__vpd_serial(all[i].bytes, all[i].length, &serial), all[i].is);
}

/* What the reader says of a file of these bytes. */
static const char *read_of(const void *bytes, size_t length)
{
	static char text[256];
	auto_of(error) struct xpt_error *error = NULL;
	auto_blob struct blob blob = { 0 };
	FILE *file = tmpfile();

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT_EQUAL(fwrite(bytes, 1, length, file), length);
	fflush(file);
	snprintf(text, sizeof(text), "%s",
			xpt__pci_vpd_read_from(fileno(file), "vpd", &blob, &error) ?
					xpt_error_message(error) :
					blob.bytes);
	fclose(file);
	return text;
}

static void the_reader_stops_at_the_serial_number_and_at_the_end(void)
{
	static unsigned char bytes[VPD_BYTES + 64];
	size_t length = sound(bytes);

	ASSERT_TEXT(read_of(bytes, sizeof(bytes)), "AB-12\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(read_of(bytes, length / 2), "does not hold together"));
	CU_ASSERT_PTR_NOT_NULL(strstr(read_of(NAME "\x78", 7), "has no serial number"));
	/* one part after the other, and no end */
	for (size_t i = 0; i + 6 <= sizeof(bytes); i += 6)
		memcpy(bytes + i, NAME, 6);
	CU_ASSERT_PTR_NOT_NULL(strstr(read_of(bytes, sizeof(bytes)), "does not hold together"));
}

#define PLACE "sys/bus/pci/devices/0000:0"
#define FUNCTION(bus, number)                                                                      \
	FILE_(PLACE bus ":00." number "/uevent",                                                   \
			"DRIVER=tg3\nPCI_CLASS=20000\nPCI_ID=14E4:1657\nPCI_SUBSYS_ID=1028:1F5B\n" \
			"PCI_SLOT_NAME=0000:0" bus ":00." number "\n"),                            \
			FILE_(PLACE bus ":00." number "/revision", "0x01\n"),                      \
			FILE_("pci/0000:0" bus ":00." number,                                      \
					"header_type 0\nkind endpoint\nrevision 01\n"),            \
			LINK_(PLACE bus ":00." number,                                             \
					"../../../devices/pci0000:00/0000:00:1c." bus              \
					"/0000:0" bus ":00." number)
#define CARD(bus) FUNCTION(bus, "0")
#define NAMED                                                                                   \
	FILE_("etc/xpt/names",                                                                  \
			"names = [\n\t\"0000:04:00.0 nic0 path=0000:00:1c.4/00.0 id=14e4:1657 " \
			"subsystem=1028:1f5b revision=01 vpd=AB-12\",\n]\n")
#define HOST LIST_("sys/bus/pci/devices", "0000:04:00.0 0000:05:00.0"), CARD("4"), CARD("5")

static const struct device_name *name_of(struct xpt_host *host)
{
	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_PTR_NOT_NULL_FATAL(host->names);
	CU_ASSERT_EQUAL_FATAL(host->names->count, 1);
	return &host->names->items[0];
}

static void a_name_follows_the_card_whose_vpd_has_its_serial_number(void)
{
	const struct fake files[] = { HOST, NAMED,
		FILE_("xen/pci-owners",
				"0000:04:00.0 - d0 - node -1\n0000:05:00.0 - d0 - node -1\n"),
		FILE_("pci-vpd/0000:04:00.0", "ZZ-99\n"), FILE_("pci-vpd/0000:05:00.0", "AB-12\n"),
		END_ };
	struct xpt_host *host = fake_host(files, XPT_DETAIL_CONFIG);

	ASSERT_TEXT(name_of(host)->shown_state, "moved");
	ASSERT_TEXT(name_of(host)->shown_now.value, "0000:05:00.0");
	ASSERT_TEXT(name_of(host)->shown_proof.value, "serial");
	xpt_host_free(host);
}

static void vpd_of_a_guests_card_is_not_read_and_its_name_not_confirmed(void)
{
	const struct fake files[] = { HOST, NAMED,
		FILE_("xen/pci-owners",
				"0000:04:00.0 - d7 - node -1\n0000:05:00.0 - d0 - node -1\n"),
		FILE_("pci-vpd/0000:04:00.0", "AB-12\n"), FILE_("pci-vpd/0000:05:00.0", "ZZ-99\n"),
		END_ };
	struct xpt_host *host = fake_host(files, XPT_DETAIL_CONFIG);

	ASSERT_TEXT(name_of(host)->shown_state, "found");
	ASSERT_TEXT(name_of(host)->shown_proof.value, "path");
	CU_ASSERT_PTR_NOT_NULL(strstr(name_of(host)->unconfirmed, "while a guest has the device"));
	xpt_host_free(host);
}

/* The serial number of 04:00.0, with 04:00.1 beside it; "?" and why where it is not known. Static buffer. */
static const char *serial_beside(const char *owners, const char *physfn)
{
	static char said[128];
	const struct fake files[] = { LIST_("sys/bus/pci/devices", "0000:04:00.0 0000:04:00.1"),
		FUNCTION("4", "0"), FUNCTION("4", "1"), FILE_("xen/pci-owners", owners),
		FILE_("pci-vpd/0000:04:00.0", "AB-12\n"),
		physfn ? (struct fake)LINK_(PLACE "4:00.1/physfn", physfn) : (struct fake)END_,
		END_ };
	struct xpt_host *host = fake_host(files, XPT_DETAIL_VPD);
	struct fact_text serial;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	serial = fake_device(host, "0000:04:00.0")->vpd_serial;
	snprintf(said, sizeof(said), "%s%s", serial.state == XPT_FACT_KNOWN ? "" : "? ",
			serial.state == XPT_FACT_KNOWN ? serial.value : serial.reason);
	xpt_host_free(host);
	return said;
}

/* Linux would read that of some cards by the registers of the other one. */
static void vpd_is_not_read_while_another_function_may_be_a_guests(void)
{
	static const char theirs[] = "0000:04:00.0 - d0 - node -1\n0000:04:00.1 - d7 - node -1\n";

	ASSERT_TEXT(serial_beside(theirs, NULL),
			"? it stands in the VPD, which is not read while a guest has another function of "
			"the card");
	ASSERT_TEXT(serial_beside("0000:04:00.0 - d0 - node -1\n", NULL),
			"? it stands in the VPD, which is not read while it is not known whether a guest "
			"has another function of the card");
	ASSERT_TEXT(serial_beside(theirs, "../0000:04:00.0"), "AB-12");
}

static void vpd_is_asked_of_nothing_but_what_a_name_may_mean(void)
{
	const struct fake unnamed[] = { HOST,
		FILE_("xen/pci-owners",
				"0000:04:00.0 - d0 - node -1\n0000:05:00.0 - d0 - node -1\n"),
		FILE_("pci-vpd/0000:04:00.0", "AB-12\n"), END_ };
	struct xpt_host *host = fake_host(unnamed, XPT_DETAIL_CONFIG);

	CU_ASSERT_EQUAL(fake_device(host, "0000:04:00.0")->vpd_serial.state, XPT_FACT_UNREAD);
	xpt_host_free(host);
	host = fake_host(unnamed, XPT_DETAIL_VPD);
	CU_ASSERT(fact_text_is(fake_device(host, "0000:04:00.0")->vpd_serial, "AB-12"));
	CU_ASSERT_EQUAL(fake_device(host, "0000:05:00.0")->vpd_serial.state, XPT_FACT_ABSENT);
	xpt_host_free(host);
}

static void a_card_is_named_by_the_serial_number_of_its_vpd(void)
{
	const struct fake files[] = { HOST,
		FILE_("xen/pci-owners",
				"0000:04:00.0 - d0 - node -1\n0000:05:00.0 - d0 - node -1\n"),
		FILE_("pci-vpd/0000:04:00.0", "AB-12\n"), FILE_("pci-vpd/0000:05:00.0", "x\"y\n"),
		END_ };
	struct xpt_host *host = fake_host(files, XPT_DETAIL_VPD);
	struct device_identity identity;

	CU_ASSERT_PTR_NULL(xpt__names_identify(
			host->arena, fake_device(host, "0000:04:00.0"), &identity));
	ASSERT_TEXT(identity.vpd, "AB-12");
	/* one that the file could not keep is none */
	CU_ASSERT_PTR_NULL(xpt__names_identify(
			host->arena, fake_device(host, "0000:05:00.0"), &identity));
	CU_ASSERT_PTR_NULL(identity.vpd);
	xpt_host_free(host);
}

SUITE(vpd)
{
	TEST(the_serial_number_of_the_read_only_part_is_found);
	TEST(more_is_asked_for_until_the_part_is_there);
	TEST(what_has_none_is_told_from_what_does_not_hold_together);
	TEST(the_reader_stops_at_the_serial_number_and_at_the_end);
	TEST(a_name_follows_the_card_whose_vpd_has_its_serial_number);
	TEST(vpd_of_a_guests_card_is_not_read_and_its_name_not_confirmed);
	TEST(vpd_is_not_read_while_another_function_may_be_a_guests);
	TEST(vpd_is_asked_of_nothing_but_what_a_name_may_mean);
	TEST(a_card_is_named_by_the_serial_number_of_its_vpd);
}
