/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xen.efi started by the firmware: xen.cfg beside it (docs/misc/efi.pandoc of Xen). */
#include <string.h>

#include "loader.h"

#define SECTIONS 256

struct parser {
	struct arena *arena;
	struct span text;
	bool out_of_memory;
};

/* "[name]" at the beginning of a line. */
static bool header(struct span line, struct span *ret_name)
{
	const char *end =
			line.length && line.at[0] == '[' ? memchr(line.at, ']', line.length) : NULL;

	if (!end)
		return false;
	*ret_name = (struct span){ line.at + 1, (size_t)(end - line.at - 1) };
	return true;
}

static bool same(struct span a, struct span b)
{
	return a.length == b.length && (!a.length || !memcmp(a.at, b.at, a.length));
}

/* The value of @key in @section; an empty section is the whole file, headers and all. */
static struct span value_of(struct span text, struct span section, const char *key)
{
	bool inside = !section.length;
	struct span line, name, none = { 0 };

	while (xpt__span_next_line(&text, &line)) {
		if (section.length && header(line, &name))
			inside = same(name, section);
		else if (inside && xpt__span_starts(line, key) && line.length > strlen(key) &&
				line.at[strlen(key)] == '=')
			return xpt__span_trim((struct span){
					line.at + strlen(key) + 1, line.length - strlen(key) - 1 });
	}
	return none;
}

static struct fact_text fact(struct parser *parser, struct span span)
{
	const char *text;

	if (!span.at)
		return (struct fact_text)FACT_ABSENT(NULL);
	text = xpt__arena_printable(parser->arena, span.at, span.length);
	parser->out_of_memory |= !text;
	return fact_text_known(text);
}

static void describe(
		struct parser *parser, struct span section, size_t place, struct boot_entry *entry)
{
	struct span kernel = value_of(parser->text, section, "kernel"), file = { 0 };

	xpt__span_next_word(&kernel, &file);
	entry->title = entry->id = section.length ? fact(parser, section).value : "the whole file";
	entry->place = xpt__arena_text(parser->arena, "%zu", place);
	entry->xen = true;
	entry->image = (struct fact_text)FACT_UNREADABLE("the firmware names xen.efi");
	entry->kernel = fact(parser, file);
	entry->initramfs = fact(parser, value_of(parser->text, section, "ramdisk"));
	entry->xen_line = fact(parser, value_of(parser->text, section, "options"));
	entry->dom0_line = fact(parser, xpt__span_trim(kernel));
	parser->out_of_memory |= !entry->place;
}

static size_t list_sections(struct parser *parser, struct boot_next *next, struct span wanted)
{
	struct span rest = parser->text, line, name;
	unsigned long number = 0;
	size_t count = 0;

	while (xpt__span_next_line(&rest, &line) && count < SECTIONS) {
		number++;
		if (!header(line, &name) || !name.length || xpt__span_is(name, "global"))
			continue;
		next->entries[count].line = number;
		describe(parser, name, count, &next->entries[count]);
		if (!next->entry && same(name, wanted)) {
			next->entry = &next->entries[count];
			next->entries[count].next = true;
		}
		count++;
	}
	return count;
}

static bool next_xen_efi(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, struct boot_next *ret_next)
{
	struct parser parser = { .arena = arena, .text = file->text };
	struct span wanted = value_of(file->text, SPAN("global"), "default");
	bool chained = value_of(file->text, SPAN("global"), "chain").length;

	(void)files;
	ret_next->entries = xpt__arena_array(arena, SECTIONS + 1, sizeof(*ret_next->entries));
	if (!ret_next->entries)
		return false;
	ret_next->entry_count = list_sections(&parser, ret_next, wanted);
	if (!wanted.length) {
		/* without "default=" Xen looks for each key in the whole file */
		describe(&parser, (struct span){ 0 }, ret_next->entry_count,
				&ret_next->entries[ret_next->entry_count]);
		ret_next->entry = &ret_next->entries[ret_next->entry_count++];
		ret_next->entries[ret_next->entry_count - 1].next = true;
	}
	if (ret_next->entry)
		ret_next->why = fact_text_known(wanted.length ?
						"default= of [global]" :
						"no default= in [global]: the first line of each key");
	ret_next->once = fact_int_known(0);
	if (!xpt__texts_add(arena, &ret_next->doubts,
			    "the firmware may start xen.efi with a section of its own, or "
			    "another program") ||
			(chained &&
					!xpt__texts_add(arena, &ret_next->doubts,
							"chain=: the other file is not read")))
		return false;
	return !parser.out_of_memory;
}

static int edit_key(struct splices *splices, struct span section, const struct boot_edit *edit,
		struct xpt_error **ret_error)
{
	bool xen = edit->line == BOOT_LINE_XEN;
	struct span value = value_of(splices->text, section, xen ? "options" : "kernel"), file;
	struct placed_word *words;
	const char *end;
	size_t count;

	if (!value.at || (!xen && !xpt__span_next_word(&value, &file)))
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"the section has no \"%s=\": add it by hand",
				xen ? "options" : "kernel");
	end = value.at + value.length;
	words = xpt__edit_plain_words(splices->arena, value, &count);
	if (!words)
		return xpt__error_no_memory(ret_error);
	return xpt__edit_line(splices, words, count, end, edit, xpt__edit_plain, ret_error);
}

static int edit_xen_efi(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, const struct boot_next *next,
		const struct boot_edits *edits, struct boot_change *ret_change,
		struct xpt_error **ret_error)
{
	struct boot_change change = xpt__boot_change_in_place(file);
	struct splices splices = { .arena = arena, .text = file->text };
	int rc = 0;

	(void)files;
	(void)next;
	for (size_t i = 0; i < edits->count && !rc; i++)
		rc = edit_key(&splices, value_of(file->text, SPAN("global"), "default"),
				&edits->items[i], ret_error);
	change.files[0].after = rc ? NULL : xpt__splice(&splices);
	xpt__splices_clear(&splices);
	if (!rc && !change.files[0].after)
		rc = xpt__error_no_memory(ret_error);
	if (!rc)
		*ret_change = change;
	return rc;
}

const struct boot_loader xpt__loader_xen_efi = {
	.name = "xen-efi",
	.title = "xen.efi",
	.menus = (const char *const[]){ "boot/efi/EFI/xen/xen.cfg", "boot/efi/EFI/qubes/xen.cfg",
			"boot/efi/xen.cfg", NULL },
	.others = (const char *const[]){ NULL },
	.next = next_xen_efi,
	.edit = edit_xen_efi,
};
