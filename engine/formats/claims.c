/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "claims.h"

#include <stdio.h>
#include <string.h>

#include "../base/bdf.h"

const char *xpt__claim_name(struct xpt_bdf bdf, char buffer[CLAIM_NAME_TEXT])
{
	snprintf(buffer, CLAIM_NAME_TEXT, "%04x-%02x-%02x-%x", bdf.segment, bdf.bus, bdf.device,
			bdf.function);
	return buffer;
}

bool xpt__claim_name_read(struct span name, struct xpt_bdf *ret_bdf)
{
	char address[CLAIM_NAME_TEXT];
	size_t length = name.length;

	if (length < strlen("0000-00-00-0") || length >= sizeof(address))
		return false;
	memcpy(address, name.at, length);
	if (address[length - 2] != '-' || address[length - 5] != '-' || address[length - 8] != '-')
		return false;
	address[length - 2] = '.';
	address[length - 5] = address[length - 8] = ':';
	return xpt__bdf_read((struct span){ address, length }, ret_bdf);
}

struct fact_int xpt__claim_domid(struct span text)
{
	uint64_t number;

	if (!xpt__span_number(xpt__span_trim(text), 10, &number))
		return (struct fact_int)FACT_UNREADABLE("not a number");
	if (number >= UINT32_MAX)
		return (struct fact_int)FACT_UNREADABLE("too large a number");
	return fact_int_known((long long)number);
}

struct span xpt__claim_driver(struct span text)
{
	struct span path = xpt__span_trim(text);
	const char *slash = path.length ? memrchr(path.at, '/', path.length) : NULL;
	size_t before = slash ? (size_t)(slash - path.at) + 1 : 0;

	return (struct span){ path.at + before, path.length - before };
}
