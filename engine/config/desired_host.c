/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The settings of a host's file. */
#include "desired_parse.h"

#include <string.h>

#include <xpt/numa.h>

#include "../base/error.h"
#include "../base/bdf.h"
#include "../boot/cmdline.h"
#include "pci_spec.h"

#define WORDS 4

/* Each item of a list of texts goes to @take. */
static int take_list(const struct parser *parser, const char *key, const struct config_value *list,
		int (*take)(const struct parser *, unsigned long line, struct span text))
{
	int rc = 0;

	if (list->text)
		return WRONG(parser, list->line, "%s= must be a list: %s = [ \"...\" ]", key, key);
	for (size_t i = 0; !rc && i < list->count; i++) {
		const struct config_value *item = &list->items[i];

		rc = item->text ?
				take(parser, item->line, xpt__span_trim(xpt__span_of(item->text))) :
				WRONG(parser, item->line, "%s= must be a list of quoted strings",
						key);
	}
	return rc;
}

static int take_address(const struct parser *parser, unsigned long line, struct span text,
		struct xpt_bdf *ret_bdf)
{
	return xpt__bdf_read(text, ret_bdf) ?
			0 :
			WRONG(parser, line,
					"\"%.*s\" is not a PCI address; write it like 0000:04:00.0",
					(int)text.length, text.at);
}

/* An address, a pattern of them, or a name. */
static int take_device(const struct parser *parser, unsigned long line, struct span text,
		struct bdf_pattern *ret_pattern, const char **ret_name)
{
	if (xpt__bdf_pattern_read(text, ret_pattern))
		return 0;
	if (!xpt__pci_name_fits(text))
		return WRONG(parser, line,
				"\"%.*s\" is neither a PCI address nor a name; write it like "
				"0000:04:00.0, or 04:00.* for all functions of a slot",
				(int)text.length, text.at);
	*ret_name = xpt__desired_keep(parser, text);
	return *ret_name ? 0 : xpt__error_no_memory(parser->ret_error);
}

static int take_reserve(const struct parser *parser, unsigned long line, struct span text)
{
	struct desired_device device = { .at = xpt__desired_origin(parser, line) };
	int rc;

	if (xpt__desired_is_usb(text))
		return xpt__desired_reserve_usb(parser, line, text);
	rc = take_device(parser, line, text, &device.at_bdf, &device.name);
	return rc ? rc : xpt__desired_add_device(parser, &device);
}

/* A name means one device, and a device has one name. @ret_known: it is said already */
static int check_name(const struct parser *parser, const struct desired_name *name, bool *ret_known)
{
	for (size_t i = 0; i < parser->desired->names.count; i++) {
		const struct desired_name *other = &parser->desired->names.items[i];
		bool same_device = xpt__bdf_equal(other->bdf, name->bdf);
		bool same_name = !strcmp(other->name, name->name);

		*ret_known |= same_device && same_name;
		if (same_device != same_name)
			return WRONG(parser, name->at.line,
					same_device ? "by %s line %lu this device is "
						      "called %s: it can have one name only" :
						      "by %s line %lu "
						      "another device is called %s: each needs a name of its own",
					other->at.file, other->at.line, other->name);
	}
	return 0;
}

/* "0000:04:00.0 nic1" */
static int take_name(const struct parser *parser, unsigned long line, struct span text)
{
	struct desired_name name = { .at = xpt__desired_origin(parser, line) }, *added;
	struct span address, word;
	bool known = false;
	int rc;

	if (!xpt__span_next_word(&text, &address) || !xpt__span_next_word(&text, &word) ||
			xpt__span_trim(text).length || !xpt__pci_name_fits(word))
		return WRONG(parser, line,
				"an entry must be DEVICE NAME, as in \"0000:04:00.0 nic1\"; it "
				"has letters, digits and _ - . +, at most %d",
				PCI_NAME_MAX);
	rc = take_address(parser, line, address, &name.bdf);
	name.name = xpt__desired_keep(parser, word);
	rc = rc || name.name ? rc : xpt__error_no_memory(parser->ret_error);
	rc = rc ? rc : check_name(parser, &name, &known);
	if (rc || known)
		return rc;
	added = vector_push(&parser->desired->names);
	if (!added)
		return xpt__error_no_memory(parser->ret_error);
	*added = name;
	return 0;
}

static int take_members(
		const struct parser *parser, unsigned long line, struct span list, const char *pool)
{
	struct span name;
	int rc = 0;

	while (!rc && xpt__span_next_part(&list, ',', &name)) {
		const char *domain;

		rc = xpt__desired_parse_domain(parser, line, name, &domain);
		rc = rc ? rc : xpt__desired_add_member(parser, line, domain, pool);
	}
	return rc;
}

static int add_pool(const struct parser *parser, const struct desired_pool *pool)
{
	struct xpt_desired *desired = parser->desired;
	struct desired_pool *added;

	if (!pool->name || !*pool->name || strlen(pool->name) > NAME_MAX_BYTES ||
			xpt__desired_is_number(xpt__span_of(pool->name)))
		return WRONG(parser, pool->at.line,
				"a cpupool needs a name that is not a number: name=...");
	if (!pool->cpus)
		return WRONG(parser, pool->at.line,
				"say which CPUs the cpupool %s has: cpus=node:1", pool->name);
	for (size_t i = 0; i < desired->pools.count; i++)
		if (!strcmp(desired->pools.items[i].name, pool->name))
			return WRONG(parser, pool->at.line,
					"the cpupool %s is in %s line %lu already", pool->name,
					desired->pools.items[i].at.file,
					desired->pools.items[i].at.line);
	added = vector_push(&desired->pools);
	if (!added)
		return xpt__error_no_memory(parser->ret_error);
	*added = *pool;
	return 0;
}

static bool is_scheduler(struct span text)
{
	static const char *const known[] = { "credit", "credit2", "rtds", "arinc653", "null" };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (xpt__span_is(text, known[i]))
			return true;
	return false;
}

/* "name=numa1 cpus=node:1 sched=credit2 domains=g1,g2" */
static int take_pool(const struct parser *parser, unsigned long line, struct span text)
{
	struct desired_pool pool = { .at = xpt__desired_origin(parser, line) };
	struct span word, key, domains = { 0 };
	int rc;

	while (xpt__span_next_word(&text, &word)) {
		struct span value = word;
		const char **place = NULL;

		(void)xpt__span_next_part(&value, '=', &key);
		if (xpt__span_is(key, "name"))
			place = &pool.name;
		else if (xpt__span_is(key, "cpus"))
			place = &pool.cpus;
		else if (xpt__span_is(key, "sched") && is_scheduler(value))
			place = &pool.scheduler;
		else if (xpt__span_is(key, "domains"))
			domains = value;
		else
			return WRONG(parser, line,
					"\"%.*s\" is none of name=NAME, cpus=CPUS, "
					"sched=credit|credit2|rtds|arinc653|null, domains=NAME,NAME",
					(int)word.length, word.at);
		if (place && !(*place = xpt__desired_keep(parser, value)))
			return xpt__error_no_memory(parser->ret_error);
	}
	rc = add_pool(parser, &pool);
	return rc ? rc : take_members(parser, line, domains, pool.name);
}

static int take_vcpu(const struct parser *parser, unsigned long line, struct span text,
		unsigned int *ret_vcpu)
{
	uint64_t number;

	*ret_vcpu = XPT_VCPU_ALL;
	if (xpt__span_is(text, "all"))
		return 0;
	if (!xpt__span_number(text, 10, &number) || number > VCPU_MAX)
		return WRONG(parser, line, "\"%.*s\" is neither the number of a vCPU nor \"all\"",
				(int)text.length, text.at);
	*ret_vcpu = (unsigned int)number;
	return 0;
}

/* "g1 all node:1", "g1 0 3/2-3", "g1 0 3 2-3" */
static int take_pin(const struct parser *parser, unsigned long line, struct span text)
{
	struct desired_pin pin = { .at = xpt__desired_origin(parser, line) };
	struct span words[WORDS + 1] = { { 0 } }, hard;
	size_t count = 0;
	int rc;

	while (count <= WORDS && xpt__span_next_word(&text, &words[count]))
		count++;
	if (count < 3 || count > WORDS)
		return WRONG(parser, line,
				"a pin must be DOMAIN VCPU HARD or DOMAIN VCPU HARD/SOFT, as in "
				"\"g1 all node:1\"");
	rc = xpt__desired_parse_domain(parser, line, words[0], &pin.domain);
	rc = rc ? rc : take_vcpu(parser, line, words[1], &pin.vcpu);
	if (!rc && !xpt__span_next_part(&words[2], '/', &hard))
		hard = words[2];
	rc = rc ? rc : xpt__desired_parse_cpus(parser, hard, &pin.hard);
	rc = rc ? rc : xpt__desired_parse_cpus(parser, count > 3 ? words[3] : words[2], &pin.soft);
	if (!rc && !pin.hard && !pin.soft)
		return WRONG(parser, line, "neither a hard nor a soft affinity is given");
	return rc ? rc : xpt__desired_add_pin(parser, &pin);
}

static int take_guest(const struct parser *parser, unsigned long line, struct span text)
{
	struct desired_guest *guest;
	const char *path = xpt__desired_keep(parser, text);

	if (!xpt__span_starts(text, "/"))
		return WRONG(parser, line,
				"give the absolute path of the guest's file: /etc/xen/...");
	guest = vector_push(&parser->desired->guests);
	if (!guest || !path)
		return xpt__error_no_memory(parser->ret_error);
	*guest = (struct desired_guest){ xpt__desired_origin(parser, line), path, NULL };
	return 0;
}

static int take_hide(const struct parser *parser, unsigned long line, struct span text)
{
	struct desired_hidden hidden = { .at = xpt__desired_origin(parser, line) }, *added;
	int rc = take_device(parser, line, text, &hidden.at_bdf, &hidden.name);

	if (rc)
		return rc;
	added = vector_push(&parser->desired->hidden);
	if (!added)
		return xpt__error_no_memory(parser->ret_error);
	*added = hidden;
	return 0;
}

static int take_option(const struct parser *parser, unsigned long line, struct span text,
		enum boot_line whose)
{
	struct desired_option option = { xpt__desired_origin(parser, line), whose,
		xpt__desired_keep(parser, text) },
			      *added;
	struct span list;
	const char *why;

	if (!option.word)
		return xpt__error_no_memory(parser->ret_error);
	if (whose == BOOT_LINE_DOM0 && xpt__cmdline_hides(text, &list))
		return WRONG(parser, line, "devices to be hidden go into hide = [ \"...\" ]");
	why = xpt__cmdline_refuse(whose, option.word);
	if (why)
		return WRONG(parser, line, "\"%s\": %s", option.word, why);
	added = vector_push(&parser->desired->options);
	if (!added)
		return xpt__error_no_memory(parser->ret_error);
	*added = option;
	return 0;
}

static int take_xen_option(const struct parser *parser, unsigned long line, struct span text)
{
	return take_option(parser, line, text, BOOT_LINE_XEN);
}

static int take_dom0_option(const struct parser *parser, unsigned long line, struct span text)
{
	return take_option(parser, line, text, BOOT_LINE_DOM0);
}

int xpt__desired_parse_host_setting(
		const struct parser *parser, const struct config_setting *setting)
{
	static const struct {
		const char *key;
		int (*take)(const struct parser *, unsigned long line, struct span text);
	} known[] = {
		{ "reserve", take_reserve },
		{ "names", take_name },
		{ "vfs", xpt__desired_take_vfs },
		{ "pools", take_pool },
		{ "pins", take_pin },
		{ "guests", take_guest },
		{ "hide", take_hide },
		{ "usb", xpt__desired_take_usb },
		{ "xen_options", take_xen_option },
		{ "dom0_options", take_dom0_option },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(setting->key, known[i].key))
			return take_list(parser, setting->key, &setting->value, known[i].take);
	return WRONG(parser, setting->value.line,
			"there is no setting \"%s\" of a host: reserve, names, vfs, pools, pins, "
			"guests, hide, usb, xen_options or dom0_options; a guest's configuration "
			"has name=",
			setting->key);
}
