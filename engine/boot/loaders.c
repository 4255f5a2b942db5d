/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "loader.h"

#include "other_entries.h"

const struct boot_loader *const xpt__boot_loaders[] = { &xpt__loader_grub_xcp,
	&xpt__loader_grub_debian, &xpt__loader_grub2, &xpt__loader_extlinux, &xpt__loader_xen_efi,
	NULL };

static enum xpt_state state_of(const struct boot_files *files, const char *path)
{
	const struct boot_file *file = xpt__boot_file(files, path);

	return file ? file->state : XPT_FACT_UNREAD;
}

static const struct boot_file *menu_of(
		const struct boot_loader *loader, const struct boot_files *files)
{
	if (loader->sign && state_of(files, loader->sign) != XPT_FACT_KNOWN)
		return NULL;
	for (size_t i = 0; loader->menus[i]; i++)
		if (state_of(files, loader->menus[i]) == XPT_FACT_KNOWN)
			return xpt__boot_file(files, loader->menus[i]);
	return NULL;
}

/* A menu that may be there; NULL: there is none. */
static const struct boot_file *unreadable_menu(const struct boot_files *files)
{
	for (size_t i = 0; xpt__boot_loaders[i]; i++)
		for (size_t k = 0; xpt__boot_loaders[i]->menus[k]; k++)
			if (state_of(files, xpt__boot_loaders[i]->menus[k]) == XPT_FACT_UNREADABLE)
				return xpt__boot_file(files, xpt__boot_loaders[i]->menus[k]);
	return NULL;
}

static const struct boot_loader *loader_of(
		const struct boot_files *files, const struct boot_file **ret_file)
{
	for (size_t i = 0; xpt__boot_loaders[i]; i++) {
		const struct boot_file *file = menu_of(xpt__boot_loaders[i], files);

		if (!file)
			continue;
		*ret_file = file;
		return xpt__boot_loaders[i];
	}
	return NULL;
}

/* Which loader the firmware starts is not told by files: two that are there are a doubt. */
static bool doubt_others(struct arena *arena, const struct boot_files *files,
		const struct boot_loader *taken, const struct boot_file *file,
		struct boot_next *next)
{
	for (size_t i = 0; xpt__boot_loaders[i]; i++) {
		const struct boot_loader *loader = xpt__boot_loaders[i];
		const struct boot_file *other = loader == taken ? NULL : menu_of(loader, files);
		const char *text;

		if (!other || other == file)
			continue;
		text = xpt__arena_text(arena,
				"%s is there too (%s): the firmware decides which of the two "
				"boots",
				other->path, loader->title);
		if (!text || !xpt__texts_add(arena, &next->doubts, text))
			return false;
	}
	return true;
}

static bool doubt_unreadable(
		struct arena *arena, const struct boot_files *files, struct boot_next *next)
{
	const struct boot_file *file = unreadable_menu(files);
	const char *text = !file ?
			NULL :
			xpt__arena_text(arena, "/%s cannot be read: %s", file->path, file->reason);

	return !file || (text && xpt__texts_add(arena, &next->doubts, text));
}

/* Xen puts what stands behind " -- " of its own line at the end of dom0's. */
static bool hand_on(struct arena *arena, struct boot_next *next)
{
	for (size_t i = 0; i < next->entry_count; i++) {
		struct boot_entry *entry = &next->entries[i];
		struct span more = { 0 };

		if (entry->xen && entry->xen_line.state == XPT_FACT_KNOWN)
			more = xpt__cmdline_for_dom0(xpt__span_of(entry->xen_line.value));
		if (!more.length || entry->dom0_line.state != XPT_FACT_KNOWN)
			continue;
		entry->dom0_line.value = xpt__arena_text(arena, "%s %.*s", entry->dom0_line.value,
				(int)more.length, more.at);
		if (!entry->dom0_line.value)
			return false;
	}
	return true;
}

bool xpt__boot_next(struct arena *arena, const struct boot_files *files, struct boot_next *ret_next)
{
	struct boot_next next = { .file = FACT_ABSENT("no loader that xpt knows has its file here"),
		.why = FACT_ABSENT(NULL) };
	const struct boot_file *file;
	const struct boot_loader *loader = loader_of(files, &file);

	if (loader) {
		if (!loader->next(arena, files, file, &next))
			return false;
		next.file = fact_text_known(file->path);
		if (!doubt_others(arena, files, loader, file, &next) ||
				!doubt_unreadable(arena, files, &next))
			return false;
	} else if (unreadable_menu(files)) {
		next.file = (struct fact_text)FACT_UNREADABLE(unreadable_menu(files)->reason);
	}
	next.loader = loader ? loader->title : NULL;
	next.upgrade_keeps = loader ? loader->upgrade_keeps : NULL;
	if (!hand_on(arena, &next))
		return false;
	*ret_next = next;
	return true;
}

static int refuse_words(const struct boot_edits *edits, struct xpt_error **ret_error)
{
	for (size_t i = 0; i < edits->count; i++) {
		const struct boot_edit *edit = &edits->items[i];
		const char *why = xpt__cmdline_refuse(edit->line, edit->key);

		if (why)
			return xpt__error_set(ret_error, XPT_INVALID, "\"%s\": %s", edit->key, why);
		for (size_t k = 0; k < edit->count; k++) {
			why = xpt__cmdline_refuse(edit->line, edit->words[k]);
			if (why)
				return xpt__error_set(ret_error, XPT_INVALID, "\"%s\": %s",
						edit->words[k], why);
		}
	}
	return 0;
}

/* Only a menu that is edited itself says what becomes of its other entries. */
static int ask_others(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, const struct boot_next *before,
		const struct boot_edits *edits, struct boot_change *change,
		struct xpt_error **ret_error)
{
	struct boot_files changed = { .count = files->count, .efi = files->efi };
	struct boot_next after;

	if (strcmp(change->files[0].path, file->path) != 0 || !change->files[0].after)
		return 0;
	changed.items = xpt__arena_array(arena, files->count, sizeof(*changed.items));
	if (!changed.items)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < files->count; i++) {
		changed.items[i] = files->items[i];
		if (&files->items[i] == file)
			changed.items[i].text = xpt__span_of(change->files[0].after);
	}
	if (!xpt__boot_next(arena, &changed, &after))
		return xpt__error_no_memory(ret_error);
	return xpt__other_entries(arena, before, &after, edits, change, ret_error);
}

int xpt__boot_edit(struct arena *arena, const struct boot_files *files,
		const struct boot_edits *edits, struct boot_change *ret_change,
		struct xpt_error **ret_error)
{
	const struct boot_file *file;
	const struct boot_loader *loader = loader_of(files, &file);
	struct boot_next next;
	int rc = refuse_words(edits, ret_error);

	if (rc)
		return rc;
	if (!loader && unreadable_menu(files))
		return xpt__error_set(ret_error, XPT_UNREADABLE, "/%s cannot be read: %s",
				unreadable_menu(files)->path, unreadable_menu(files)->reason);
	if (!loader)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"no boot loader that xpt knows has its files here: change "
				"the command lines in your loader's own settings");
	if (!xpt__boot_next(arena, files, &next))
		return xpt__error_no_memory(ret_error);
	if (!next.entry)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"it is not known which entry of /%s boots next (%s): set "
				"a default that is one entry, then do this again",
				file->path,
				next.doubts.count ? next.doubts.items[0] : "there is none");
	if (!next.entry->xen)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"the next boot takes \"%s\", which does not start Xen: "
				"choose an entry with Xen first",
				next.entry->title);
	rc = loader->edit(arena, files, file, &next, edits, ret_change, ret_error);
	return rc ? rc : ask_others(arena, files, file, &next, edits, ret_change, ret_error);
}

static int kept(const struct boot_next *next, enum boot_line line, const struct boot_edits *edits,
		struct xpt_error **ret_error)
{
	const struct fact_text *text =
			line == BOOT_LINE_XEN ? &next->entry->xen_line : &next->entry->dom0_line;
	const char *key;

	for (size_t i = 0; i < edits->count; i++)
		if (edits->items[i].line == line && text->state != XPT_FACT_KNOWN)
			return xpt__error_set(ret_error, XPT_REFUSED,
					"the next boot's line cannot be read any more: %s",
					text->reason ? text->reason : "it is not there");
	key = text->state == XPT_FACT_KNOWN ?
			xpt__edit_broken(xpt__span_of(text->value), line, edits) :
			NULL;
	if (!key)
		return 0;
	return xpt__error_set(ret_error, XPT_REFUSED,
			"\"%s\" is not on %s's line of \"%s\" as it should be", key,
			line == BOOT_LINE_XEN ? "Xen" : "dom0", next->entry->title);
}

int xpt__boot_kept(const struct boot_next *next, const struct boot_edits *edits,
		struct xpt_error **ret_error)
{
	int rc;

	if (!next->entry)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"it is no longer known which entry boots next");
	rc = kept(next, BOOT_LINE_XEN, edits, ret_error);
	return rc ? rc : kept(next, BOOT_LINE_DOM0, edits, ret_error);
}
