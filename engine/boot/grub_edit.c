/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changing grub.cfg where nothing generates it: XCP-ng, XenServer. */
#include <string.h>

#include "grub_edit.h"

/* Of XCP-ng's own tools: the entry called as the product, and "… (Serial)". */
static bool is_own_title(const char *title, struct span brand)
{
	size_t length = title ? strlen(title) : 0;

	return title &&
			(xpt__span_is(brand, title) ||
					(length > 9 && !strcmp(title + length - 8, "(Serial)")));
}

struct span xpt__grub_brand(struct span inventory)
{
	struct span line, key;

	while (xpt__span_next_line(&inventory, &line))
		if (xpt__span_next_part(&line, '=', &key) && xpt__span_is(key, "PRODUCT_BRAND") &&
				line.length >= 2)
			return (struct span){ line.at + 1, line.length - 2 };
	return (struct span){ 0 };
}

/* Bytes that end a word, or mean something else, outside of quotes. */
const char *xpt__grub_quote(struct arena *arena, const char *word)
{
	const char *value = strchr(word, '=');

	if (!strpbrk(word, ";&|<>{}#"))
		return word;
	if (!value)
		return xpt__arena_text(arena, "\"%s\"", word);
	return xpt__arena_text(arena, "%.*s=\"%s\"", (int)(value - word), word, value + 1);
}

static bool within(const struct boot_file *file, struct span part)
{
	return part.at >= file->text.at &&
			part.at + part.length <= file->text.at + file->text.length;
}

static int edit_command(struct splices *splices, const struct boot_file *file,
		const struct grub_command *command, const struct boot_edit *edit,
		struct xpt_error **ret_error)
{
	struct placed_word *words =
			xpt__arena_array(splices->arena, command->count + 1, sizeof(*words));
	const struct grub_word *last = &command->words[command->count - 1];

	if (!words)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < command->count; i++) {
		const struct grub_word *word = &command->words[i];

		if (!within(file, word->source))
			return xpt__error_set(ret_error, XPT_UNSUPPORTED,
					"the line is in another file than %s", file->path);
		words[i] = (struct placed_word){ word->source, xpt__span_of(word->value),
			word->split || word->unknown || (!word->plain && word->variable.length) };
	}
	/* the command and its file are no words of the line */
	return xpt__edit_line(splices, words + (command->count > 1 ? 2 : 1),
			command->count > 2 ? command->count - 2 : 0,
			last->source.at + last->source.length, edit, xpt__grub_quote, ret_error);
}

static int edit_entry(struct splices *splices, struct grub *grub, const struct boot_file *file,
		const struct grub_entry *entry, const struct boot_edits *edits,
		struct xpt_error **ret_error)
{
	struct grub_loads loads;
	int rc = 0;

	xpt__grub_entry_loads(grub, entry, &loads);
	if (grub->out_of_memory)
		return xpt__error_no_memory(ret_error);
	if (!loads.xen.count || !loads.dom0.count)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"the entry \"%s\" (%s line %lu) does not load Xen and "
				"a kernel",
				entry->title, file->path, entry->body.line);
	if (loads.maybe || loads.cut)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"what the entry \"%s\" (%s line %lu) loads depends on the "
				"script, or \";\" cuts a line short: fix it by hand",
				entry->title, file->path, entry->body.line);
	for (size_t i = 0; i < edits->count && !rc; i++)
		rc = edit_command(splices, file,
				edits->items[i].line == BOOT_LINE_XEN ? &loads.xen : &loads.dom0,
				&edits->items[i], ret_error);
	return rc;
}

static bool leave(struct arena *arena, struct boot_change *change, const struct grub_entry *entry)
{
	const char *title = entry->title ?
			xpt__arena_printable(arena, entry->title, strlen(entry->title)) :
			"";
	const char *text = title ? xpt__arena_text(arena, "\"%s\"", title) : NULL;

	return text && xpt__texts_add(arena, &change->left, text);
}

int xpt__grub_edit(struct arena *arena, const struct boot_file *file, struct grub *grub,
		const struct grub_entry *chosen, struct span brand, const struct boot_edits *edits,
		struct boot_change *ret_change, struct xpt_error **ret_error)
{
	struct boot_change change = xpt__boot_change_in_place(file);
	struct splices splices = { .arena = arena, .text = file->text };
	int rc = 0;

	for (size_t i = 0; i < grub->entries.count && !rc; i++) {
		const struct grub_entry *entry = &grub->entries.items[i];

		if (entry->submenu)
			continue;
		if (entry == chosen || is_own_title(entry->title, brand))
			rc = edit_entry(&splices, grub, file, entry, edits, ret_error);
		else if (!leave(arena, &change, entry))
			rc = xpt__error_no_memory(ret_error);
	}
	change.files[0].after = rc ? NULL : xpt__splice(&splices);
	xpt__splices_clear(&splices);
	if (rc)
		return rc;
	if (!change.files[0].after)
		return xpt__error_no_memory(ret_error);
	*ret_change = change;
	return 0;
}
