/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hidden_cards.h"

#include "../../boot/cmdline.h"
#include "../../boot/files.h"
#include "../../boot/hide.h"
#include "../../config/names.h"
#include "../ask.h"

/* Of a list that the kernel refuses, what was meant is not known. */
static bool may_name(struct xpt_host *host, struct span text, struct xpt_bdf bdf)
{
	struct hide_list list = { 0 };

	host->out_of_memory |= !xpt__hide_parse(host->arena, text, &list);
	return list.error || xpt__hide_takes_at(host, &list, bdf);
}

static bool may_be_running(struct xpt_host *host, struct xpt_bdf bdf)
{
	const struct fact_text *hide = &host->pciback_hide;

	if (hide->state == XPT_FACT_ABSENT)
		return false;
	return hide->state != XPT_FACT_KNOWN || may_name(host, xpt__span_of(hide->value), bdf);
}

static bool may_be_of_entry(
		struct xpt_host *host, const struct boot_entry *entry, struct xpt_bdf bdf)
{
	const struct fact_text *line = &entry->dom0_line;
	struct cmdline_word word;

	if (line->state != XPT_FACT_KNOWN)
		return line->state != XPT_FACT_ABSENT;
	return xpt__cmdline_find(xpt__span_of(line->value), BOOT_LINE_DOM0, "xen-pciback.hide",
			       &word) &&
			may_name(host, word.value, bdf);
}

/* Neither this boot nor an entry of the menu hides it: somebody took it out of hide= by hand. */
static bool is_void(struct xpt_host *host, struct xpt_bdf bdf)
{
	const struct boot_next *next = &host->boot->next;

	if (!next->entry_count || next->doubts.count || may_be_running(host, bdf))
		return false;
	for (size_t i = 0; i < next->entry_count; i++)
		if (may_be_of_entry(host, &next->entries[i], bdf))
			return false;
	return true;
}

static void set_void_aside(struct xpt_host *host)
{
	struct device_names *cards = &host->boot->cards;
	size_t count = cards->count;

	cards->count = 0;
	for (size_t i = 0; i < count; i++)
		if (!is_void(host, cards->items[i].bdf))
			cards->items[cards->count++] = cards->items[i];
	host->boot->void_cards = count - cards->count;
}

/* Captures of old lack the file. */
void xpt__read_hidden_cards(struct xpt_host *host)
{
	struct boot *boot = host->boot;
	const struct boot_file *file = xpt__boot_file(&boot->files, HIDDEN_FILE);
	const char *why = NULL;

	boot->cards_file = fact_text_known(HIDDEN_FILE);
	if (file->state != XPT_FACT_KNOWN) {
		boot->cards_file.state = file->state;
		boot->cards_file.reason = file->reason;
		return;
	}
	host->out_of_memory |= !xpt__hidden_parse(host->arena, HIDDEN_FILE, file->text,
					       &boot->cards, &why) ||
			!xpt__names_resolve(host, &boot->cards);
	if (why)
		boot->cards_file = (struct fact_text)FACT_UNREADABLE(why);
	set_void_aside(host);
}
