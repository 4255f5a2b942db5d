/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hide_rules.h"

#include "../base/bdf.h"

#define MARK "# xpt "

/*
 * Events of several devices are handled at once, and one of them loads a driver for all: so whichever comes first
 * sets the overrides of all devices. A device that has a driver is left alone.
 */
static const char head[] =
		"# written by \"xpt hide\"; change it with \"xpt hide\" and \"xpt unhide\"\n"
		"ACTION!=\"add\", GOTO=\"xpt_hide_end\"\n"
		"SUBSYSTEM!=\"pci\", GOTO=\"xpt_hide_end\"\n"
		"TEST!=\"/sys/hypervisor/type\", GOTO=\"xpt_hide_end\"\n";
static const char tail[] = "LABEL=\"xpt_hide_end\"\n";

/* A module that is loaded already looks at the device only when it is told to. */
static void write_rule(FILE *to, const struct hide_rule *rule)
{
	char bdf[XPT_BDF_TEXT];

	xpt_bdf_format(rule->bdf, bdf);
	fprintf(to,
			MARK
			"%s %04x:%04x %04x:%04x\n"
			"TEST!=\"/sys/bus/pci/devices/%s/driver\", ATTR{[pci/%s]vendor}==\"0x%04x\", "
			"ATTR{[pci/%s]device}==\"0x%04x\", ATTR{[pci/%s]subsystem_vendor}==\"0x%04x\", "
			"ATTR{[pci/%s]subsystem_device}==\"0x%04x\", "
			"ATTR{[pci/%s]driver_override}=\"pciback\", "
			"ATTR{[subsystem/pci]drivers_probe}=\"%s\", "
			"RUN{builtin}+=\"kmod load xen-pciback\"\n",
			bdf, rule->vendor, rule->device, rule->subsystem_vendor,
			rule->subsystem_device, bdf, bdf, rule->vendor, bdf, rule->device, bdf,
			rule->subsystem_vendor, bdf, rule->subsystem_device, bdf, bdf);
}

const char *xpt__hide_rules_text(
		struct arena *arena, const struct hide_rule *rules, size_t rule_count)
{
	char *bytes = NULL;
	size_t length = 0;
	FILE *to;

	if (!rule_count)
		return "";
	to = open_memstream(&bytes, &length);
	if (!to)
		return NULL;
	fputs(head, to);
	for (size_t i = 0; i < rule_count; i++)
		write_rule(to, &rules[i]);
	fputs(tail, to);
	return xpt__arena_written(arena, to, &bytes, &length);
}

static bool read_rule(struct span line, struct hide_rule *ret_rule)
{
	struct span address, id, subsystem;

	return xpt__span_skip(&line, MARK) && xpt__span_next_word(&line, &address) &&
			xpt__span_next_word(&line, &id) && xpt__span_next_word(&line, &subsystem) &&
			xpt__bdf_read(address, &ret_rule->bdf) &&
			xpt__span_id_pair(id, &ret_rule->vendor, &ret_rule->device) &&
			xpt__span_id_pair(subsystem, &ret_rule->subsystem_vendor,
					&ret_rule->subsystem_device);
}

bool xpt__hide_rules_parse(struct arena *arena, struct span text, struct hide_rules *ret_rules)
{
	struct hide_rules rules = { 0 };
	struct span rest = text, line;
	struct hide_rule rule;
	const char *again;

	rules.items = xpt__arena_array(arena, HIDE_RULES_MAX, sizeof(*rules.items));
	while (rules.items && !rules.edited && xpt__span_next_line(&rest, &line)) {
		if (!read_rule(line, &rule))
			continue;
		rules.edited = rules.count == HIDE_RULES_MAX;
		if (!rules.edited)
			rules.items[rules.count++] = rule;
	}
	again = rules.items ? xpt__hide_rules_text(arena, rules.items, rules.count) : NULL;
	if (!again)
		return false;
	rules.edited |= !xpt__span_is(text, again);
	*ret_rules = rules;
	return true;
}

bool xpt__hide_rule_for(const struct xpt_device *device, struct hide_rule *ret_rule)
{
	const struct fact_int *facts[] = { &device->vendor_id, &device->device_id,
		&device->subsystem_vendor_id, &device->subsystem_device_id };

	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		if (facts[i]->state != XPT_FACT_KNOWN)
			return false;
	*ret_rule = (struct hide_rule){ device->bdf, (unsigned int)facts[0]->value,
		(unsigned int)facts[1]->value, (unsigned int)facts[2]->value,
		(unsigned int)facts[3]->value };
	return true;
}

static bool is_same(const struct hide_rule *a, const struct hide_rule *b)
{
	return xpt__bdf_equal(a->bdf, b->bdf) && a->vendor == b->vendor && a->device == b->device &&
			a->subsystem_vendor == b->subsystem_vendor &&
			a->subsystem_device == b->subsystem_device;
}

bool xpt__hide_rule_in_doubt(const struct hide_rules *rules, const struct xpt_device *device)
{
	struct hide_rule unused;

	if (xpt__hide_rule_for(device, &unused))
		return false;
	for (size_t i = 0; i < rules->count; i++)
		if (xpt__bdf_equal(rules->items[i].bdf, device->bdf))
			return true;
	return false;
}

const struct hide_rule *xpt__hide_rule_of(
		const struct hide_rules *rules, const struct xpt_device *device)
{
	struct hide_rule wanted;

	if (!xpt__hide_rule_for(device, &wanted))
		return NULL;
	for (size_t i = 0; i < rules->count; i++)
		if (is_same(&rules->items[i], &wanted))
			return &rules->items[i];
	return NULL;
}
