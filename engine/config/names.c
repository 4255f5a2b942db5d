/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "names.h"

#include <string.h>

#include "../base/bdf.h"
#include "pci_spec.h"
#include "xl_config.h"

/* The two files that say what devices are. */
struct form {
	const char *key, *verb, *heading;
	bool named; /* an entry has a name behind its address */
};

static const struct form names_form = { "names", "name",
	"# Names of devices, each bound to what the device is: see xpt-name(1).\n"
	"# Written by \"xpt name\", which keeps nothing else that stands here.\n",
	true };
static const struct form hidden_form = { "hidden", "hide",
	"# The devices that hide= of the next boot was written for: see xpt-hide(1).\n"
	"# Written by xpt with hide=, and held by \"xpt boot check\" against what is there.\n",
	false };

struct parser {
	const struct form *form;
	struct arena *arena;
	struct device_names *names;
	const char *why;
	bool failed; /* memory is out */
};

static void wrong(struct parser *parser, const char *path, unsigned long line, const char *why)
{
	if (parser->why)
		return;
	parser->why = xpt__arena_text(parser->arena,
			"/%s line %lu: %s; fix it, or remove the file and %s the devices again",
			path, line, why, parser->form->verb);
	parser->failed = !parser->why;
}

static bool read_revision(struct span text, unsigned int *ret_revision)
{
	uint64_t number;

	if (!xpt__span_number(text, 16, &number) || number > 0xff)
		return false;
	*ret_revision = (unsigned int)number;
	return true;
}

static bool consists_of(struct span text, const char *allowed)
{
	for (size_t i = 0; i < text.length; i++)
		if (!memchr(allowed, text.at[i], strlen(allowed)))
			return false;
	return text.length;
}

enum key { KEY_PATH, KEY_ID, KEY_SUBSYSTEM, KEY_REVISION, KEY_SERIAL, KEY_NVME, KEY_VPD, KEYS };

static bool take(struct parser *parser, enum key key, struct span value,
		struct device_identity *identity)
{
	switch (key) {
	case KEY_PATH:
		identity->path = xpt__arena_copy(parser->arena, value.at, value.length);
		parser->failed |= !identity->path;
		return consists_of(value, "0123456789abcdef:./");
	case KEY_ID:
		return xpt__span_id_pair(value, &identity->vendor, &identity->device);
	case KEY_SUBSYSTEM:
		return xpt__span_id_pair(
				value, &identity->subsystem_vendor, &identity->subsystem_device);
	case KEY_REVISION:
		return read_revision(value, &identity->revision);
	case KEY_NVME:
		identity->nvme = xpt__arena_copy(parser->arena, value.at, value.length);
		parser->failed |= !identity->nvme;
		return xpt__names_keep_serial(value);
	case KEY_VPD:
		identity->vpd = xpt__arena_copy(parser->arena, value.at, value.length);
		parser->failed |= !identity->vpd;
		return xpt__names_keep_serial(value);
	case KEY_SERIAL:
	default:
		identity->serial = xpt__arena_copy(parser->arena, value.at, value.length);
		parser->failed |= !identity->serial;
		return consists_of(value, "0123456789abcdef-");
	}
}

/* What the device is. Return: NULL, or what is wrong. */
static const char *take_identity(
		struct parser *parser, struct span rest, struct device_identity *identity)
{
	static const char *const keys[KEYS] = {
		"path=", "id=", "subsystem=", "revision=", "serial=", "nvme=", "vpd="
	};
	unsigned int seen = 0;
	struct span word;

	while (xpt__span_next_word(&rest, &word)) {
		unsigned int key = 0;

		while (key < KEYS && !xpt__span_skip(&word, keys[key]))
			key++;
		if (key == KEYS || seen & 1U << key)
			return "after the name each of path=, id=, subsystem=, revision=, "
			       "serial=, nvme= and vpd= may be given once, and nothing else";
		if (!take(parser, (enum key)key, word, identity))
			return "the value of path=, id=, subsystem=, revision=, serial=, nvme= or vpd= "
			       "is not valid";
		seen |= 1U << key;
	}
	return (seen | 1U << KEY_SERIAL | 1U << KEY_NVME | 1U << KEY_VPD) + 1 == 1U << KEYS ?
			NULL :
			"path=, id=, subsystem= and revision= are needed: they say what the device is";
}

static bool is_taken(const struct device_names *names, struct span word)
{
	for (size_t i = 0; i < names->count; i++)
		if (xpt__span_is(word, names->items[i].name))
			return true;
	return false;
}

static const char *take_name(struct parser *parser, struct span *text, struct device_name *name)
{
	struct span word;

	if (!xpt__span_next_word(text, &word) || !xpt__pci_name_fits(word))
		return "after the address a name is expected, of letters, digits and _ - . +";
	if (is_taken(parser->names, word))
		return "that name is there twice";
	name->name = xpt__arena_copy(parser->arena, word.at, word.length);
	parser->failed |= !name->name;
	return NULL;
}

static const char *take_item(struct parser *parser, struct span text, struct device_name *name)
{
	const char *what = NULL;
	struct span address;

	if (!xpt__span_next_word(&text, &address) || !xpt__bdf_read(address, &name->bdf))
		return "an entry must begin with an address, such as 0000:04:00.0";
	if (parser->form->named)
		what = take_name(parser, &text, name);
	else if (xpt__names_at(parser->names, name->bdf))
		what = "that address is there twice";
	(void)xpt_bdf_format(name->bdf, name->address);
	return what ? what : take_identity(parser, text, &name->identity);
}

static void take_list(struct parser *parser, const struct xpt_config *config,
		const struct config_setting *setting)
{
	const struct config_value *list = &setting->value;

	if (strcmp(setting->key, parser->form->key) != 0 || list->text) {
		wrong(parser, config->name, list->line,
				parser->form->named ?
						"it may hold nothing but names = [ \"...\" ]" :
						"it may hold nothing but hidden = [ \"...\" ]");
		return;
	}
	parser->names->items = xpt__arena_array(
			parser->arena, list->count + 1, sizeof(*parser->names->items));
	parser->failed |= !parser->names->items;
	for (size_t i = 0; i < list->count && !parser->why && !parser->failed; i++) {
		struct device_name *name = &parser->names->items[i];
		const char *what = list->items[i].text ?
				take_item(parser, xpt__span_of(list->items[i].text), name) :
				"an entry must be a quoted string";

		if (what)
			wrong(parser, config->name, list->items[i].line, what);
		name->line = list->items[i].line;
		parser->names->count++;
	}
}

static bool parse(const struct form *form, struct arena *arena, const char *path, struct span text,
		struct device_names *ret_names, const char **ret_why)
{
	struct xpt_config config = { .arena = arena, .name = path };
	struct parser parser = { .form = form, .arena = arena, .names = ret_names };

	*ret_names = (struct device_names){ .text = text };
	if (!xpt__config_parse(&config, text))
		return false;
	if (config.error)
		wrong(&parser, path, config.error_line, config.error);
	for (size_t i = 0; i < config.count && !parser.why && !parser.failed; i++)
		take_list(&parser, &config, &config.settings[i]);
	if (parser.why)
		ret_names->count = 0;
	*ret_why = parser.why;
	return !parser.failed;
}

bool xpt__names_parse(struct arena *arena, const char *path, struct span text,
		struct device_names *ret_names, const char **ret_why)
{
	return parse(&names_form, arena, path, text, ret_names, ret_why);
}

bool xpt__hidden_parse(struct arena *arena, const char *path, struct span text,
		struct device_names *ret_devices, const char **ret_why)
{
	return parse(&hidden_form, arena, path, text, ret_devices, ret_why);
}

static const char *file_text(const struct form *form, struct arena *arena,
		const struct device_name *items, size_t count)
{
	char *bytes = NULL;
	size_t length = 0;
	FILE *to = open_memstream(&bytes, &length);

	if (!to)
		return NULL;
	fprintf(to, "%s%s = [\n", form->heading, form->key);
	for (size_t i = 0; i < count; i++) {
		const struct device_identity *identity = &items[i].identity;

		fprintf(to, "\t\"%s%s%s path=%s id=%04x:%04x subsystem=%04x:%04x revision=%02x%s%s%s%s%s%s\",\n",
				items[i].address, form->named ? " " : "",
				form->named ? items[i].name : "", identity->path, identity->vendor,
				identity->device, identity->subsystem_vendor,
				identity->subsystem_device, identity->revision,
				identity->serial ? " serial=" : "",
				identity->serial ? identity->serial : "",
				identity->nvme ? " nvme=" : "",
				identity->nvme ? identity->nvme : "", identity->vpd ? " vpd=" : "",
				identity->vpd ? identity->vpd : "");
	}
	fputs("]\n", to);
	return xpt__arena_written(arena, to, &bytes, &length);
}

const char *xpt__names_text(struct arena *arena, const struct device_name *items, size_t count)
{
	return file_text(&names_form, arena, items, count);
}

const char *xpt__hidden_text(struct arena *arena, const struct device_name *items, size_t count)
{
	return file_text(&hidden_form, arena, items, count);
}
