/* SPDX-License-Identifier: GPL-2.0-or-later */
/* extlinux (Alpine, old XCP-ng): LABEL, KERNEL or COM32 mboot.c32, APPEND xen … --- kernel … --- initramfs. */
#include <string.h>
#include <strings.h>

#include "loader.h"

struct label {
	struct span name, title, append;
	unsigned long line;
	bool mboot, is_default;
};

struct reading {
	struct arena *arena;
	struct label *labels;
	size_t count;
	struct span wanted; /* DEFAULT */
	bool ontimeout, starved, included;
};

static bool keyword(struct span word, const char *name)
{
	return word.length == strlen(name) && !strncasecmp(word.at, name, word.length);
}

static bool same(struct span a, struct span b)
{
	return a.length == b.length && (!a.length || !memcmp(a.at, b.at, a.length));
}

static void read_label_line(struct label *label, struct span word, struct span rest)
{
	struct span menu = rest, what = { 0 };

	if (keyword(word, "KERNEL") || keyword(word, "COM32") || keyword(word, "LINUX"))
		label->mboot = memmem(rest.at, rest.length, "mboot.c32", 9) != NULL;
	else if (keyword(word, "APPEND"))
		label->append = rest;
	else if (keyword(word, "MENU") && span_next_word(&menu, &what) && keyword(what, "LABEL"))
		label->title = span_trim(menu);
	else if (keyword(word, "MENU") && keyword(what, "DEFAULT"))
		label->is_default = true;
}

static void read_line(struct reading *reading, struct span rest, unsigned long line)
{
	struct span word;

	if (!span_next_word(&rest, &word) || word.at[0] == '#')
		return;
	rest = span_trim(rest);
	if (keyword(word, "LABEL"))
		reading->labels[reading->count++] = (struct label){ .name = rest, .line = line };
	else if (keyword(word, "INCLUDE"))
		reading->included = true;
	else if (keyword(word, "ONTIMEOUT"))
		reading->ontimeout = true;
	else if (keyword(word, "DEFAULT"))
		reading->wanted = rest;
	else if (reading->count)
		read_label_line(&reading->labels[reading->count - 1], word, rest);
}

/* Cut off what stands before the next "---". */
static struct span next_module(struct span *rest)
{
	const char *end = rest->length ? memmem(rest->at, rest->length, "---", 3) : NULL;
	struct span module = *rest;

	if (!end) {
		*rest = (struct span){ 0 };
		return span_trim(module);
	}
	module.length = (size_t)(end - rest->at);
	rest->length -= module.length + 3;
	rest->at = end + 3;
	return span_trim(module);
}

static struct fact_text fact(struct reading *reading, struct span span)
{
	const char *text = arena_printable(reading->arena, span.at, span.length);

	reading->starved |= !text;
	return fact_text_known(text);
}

static void describe(struct reading *reading, const struct label *label, size_t place,
		struct boot_entry *entry)
{
	struct span rest = label->append, xen = next_module(&rest), dom0 = next_module(&rest), file = { 0 };

	entry->title = fact(reading, label->title.length ? label->title : label->name).value;
	entry->id = fact(reading, label->name).value;
	entry->place = arena_text(reading->arena, "%zu", place);
	reading->starved |= !entry->place;
	entry->line = label->line;
	entry->xen = label->mboot;
	if (!label->mboot)
		return;
	span_next_word(&xen, &file);
	entry->image = fact(reading, file);
	entry->xen_line = fact(reading, span_trim(xen));
	span_next_word(&dom0, &file);
	entry->kernel = fact(reading, file);
	entry->dom0_line = fact(reading, span_trim(dom0));
	entry->initramfs = fact(reading, next_module(&rest));
}

static void choose(struct reading *reading, struct boot_next *next)
{
	const char *how = "DEFAULT";
	size_t chosen = 0;

	for (size_t i = 0; i < reading->count; i++)
		if (reading->labels[i].is_default || (reading->wanted.length &&
				same(reading->labels[i].name, reading->wanted))) {
			chosen = i;
			how = reading->labels[i].is_default ? "MENU DEFAULT" : how;
		}
	if (!reading->count || reading->ontimeout || reading->included)
		return;
	next->entries[chosen].next = true;
	next->entry = &next->entries[chosen];
	next->why = fact_text_known(arena_text(reading->arena, "%s %s", how, next->entry->id));
	next->once = fact_int_known(0);
	reading->starved |= !next->why.value;
}

static void doubt(struct reading *reading, struct boot_next *next, bool is, const char *text)
{
	if (is && !texts_add(reading->arena, &next->doubts, text))
		reading->starved = true;
}

static bool read_menu(struct arena *arena, const struct boot_file *file, struct reading *ret_reading)
{
	struct reading reading = { .arena = arena };
	struct span rest = file->text, line;
	unsigned long number = 0;

	reading.labels = arena_array(arena, file->text.length / 6 + 1, sizeof(*reading.labels));
	if (!reading.labels)
		return false;
	while (span_next_line(&rest, &line))
		read_line(&reading, line, ++number);
	*ret_reading = reading;
	return true;
}

static bool next_extlinux(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, struct boot_next *ret_next)
{
	struct reading reading;

	(void)files;
	if (!read_menu(arena, file, &reading))
		return false;
	ret_next->entries = arena_array(arena, reading.count + 1, sizeof(*ret_next->entries));
	if (!ret_next->entries)
		return false;
	for (size_t i = 0; i < reading.count; i++)
		describe(&reading, &reading.labels[i], i, &ret_next->entries[i]);
	ret_next->entry_count = reading.count;
	choose(&reading, ret_next);
	doubt(&reading, ret_next, reading.ontimeout, "ONTIMEOUT may boot another label");
	doubt(&reading, ret_next, reading.included, "INCLUDE: the other file is not read");
	return !reading.starved;
}

static int edit_module(struct splices *splices, struct span module, const struct boot_edit *edit,
		struct xpt_error **ret_error)
{
	const char *end = module.at + module.length;
	struct placed_word *words;
	struct span file;
	size_t count;

	if (!span_next_word(&module, &file))
		return error_set(ret_error, XPT_UNSUPPORTED, "the APPEND line has not the form xen … --- kernel …: "
				"change it by hand");
	words = xpt__edit_plain_words(splices->arena, module, &count);
	if (!words)
		return error_no_memory(ret_error);
	return xpt__edit_line(splices, words, count, end, edit, xpt__edit_plain, ret_error);
}

static int edit_label(struct splices *splices, const struct label *label, const struct boot_edits *edits,
		struct xpt_error **ret_error)
{
	struct span rest = label->append, xen = next_module(&rest), dom0 = next_module(&rest);
	int rc = 0;

	for (size_t i = 0; i < edits->count && !rc; i++)
		rc = edit_module(splices, edits->items[i].line == BOOT_LINE_XEN ? xen : dom0,
				&edits->items[i], ret_error);
	return rc;
}

#define GENERATOR "etc/update-extlinux.conf"

static int edit_extlinux(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, const struct boot_next *next, const struct boot_edits *edits,
		struct boot_change *ret_change, struct xpt_error **ret_error)
{
	const struct boot_file *generator = xpt__boot_file(files, GENERATOR);
	struct boot_change change = { .path = file->path, .before = file->text, .existed = true };
	struct splices splices = { .arena = arena, .text = file->text };
	struct reading reading;
	int rc;

	if (generator && generator->state != XPT_FACT_ABSENT)
		return error_set(ret_error, XPT_UNSUPPORTED, "/%s is generated: change xen_opts= (Xen) or "
				"default_kernel_opts= (dom0) in /" GENERATOR ", then run update-extlinux", file->path);
	if (!read_menu(arena, file, &reading))
		return error_no_memory(ret_error);
	rc = edit_label(&splices, &reading.labels[next->entry - next->entries], edits, ret_error);
	change.after = rc ? NULL : xpt__splice(&splices);
	xpt__splices_clear(&splices);
	if (!rc && !change.after)
		rc = error_no_memory(ret_error);
	if (!rc)
		*ret_change = change;
	return rc;
}

const struct boot_loader xpt__loader_extlinux = {
	.name = "extlinux",
	.title = "extlinux",
	.menus = (const char *const[]){ "boot/extlinux.conf", "boot/extlinux/extlinux.conf", NULL },
	.others = (const char *const[]){ GENERATOR, NULL },
	.next = next_extlinux,
	.edit = edit_extlinux,
};
