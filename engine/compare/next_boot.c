/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of a comparison: what the next boot shall hide, and what shall stand on its command lines. */
#include "items.h"

#include <string.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../boot/cmdline.h"
#include "../boot/hidden_cards.h"

/* hide= goes by address: what it takes in the place of another card, the boot gives back. */
static void judge_hidden(const struct xpt_host *host, const struct xpt_device *device,
		struct xpt_item *shown)
{
	shown->state = XPT_ITEM_DIFFERS;
	if (device->hidden_next.state != XPT_FACT_KNOWN) {
		shown->is = "not known";
		return;
	}
	if (!device->hidden_next.value) {
		shown->is = "dom0's";
		return;
	}
	switch (xpt__hidden_card(host, device)) {
	case HIDDEN_CARD_OTHER:
		shown->is = "hidden for another card";
		break;
	case HIDDEN_CARD_UNSURE:
		shown->is = "hidden, perhaps for another card";
		break;
	case HIDDEN_CARD_SAME:
	default:
		shown->is = "hidden";
		shown->state = XPT_ITEM_SAME;
		break;
	}
}

/* @device NULL: there is none. */
static int add_hidden(const struct comparison_builder *run, const struct desired_hidden *hidden,
		const struct xpt_device *device)
{
	struct xpt_comparison *comparison = run->comparison;
	struct item item = {
		.kind = ITEM_HIDE,
		.called = hidden->name,
		.found = device,
		.bdf = device ? device->bdf : hidden->at_bdf.bdf,
	};
	char address[XPT_BDF_TEXT];

	item.sought = xpt__arena_text(comparison->arena, "%s",
			device ? device->address :
					hidden->name ?
				 hidden->name :
				 xpt__bdf_pattern_text(&hidden->at_bdf, address));
	item.shown.subject = xpt__arena_text(
			comparison->arena, "%s at the next boot", item.sought ? item.sought : "");
	item.shown.wanted = "hidden";
	if (!comparison->host->boot) {
		item.shown.is = "not known";
		item.shown.state = XPT_ITEM_UNREAD;
	} else if (device) {
		judge_hidden(comparison->host, device, &item.shown);
	} else {
		item.shown.is = xpt__comparison_named_is(comparison, hidden->name);
		item.shown.state = XPT_ITEM_DIFFERS;
	}
	return xpt__comparison_add(run, item, hidden->at);
}

static int add_all_hidden(const struct comparison_builder *run, const struct desired_hidden *hidden)
{
	const struct xpt_device *device;
	size_t index = 0;
	int rc = 0;

	if (hidden->name) {
		device = xpt__comparison_named(run->comparison, hidden->name);
		return xpt__comparison_has(run, ITEM_HIDE, device) ?
				0 :
				add_hidden(run, hidden, device);
	}
	while (!rc && xpt__comparison_match(run, &hidden->at_bdf, &index, &device))
		if (!xpt__comparison_has(run, ITEM_HIDE, device))
			rc = add_hidden(run, hidden, device);
	return rc;
}

static struct span key_of(const char *word)
{
	struct span rest = xpt__span_of(word), key;

	return xpt__span_next_part(&rest, '=', &key) ? key : xpt__span_of(word);
}

static bool go_together(const struct desired_option *a, const struct desired_option *b)
{
	return a->line == b->line &&
			xpt__cmdline_same_key(a->line, key_of(a->word), key_of(b->word));
}

/* "a=1 a=2"; NULL: no memory. */
static const char *join(struct arena *arena, const char *text, struct span word)
{
	return text ? xpt__arena_text(arena, "%s%s%.*s", text, *text ? " " : "", (int)word.length,
				      word.at) :
		      NULL;
}

/* What the next boot has of the option's key; "": nothing. */
static const char *words_now(const struct xpt_comparison *comparison,
		const struct desired_option *option, const struct fact_text *line)
{
	struct span rest = xpt__span_of(line->value);
	struct cmdline_word word;
	const char *text = "";

	if (option->line == BOOT_LINE_XEN)
		rest = xpt__cmdline_of_xen(rest);
	while (xpt__cmdline_next(&rest, option->line, &word))
		if (xpt__cmdline_same_key(option->line, word.key, key_of(option->word)))
			text = join(comparison->arena, text, word.all);
	return text;
}

static void judge_option(const struct xpt_comparison *comparison,
		const struct desired_option *option, struct xpt_item *shown)
{
	const struct boot *boot = comparison->host->boot;
	const struct fact_text *line = NULL;

	shown->is = "not known";
	shown->state = boot ? XPT_ITEM_DIFFERS : XPT_ITEM_UNREAD;
	if (boot)
		line = option->line == BOOT_LINE_XEN ? &boot->xen_line : &boot->dom0_line;
	if (!line || line->state != XPT_FACT_KNOWN)
		return;
	shown->is = words_now(comparison, option, line);
	if (!shown->is || !shown->wanted)
		return;
	if (!strcmp(shown->is, shown->wanted))
		shown->state = XPT_ITEM_SAME;
	else if (!*shown->is)
		shown->is = "not there";
}

static int add_option(const struct comparison_builder *run, size_t first)
{
	struct xpt_comparison *comparison = run->comparison;
	const struct desired_option *options = comparison->desired->options.items,
				    *option = &options[first];
	size_t count = comparison->desired->options.count;
	const char **words = xpt__arena_array(comparison->arena, count - first, sizeof(*words));
	struct item item = { .kind = ITEM_OPTION, .line = option->line, .words = words };
	struct span key = key_of(option->word);
	const char *wanted = "";

	if (!words)
		return xpt__error_no_memory(run->ret_error);
	for (size_t i = first; i < count; i++)
		if (go_together(option, &options[i])) {
			words[item.word_count++] = options[i].word;
			wanted = join(comparison->arena, wanted, xpt__span_of(options[i].word));
		}
	item.shown.subject = xpt__arena_text(comparison->arena, "%.*s of %s at the next boot",
			(int)key.length, key.at, option->line == BOOT_LINE_XEN ? "Xen" : "dom0");
	item.shown.wanted = wanted;
	judge_option(comparison, option, &item.shown);
	return xpt__comparison_add(run, item, option->at);
}

int xpt__comparison_boot(const struct comparison_builder *run)
{
	const struct xpt_desired *desired = run->comparison->desired;
	const struct desired_option *options = desired->options.items;
	int rc = 0;

	for (size_t i = 0; !rc && i < desired->hidden.count; i++)
		rc = add_all_hidden(run, &desired->hidden.items[i]);
	for (size_t i = 0; !rc && i < desired->options.count; i++) {
		bool known = false;

		for (size_t k = 0; k < i; k++)
			known |= go_together(&options[k], &options[i]);
		if (!known)
			rc = add_option(run, i);
	}
	return rc;
}
