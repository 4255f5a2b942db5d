/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sum.h"

#include <inttypes.h>
#include <stdio.h>

const char *xpt__sum_text(struct span text, char buffer[SUM_TEXT])
{
	uint64_t hash = 0xcbf29ce484222325U; /* FNV-1a */

	for (size_t i = 0; i < text.length; i++)
		hash = (hash ^ (unsigned char)text.at[i]) * 0x100000001b3U;
	snprintf(buffer, SUM_TEXT, "%zx-%016" PRIx64, text.length & 0xffffffff, hash);
	return buffer;
}
