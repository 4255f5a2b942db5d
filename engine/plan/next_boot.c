/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changing the next boot: the loader's file, then the program that makes its menu from it. Undoing goes
 * the other way round, so the step that stands first does nothing and its undo runs the program again.
 */
#include <xpt/boot.h>

#include <string.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../base/sum.h"
#include "../base/hide_list.h"
#include "../boot/hide_rules.h"
#include "../boot/loader.h"
#include "build.h"
#include "hidden_cards.h"
#include "hide_rules.h"

static struct boot_edit *edit_of(struct boot_edits *edits, enum boot_line line, struct span key)
{
	for (size_t i = 0; i < edits->count; i++)
		if (xpt__cmdline_same_key(line, xpt__span_of(edits->items[i].key), key))
			return &edits->items[i];
	return NULL;
}

/* What a request says of one line. */
struct line_words {
	enum boot_line line;
	const char *const *words;
	size_t count;
	bool deletes, rules;
};

/* "KEY=VALUE", "KEY"; a key that is given again gets one more word. */
static bool add_word(struct arena *arena, struct boot_edits *edits, const struct line_words *given,
		const char *word)
{
	struct span rest = xpt__span_of(word), key = rest;
	struct boot_edit *edit;
	const char **words;

	if (!given->deletes && *word != '=')
		(void)xpt__span_next_part(&rest, '=', &key);
	edit = edit_of(edits, given->line, key);
	if (!edit) {
		edit = &edits->items[edits->count++];
		words = xpt__arena_array(arena, given->count, sizeof(*words));
		*edit = (struct boot_edit){ given->line, xpt__arena_copy(arena, key.at, key.length),
			words, 0 };
		if (!edit->key || !words)
			return false;
	}
	if (given->deletes)
		return true;
	words = (const char **)(uintptr_t)edit->words;
	words[edit->count++] = word;
	return true;
}

/* Rules of udev are read from the same word, and may be more than the kernel takes. */
static int check_hide(struct arena *arena, const struct line_words *given, const char *word,
		struct xpt_error **ret_error)
{
	struct hide_list list;
	struct span value;

	if (!xpt__cmdline_hides(xpt__span_of(word), &value))
		return 0;
	if (!(given->rules ? xpt__hide_entries(arena, value, &list) :
			     xpt__hide_parse(arena, value, &list)))
		return xpt__error_no_memory(ret_error);
	return list.error ? xpt__hide_refuse(arena, &list, ret_error) : 0;
}

static int take_word(struct arena *arena, const struct line_words *given, const char *word,
		struct boot_edits *edits, struct xpt_error **ret_error)
{
	const char *why = xpt__cmdline_refuse(given->line, word);
	struct span list;
	int rc = 0;

	if (why)
		return xpt__error_set(ret_error, XPT_INVALID, "\"%s\": %s", word, why);
	if (given->deletes && strchr(word, '='))
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\": name the parameter alone to delete it", word);
	if (given->line == BOOT_LINE_DOM0)
		rc = check_hide(arena, given, word, ret_error);
	else if (xpt__cmdline_hides(xpt__span_of(word), &list))
		rc = xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\" is a parameter of dom0: xpt boot set dom0 ...", word);
	if (!rc && !add_word(arena, edits, given, word))
		rc = xpt__error_no_memory(ret_error);
	return rc;
}

static int take_words(struct arena *arena, const struct xpt_boot_request *request, bool other,
		struct boot_edits *edits, struct xpt_error **ret_error)
{
	const struct line_words given = {
		.line = (request->line == XPT_BOOT_XEN) != other ? BOOT_LINE_XEN : BOOT_LINE_DOM0,
		.words = other ? request->other_words : request->words,
		.count = other ? request->other_word_count : request->word_count,
		.deletes = request->flags & XPT_BOOT_DELETE,
		.rules = request->flags & XPT_BOOT_OVERRIDE,
	};
	int rc = 0;

	for (size_t i = 0; i < given.count && !rc; i++)
		rc = take_word(arena, &given, given.words[i], edits, ret_error);
	return rc;
}

static int take_request(struct arena *arena, const struct xpt_host *host,
		const struct xpt_boot_request *given, struct boot_edits *ret_edits,
		struct xpt_error **ret_error)
{
	struct xpt_boot_request request;
	struct boot_edits edits = { 0 };
	size_t room;
	int rc;

	if (!xpt__options_take(given, &request, sizeof(request)) || request.line > XPT_BOOT_DOM0)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	if (!host->boot)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the snapshot was taken without XPT_DETAIL_BOOT");
	room = request.word_count + request.other_word_count;
	if (!room)
		return xpt__error_set(ret_error, XPT_INVALID, "the request names no parameter");
	edits.items = xpt__arena_array(arena, room, sizeof(*edits.items));
	if (!edits.items)
		return xpt__error_no_memory(ret_error);
	rc = take_words(arena, &request, false, &edits, ret_error);
	rc = rc ? rc : take_words(arena, &request, true, &edits, ret_error);
	if (!rc)
		*ret_edits = edits;
	return rc;
}

/* Bytes of dom0's line after the change: what goes is subtracted, what comes is added. */
static int check_length(const struct boot *boot, const struct boot_edits *edits,
		struct xpt_error **ret_error)
{
	long long bytes = boot->dom0_bytes.value;
	struct span rest = xpt__span_of(boot->dom0_line.value);
	struct cmdline_word word;

	if (boot->dom0_bytes.state != XPT_FACT_KNOWN)
		return 0;
	for (size_t i = 0; i < edits->count; i++)
		for (size_t k = 0;
				edits->items[i].line == BOOT_LINE_DOM0 && k < edits->items[i].count;
				k++)
			bytes += (long long)strlen(edits->items[i].words[k]) + 1;
	while (xpt__cmdline_next(&rest, BOOT_LINE_DOM0, &word))
		for (size_t i = 0; i < edits->count; i++)
			if (edits->items[i].line == BOOT_LINE_DOM0 &&
					xpt__cmdline_same_key(BOOT_LINE_DOM0, word.key,
							xpt__span_of(edits->items[i].key)))
				bytes -= (long long)word.all.length + 1;
	if (bytes < CMDLINE_DOM0_BYTES)
		return 0;
	return xpt__error_set(ret_error, XPT_REFUSED,
			"dom0's command line would have %lld bytes, and Xen hands on %d of "
			"them: what is cut off the end of hide= would hide nothing at all",
			bytes, CMDLINE_DOM0_BYTES - 1);
}

/* What Xen puts at the end of dom0's line is not on the line that is edited. */
static int check_handed_on(const struct boot *boot, const struct boot_edits *edits,
		struct xpt_error **ret_error)
{
	struct span rest = boot->xen_line.state == XPT_FACT_KNOWN ?
			xpt__cmdline_for_dom0(xpt__span_of(boot->xen_line.value)) :
			(struct span){ 0 };
	struct cmdline_word word;

	while (rest.length && xpt__cmdline_next(&rest, BOOT_LINE_DOM0, &word))
		for (size_t i = 0; i < edits->count; i++)
			if (edits->items[i].line == BOOT_LINE_DOM0 &&
					xpt__cmdline_same_key(BOOT_LINE_DOM0, word.key,
							xpt__span_of(edits->items[i].key)))
				return xpt__error_set(ret_error, XPT_REFUSED,
						"dom0 gets \"%.*s\" from behind \"--\" of Xen's line in /%s "
						"line %lu: take it out there by hand first",
						(int)word.all.length, word.all.at,
						boot->next.file.value, boot->next.entry->line);
	return 0;
}

static const char *subject(struct builder *builder, const char *path)
{
	const char *text = xpt__arena_text(builder->arena, "/%s", path);

	builder->failed |= !text;
	return text;
}

/* Not needed where the menu is still the one from before: a program that fails leaves it alone. */
static struct op run_again(struct builder *builder, const struct boot_change *change)
{
	const struct boot_files *files = &builder->host->boot->files;
	const struct fact_text *file = &builder->host->boot->next.file;
	const struct boot_file *menu =
			file->state == XPT_FACT_KNOWN ? xpt__boot_file(files, file->value) : NULL;
	struct op op = { VERB_RUN, change->program };
	char sum[SUM_TEXT];

	if (menu && change->is_menu) {
		op.path = xpt__plan_copy(builder, xpt__span_of(menu->path));
		op.content = xpt__plan_copy(builder, xpt__span_of(xpt__sum_text(menu->text, sum)));
	}
	return op;
}

static const char *purpose(const struct boot_change *change)
{
	return change->is_menu ?
			"the boot loader reads the menu that is made from it" :
			"drivers are loaded from the initramfs, so the rules must be in it; a minute for each "
			"kernel, perhaps. Then a reboot is needed";
}

static void plan_files(struct builder *builder, const struct boot_change *change, const char *why)
{
	const char *name = subject(builder, change->files[0].path);

	if (builder->failed)
		return;
	if (change->program)
		xpt__plan_step_on(builder, name, (struct op){ .verb = VERB_NOTE_PROGRAM },
				run_again(builder, change),
				"what is made from the file is then made again");
	for (size_t i = 0; i < change->file_count; i++)
		xpt__plan_file(builder, change->files[i].path,
				change->files[i].existed ? &change->files[i].before : NULL,
				change->files[i].after, why);
	if (change->program)
		xpt__plan_step_on(builder, name, (struct op){ VERB_RUN, change->program }, NO_UNDO,
				"%s", purpose(change));
}

static bool by_rules(const struct xpt_boot_request *given)
{
	struct xpt_boot_request request;

	return xpt__options_take(given, &request, sizeof(request)) &&
			request.flags & XPT_BOOT_OVERRIDE;
}

static int change_of(struct arena *arena, const struct xpt_host *host,
		const struct xpt_boot_request *request, const struct boot_edits *edits,
		struct boot_change *ret_change, struct xpt_error **ret_error)
{
	int rc;

	if (by_rules(request))
		return xpt__plan_hide_rules(arena, host, edits, ret_change, ret_error);
	rc = check_handed_on(host->boot, edits, ret_error);
	rc = rc ? rc : check_length(host->boot, edits, ret_error);
	return rc ? rc : xpt__boot_edit(arena, &host->boot->files, edits, ret_change, ret_error);
}

static const char *title(struct builder *builder, const struct boot_edits *edits)
{
	const char *text = edits->items[0].count ? "set" : "delete";

	for (size_t i = 0; text && i < edits->count; i++) {
		const struct boot_edit *edit = &edits->items[i];
		bool last = i + 1 == edits->count;

		text = xpt__arena_text(builder->arena, "%s %s", text, edit->key);
		if (text && (last || edit[1].line != edit->line))
			text = xpt__arena_text(builder->arena, "%s on the next boot's line of %s%s",
					text, edit->line == BOOT_LINE_XEN ? "Xen" : "dom0",
					last ? "" : ", and");
	}
	return text;
}

static const char *list_of(struct builder *builder, const char *text, const char *what,
		const struct texts *texts)
{
	for (size_t i = 0; text && i < texts->count; i++)
		text = xpt__arena_text(builder->arena, "%s%s%s", text,
				i		      ? ", " :
						*text ? "; " :
							"",
				i ? texts->items[i] :
				    xpt__arena_text(builder->arena, "%s: %s", what,
						    texts->items[i]));
	return text;
}

static const char *reason(struct builder *builder, const struct boot_change *change)
{
	const char *text = "";

	if (!strcmp(change->files[0].path, HIDE_RULES_FILE))
		return "by these rules udev gives devices to pciback, before it loads any driver";
	text = list_of(builder, text, "these entries stay as they are", &change->left);
	text = list_of(builder, text, "other words go with it", &change->lost);
	builder->failed |= !text;
	return text && *text ? text : "the next boot's command lines come from it";
}

static bool is_same(const struct boot_change *change)
{
	for (size_t i = 0; i < change->file_count; i++) {
		const struct file_change *file = &change->files[i];

		if (file->after && file->existed ? !xpt__span_is(file->before, file->after) :
						   file->after || file->existed)
			return false;
	}
	return true;
}

static int fill(struct builder *builder, const void *request, const char **ret_title,
		struct xpt_error **ret_error)
{
	struct boot *boot = builder->host->boot;
	struct boot_change change;
	struct boot_edits edits;
	int rc = take_request(builder->arena, builder->host, request, &edits, ret_error);

	rc = rc ? rc :
		  change_of(builder->arena, builder->host, request, &edits, &change, ret_error);
	if (rc)
		return rc;
	*ret_title = by_rules(request) ? "change which devices udev rules hide" :
					 title(builder, &edits);
	/* a file that holds it already says nothing of a menu that was not made from it */
	if (!is_same(&change) ||
			(!by_rules(request) && change.program &&
					xpt__boot_kept(&boot->next, &edits, NULL)))
		plan_files(builder, &change, reason(builder, &change));
	return by_rules(request) ? 0 : xpt__plan_hidden_cards(builder, &edits, ret_error);
}

int xpt_plan_for_boot(const struct xpt_host *host, const struct xpt_boot_request *request,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	return xpt__plan_build(host, request, fill, ret_plan, ret_error);
}

static int rules_kept(struct arena *arena, const struct xpt_host *host,
		const struct boot_edits *edits, struct xpt_error **ret_error)
{
	struct boot_change change;
	int rc = xpt__plan_hide_rules(arena, host, edits, &change, ret_error);

	if (!rc && !is_same(&change))
		rc = xpt__error_set(ret_error, XPT_REFUSED, "/%s is not as it was written",
				change.files[0].path);
	else if (!rc && fact_is(host->boot->early.has_rules, 0))
		rc = xpt__error_set(ret_error, XPT_REFUSED,
				"\"%s\" ran, and the initramfs of the next boot has not the rules that were "
				"written",
				change.program);
	return rc;
}

int xpt_boot_kept(const struct xpt_host *host, const struct xpt_boot_request *request,
		struct xpt_error **ret_error)
{
	struct arena *arena = xpt__arena_new();
	struct boot_edits edits;
	int rc = arena ? take_request(arena, host, request, &edits, ret_error) :
			 xpt__error_no_memory(ret_error);

	if (!rc && by_rules(request))
		rc = rules_kept(arena, host, &edits, ret_error);
	else if (!rc)
		rc = xpt__boot_kept(&host->boot->next, &edits, ret_error);
	xpt__arena_free(arena);
	return rc;
}

/* Going back to what another snapshot holds. */
struct back {
	const struct xpt_host *now;
	const struct xpt_boot_request *request;
};

/* From what stands there now, or is said to, to what stood there before. */
static int turn_round(struct builder *builder, const struct xpt_host *now,
		struct file_change *change, struct xpt_error **ret_error)
{
	const struct boot_file *is =
			now && now->boot ? xpt__boot_file(&now->boot->files, change->path) : NULL;
	const char *was = change->existed ? xpt__plan_copy(builder, change->before) : NULL;

	if (!now) {
		*change = (struct file_change){ change->path,
			xpt__span_of(change->after ? change->after : ""), change->after, was };
		return 0;
	}
	if (!is || is->state == XPT_FACT_UNREADABLE)
		return xpt__error_set(ret_error, XPT_UNREADABLE, "/%s cannot be read any more",
				change->path);
	*change = (struct file_change){ change->path, is->text, is->state == XPT_FACT_KNOWN, was };
	return 0;
}

static int fill_back(struct builder *builder, const void *data, const char **ret_title,
		struct xpt_error **ret_error)
{
	const struct back *back = data;
	struct boot_change change;
	struct boot_edits edits;
	int rc = take_request(builder->arena, builder->host, back->request, &edits, ret_error);

	rc = rc ? rc :
		  change_of(builder->arena, builder->host, back->request, &edits, &change,
				  ret_error);
	if (rc)
		return rc;
	for (size_t i = 0; i < change.file_count && !rc; i++)
		rc = turn_round(builder, back->now, &change.files[i], ret_error);
	if (rc)
		return rc;
	*ret_title = xpt__arena_text(builder->arena, "bring /%s back", change.files[0].path);
	plan_files(builder, &change, "as it was before");
	return by_rules(back->request) || !back->now ?
			0 :
			xpt__plan_hidden_cards_back(builder, back->now, ret_error);
}

int xpt_plan_for_boot_undo(const struct xpt_host *before, const struct xpt_host *now,
		const struct xpt_boot_request *request, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error)
{
	const struct back back = { now, request };

	return xpt__plan_build(before, &back, fill_back, ret_plan, ret_error);
}
