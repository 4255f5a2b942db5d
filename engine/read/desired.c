/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a desired state, and those that they name. */
#include "../config/desired.h"

#include <stdlib.h>

#include "../base/error.h"

static int add_file(struct xpt_desired *desired, const char *path, struct xpt_error **ret_error)
{
	struct xpt_config *config = NULL;
	int rc = xpt_config_open(path, &config, ret_error);

	rc = rc ? rc : xpt__desired_add(desired, config, ret_error);
	xpt_config_free(config);
	return rc;
}

/* A guest's file names no others, so this ends. */
static int add_guest(struct xpt_desired *desired, size_t index, struct xpt_error **ret_error)
{
	const struct desired_guest guest = desired->guests.items[index];
	size_t before = desired->guests.count;
	struct xpt_error *error = NULL;
	int rc = add_file(desired, guest.path, &error);

	if (rc)
		return xpt__error_wrap(ret_error, rc, error, "%s line %lu: %s", guest.at.file,
				guest.at.line, xpt_error_message(error));
	if (desired->guests.count == before + 1 && desired->guests.items[before].name)
		return 0;
	return xpt__error_set(ret_error, XPT_INVALID,
			"%s line %lu: %s is not a configuration of a guest: it has no name=",
			guest.at.file, guest.at.line, guest.path);
}

/* Those that the files so far name. */
static int add_guests(struct xpt_desired *desired, struct xpt_error **ret_error)
{
	size_t named = desired->guests.count;
	int rc = 0;

	for (size_t i = 0; !rc && i < named; i++)
		if (desired->guests.items[i].path)
			rc = add_guest(desired, i, ret_error);
	return rc;
}

int xpt_desired_of(const struct xpt_config *const *configs, size_t count,
		struct xpt_desired **ret_desired, struct xpt_error **ret_error)
{
	struct xpt_desired *desired = xpt__desired_new();
	int rc = desired ? 0 : xpt__error_no_memory(ret_error);

	for (size_t i = 0; !rc && i < count; i++)
		rc = xpt__desired_add(desired, configs[i], ret_error);
	rc = rc ? rc : add_guests(desired, ret_error);
	if (!rc)
		*ret_desired = desired;
	else
		xpt_desired_free(desired);
	return rc;
}

int xpt_desired_open(const char *const *paths, size_t count, struct xpt_desired **ret_desired,
		struct xpt_error **ret_error)
{
	struct xpt_config **configs = calloc(count + 1, sizeof(*configs));
	int rc = configs ? 0 : xpt__error_no_memory(ret_error);
	size_t opened = 0;

	for (; !rc && opened < count; opened++)
		rc = xpt_config_open(paths[opened], &configs[opened], ret_error);
	if (!rc)
		rc = xpt_desired_of((const struct xpt_config *const *)configs, count, ret_desired,
				ret_error);
	while (opened)
		xpt_config_free(configs[--opened]);
	free(configs);
	return rc;
}
