/* SPDX-License-Identifier: GPL-2.0-or-later */
/* usb= of a host's file: which domain shall have which USB device. */
#include "desired_parse.h"

#include <string.h>

#include "../base/error.h"
#include "pci_spec.h"
#include "xl_usb.h"

#define IS_ID                                                                                          \
	": write ID, PORT ID or name=NAME, as in 046d:c52b or 1-1.2 046d:c52b:SERIAL, and the domain " \
	"before that where a guest shall have it; xpt usb list shows them"

/* "1-1.2", and what stands behind it. Return: is it a port? */
static bool take_port(struct span *text, struct usb_path *ret_port)
{
	struct span rest = *text, word;

	if (!xpt__span_next_word(&rest, &word) || !xpt__usb_path_read(word, ret_port))
		return false;
	*text = xpt__span_trim(rest);
	return true;
}

static int take_identity(const struct parser *parser, unsigned long line, struct span text,
		struct usb_identity *ret_identity)
{
	const char *kept = xpt__desired_keep(parser, text);

	if (!kept)
		return xpt__error_no_memory(parser->ret_error);
	if (!xpt__usb_id_read(xpt__span_of(kept), &ret_identity->vendor, &ret_identity->product,
			    &ret_identity->serial))
		return WRONG(parser, line, "\"%s\" is not what a USB device is" IS_ID, kept);
	return 0;
}

/* One spelling of what a line means. NULL: no memory. */
static const char *text_of(const struct parser *parser, const struct desired_usb *usb)
{
	const struct span serial = usb->identity.serial;
	char port[USB_PATH_TEXT];

	return xpt__arena_text(parser->desired->arena, "USB device %04x:%04x%s%.*s%s%s",
			usb->identity.vendor, usb->identity.product, serial.length ? ":" : "",
			(int)serial.length, serial.length ? serial.at : "",
			usb->port.depth ? " in " : "",
			usb->port.depth ? xpt__usb_path_text(&usb->port, port) : "");
}

static int add(const struct parser *parser, const struct desired_usb *usb)
{
	struct desired_usb *added;

	for (size_t i = 0; i < parser->desired->usb.count; i++) {
		const struct desired_usb *other = &parser->desired->usb.items[i];

		if (strcmp(other->text, usb->text) != 0)
			continue;
		if (!strcmp(other->domain, usb->domain))
			return 0;
		return WRONG(parser, usb->at.line,
				"by %s line %lu %s shall have it: one domain only can",
				other->at.file, other->at.line, other->domain);
	}
	added = vector_push(&parser->desired->usb);
	if (!added)
		return xpt__error_no_memory(parser->ret_error);
	*added = *usb;
	return 0;
}

static int take_name(const struct parser *parser, unsigned long line, struct span text,
		struct desired_usb *usb)
{
	if (!xpt__pci_name_fits(text))
		return WRONG(parser, line,
				"\"%.*s\" cannot be the name of a device: it has letters, digits and _ - . +, "
				"at most %d",
				(int)text.length, text.at, PCI_NAME_MAX);
	usb->name = xpt__desired_keep(parser, text);
	usb->text = usb->name ?
			xpt__arena_text(parser->desired->arena, "USB device %s", usb->name) :
			NULL;
	return usb->text ? 0 : xpt__error_no_memory(parser->ret_error);
}

/* "1-1.2 046d:c52b:SERIAL", with the port or without; "name=stick" */
static int take_device(const struct parser *parser, unsigned long line, struct span text,
		struct desired_usb *usb)
{
	bool in_port;
	int rc;

	text = xpt__span_trim(text);
	if (xpt__span_skip(&text, "name="))
		return take_name(parser, line, text, usb);
	in_port = take_port(&text, &usb->port);
	if (in_port && !usb->port.depth)
		return WRONG(parser, line, "a root hub stays dom0's");
	if (in_port && !text.length)
		return WRONG(parser, line,
				"another device may be in that port tomorrow: say also what it is, as in "
				"1-1.2 046d:c52b; xpt usb list shows it");
	rc = take_identity(parser, line, text, &usb->identity);
	usb->text = rc ? NULL : text_of(parser, usb);
	return rc || usb->text ? rc : xpt__error_no_memory(parser->ret_error);
}

int xpt__desired_take_usb(const struct parser *parser, unsigned long line, struct span text)
{
	struct desired_usb usb = { .at = xpt__desired_origin(parser, line) };
	struct span name;
	int rc;

	if (!xpt__span_next_word(&text, &name))
		return WRONG(parser, line, "no domain and no USB device is named" IS_ID);
	rc = xpt__desired_parse_domain(parser, line, name, &usb.domain);
	if (!rc && !strcmp(usb.domain, "Domain-0"))
		return WRONG(parser, line, "what no guest has is dom0's anyway");
	rc = rc ? rc : take_device(parser, line, text, &usb);
	return rc ? rc : add(parser, &usb);
}

static int add_number(const struct parser *parser, const char *domain, unsigned long line,
		const struct xl_usb_device *is)
{
	struct desired_usb_number number = { xpt__desired_origin(parser, line), domain,
		is->bus.value, is->number.value, NULL };
	struct desired_usb_number *added;

	number.text = xpt__arena_text(parser->desired->arena, "device %u of USB bus %u",
			number.number, number.bus);
	added = number.text ? vector_push(&parser->desired->usb_numbers) : NULL;
	if (!added)
		return xpt__error_no_memory(parser->ret_error);
	*added = number;
	return 0;
}

int xpt__desired_take_usb_numbers(const struct parser *parser, const char *domain)
{
	const struct config_value *all = xpt__config_find(parser->config, "usbdev");
	struct xl_usb_device is;
	int rc = 0;

	for (size_t i = 0; all && !all->text && !rc && i < all->count; i++)
		if (all->items[i].text &&
				!xpt__xl_usb_device_read(xpt__span_of(all->items[i].text), &is))
			rc = add_number(parser, domain, all->items[i].line, &is);
	return rc;
}

bool xpt__desired_is_usb(struct span text)
{
	unsigned int vendor, product;
	struct span serial;
	struct usb_path port;

	text = xpt__span_trim(text);
	/* "usb1" may be the name of a PCI device */
	return xpt__span_starts(text, "name=") || (take_port(&text, &port) && port.depth) ||
			xpt__usb_id_read(text, &vendor, &product, &serial);
}

int xpt__desired_reserve_usb(const struct parser *parser, unsigned long line, struct span text)
{
	struct desired_usb usb = { .at = xpt__desired_origin(parser, line) }, *added;
	int rc = take_device(parser, line, text, &usb);

	if (rc)
		return rc;
	for (size_t i = 0; i < parser->desired->usb_reserved.count; i++)
		if (!strcmp(parser->desired->usb_reserved.items[i].text, usb.text))
			return 0;
	added = vector_push(&parser->desired->usb_reserved);
	if (!added)
		return xpt__error_no_memory(parser->ret_error);
	*added = usb;
	return 0;
}
