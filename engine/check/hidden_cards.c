/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hidden_cards.h"

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
	const struct device_name *card = xpt__hidden_note(boot, device, &there);
	const char *named = xpt__names_identity_text(arena, &card->identity), *found;
	struct device_identity identity;
	struct xpt_finding *finding;

	found = xpt__names_identify(arena, device, &identity);
	found = found ? found : xpt__names_identity_text(arena, &identity);
	if (!named || !found || !*found)
		return XPT_NO_MEMORY;
	finding = xpt__report_add(report, cause,
			PLACEHOLDERS({ "device", device->address }, { "address", card->address },
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
	const struct device_name *card = xpt__hidden_note(host->boot, device, &there);

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
