/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xl_usb.h"

#include <ctype.h>
#include <limits.h>
#include <strings.h>

static bool is_word(struct span span, const char *word)
{
	return span.length && !strncasecmp(span.at, word, span.length) && !word[span.length];
}

static bool is_space(char c)
{
	return isspace((unsigned char)c);
}

/* The next entry between commas, as strtok() finds them: there are no empty ones. Blanks before it are cut. */
static bool next_entry(struct span *rest, struct span *ret_entry)
{
	while (xpt__span_next_part(rest, ',', ret_entry)) {
		if (!ret_entry->length)
			continue;
		while (ret_entry->length && *ret_entry->at == ' ') {
			ret_entry->at++;
			ret_entry->length--;
		}
		return true;
	}
	return false;
}

static bool take_sign(struct span *text)
{
	bool negative;

	while (text->length && is_space(*text->at)) {
		text->at++;
		text->length--;
	}
	negative = text->length && *text->at == '-';
	if (text->length && (*text->at == '-' || *text->at == '+')) {
		text->at++;
		text->length--;
	}
	return negative;
}

static unsigned int digit_of(char c)
{
	if (isdigit((unsigned char)c))
		return (unsigned int)(c - '0');
	return isalpha((unsigned char)c) ? (unsigned int)(tolower((unsigned char)c) - 'a') + 10 :
					   UINT_MAX;
}

/* The digits at the beginning; what is larger than @most is @most. */
static unsigned long long digits_of(struct span text, unsigned int base, unsigned long long most)
{
	unsigned long long value = 0;

	for (size_t i = 0; i < text.length && digit_of(text.at[i]) < base; i++) {
		unsigned int digit = digit_of(text.at[i]);

		value = value > (most - digit) / base ? most : value * base + digit;
	}
	return value;
}

/* atoi(): as strtol(), of which the low half is left */
static int as_int(struct span text)
{
	bool negative = take_sign(&text);
	unsigned long long value = digits_of(text, 10, LONG_MAX + (negative ? 1ULL : 0ULL));

	return (int)(uint32_t)(negative ? -value : value);
}

static bool is_hexadecimal(struct span text)
{
	return text.length > 2 && text.at[0] == '0' && (text.at[1] == 'x' || text.at[1] == 'X') &&
			digit_of(text.at[2]) < 16;
}

/* (uint8_t)strtoul(…, 0) */
static unsigned int as_byte(struct span text)
{
	bool negative = take_sign(&text);
	unsigned int base = text.length && *text.at == '0' ? 8 : 10;
	unsigned long long value;

	if (is_hexadecimal(text)) {
		text.at += 2;
		text.length -= 2;
		base = 16;
	}
	value = digits_of(text, base, ULONG_MAX);
	return (unsigned int)((negative ? -value : value) & 0xff);
}

static struct xl_usb_number number_of(struct span word, struct span text)
{
	struct xl_usb_number number = { .word = word, .value = as_byte(text) };
	struct span said = xpt__span_trim(text);
	uint64_t meant;

	number.odd = !xpt__span_number(said, is_hexadecimal(said) ? 16 : 10, &meant) ||
			meant != number.value;
	return number;
}

static const char *take_controller(struct span entry, struct xl_usb_controller *controller)
{
	static const char *const types[] = { [XL_USB_AUTO] = "auto",
		[XL_USB_PV] = "pv",
		[XL_USB_MODEL] = "devicemodel",
		[XL_USB_QUSB] = "qusb" };

	if (xpt__span_skip(&entry, "version=")) {
		controller->version = as_int(entry);
		return NULL;
	}
	if (xpt__span_skip(&entry, "ports=")) {
		controller->ports = as_int(entry);
		return NULL;
	}
	if (!xpt__span_skip(&entry, "type="))
		return "xl knows only type=, version= and ports= there";
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (is_word(entry, types[i])) {
			controller->type = (enum xl_usb_type)i;
			return NULL;
		}
	return "type must be auto, pv, devicemodel or qusb";
}

const char *xpt__xl_usb_controller_read(struct span text, struct xl_usb_controller *ret_controller)
{
	const char *wrong = NULL;
	struct span entry;

	*ret_controller = (struct xl_usb_controller){ 0 };
	while (!wrong && next_entry(&text, &entry))
		wrong = take_controller(entry, ret_controller);
	return wrong;
}

static const char *take_device(struct span entry, struct xl_usb_device *device)
{
	const struct span word = entry;

	if (xpt__span_skip(&entry, "hostbus="))
		device->bus = number_of(word, entry);
	else if (xpt__span_skip(&entry, "hostaddr="))
		device->number = number_of(word, entry);
	else if (xpt__span_skip(&entry, "controller="))
		device->controller = as_int(entry);
	else if (xpt__span_skip(&entry, "port="))
		device->port = as_int(entry);
	else if (!xpt__span_skip(&entry, "type="))
		return "xl knows only type=, hostbus=, hostaddr=, controller= and port= there";
	else if (!is_word(entry, "hostdev"))
		return "type must be hostdev";
	else
		device->typed = true;
	return NULL;
}

const char *xpt__xl_usb_device_read(struct span text, struct xl_usb_device *ret_device)
{
	const char *wrong = NULL;
	struct span entry;

	*ret_device = (struct xl_usb_device){ .controller = -1 };
	while (!wrong && next_entry(&text, &entry))
		wrong = take_device(entry, ret_device);
	return wrong;
}
