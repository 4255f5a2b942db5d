/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "other_entries.h"

#include <string.h>

#include "../base/hide_list.h"

/* One parameter of one entry that boots another time. */
struct other {
	struct arena *arena;
	const struct boot_edit *edit;
	const struct boot_entry *entry;
	struct span next, was,
			is; /* lines: of the next boot's entry before; of this one before, after */
};

static struct span line_of(const struct boot_entry *entry, enum boot_line line)
{
	const struct fact_text *text = line == BOOT_LINE_XEN ? &entry->xen_line : &entry->dom0_line;

	return text->state == XPT_FACT_KNOWN ? xpt__span_of(text->value) : (struct span){ 0 };
}

static bool has_word(struct span line, enum boot_line which, struct span wanted)
{
	struct cmdline_word word;

	while (xpt__cmdline_next(&line, which, &word) && !xpt__span_is(word.all, "--"))
		if (word.all.length == wanted.length &&
				!memcmp(word.all.at, wanted.at, wanted.length))
			return true;
	return false;
}

static const char *name_of(const struct boot_entry *entry)
{
	return entry->title ? entry->title : entry->place;
}

/* Only where nothing is wrong with it: otherwise it hides nothing. */
static bool hidden_by(struct arena *arena, struct span line, struct hide_list *ret_list)
{
	struct cmdline_word word = { .value = { 0 } };

	*ret_list = (struct hide_list){ 0 };
	if (!xpt__cmdline_find(line, BOOT_LINE_DOM0, "xen-pciback.hide", &word))
		return true;
	if (!xpt__hide_parse(arena, word.value, ret_list))
		return false;
	if (ret_list->error)
		ret_list->count = 0;
	return true;
}

/* Of the entry, what the change does not know of; all: what it would hide if that stayed. */
static bool lost_devices(struct other *other, const char **ret_lost, const char **ret_all)
{
	struct hide_list next, was, is, lost = { 0 }, all = { 0 };

	if (!hidden_by(other->arena, other->next, &next) ||
			!hidden_by(other->arena, other->was, &was) ||
			!hidden_by(other->arena, other->is, &is))
		return false;
	lost.entries = xpt__arena_array(other->arena, was.count + 1, sizeof(*lost.entries));
	all.entries = xpt__arena_array(
			other->arena, was.count + is.count + 1, sizeof(*all.entries));
	if (!lost.entries || !all.entries)
		return false;
	for (size_t i = 0; i < is.count; i++)
		all.entries[all.count++] = is.entries[i];
	for (size_t i = 0; i < was.count; i++)
		if (!xpt__hide_has(&next, was.entries[i].bdf) &&
				!xpt__hide_has(&is, was.entries[i].bdf))
			lost.entries[lost.count++] = all.entries[all.count++] = was.entries[i];
	*ret_lost = xpt__hide_text(other->arena, lost.entries, lost.count);
	*ret_all = xpt__hide_text(other->arena, all.entries, all.count);
	return *ret_lost && *ret_all;
}

static int refuse_lost_devices(struct other *other, struct xpt_error **ret_error)
{
	const char *lost, *all;

	if (!lost_devices(other, &lost, &all))
		return xpt__error_no_memory(ret_error);
	if (!*lost)
		return 0;
	return xpt__error_set(ret_error, XPT_REFUSED,
			"\"%s\" hides %s, which the entry that boots next does not, and would hide "
			"them no longer: first make both alike, xpt boot set dom0 "
			"\"xen-pciback.hide=%s\"",
			name_of(other->entry), lost, all);
}

static int note_lost_words(struct other *other, struct boot_change *change)
{
	struct span rest = other->was;
	struct cmdline_word word;

	while (xpt__cmdline_next(&rest, other->edit->line, &word) &&
			!xpt__span_is(word.all, "--")) {
		const char *text;

		if (!xpt__cmdline_same_key(
				    other->edit->line, word.key, xpt__span_of(other->edit->key)) ||
				has_word(other->next, other->edit->line, word.all) ||
				has_word(other->is, other->edit->line, word.all))
			continue;
		text = xpt__arena_text(other->arena, "%.*s of \"%s\"", (int)word.all.length,
				word.all.at, name_of(other->entry));
		if (!text || !xpt__texts_add(other->arena, &change->lost, text))
			return XPT_NO_MEMORY;
	}
	return 0;
}

/* What has an error hides nothing, and is lost all the same. */
static bool has_list_in_error(const struct other *other, bool *ret_error)
{
	struct cmdline_word word = { .value = { 0 } };
	struct hide_list list = { 0 };

	*ret_error = false;
	if (!xpt__cmdline_find(other->was, BOOT_LINE_DOM0, "xen-pciback.hide", &word))
		return true;
	if (!xpt__hide_parse(other->arena, word.value, &list))
		return false;
	*ret_error = list.error;
	return true;
}

static int look_at_hide(
		struct other *other, struct boot_change *change, struct xpt_error **ret_error)
{
	bool in_error;

	if (!has_list_in_error(other, &in_error) || (in_error && note_lost_words(other, change)))
		return xpt__error_no_memory(ret_error);
	return refuse_lost_devices(other, ret_error);
}

static int look_at(struct other *other, struct boot_change *change, struct xpt_error **ret_error)
{
	struct span list;

	if (other->edit->line == BOOT_LINE_DOM0 &&
			xpt__cmdline_hides(xpt__span_of(other->edit->key), &list))
		return look_at_hide(other, change, ret_error);
	return note_lost_words(other, change) ? xpt__error_no_memory(ret_error) : 0;
}

int xpt__other_entries(struct arena *arena, const struct boot_next *before,
		const struct boot_next *after, const struct boot_edits *edits,
		struct boot_change *change, struct xpt_error **ret_error)
{
	int rc = 0;

	for (size_t i = 0; i < before->entry_count && i < after->entry_count; i++) {
		const struct boot_entry *entry = &before->entries[i];

		if (entry == before->entry)
			continue;
		for (size_t k = 0; k < edits->count && !rc; k++) {
			const struct boot_edit *edit = &edits->items[k];
			struct other other = { arena, edit, entry,
				line_of(before->entry, edit->line), line_of(entry, edit->line),
				line_of(&after->entries[i], edit->line) };

			rc = look_at(&other, change, ret_error);
		}
	}
	return rc;
}
