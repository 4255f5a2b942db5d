/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bare numbers: what one call means by an errno, and how OCaml's Unix library counts them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xpt/explain.h>

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/text.h"
#include "errnos.h"

/* What toolstacks and libxc call them, less "xc_", "physdev_" and the like. */
static const struct {
	const char *call;
	int number;
	const char *meaning;
} meanings[] = {
	{ "map_pirq", 6, "the bridge above the device is not found, or its memory is not decoded" },
	{ "map_pirq", 19, "another domain owns the device" },
	{ "map_pirq", 22,
			"the host has no interrupt or no CPU vector left, or the MSI-X entry is beyond those that "
			"Xen counted" },
	{ "map_pirq", 23, "the device has fewer message interrupts" },
	{ "map_pirq", 28,
			"the domain has no interrupts (PIRQs) left: extra_guest_irqs= on Xen's command line" },
	{ "map_pirq", 38, "dom0 is PVH, which has no such call" },
	{ "map_pirq", 61, "Xen has not recorded the device's MSI-X table" },
	{ "test_assign_device", 22,
			"another domain has the device, or Xen does not know it; Xen says the same of both" },
	{ "test_assign_device", 38, "there is no IOMMU" },
	{ "test_assign_device", 95, "there is no IOMMU, or the domain was created without it" },
};

#define MEANINGS (sizeof(meanings) / sizeof(*meanings))

static const struct {
	int constructor, number;
} of_ocaml[] = { { 3, 9 }, { 4, 16 }, { 12, 22 }, { 19, 19 }, { 23, 12 }, { 24, 28 }, { 25, 38 },
	{ 29, 6 }, { 30, 1 }, { 35, 3 }, { 36, 18 }, { 47, 95 }, { 50, 98 }, { 62, 110 } };

static const char *const assigning[] = { "assign_device", "deassign_device" };

static bool is_assigning(const char *call)
{
	for (size_t i = 0; i < sizeof(assigning) / sizeof(*assigning); i++)
		if (!strcmp(call, assigning[i]))
			return true;
	return false;
}

static bool is_call(const char *call)
{
	for (size_t i = 0; i < MEANINGS; i++)
		if (!strcmp(call, meanings[i].call))
			return true;
	return is_assigning(call);
}

static const char *meaning_of(const char *call, int number)
{
	for (size_t i = 0; i < MEANINGS; i++)
		if (meanings[i].number == number && !strcmp(call, meanings[i].call))
			return meanings[i].meaning;
	return NULL;
}

static int write_errno(int number, const char *call, char ret_text[XPT_CODE_TEXT],
		struct xpt_error **ret_error)
{
	struct arena *arena = xpt__arena_new();
	const char *meaning = call ? meaning_of(call, number) : NULL, *reason;

	reason = arena ? xpt__errno_reason(arena, number, call && is_assigning(call)) : NULL;
	if (reason)
		snprintf(ret_text, XPT_CODE_TEXT, "%s%s%s", reason, meaning ? ": " : "",
				meaning ? meaning : "");
	xpt__arena_free(arena);
	return reason ? 0 : xpt__error_no_memory(ret_error);
}

int xpt_explain_errno(const char *number, const char *call, char ret_text[XPT_CODE_TEXT],
		struct xpt_error **ret_error)
{
	int value = xpt__errno_number(number);

	if (!value)
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\" is not an errno: give a number, as 22 or -22, or its "
				"name, as EINVAL",
				number);
	if (call && !strncmp(call, "xc_", 3))
		call += 3;
	if (call && !strncmp(call, "physdev_", 8))
		call += 8;
	if (call && !is_call(call))
		return xpt__error_set(ret_error, XPT_INVALID,
				"nothing is known of a call \"%s\": take map_pirq, assign_device, "
				"deassign_device or test_assign_device",
				call);
	return write_errno(value, call, ret_text, ret_error);
}

static int explain_constructor(
		const char *code, char ret_text[XPT_CODE_TEXT], struct xpt_error **ret_error)
{
	uint64_t constructor;
	int number = 0;

	if (xpt__span_number(xpt__span_of(code), 10, &constructor))
		for (size_t i = 0; i < sizeof(of_ocaml) / sizeof(*of_ocaml); i++)
			if (of_ocaml[i].constructor == (int)constructor && constructor < 100)
				number = of_ocaml[i].number;
	if (!number)
		return xpt__error_set(ret_error, XPT_INVALID,
				"no meaning is known of xenopsd's %s: the errno stands behind it, as in "
				"Unix_error(30, \"1: …\"); take --errno for that",
				code);
	return write_errno(number, "assign_device", ret_text, ret_error);
}

int xpt_explain_code(const char *code, char ret_text[XPT_CODE_TEXT], struct xpt_error **ret_error)
{
	const char *reason;
	char *end;

	if (!strncmp(code, "xenopsd:", 8))
		return explain_constructor(code + 8, ret_text, ret_error);
	if (!strncmp(code, "libxl:", 6))
		code += 6;
	if (!strtol(code, &end, 10) || *end)
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\" is not a code: give libxl's, as -9, or xenopsd's, as "
				"xenopsd:30",
				code);
	reason = xpt__libxl_code_reason(code);
	if (!reason)
		return xpt__error_set(ret_error, XPT_INVALID, "libxl has no code %s", code);
	snprintf(ret_text, XPT_CODE_TEXT, "%s", reason);
	return 0;
}
