/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "redact_efi.h"

#include <string.h>

#include "paths.h"

/* After the 4 bytes that Linux puts before a variable. */
enum { PATH_LENGTH_AT = 8, TITLE_AT = 10 };

/* "Boot0001-…" */
bool xpt__redact_is_boot_entry(const char *path)
{
	static const char entries[] = PATH_EFI_VARIABLES "/Boot";

	return !strncmp(path, entries, strlen(entries)) &&
			strspn(path + strlen(entries), "0123456789ABCDEF") == 4;
}

struct span xpt__redact_boot_title(struct span entry, char room[BOOT_TITLE_ROOM])
{
	size_t length = 0;

	for (size_t at = TITLE_AT; at + 2 <= entry.length && length < BOOT_TITLE_ROOM; at += 2) {
		if (!entry.at[at] && !entry.at[at + 1])
			break;
		room[length++] = entry.at[at + 1] ? '?' : entry.at[at];
	}
	return (struct span){ room, length };
}

void xpt__redact_boot_write(struct span entry, struct span title, FILE *file)
{
	if (entry.length < TITLE_AT)
		return;
	fwrite(entry.at, 1, PATH_LENGTH_AT, file);
	fwrite("\0", 1, 2, file);
	for (size_t i = 0; i < title.length; i++)
		fwrite((const char[]){ title.at[i], 0 }, 1, 2, file);
	fwrite("\0", 1, 2, file);
}
