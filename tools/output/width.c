/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "width.h"

#include <stdbool.h>
#include <sys/ioctl.h>
#include <unistd.h>

size_t terminal_columns(FILE *out)
{
	struct winsize window;

	if (!isatty(fileno(out)) || ioctl(fileno(out), TIOCGWINSZ, &window))
		return 0;
	return window.ws_col;
}

size_t text_cells(const char *text)
{
	size_t count = 0;

	for (; text && *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}
