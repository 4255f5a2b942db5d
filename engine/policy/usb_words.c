/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A USB device that need not be here, in the words of a rule. */
#include "usb_policy.h"

#include <string.h>

#include "../base/error.h"

/* Where the key's value belongs; NULL: to an interface, and none was begun. */
static struct fact_int *place_of(struct xpt_usb_device *device, enum usb_key key)
{
	struct usb_interface *interface;

	if (key == USB_VID)
		return &device->vendor_id;
	if (key == USB_PID)
		return &device->product_id;
	if (key == USB_REL)
		return &device->release;
	if (key == USB_CLASS)
		device->interface_count++;
	if (!device->interface_count)
		return NULL;
	interface = &device->interfaces[device->interface_count - 1];
	interface->number = (unsigned int)device->interface_count - 1;
	return key == USB_CLASS		    ? &interface->class_code :
			key == USB_SUBCLASS ? &interface->subclass :
					      &interface->protocol;
}

static int read_word(const char *word, const char *shown, struct xpt_usb_device *device,
		struct xpt_error **ret_error)
{
	struct span rest = xpt__span_trim(xpt__span_of(word));
	const struct usb_key_form *form;
	struct fact_int *place;
	long long value = -1;
	enum usb_key key;

	if (!xpt__usb_key_read(&rest, &key))
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\": vid=, pid=, rel=, class=, subclass= or prot= is expected",
				shown);
	form = &xpt__usb_keys[key];
	(void)xpt__usb_value_read(&rest, key, &value);
	if (value < 0 || rest.length)
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\": %s= takes %zu hexadecimal digits, such as %s=%0*x", shown,
				form->name, form->digits, form->name, (int)form->digits, 10);
	place = place_of(device, key);
	if (!place)
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\": it belongs to an interface, which begins with class=",
				shown);
	if (place->state == XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_INVALID, "\"%s\": %s= is given twice%s", shown,
				form->name,
				key < USB_CLASS ? "" : "; the next interface begins with class=");
	*place = fact_int_known(value);
	return 0;
}

static void set_functions(struct xpt_usb_device *device)
{
	for (size_t i = 0; i < device->interface_count; i++) {
		struct usb_interface *interface = &device->interfaces[i];

		if (interface->class_code.state == XPT_FACT_KNOWN &&
				interface->subclass.state == XPT_FACT_KNOWN &&
				interface->protocol.state == XPT_FACT_KNOWN)
			interface->function = xpt__usb_function(interface->class_code.value,
					interface->subclass.value, interface->protocol.value);
	}
}

int xpt__usb_words_read(struct arena *arena, const char *const *words, size_t count,
		struct xpt_usb_device *ret_device, struct xpt_error **ret_error)
{
	struct xpt_usb_device device = { .present = true };
	int rc = 0;

	device.interfaces = xpt__arena_array(arena, count + 1, sizeof(*device.interfaces));
	if (!device.interfaces)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < count && !rc; i++) {
		const char *shown = xpt__arena_printable(arena, words[i], strlen(words[i]));

		rc = shown ? read_word(words[i], shown, &device, ret_error) :
			     xpt__error_no_memory(ret_error);
	}
	if (rc)
		return rc;
	set_functions(&device);
	device.interface_count += !device.interface_count;
	device.interfaces_said = fact_int_known((long long)device.interface_count);
	*ret_device = device;
	return 0;
}
