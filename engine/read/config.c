/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../config/xl_config.h"

#include <string.h>

#include "../base/error.h"
#include "whole_file.h"

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
	auto_blob struct blob text = { 0 };
	struct xpt_config *config = NULL;
	int rc = xpt__read_whole_file(path, "configuration of a domain", &text, ret_error);

	if (!rc) {
		config = config_new(path);
		if (!config || !xpt__config_parse(config, blob_span(&text)))
			rc = xpt__error_no_memory(ret_error);
	}
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
