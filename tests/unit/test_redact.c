/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/source/redact.h"

#include "unit.h"

static int no_text(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	(void)source, (void)path, (void)ret_blob, (void)ret_error;
	return XPT_NOT_FOUND;
}

static int no_names(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	(void)source, (void)path, (void)ret_names, (void)ret_error;
	return XPT_NOT_FOUND;
}

static int no_link(struct source *source, const char *path, char **ret_target,
		struct xpt_error **ret_error)
{
	(void)source, (void)path, (void)ret_target, (void)ret_error;
	return XPT_NOT_FOUND;
}

static void nothing(struct source *source)
{
	(void)source;
}

static bool becomes(const char *path, const char *text, const char *expected)
{
	static const struct source_ops ops = { no_text, no_names, no_link, nothing };
	struct source source = { &ops };
	auto_of(redactor) struct redactor *redactor = NULL;
	auto_blob struct blob blob = { 0 };

	CU_ASSERT_FALSE_FATAL(xpt__redactor_new(&source, &redactor, NULL));
	CU_ASSERT_FALSE_FATAL(xpt__redact_answer(redactor, path, xpt__span_of(text), &blob));
	return !strcmp(blob.bytes, expected);
}

static void passwords_of_a_boot_loader_stay_at_home(void)
{
	CU_ASSERT(becomes("boot/grub/grub.cfg",
			"set superusers=\"root\"\npassword_pbkdf2 root grub.pbkdf2.sha512.1.AB\n"
			"\tpassword root secret\nmenuentry 'a' {\n}",
			"set superusers=\"root\"\npassword_pbkdf2 redacted\npassword redacted\n"
			"menuentry 'a' {\n}"));
	CU_ASSERT(becomes("boot/grub/grubenv", "# GRUB\nsaved_entry=0\n\n###",
			"# GRUB\nsaved_entry=0\n\n###"));
}

static void a_boot_entry_of_the_firmware_keeps_its_title_alone(void)
{
	static const char path[] =
			"sys/firmware/efi/efivars/Boot0001-8be4df61-93ca-11d2-aa0d-00e098032b8c";
	static const char entry[] = "\7\0\0\0\1\0\0\0\6\0a\0b\0\0\0secret";
	static const char kept[] = "\7\0\0\0\1\0\0\0\0\0a\0b\0\0\0";
	static const struct source_ops ops = { no_text, no_names, no_link, nothing };
	struct source source = { &ops };
	auto_of(redactor) struct redactor *redactor = NULL;
	auto_blob struct blob blob = { 0 };

	CU_ASSERT_FALSE_FATAL(xpt__redactor_new(&source, &redactor, NULL));
	for (size_t length = 0; length < sizeof(entry); length++) {
		CU_ASSERT_FALSE_FATAL(xpt__redact_answer(
				redactor, path, (struct span){ entry, length }, &blob));
		blob_clear(&blob);
	}
	CU_ASSERT_FALSE_FATAL(xpt__redact_answer(
			redactor, path, (struct span){ entry, sizeof(entry) - 1 }, &blob));
	CU_ASSERT_EQUAL_FATAL(blob.length, sizeof(kept) - 1);
	CU_ASSERT(!memcmp(blob.bytes, kept, sizeof(kept) - 1));
}

SUITE(redact)
{
	TEST(a_boot_entry_of_the_firmware_keeps_its_title_alone);
	TEST(passwords_of_a_boot_loader_stay_at_home);
}
