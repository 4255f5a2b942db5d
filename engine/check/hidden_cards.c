/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hidden_cards.h"

#include "../boot/hide_rules.h"

/* Of its address, or of that of a bridge above it: an entry that names one takes all below. */
static const struct device_name *card_of(const struct boot *boot, const struct xpt_device *device,
		const struct xpt_device **ret_there)
{
	const struct device_name *card = NULL;

	for (; device && !card; device = device->parent) {
		card = xpt__names_at(&boot->cards, device->bdf);
		*ret_there = device;
	}
	return card;
}

/* A bridge that was hidden takes all below, whatever is plugged in there. */
static bool is_below_a_hidden_bridge(const struct boot *boot, const struct xpt_device *device)
{
	while ((device = device->parent)) {
		const struct device_name *bridge = xpt__names_at(&boot->cards, device->bdf);

		if (bridge && bridge->state == NAME_FOUND)
			return true;
	}
	return false;
}

/* May another note mean it, for all that is known, or a rule of udev? One that surely means it was asked before. */
static bool may_be_meant(const struct boot *boot, const struct xpt_device *device)
{
	for (size_t i = 0; i < boot->cards.count; i++) {
		const struct device_name *card = &boot->cards.items[i];

		if ((card->state == NAME_UNKNOWN || card->state == NAME_AMBIGUOUS ||
				    (card->state == NAME_MOVED && card->proof == PROOF_NUMBERS)) &&
				xpt__names_may_be(card, device))
			return true;
	}
	return xpt__hide_rule_of(&boot->rules, device) ||
			xpt__hide_rule_in_doubt(&boot->rules, device);
}

enum hidden_card xpt__check_hidden_card(
		const struct xpt_host *host, const struct xpt_device *device)
{
	const struct xpt_device *there;
	const struct device_name *card = card_of(host->boot, device, &there);

	if (host->boot->cards_file.state == XPT_FACT_UNREADABLE && !host->captured)
		return HIDDEN_CARD_UNSURE;
	if (!card || card->state == NAME_FOUND || is_below_a_hidden_bridge(host->boot, device))
		return HIDDEN_CARD_SAME;
	if (card->state == NAME_REPLACED || (card->state == NAME_MOVED && card->now != there))
		return may_be_meant(host->boot, device) ? HIDDEN_CARD_UNSURE : HIDDEN_CARD_OTHER;
	return HIDDEN_CARD_UNSURE;
}

/* Numbers alone prove nothing. */
const struct device_name *xpt__check_moved_card(const struct boot *boot,
		const struct hide_list *hidden, const struct xpt_device *device)
{
	for (size_t i = 0; i < boot->cards.count; i++) {
		const struct device_name *card = &boot->cards.items[i];

		if (card->state == NAME_MOVED && card->now == device &&
				card->proof != PROOF_NUMBERS && xpt__hide_names(hidden, card->bdf))
			return card;
	}
	return NULL;
}

int xpt__check_other_card(struct xpt_report *report, struct arena *arena, const struct cause *cause,
		const struct boot *boot, const struct xpt_device *device)
{
	const struct xpt_device *there;
	const struct device_name *card = card_of(boot, device, &there);
	const char *named = xpt__names_identity_text(arena, &card->identity), *found;
	struct device_identity identity;
	struct xpt_finding *finding;

	found = xpt__names_identify(arena, device, &identity);
	found = found ? found : xpt__names_identity_text(arena, &identity);
	if (!named || !found || !*found)
		return XPT_NO_MEMORY;
	finding = xpt__report_add(report, cause,
			BLANKS({ "device", device->address }, { "address", card->address },
					{ "named", named }, { "found", found },
					{ "card",
							card->state == NAME_MOVED ?
									card->now->address :
									NULL }));
	return finding ? xpt__finding_file(finding, boot->cards_file.value, card->line,
					 xpt__arena_text(arena, "%s %s", card->address, named)) :
			 XPT_NO_MEMORY;
}

static const char *why_unsure(const struct xpt_host *host, const struct xpt_device *device)
{
	const struct xpt_device *there;
	const struct device_name *card = card_of(host->boot, device, &there);

	if (!card)
		return host->boot->cards_file.reason;
	if (card->state == NAME_UNKNOWN)
		return card->why;
	return card->state == NAME_REPLACED || card->now != there ?
			"another note, or a rule of udev, may mean it" :
			"it has no serial number and is in another slot";
}

int xpt__check_unsure_card(const struct xpt_host *host, struct xpt_report *report,
		const struct xpt_device *device)
{
	return xpt__check_unreadable_of(host, report,
			"whether it is the card that hide= was written for",
			why_unsure(host, device), device->address);
}
