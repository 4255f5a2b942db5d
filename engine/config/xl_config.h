/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xl's configuration syntax: KEY = "text" | NUMBER | [ list ], "#" comments, ";" or line ends between. */
#ifndef CONFIG_XL_CONFIG_H
#define CONFIG_XL_CONFIG_H

#include <xpt/config.h>

#include "../base/arena.h"
#include "../base/text.h"

struct config_value {
	const char *text; /* printable; NULL: a list */
	struct config_value *items;
	size_t count;
	unsigned long line;
};

struct config_setting {
	const char *key;
	struct config_value value;
};

struct xpt_config {
	struct arena *arena;
	const char *name;		 /* of the file, printable */
	struct config_setting *settings; /* each key once: the last one counts */
	size_t count;
	const char *error; /* why it is not xl's syntax; NULL: it is */
	unsigned long error_line;
	const char *error_at; /* what stands there */
};

/* False: memory is out. Wrong syntax is told in config->error. */
bool xpt__config_parse(struct xpt_config *config, struct span text);
/* NULL: not set. */
const struct config_value *xpt__config_find(const struct xpt_config *config, const char *key);
/* A number as xl reads it: "10", "0x10", "010" which is 8. False: not set, or none. */
bool xpt__config_number(const struct xpt_config *config, const char *key, uint64_t *ret_number);

#endif
