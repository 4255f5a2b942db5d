/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GRUB as three families set it up; the script language is the same. */
#include <string.h>

#include "grub_defaults.h"
#include "grub_edit.h"

/* Does the loader's program look for a number first? Where two answers differ it is not known. */
enum family { FAMILY_UPSTREAM, FAMILY_FEDORA, FAMILY_EITHER };

/* What arrives, as GRUB joins words: one with blanks gets quotes, and quotes a backslash. */
static size_t join_word(char *to, const char *word)
{
	bool quoted = strchr(word, ' ') != NULL;
	size_t length = 0;

#define PUT(c)                            \
	do {                              \
		if (to)                   \
			to[length] = (c); \
		length++;                 \
	} while (0)
	if (quoted)
		PUT('"');
	for (; *word; word++) {
		if (strchr("\\'\"", *word))
			PUT('\\');
		PUT(*word);
	}
	if (quoted)
		PUT('"');
	PUT(' ');
#undef PUT
	return length;
}

/* The command's file: its first word that is no option. */
static size_t file_at(const struct grub_command *command)
{
	size_t at = 1;

	while (at < command->count && command->words[at].value[0] == '-')
		at++;
	return at;
}

static struct fact_text file_of(struct grub *grub, const struct grub_command *command)
{
	size_t at = file_at(command);
	const char *text;

	if (at >= command->count)
		return (struct fact_text)FACT_ABSENT(NULL);
	if (command->words[at].unknown)
		return (struct fact_text)FACT_UNREADABLE(
				"it depends on a variable of GRUB that is not known");
	text = xpt__arena_printable(
			grub->arena, command->words[at].value, strlen(command->words[at].value));
	grub->out_of_memory |= !text;
	return fact_text_known(text);
}

static struct fact_text line_of(struct grub *grub, const struct grub_command *command)
{
	size_t first = file_at(command) + 1, room = 1;
	char *text, *end;

	if (!command->count)
		return (struct fact_text)FACT_ABSENT(NULL);
	for (size_t i = first; i < command->count; i++) {
		if (command->words[i].unknown)
			return (struct fact_text)FACT_UNREADABLE(
					"it depends on a variable of GRUB that is not known");
		room += join_word(NULL, command->words[i].value);
	}
	text = end = xpt__arena_alloc(grub->arena, room);
	for (size_t i = first; text && i < command->count; i++)
		end += join_word(end, command->words[i].value);
	text = text ? xpt__arena_printable(grub->arena, text, (size_t)(end - text)) : NULL;
	grub->out_of_memory |= !text;
	return fact_text_known(text);
}

static const char *place_of(struct grub *grub, const struct grub_entry *entry)
{
	const char *text = xpt__arena_text(grub->arena, "%zu", entry->position);

	for (size_t parent = entry->parent; parent && text; parent = entry->parent) {
		entry = &grub->entries.items[parent - 1];
		text = xpt__arena_text(grub->arena, "%zu>%s", entry->position, text);
	}
	grub->out_of_memory |= !text;
	return text;
}

static const char *shown(struct grub *grub, const char *text)
{
	const char *safe = text ? xpt__arena_printable(grub->arena, text, strlen(text)) : NULL;

	grub->out_of_memory |= text && !safe;
	return safe;
}

/* What an entry may do between its lines; anything else behind ";" was meant to be part of the line. */
static bool is_usual(const char *name)
{
	static const char *const all[] = { "echo", "insmod", "search", "set", "if", "multiboot2",
		"module2", "multiboot", "module", "xen_hypervisor", "xen_module", "initrd",
		"boot" };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(name, all[i]))
			return true;
	return false;
}

static void describe_loads(
		struct grub *grub, const struct grub_loads *loads, struct boot_entry *entry)
{
	const char *file = loads->chain ? strrchr(loads->chain, '/') : NULL;

	file = file ? file + 1 : loads->chain;
	entry->xen = loads->xen.count || (file && !strncmp(file, "xen", 3));
	entry->image = file_of(grub, &loads->xen);
	entry->kernel = file_of(grub, &loads->dom0);
	entry->initramfs = file_of(grub, &loads->initramfs);
	entry->xen_line = line_of(grub, &loads->xen);
	entry->dom0_line = line_of(grub, &loads->dom0);
	if (loads->chain)
		entry->xen_line = entry->dom0_line = (struct fact_text)FACT_UNREADABLE(
				"it starts another EFI program, whose own file decides");
	if (loads->maybe)
		entry->xen_line = entry->dom0_line = (struct fact_text)FACT_UNREADABLE(
				"it loads under a condition that is not known");
	if (loads->cut && loads->behind.count && !is_usual(loads->behind.words[0].value)) {
		entry->cut_at = shown(grub, loads->behind.words[0].value);
		entry->cut_line = loads->behind.line;
	}
}

static bool is_called(const struct grub_entry *entry, const char *name)
{
	return (entry->title && !strcmp(entry->title, name)) ||
			(entry->id && !strcmp(entry->id, name));
}

/* GRUB took the first that is called so; whoever named it may have meant this one. */
static const struct grub_named *named_as_well(
		const struct grub *grub, const struct grub_entry *entry)
{
	for (size_t i = 0; i < grub->named.count; i++) {
		const struct grub_named *named = &grub->named.items[i];

		if (named->entry->parent == entry->parent && named->entry < entry &&
				is_called(entry, named->name))
			return named;
	}
	return NULL;
}

/* Does @name lead to @entry, whatever else the menu has, and through the quotes of a shell? */
static bool is_of_one(const struct grub *grub, const struct grub_entry *entry, const char *name)
{
	if (!*name || (*name >= '0' && *name <= '9') || strpbrk(name, ">\"'$`\\"))
		return false;
	for (size_t i = 0; i < grub->entries.count; i++) {
		const struct grub_entry *other = &grub->entries.items[i];

		if (other != entry && other->parent == entry->parent && is_called(other, name))
			return false;
	}
	return true;
}

static void tell_twin(struct grub *grub, const struct grub_entry *entry, const char *name,
		struct boot_next *next)
{
	const char *other = entry->id && strcmp(entry->id, name) != 0 ? entry->id : entry->title;

	other = other ? other : "";
	next->twin = shown(grub, other);
	next->twin_name = shown(grub, name);
	if (next->twin && is_of_one(grub, entry, other))
		next->twin_alone = xpt__arena_text(
				grub->arena, "%s%s", next->twin, entry->submenu ? ">..." : "");
}

/* An entry with Xen is what was meant, and one without is what boots. */
static void note_twin(
		struct grub *grub, const struct grub_entry *entry, bool xen, struct boot_next *next)
{
	const struct grub_named *named = xen && !next->twin ? named_as_well(grub, entry) : NULL;

	while (xen && !next->twin && !named && entry->parent) {
		entry = &grub->entries.items[entry->parent - 1];
		named = named_as_well(grub, entry);
	}
	if (named)
		tell_twin(grub, entry, named->name, next);
}

/* Entries that boot something; a submenu is only a part of their places. */
static void list_entries(struct grub *grub, const struct grub_entry *chosen, struct boot_next *next)
{
	next->entries = xpt__arena_array(
			grub->arena, grub->entries.count + 1, sizeof(*next->entries));
	if (!next->entries) {
		grub->out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < grub->entries.count && !grub->out_of_memory; i++) {
		struct boot_entry *entry = &next->entries[next->entry_count];
		struct grub_loads loads;

		if (grub->entries.items[i].submenu)
			continue;
		xpt__grub_entry_loads(grub, &grub->entries.items[i], &loads);
		if (grub->out_of_memory)
			return;
		entry->title = shown(grub, grub->entries.items[i].title);
		entry->id = shown(grub, grub->entries.items[i].id);
		entry->place = place_of(grub, &grub->entries.items[i]);
		entry->line = grub->entries.items[i].body.line;
		entry->next = &grub->entries.items[i] == chosen;
		describe_loads(grub, &loads, entry);
		if (entry->next)
			next->entry = entry;
		note_twin(grub, &grub->entries.items[i], entry->xen, next);
		next->entry_count++;
	}
}

static const struct grub_entry *choose(struct grub *grub, enum family family, const char **ret_why)
{
	const struct grub_entry *entry = xpt__grub_choose(
			grub, family == FAMILY_FEDORA ? GRUB_ID_FIRST : GRUB_NUMBER_FIRST, ret_why);
	const char *why;

	if (entry && family == FAMILY_EITHER &&
			xpt__grub_choose(grub, GRUB_ID_FIRST, &why) != entry) {
		xpt__grub_doubt(grub, NULL, 0,
				"default=\"%s\" is one entry for GRUB as Fedora builds it and "
				"another for upstream's",
				xpt__grub_get(grub, SPAN("default")));
		return NULL;
	}
	return entry;
}

static bool open_grub(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, struct grub *grub)
{
	*grub = (struct grub){ .arena = arena,
		.files = files,
		.folder = xpt__arena_copy(
				arena, file->path, (size_t)(strrchr(file->path, '/') - file->path)),
		.platform = files->efi.state != XPT_FACT_KNOWN ? NULL :
				files->efi.value	       ? "efi" :
								 "pc" };
	if (!grub->folder)
		return false;
	xpt__grub_run(grub, file->path);
	return true;
}

static bool next_of(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, enum family family, struct boot_next *ret_next)
{
	const struct grub_entry *chosen;
	const char *why = NULL;
	struct grub grub;

	if (!open_grub(arena, files, file, &grub))
		return false;
	chosen = choose(&grub, family, &why);
	list_entries(&grub, chosen, ret_next);
	ret_next->doubts = grub.doubts;
	if (chosen) {
		ret_next->why = fact_text_known(shown(&grub, why));
		ret_next->once = fact_int_known(grub.once);
	}
	xpt__grub_clear(&grub);
	return !grub.out_of_memory;
}

static bool next_xcp(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, struct boot_next *ret_next)
{
	return next_of(arena, files, file, FAMILY_FEDORA, ret_next);
}

static bool next_debian(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, struct boot_next *ret_next)
{
	return next_of(arena, files, file, FAMILY_UPSTREAM, ret_next);
}

static bool next_either(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, struct boot_next *ret_next)
{
	return next_of(arena, files, file, FAMILY_EITHER, ret_next);
}

static int edit_xcp(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, const struct boot_next *next,
		const struct boot_edits *edits, struct boot_change *ret_change,
		struct xpt_error **ret_error)
{
	const struct boot_file *inventory = xpt__boot_file(files, "etc/xensource-inventory");
	const struct grub_entry *chosen;
	const char *why;
	struct grub grub;
	int rc;

	(void)next;
	if (!open_grub(arena, files, file, &grub))
		return xpt__error_no_memory(ret_error);
	chosen = choose(&grub, FAMILY_FEDORA, &why);
	rc = xpt__grub_edit(arena, file, &grub, chosen, xpt__grub_brand(inventory->text), edits,
			ret_change, ret_error);
	xpt__grub_clear(&grub);
	return rc;
}

/* What the menu is generated from. */
static int edit_defaults(struct arena *arena, const struct boot_files *files, const char *path,
		const struct boot_next *next, const struct boot_edits *edits, const char *program,
		struct boot_change *ret_change, struct xpt_error **ret_error)
{
	const struct boot_file *file = xpt__boot_file(files, path);
	struct boot_change change = {
		.files = { { .path = path } }, .file_count = 1, .program = program, .is_menu = true
	};
	struct file_change *made = &change.files[0];
	int rc;

	if (!file || file->state == XPT_FACT_UNREADABLE)
		return xpt__error_set(ret_error, XPT_UNREADABLE, "/%s cannot be read: %s", path,
				file && file->reason ? file->reason : "nobody looked for it");
	made->existed = file->state == XPT_FACT_KNOWN;
	if (made->existed)
		made->before = file->text;
	rc = xpt__grub_defaults_edit(
			arena, path, made->before, next->entry, edits, &made->after, ret_error);
	if (!rc)
		*ret_change = change;
	return rc;
}

#define DEBIAN_DEFAULTS "etc/default/grub.d/zz-xpt.cfg"
#define GRUB2_DEFAULTS "etc/default/grub"

static int edit_debian(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, const struct boot_next *next,
		const struct boot_edits *edits, struct boot_change *ret_change,
		struct xpt_error **ret_error)
{
	(void)file;
	return edit_defaults(arena, files, DEBIAN_DEFAULTS, next, edits, "update-grub", ret_change,
			ret_error);
}

static int edit_grub2(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, const struct boot_next *next,
		const struct boot_edits *edits, struct boot_change *ret_change,
		struct xpt_error **ret_error)
{
	const struct boot_file *defaults = xpt__boot_file(files, GRUB2_DEFAULTS);
	bool two = !strcmp(file->path, "boot/grub2/grub.cfg");

	if (!defaults || defaults->state == XPT_FACT_ABSENT)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"nothing says what /%s is generated from (there is no /" GRUB2_DEFAULTS
				"): change its lines by hand",
				file->path);
	return edit_defaults(arena, files, GRUB2_DEFAULTS, next, edits,
			two ? "grub2-mkconfig -o /boot/grub2/grub.cfg" :
			      "grub-mkconfig -o /boot/grub/grub.cfg",
			ret_change, ret_error);
}

#define EFI_XENSERVER "boot/efi/EFI/xenserver/"

/* The EFI file counts by being there, whatever the host was booted from: so do the host's own tools. */
const struct boot_loader xpt__loader_grub_xcp = {
	.name = "grub-xcp",
	.title = "GRUB of XCP-ng and XenServer",
	.menus = (const char *const[]){ EFI_XENSERVER "grub.cfg", "boot/grub/grub.cfg",
			"boot/grub2/grub.cfg", NULL },
	.others = (const char *const[]){ EFI_XENSERVER "grubenv", "boot/grub/grubenv",
			"boot/grub2/grubenv", NULL },
	.sign = "etc/xensource-inventory",
	.upgrade_keeps = (const char *const[]){ "xen-pciback.hide", "dom0_mem", "sched-gran",
			"cpuid_mask", NULL },
	.next = next_xcp,
	.edit = edit_xcp,
};

const struct boot_loader xpt__loader_grub_debian = {
	.name = "grub-debian",
	.title = "GRUB of Debian and Ubuntu",
	.menus = (const char *const[]){ "boot/grub/grub.cfg", NULL },
	.others = (const char *const[]){ "boot/grub/grubenv", "boot/grub/custom.cfg",
			DEBIAN_DEFAULTS, NULL },
	.sign = "etc/debian_version",
	.next = next_debian,
	.edit = edit_debian,
};

const struct boot_loader xpt__loader_grub2 = {
	.name = "grub2",
	.title = "GRUB",
	.menus = (const char *const[]){ "boot/grub2/grub.cfg", "boot/grub/grub.cfg", NULL },
	.others = (const char *const[]){ "boot/grub2/grubenv", "boot/grub2/custom.cfg",
			"boot/grub2/user.cfg", "boot/grub/grubenv", "boot/grub/custom.cfg",
			GRUB2_DEFAULTS, NULL },
	.next = next_either,
	.edit = edit_grub2,
};
