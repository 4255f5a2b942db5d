/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hidden_cards.h"

#include "hide_rules.h"

const struct device_name *xpt__hidden_note(const struct boot *boot, const struct xpt_device *device,
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

enum hidden_card xpt__hidden_card(const struct xpt_host *host, const struct xpt_device *device)
{
	const struct xpt_device *there;
	const struct device_name *card = xpt__hidden_note(host->boot, device, &there);

	if (host->boot->cards_file.state == XPT_FACT_UNREADABLE && !host->captured)
		return HIDDEN_CARD_UNSURE;
	if (!card || card->state == NAME_FOUND || is_below_a_hidden_bridge(host->boot, device))
		return HIDDEN_CARD_SAME;
	if (card->state == NAME_REPLACED || (card->state == NAME_MOVED && card->now != there))
		return may_be_meant(host->boot, device) ? HIDDEN_CARD_UNSURE : HIDDEN_CARD_OTHER;
	return HIDDEN_CARD_UNSURE;
}
