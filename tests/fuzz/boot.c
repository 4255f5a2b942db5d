/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is read of the next boot: menus, rules, the firmware's variables, and what an initramfs holds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../engine/base/hide_list.h"
#include "../../engine/boot/efi.h"
#include "../../engine/boot/hide_rules.h"
#include "../../engine/boot/loader.h"
#include "../../engine/formats/initramfs.h"
#include "../../engine/formats/kernel_events.h"
#include "../../engine/source/cpio.h"
#include "../../engine/source/source.h"
#include "fuzz.h"

static ssize_t give_span(void *data, char *to, size_t room, struct xpt_error **ret_error)
{
	struct span *rest = data;
	size_t part = rest->length < room ? rest->length : room;

	(void)ret_error;
	memcpy(to, rest->at, part);
	rest->at += part;
	rest->length -= part;
	return (ssize_t)part;
}

static bool read_archives(struct span bytes, struct cpio_links *links, struct blob *ret_told)
{
	FILE *to = open_memstream(&ret_told->bytes, &ret_told->length);
	bool packed;
	char first;

	if (!to)
		return false;
	(void)xpt__cpio_facts(give_span, &bytes, links, to, &packed, &first, NULL);
	return !fclose(to);
}

/* As source/initramfs.c does it, of what can be read. */
static void follow_links(struct span bytes, struct blob *ret_told)
{
	auto_blob struct blob once = { 0 }, nothing = { 0 };
	struct cpio_links links = { 0 };
	bool any;
	FILE *to;

	if (read_archives(bytes, &links, &once) &&
			!xpt__cpio_links_follow(&links, blob_span(&once), &any, NULL) &&
			(!any || read_archives(bytes, &links, &nothing))) {
		to = open_memstream(&ret_told->bytes, &ret_told->length);
		if (to) {
			xpt__cpio_links_write(&links, blob_span(&once), to);
			fclose(to);
		}
	}
	xpt__cpio_links_clear(&links);
}

/* The archives, then what is told of them. */
void fuzz_initramfs(const uint8_t *data, size_t size)
{
	struct span bytes = { (const char *)data, size }, told = bytes;
	auto_blob struct blob text = { 0 };
	struct before_udev top;
	const char *why;

	follow_links(bytes, &text);
	for (int i = 0; i < 2; i++, told = blob_span(&text)) {
		(void)xpt__initramfs_has_pciback(told, "6.1");
		(void)xpt__initramfs_starts_udev(told);
		(void)xpt__initramfs_has_rules(told, "10-xpt-hide.rules", SPAN("a\nb\n"));
		(void)xpt__initramfs_softdep(told, "nvme");
		xpt__initramfs_init_top(told, &top);
		(void)xpt__initramfs_by_dracut(told);
		xpt__initramfs_dracut(told, told, &top);
		(void)xpt__initramfs_keeps_out(told);
		(void)xpt__initramfs_loads(told, "nvme");
		(void)xpt__initramfs_other_start(told);
		(void)xpt__kernel_events_pciback(told, &why);
	}
}

/* Variables of EFI firmware; an entry's title is text and ends. */
void fuzz_efi(struct span bytes)
{
	struct efi_order order;
	struct efi_entry entry;
	unsigned int number;

	(void)xpt__efi_number(bytes, &number);
	if (xpt__efi_order(bytes, &order) && order.count > EFI_ORDER_MAX)
		abort();
	if (xpt__efi_entry(bytes, &entry) && strlen(entry.title) > EFI_TITLE_MAX)
		abort();
}

void fuzz_boot(const char *text)
{
	static const char *const menus[] = { "boot/grub/grub.cfg", "boot/grub2/grub.cfg",
		"boot/extlinux.conf", "boot/efi/xen.cfg" };
	static const char *const words[] = { "a=1;b" };
	struct boot_edit edits[] = { { BOOT_LINE_XEN, "a", words, 1 },
		{ BOOT_LINE_DOM0, "ro", words, 0 } };
	const struct boot_edits both = { edits, 2 };
	struct arena *arena = xpt__arena_new();
	struct boot_change change;
	struct boot_next next;

	for (size_t i = 0; arena && i < 8; i++) {
		struct boot_file items[] = {
			{ menus[i / 2], XPT_FACT_KNOWN, xpt__span_of(text), NULL },
			{ i % 2 ? "etc/debian_version" : "etc/xensource-inventory", XPT_FACT_KNOWN,
					xpt__span_of(text), NULL },
			{ "boot/grub/grubenv", XPT_FACT_KNOWN, xpt__span_of(text), NULL },
			{ "etc/default/grub.d/zz-xpt.cfg", XPT_FACT_KNOWN, xpt__span_of(text),
					NULL },
		};
		struct boot_files files = { items, 4, { .state = XPT_FACT_KNOWN } };

		if (xpt__boot_next(arena, &files, &next) &&
				!xpt__boot_edit(arena, &files, &both, &change, NULL) &&
				change.files[0].after) {
			items[0].text = xpt__span_of(change.files[0].after);
			(void)xpt__boot_next(arena, &files, &next);
		}
	}
	xpt__arena_free(arena);
}

/* A list that the kernel takes is the same list in our spelling. */
static void fuzz_hide_list(struct arena *arena, const char *text)
{
	struct hide_list list, again;
	const char *ours;

	if (!xpt__hide_parse(arena, xpt__span_of(text), &list) || list.error)
		return;
	ours = xpt__hide_text(arena, list.entries, list.count);
	if (!ours || !xpt__hide_entries(arena, xpt__span_of(ours), &again))
		return;
	if (again.error || again.count != list.count)
		abort();
	for (size_t i = 0; i < list.count; i++)
		if (xpt_bdf_compare(list.entries[i].bdf, again.entries[i].bdf))
			abort();
}

/* What is not as xpt writes it is edited; all else is written as it was read. */
void fuzz_hide_rules(const char *text)
{
	struct arena *arena = xpt__arena_new();
	struct hide_rules rules;
	const char *again;

	if (arena)
		fuzz_hide_list(arena, text);
	if (arena && xpt__hide_rules_parse(arena, xpt__span_of(text), &rules) && !rules.edited) {
		again = xpt__hide_rules_text(arena, rules.items, rules.count);
		if (again && strcmp(again, text) != 0)
			abort();
	}
	xpt__arena_free(arena);
}
