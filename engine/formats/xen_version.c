/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen_version.h"

#include "keys.h"

static const struct line_key table[] = {
	LINE_KEY_TEXT(version_text, xen),
	LINE_KEY_TEXT(version_text, changeset),
	LINE_KEY_TEXT(version_text, capabilities),
	LINE_KEY_TEXT(version_text, command_line),
};

static const struct line_keys keys = LINE_KEYS(table);

struct version_text xpt__xen_version_read(struct span text)
{
	struct version_text version;

	xpt__keys_read(&keys, text, &version);
	return version;
}

void xpt__xen_version_write(FILE *to, const struct version_text *version)
{
	xpt__keys_write(to, &keys, version);
}
