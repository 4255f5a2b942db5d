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

SUITE(redact)
{
	TEST(passwords_of_a_boot_loader_stay_at_home);
}
