/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "names.h"

#include <string.h>

#include "../base/bdf.h"
#include "../base/percent.h"
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

enum key {
	KEY_PATH,
	KEY_ID,
	KEY_SUBSYSTEM,
	KEY_REVISION,
	KEY_SERIAL,
	KEY_NVME,
	KEY_VPD,
	KEY_USB2,
	KEY_USB3,
	KEYS
};

#define BIT(key) (1U << (key))

/* What an entry of a kind has. */
struct keys {
	unsigned int needed, allowed;
	const char *why_needed, *why_allowed;
};

static const struct keys pci_keys = {
	BIT(KEY_PATH) | BIT(KEY_ID) | BIT(KEY_SUBSYSTEM) | BIT(KEY_REVISION),
	BIT(KEY_SERIAL) | BIT(KEY_NVME) | BIT(KEY_VPD),
	"path=, id=, subsystem= and revision= are needed: they say what the device is",
	"after the name each of path=, id=, subsystem=, revision=, serial=, nvme= and vpd= may be "
	"given once, and nothing else",
};

static const struct keys usb_keys = {
	BIT(KEY_PATH) | BIT(KEY_ID),
	BIT(KEY_SERIAL) | BIT(KEY_USB2) | BIT(KEY_USB3),
	"path=, id=, and usb2= or usb3= are needed: they say what the USB device is",
	"after the name of a USB device each of path=, usb2=, usb3=, id= and serial= may be given "
	"once, and nothing else",
};

/* "1.2": the ports of a path. Return: are they? */
static bool take_ports(struct parser *parser, struct span value, const char **ret_ports)
{
	struct usb_path path = { .bus = 1 };
	struct span rest = value, port;

	while (xpt__span_next_part(&rest, '.', &port))
		if (!xpt__usb_path_below(&path, port))
			return false;
	*ret_ports = xpt__arena_copy(parser->arena, value.at, value.length);
	parser->failed |= !*ret_ports;
	return path.depth && value.at[value.length - 1] != '.';
}

static bool take_usb_serial(struct parser *parser, struct span value, const char **ret_serial)
{
	char *serial = xpt__arena_alloc(parser->arena, value.length + 1);

	parser->failed |= !serial;
	*ret_serial = serial;
	return serial && xpt__percent_read(value, serial) &&
			xpt__span_trim(xpt__span_of(serial)).length == strlen(serial);
}

static bool take(struct parser *parser, enum key key, struct span value, bool usb,
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
	case KEY_USB2:
		return take_ports(parser, value, &identity->usb2);
	case KEY_USB3:
		return take_ports(parser, value, &identity->usb3);
	case KEY_SERIAL:
	default:
		if (usb)
			return take_usb_serial(parser, value, &identity->serial);
		identity->serial = xpt__arena_copy(parser->arena, value.at, value.length);
		parser->failed |= !identity->serial;
		return consists_of(value, "0123456789abcdef-");
	}
}

/* What the device is. Return: NULL, or what is wrong. */
static const char *take_identity(struct parser *parser, struct span rest, const struct keys *kind,
		struct device_identity *identity)
{
	static const char *const keys[KEYS] = { "path=", "id=", "subsystem=", "revision=",
		"serial=", "nvme=", "vpd=", "usb2=", "usb3=" };
	bool usb = kind == &usb_keys;
	unsigned int seen = 0;
	struct span word;

	while (xpt__span_next_word(&rest, &word)) {
		unsigned int key = 0;

		while (key < KEYS && !xpt__span_skip(&word, keys[key]))
			key++;
		if (key == KEYS || seen & BIT(key) || !((kind->needed | kind->allowed) & BIT(key)))
			return kind->why_allowed;
		if (!take(parser, (enum key)key, word, usb, identity))
			return usb ? "the value of path=, usb2=, usb3=, id= or serial= is not valid" :
				     "the value of path=, id=, subsystem=, revision=, serial=, nvme= or "
				     "vpd= is not valid";
		seen |= BIT(key);
	}
	if (kind->needed & ~seen || (usb && !(seen & (BIT(KEY_USB2) | BIT(KEY_USB3)))))
		return kind->why_needed;
	return NULL;
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

static const char *take_usb(struct parser *parser, struct span text, const struct usb_path *path,
		struct device_name *name)
{
	const char *what = take_name(parser, &text, name);
	struct usb_path ignored;

	if (!path->depth)
		return "a root hub has no name";
	if (!what && xpt__usb_path_read(xpt__span_of(name->name), &ignored))
		return "the name of a USB device must not be written as a port";
	(void)xpt__usb_path_text(path, name->address);
	return what ? what : take_identity(parser, text, &usb_keys, &name->identity);
}

static const char *take_item(struct parser *parser, struct span text, struct device_name *name)
{
	struct usb_path path;
	const char *what = NULL;
	struct span address;

	if (!xpt__span_next_word(&text, &address))
		return "an entry must begin with an address, such as 0000:04:00.0";
	if (parser->form->named && xpt__usb_path_read(address, &path))
		return take_usb(parser, text, &path, name);
	if (!xpt__bdf_read(address, &name->bdf))
		return "an entry must begin with an address, such as 0000:04:00.0";
	if (parser->form->named)
		what = take_name(parser, &text, name);
	else if (xpt__names_at(parser->names, name->bdf))
		what = "that address is there twice";
	(void)xpt_bdf_format(name->bdf, name->address);
	return what ? what : take_identity(parser, text, &pci_keys, &name->identity);
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

static void write_usb(FILE *to, const struct device_name *name)
{
	const struct device_identity *identity = &name->identity;

	fprintf(to, "\t\"%s %s path=%s%s%s%s%s id=%04x:%04x", name->address, name->name,
			identity->path, identity->usb2 ? " usb2=" : "",
			identity->usb2 ? identity->usb2 : "", identity->usb3 ? " usb3=" : "",
			identity->usb3 ? identity->usb3 : "", identity->vendor, identity->device);
	if (identity->serial) {
		fputs(" serial=", to);
		xpt__percent_write(to, xpt__span_of(identity->serial));
	}
	fputs("\",\n", to);
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

		if (name_is_usb(&items[i])) {
			write_usb(to, &items[i]);
			continue;
		}
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
