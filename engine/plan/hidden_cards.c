/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hidden_cards.h"

#include <xpt/boot.h>

#include <string.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../boot/files.h"
#include "../boot/hide.h"
#include "../config/names.h"

/* The file of a snapshot. NULL: there is none; captures of old do not tell. */
static int find_file(const struct xpt_host *host, const struct boot_file **ret_file,
		struct xpt_error **ret_error)
{
	const struct fact_text *fact = &host->boot->cards_file;

	*ret_file = fact->state == XPT_FACT_KNOWN ?
			xpt__boot_file(&host->boot->files, HIDDEN_FILE) :
			NULL;
	return fact->state != XPT_FACT_UNREADABLE || host->captured ?
			0 :
			xpt__error_set(ret_error, XPT_UNREADABLE,
					"what hide= was written for is not known: %s",
					fact->reason);
}

/* The hide= of these edits; false: they leave it alone. */
static bool find_hide(const struct boot_edits *edits, struct span *ret_list)
{
	for (size_t i = 0; i < edits->count; i++) {
		const struct boot_edit *edit = &edits->items[i];

		if (edit->line != BOOT_LINE_DOM0 ||
				!xpt__cmdline_hides(xpt__span_of(edit->key), ret_list))
			continue;
		/* the last one counts */
		if (edit->count)
			(void)xpt__cmdline_hides(
					xpt__span_of(edit->words[edit->count - 1]), ret_list);
		return true;
	}
	return false;
}

/* hide= of this boot, of the next one until now, and as it will be. */
struct hide_lists {
	struct hide_list running, old, new;
};

/*
 * What was noted before stays, as another card at its address is not the one that was hidden; what this boot
 * hides is needed until the next. What is hidden anew is noted anew.
 */
static void keep_noted(const struct xpt_host *host, const struct hide_lists *lists,
		struct device_names *cards)
{
	const struct device_names *noted = &host->boot->cards;

	for (size_t i = 0; i < noted->count; i++) {
		const struct device_name *card = &noted->items[i];

		if (xpt__hide_takes_at(host,
				    xpt__hide_takes_at(host, &lists->new, card->bdf) ?
						    &lists->old :
						    &lists->running,
				    card->bdf))
			cards->items[cards->count++] = *card;
	}
}

static int note_device(struct builder *builder, const struct xpt_device *device,
		struct device_names *cards, struct xpt_error **ret_error)
{
	struct device_name *card = &cards->items[cards->count];
	const char *why;

	if (xpt__names_at(cards, device->bdf))
		return 0;
	why = xpt__names_identify(builder->arena, device, &card->identity);
	if (why && !*why)
		return xpt__error_no_memory(ret_error);
	if (why)
		return 0;
	card->bdf = device->bdf;
	(void)xpt_bdf_format(device->bdf, card->address);
	cards->count++;
	return 0;
}

static int note_all(struct builder *builder, const struct hide_lists *lists,
		struct device_names *ret_cards, struct xpt_error **ret_error)
{
	const struct xpt_host *host = builder->host;
	int rc = 0;

	ret_cards->items = xpt__arena_array(builder->arena,
			host->boot->cards.count + host->device_count + 1,
			sizeof(*ret_cards->items));
	if (!ret_cards->items)
		return xpt__error_no_memory(ret_error);
	keep_noted(host, lists, ret_cards);
	for (size_t i = 0; i < host->device_count && !rc; i++)
		if (xpt__hide_takes(&lists->new, &host->devices[i]))
			rc = note_device(builder, &host->devices[i], ret_cards, ret_error);
	return rc;
}

static bool read_lists(struct builder *builder, struct span text, struct hide_lists *ret_lists)
{
	const struct fact_text *running = &builder->host->pciback_hide;

	return xpt__hide_parse(builder->arena,
			       xpt__span_of(running->state == XPT_FACT_KNOWN ? running->value :
									       NULL),
			       &ret_lists->running) &&
			xpt__hide_parse(builder->arena, xpt__span_of(builder->host->boot->hide),
					&ret_lists->old) &&
			xpt__hide_parse(builder->arena, text, &ret_lists->new);
}

int xpt__plan_hidden_cards(struct builder *builder, const struct boot_edits *edits,
		struct xpt_error **ret_error)
{
	struct device_names cards = { 0 };
	const struct boot_file *file;
	const char *after = NULL;
	struct hide_lists lists;
	struct span text;
	int rc = 0;

	if (!find_hide(edits, &text))
		return 0;
	rc = find_file(builder->host, &file, ret_error);
	if (!rc && !read_lists(builder, text, &lists))
		rc = xpt__error_no_memory(ret_error);
	rc = rc ? rc : note_all(builder, &lists, &cards, ret_error);
	if (rc)
		return rc;
	if (cards.count)
		after = xpt__hidden_text(builder->arena, cards.items, cards.count);
	builder->failed |= cards.count && !after;
	if (file ? !after || !xpt__span_is(file->text, after) : after != NULL)
		xpt__plan_file(builder, HIDDEN_FILE, file ? &file->text : NULL, after,
				"hide= goes by address: xpt boot check then knows another card there");
	return 0;
}

static int fill_notes(struct builder *builder, const void *request, const char **ret_title,
		struct xpt_error **ret_error)
{
	const struct boot *boot = builder->host->boot;
	const struct boot_file *file;
	const char *after = NULL;
	int rc;

	(void)request;
	if (!boot)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the snapshot was taken without XPT_DETAIL_BOOT");
	*ret_title = "forget what was at addresses that hide= names no longer";
	rc = find_file(builder->host, &file, ret_error);
	if (rc || !file || !boot->void_cards)
		return rc;
	if (boot->cards.count)
		after = xpt__hidden_text(builder->arena, boot->cards.items, boot->cards.count);
	builder->failed |= boot->cards.count && !after;
	xpt__plan_file(builder, HIDDEN_FILE, &file->text, after,
			"somebody took these out of hide= by hand: what is put in there again may be another card");
	return 0;
}

int xpt_plan_for_boot_notes(const struct xpt_host *host, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error)
{
	return xpt__plan_build(host, NULL, fill_notes, ret_plan, ret_error);
}

int xpt__plan_hidden_cards_back(
		struct builder *builder, const struct xpt_host *now, struct xpt_error **ret_error)
{
	const struct boot_file *was, *is;
	int rc = find_file(builder->host, &was, ret_error);

	rc = rc ? rc : find_file(now, &is, ret_error);
	if (rc || (was ? is && xpt__span_is(is->text, was->text.at) : !is))
		return rc;
	xpt__plan_file(builder, HIDDEN_FILE, is ? &is->text : NULL,
			was ? xpt__plan_copy(builder, was->text) : NULL, "as it was before");
	return 0;
}
