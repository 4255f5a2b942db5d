/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <string.h>

bool xpt__options_take(const void *given, void *ret_known, size_t known_size)
{
	const unsigned char *bytes = given;
	size_t size = known_size; /* every option struct begins with its size_t size */

	if (given)
		memcpy(&size, given, sizeof(size));
	if (size < sizeof(size))
		return false;
	for (size_t i = known_size; given && i < size; i++)
		if (bytes[i])
			return false;
	memset(ret_known, 0, known_size);
	if (given)
		memcpy(ret_known, given, size < known_size ? size : known_size);
	memcpy(ret_known, &known_size, sizeof(known_size));
	return true;
}

void xpt__options_give(const void *known, size_t known_size, void *ret_given)
{
	size_t size;

	memcpy(&size, ret_given, sizeof(size));
	if (size < sizeof(size))
		return;
	memcpy(ret_given, known, size < known_size ? size : known_size);
	if (size > known_size)
		memset((char *)ret_given + known_size, 0, size - known_size);
	memcpy(ret_given, &size, sizeof(size));
}
