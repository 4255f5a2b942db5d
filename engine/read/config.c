/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../config/xl_config.h"

#include <string.h>

#include "../base/error.h"
#include "whole_file.h"

static struct xpt_config *config_new(const char *name)
{
	struct arena *arena = xpt__arena_new();
	struct xpt_config *config = arena ? xpt__arena_alloc(arena, sizeof(*config)) : NULL;

	if (config) {
		config->arena = arena;
		config->name = xpt__arena_printable(arena, name, strlen(name));
	}
	if (config && config->name)
		return config;
	xpt__arena_free(arena);
	return NULL;
}

static int parse(const char *name, struct span text, struct xpt_config **ret_config,
		struct xpt_error **ret_error)
{
	struct xpt_config *config = config_new(name);

	if (!config || !xpt__config_parse(config, text)) {
		xpt_config_free(config);
		return xpt__error_no_memory(ret_error);
	}
	*ret_config = config;
	return 0;
}

int xpt_config_parse(const char *name, const char *text, size_t length,
		struct xpt_config **ret_config, struct xpt_error **ret_error)
{
	if (length > WHOLE_FILE_BYTES)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"%s is larger than 1 MiB: it is not a configuration of a domain",
				name);
	return parse(name, (struct span){ text, length }, ret_config, ret_error);
}

int xpt_config_open(const char *path, struct xpt_config **ret_config, struct xpt_error **ret_error)
{
	auto_blob struct blob text = { 0 };
	int rc = xpt__read_whole_file(path, "configuration of a domain", &text, ret_error);

	return rc ? rc :
		    parse(strcmp(path, "-") ? path : "standard input", blob_span(&text), ret_config,
				    ret_error);
}

void xpt_config_free(struct xpt_config *config)
{
	if (config)
		xpt__arena_free(config->arena); /* holds the configuration itself */
}
