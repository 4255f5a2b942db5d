/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../config/xl_config.h"

#include <string.h>

#include "../base/error.h"
#include "../source/log_file.h"

#define CHUNK 65536
#define CONFIG_BYTES (1U << 20) /* far beyond any configuration */

struct text {
	char *bytes;
	size_t length;
};

static int read_all(const char *path, struct text *text, struct xpt_error **ret_error)
{
	auto_of(log_file) struct log_file *file = NULL;
	size_t length = 1;
	int rc = xpt__log_file_open(path, &file, ret_error);

	while (!rc && length) {
		char *bytes = realloc(text->bytes, text->length + CHUNK);

		if (!bytes)
			return xpt__error_no_memory(ret_error);
		text->bytes = bytes;
		rc = xpt__log_file_read(file, bytes + text->length, CHUNK, &length, ret_error);
		text->length += rc ? 0 : length;
		if (text->length > CONFIG_BYTES)
			return xpt__error_set(ret_error, XPT_UNREADABLE,
					"%s is larger than 1 MiB: it is no "
					"configuration of a domain",
					path);
	}
	return rc;
}

static struct xpt_config *config_new(const char *path)
{
	struct arena *arena = xpt__arena_new();
	struct xpt_config *config = arena ? xpt__arena_alloc(arena, sizeof(*config)) : NULL;

	if (config) {
		config->arena = arena;
		config->name = strcmp(path, "-") ? xpt__arena_printable(arena, path, strlen(path)) :
						   "standard input";
	}
	if (config && config->name)
		return config;
	xpt__arena_free(arena);
	return NULL;
}

int xpt_config_open(const char *path, struct xpt_config **ret_config, struct xpt_error **ret_error)
{
	struct text text = { 0 };
	struct xpt_config *config = NULL;
	int rc = read_all(path, &text, ret_error);

	if (!rc) {
		config = config_new(path);
		if (!config || !xpt__config_parse(config, (struct span){ text.bytes, text.length }))
			rc = xpt__error_no_memory(ret_error);
	}
	free(text.bytes);
	if (rc)
		xpt_config_free(config);
	else
		*ret_config = config;
	return rc;
}

void xpt_config_free(struct xpt_config *config)
{
	if (config)
		xpt__arena_free(config->arena); /* holds the configuration itself */
}
