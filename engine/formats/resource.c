/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resource.h"

bool xpt__resource_read(struct span line, struct resource_line *ret_resource)
{
	uint64_t numbers[3];
	struct span word;

	for (size_t i = 0; i < 3; i++)
		if (!xpt__span_next_word(&line, &word) || !xpt__span_number(word, 16, &numbers[i]))
			return false;
	*ret_resource = (struct resource_line){ numbers[0], numbers[1], numbers[2] };
	return true;
}
