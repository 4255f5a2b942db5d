/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The devices that files mean by name. */
#include "items.h"

#include <string.h>

#include "../model/names.h"

static const struct device_name *known_name(
		const struct xpt_comparison *comparison, const char *name)
{
	return xpt__names_find(comparison->host, xpt__span_of(name));
}

/* A name that knows its device means nothing else; another is what the files say that it is, or else what it is now. */
const struct xpt_device *xpt__comparison_named(
		const struct xpt_comparison *comparison, const char *name)
{
	const struct desired_name *names = comparison->desired->names.items;
	const struct device_name *known = known_name(comparison, name);

	if (known)
		return known->state == NAME_FOUND ? known->now : NULL;
	if (xpt__names_unread(comparison->host))
		return NULL;
	for (size_t i = 0; i < comparison->desired->names.count; i++)
		if (!strcmp(names[i].name, name))
			return xpt__model_device(comparison->host, names[i].bdf);
	return xpt__model_named_device(comparison->host, xpt__span_of(name));
}

const char *xpt__comparison_named_is(const struct xpt_comparison *comparison, const char *name)
{
	const struct device_name *known = name ? known_name(comparison, name) : NULL;

	if (known)
		return name_is_usb(known) ? "the name of a USB device" : known->shown_state;
	return name && xpt__names_unread(comparison->host) ? "not known" : "not there";
}
