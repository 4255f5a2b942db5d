/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "device_model.h"

#include <string.h>

#include "../base/bdf.h"

#define BEFORE "\"pci-pt-"

const char *xpt__model_id(struct xpt_bdf bdf, char buffer[MODEL_ID_TEXT])
{
	snprintf(buffer, MODEL_ID_TEXT, "pci-pt-%02x_%02x.%x", bdf.bus, bdf.device & 0x1fU,
			bdf.function & 7U);
	return buffer;
}

/* The whole quoted id: it may be the beginning of another device's. */
static bool read_id(struct span line, struct xpt_bdf *ret_bdf)
{
	const char *at = line.length ? memmem(line.at, line.length, BEFORE, strlen(BEFORE)) : NULL;
	char address[] = "00:00.0";
	size_t length = strlen(address), left;

	if (!at)
		return false;
	at += strlen(BEFORE);
	left = line.length - (size_t)(at - line.at);
	if (left <= length || at[length] != '"' || at[2] != '_')
		return false;
	memcpy(address, at, length);
	address[2] = ':';
	return xpt__bdf_read((struct span){ address, length }, ret_bdf);
}

bool xpt__model_next(struct span *rest, struct xpt_bdf *ret_bdf)
{
	struct span line;

	while (xpt__span_next_line(rest, &line))
		if (read_id(line, ret_bdf))
			return true;
	return false;
}

bool xpt__model_has(struct span text, struct xpt_bdf bdf)
{
	struct xpt_bdf at;

	bdf.segment = 0;
	while (xpt__model_next(&text, &at))
		if (xpt__bdf_equal(at, bdf))
			return true;
	return false;
}

void xpt__model_write(FILE *to, struct xpt_bdf bdf)
{
	char id[MODEL_ID_TEXT];

	fprintf(to, "      id \"%s\"\n", xpt__model_id(bdf, id));
}
