/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "class_words.h"

#include <string.h>
#include <strings.h>

const char *const class_words[] = { "storage", "network", "display", "multimedia", "memory",
	"bridge", "communication", "system", "input", "docking", "processor", "serial", "wireless",
	"encryption", "accelerator", "nvme", "ethernet", "vga", "usb", NULL };
static const char *const class_codes[] = { "01", "02", "03", "04", "05", "06", "07", "08", "09",
	"0a", "0b", "0c", "0d", "10", "12", "0108", "0200", "0300", "0c03" };

const char *class_code(const char *word)
{
	for (size_t i = 0; class_words[i]; i++)
		if (!strcasecmp(class_words[i], word))
			return class_codes[i];
	return NULL;
}

const char *class_word(const char *code)
{
	const char *word = NULL;

	/* the sub-classes stand behind the base classes */
	for (size_t i = 0; class_words[i]; i++)
		if (!strncasecmp(code, class_codes[i], strlen(class_codes[i])))
			word = class_words[i];
	return word;
}
