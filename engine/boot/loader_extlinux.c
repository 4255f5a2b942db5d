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

struct parser {
	struct arena *arena;
	struct label *labels;
	size_t count;
	struct span wanted; /* DEFAULT */
	bool ontimeout, out_of_memory, included;
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
	else if (keyword(word, "MENU") && xpt__span_next_word(&menu, &what) &&
			keyword(what, "LABEL"))
		label->title = xpt__span_trim(menu);
	else if (keyword(word, "MENU") && keyword(what, "DEFAULT"))
		label->is_default = true;
}

static void read_line(struct parser *parser, struct span rest, unsigned long line)
{
	struct span word;

	if (!xpt__span_next_word(&rest, &word) || word.at[0] == '#')
		return;
	rest = xpt__span_trim(rest);
	if (keyword(word, "LABEL"))
		parser->labels[parser->count++] = (struct label){ .name = rest, .line = line };
	else if (keyword(word, "INCLUDE"))
		parser->included = true;
	else if (keyword(word, "ONTIMEOUT"))
		parser->ontimeout = true;
	else if (keyword(word, "DEFAULT"))
		parser->wanted = rest;
	else if (parser->count)
		read_label_line(&parser->labels[parser->count - 1], word, rest);
}

/* Cut off what stands before the next "---". */
static struct span next_module(struct span *rest)
{
	const char *end = rest->length ? memmem(rest->at, rest->length, "---", 3) : NULL;
	struct span module = *rest;

	if (!end) {
		*rest = (struct span){ 0 };
		return xpt__span_trim(module);
	}
	module.length = (size_t)(end - rest->at);
	rest->length -= module.length + 3;
	rest->at = end + 3;
	return xpt__span_trim(module);
}

static struct fact_text fact(struct parser *parser, struct span span)
{
	const char *text = xpt__arena_printable(parser->arena, span.at, span.length);

	parser->out_of_memory |= !text;
	return fact_text_known(text);
}

static void describe(struct parser *parser, const struct label *label, size_t place,
		struct boot_entry *entry)
{
	struct span rest = label->append, xen = next_module(&rest), dom0 = next_module(&rest),
		    file = { 0 };

	entry->title = fact(parser, label->title.length ? label->title : label->name).value;
	entry->id = fact(parser, label->name).value;
	entry->place = xpt__arena_text(parser->arena, "%zu", place);
	parser->out_of_memory |= !entry->place;
	entry->line = label->line;
	entry->xen = label->mboot;
	if (!label->mboot)
		return;
	xpt__span_next_word(&xen, &file);
	entry->image = fact(parser, file);
	entry->xen_line = fact(parser, xpt__span_trim(xen));
	xpt__span_next_word(&dom0, &file);
	entry->kernel = fact(parser, file);
	entry->dom0_line = fact(parser, xpt__span_trim(dom0));
	entry->initramfs = fact(parser, next_module(&rest));
}

static void choose(struct parser *parser, struct boot_next *next)
{
	const char *how = "DEFAULT";
	size_t chosen = 0;

	for (size_t i = 0; i < parser->count; i++)
		if (parser->labels[i].is_default ||
				(parser->wanted.length &&
						same(parser->labels[i].name, parser->wanted))) {
			chosen = i;
			how = parser->labels[i].is_default ? "MENU DEFAULT" : how;
		}
	if (!parser->count || parser->ontimeout || parser->included)
		return;
	next->entries[chosen].next = true;
	next->entry = &next->entries[chosen];
	next->why = fact_text_known(xpt__arena_text(parser->arena, "%s %s", how, next->entry->id));
	next->once = fact_int_known(0);
	parser->out_of_memory |= !next->why.value;
}

static void doubt(struct parser *parser, struct boot_next *next, bool is, const char *text)
{
	if (is && !xpt__texts_add(parser->arena, &next->doubts, text))
		parser->out_of_memory = true;
}

static bool read_menu(struct arena *arena, const struct boot_file *file, struct parser *ret_reading)
{
	struct parser parser = { .arena = arena };
	struct span rest = file->text, line;
	unsigned long number = 0;

	parser.labels = xpt__arena_array(arena, file->text.length / 6 + 1, sizeof(*parser.labels));
	if (!parser.labels)
		return false;
	while (xpt__span_next_line(&rest, &line))
		read_line(&parser, line, ++number);
	*ret_reading = parser;
	return true;
}

static bool next_extlinux(struct arena *arena, const struct boot_files *files,
		const struct boot_file *file, struct boot_next *ret_next)
{
	struct parser parser;

	(void)files;
	if (!read_menu(arena, file, &parser))
		return false;
	ret_next->entries = xpt__arena_array(arena, parser.count + 1, sizeof(*ret_next->entries));
	if (!ret_next->entries)
		return false;
	for (size_t i = 0; i < parser.count; i++)
		describe(&parser, &parser.labels[i], i, &ret_next->entries[i]);
	ret_next->entry_count = parser.count;
	choose(&parser, ret_next);
	doubt(&parser, ret_next, parser.ontimeout, "ONTIMEOUT may boot another label");
	doubt(&parser, ret_next, parser.included, "INCLUDE: the other file is not read");
	return !parser.out_of_memory;
}

static int edit_module(struct splices *splices, struct span module, const struct boot_edit *edit,
		struct xpt_error **ret_error)
{
	const char *end = module.at + module.length;
	struct placed_word *words;
	struct span file;
	size_t count;

	if (!xpt__span_next_word(&module, &file))
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"the APPEND line does not have the form xen … --- kernel …: "
				"change it by hand");
	words = xpt__edit_plain_words(splices->arena, module, &count);
	if (!words)
		return xpt__error_no_memory(ret_error);
	return xpt__edit_line(splices, words, count, end, edit, xpt__edit_plain, ret_error);
}

static int edit_label(struct splices *splices, const struct label *label,
		const struct boot_edits *edits, struct xpt_error **ret_error)
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
		const struct boot_file *file, const struct boot_next *next,
		const struct boot_edits *edits, struct boot_change *ret_change,
		struct xpt_error **ret_error)
{
	const struct boot_file *generator = xpt__boot_file(files, GENERATOR);
	struct boot_change change = xpt__boot_change_in_place(file);
	struct splices splices = { .arena = arena, .text = file->text };
	struct parser parser;
	int rc;

	if (generator && generator->state != XPT_FACT_ABSENT)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"/%s is generated: change xen_opts= (Xen) or "
				"default_kernel_opts= (dom0) in /" GENERATOR
				", then run update-extlinux",
				file->path);
	if (!read_menu(arena, file, &parser))
		return xpt__error_no_memory(ret_error);
	rc = edit_label(&splices, &parser.labels[next->entry - next->entries], edits, ret_error);
	change.files[0].after = rc ? NULL : xpt__splice(&splices);
	xpt__splices_clear(&splices);
	if (!rc && !change.files[0].after)
		rc = xpt__error_no_memory(ret_error);
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
