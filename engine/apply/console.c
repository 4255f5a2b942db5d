/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel gives its console on framebuffers a number when the first of them comes, and takes it back with the
 * last one: so it is looked for by name each time. Where there is none, nothing is drawn; and the kernel binds it
 * by itself when a framebuffer comes back.
 */
#include "console.h"

#include <string.h>

#include "../base/error.h"
#include "../base/framebuffer.h"
#include "../source/paths.h"

static const char *path_of(char path[PATH_TEXT], const char *console, const char *file)
{
	snprintf(path, PATH_TEXT, PATH_DRAWN_CONSOLES "/%s/%s", console, file);
	return path;
}

/* @ret_name: "vtcon1"; NULL: there is none */
static int find_console(struct source *source, char **ret_name, struct xpt_error **ret_error)
{
	auto_names struct names names = { 0 };
	int rc = xpt__probe_names(source, PATH_DRAWN_CONSOLES, &names, ret_error);

	*ret_name = NULL;
	for (size_t i = 0; !rc && !*ret_name && i < names.count; i++) {
		auto_free char *name = NULL;
		char path[PATH_TEXT];

		rc = xpt__probe_text(
				source, path_of(path, names.items[i], "name"), &name, ret_error);
		if (rc || !name || !xpt__framebuffer_draws_console(xpt__span_of(name)))
			continue;
		*ret_name = strdup(names.items[i]);
		if (!*ret_name)
			rc = xpt__error_no_memory(ret_error);
	}
	return rc;
}

int xpt__verb_console_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	struct source *source = attempt->apply_context->source;
	auto_free char *name = NULL, *bound = NULL;
	char path[PATH_TEXT];
	uint64_t number;
	int rc = find_console(source, &name, ret_error);

	if (rc || !name) {
		*ret_done = !rc;
		return rc;
	}
	rc = xpt__probe_text(source, path_of(path, name, "bind"), &bound, ret_error);
	if (rc)
		return rc;
	if (!bound || !xpt__span_number(xpt__span_of(bound), 10, &number))
		return xpt__error_set(
				ret_error, XPT_UNREADABLE, "%s does not contain a number", path);
	*ret_done = number == attempt->op->count;
	return 0;
}

int xpt__verb_console(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	auto_free char *name = NULL;
	char path[PATH_TEXT];
	int rc = find_console(attempt->apply_context->source, &name, ret_error);

	if (rc || !name)
		return rc;
	return writer->ops->write_file(writer, path_of(path, name, "bind"),
			attempt->op->count ? "1" : "0", ret_error);
}

/* One that is gone, as a graphics driver removes it for good, has no driver, and can be given none. */
int xpt__verb_framebuffer_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_names struct names files = { 0 };
	bool there, driven = false;
	char path[PATH_TEXT];
	int rc;

	snprintf(path, sizeof(path), PATH_PLATFORM_DEVICES "/%s", attempt->op->text);
	rc = xpt__probe_names(attempt->apply_context->source, path, &files, ret_error);
	there = files.count;
	for (size_t i = 0; i < files.count; i++)
		driven |= !strcmp(files.items[i], "driver");
	if (!rc)
		*ret_done = !there || driven == (attempt->op->count == 1);
	return rc;
}

int xpt__verb_framebuffer(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	char path[PATH_TEXT];
	struct span driver;

	if (!xpt__framebuffer_of_firmware(xpt__span_of(attempt->op->text), &driver))
		return xpt__error_set(ret_error, XPT_INVALID,
				"%s is not a framebuffer of the firmware", attempt->op->text);
	snprintf(path, sizeof(path), PATH_PLATFORM_DRIVERS "/%.*s/%s", (int)driver.length,
			driver.at, attempt->op->count ? "bind" : "unbind");
	return writer->ops->write_file(writer, path, attempt->op->text, ret_error);
}
