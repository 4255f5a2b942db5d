/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake_source.h"

#include <string.h>

#include "../../engine/base/error.h"
#include "../../engine/base/text.h"
#include "../../engine/base/bdf.h"

struct fake_source {
	struct source source;
	const struct fake *const *tables;
};

static size_t questions;
static char announced[256]; /* what is announced is read: " PATH" of what was not yet */

size_t fake_questions(void)
{
	return questions;
}

static const struct fake *answer(struct source *source, enum fake_kind kind, const char *path)
{
	const struct fake_source *fake = (const struct fake_source *)source;

	questions++;
	for (size_t i = 0; fake->tables[i]; i++)
		for (const struct fake *at = fake->tables[i]; at->kind != FAKE_END; at++)
			if ((at->kind == kind || at->kind == FAKE_DENIED) &&
					!strcmp(at->path, path))
				return at;
	return NULL;
}

static int refused(const struct fake *at, const char *path, struct xpt_error **ret_error)
{
	if (!at)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	if (at->kind == FAKE_DENIED)
		return xpt__error_set(ret_error, XPT_DENIED, "%s", at->text);
	return 0;
}

static int fake_read(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	const struct fake *at = answer(source, FAKE_FILE, path);
	int rc = refused(at, path, ret_error);
	char *waited = strstr(announced, path);

	if (waited)
		memset(waited, '-', strlen(path));
	if (rc)
		return rc;
	ret_blob->bytes = strdup(at->text);
	ret_blob->length = strlen(at->text);
	return 0;
}

static int fake_list(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	const struct fake *at = answer(source, FAKE_LIST, path);
	int rc = refused(at, path, ret_error);
	struct names names = { 0 };
	struct span rest, word;

	if (rc)
		return rc;
	rest = xpt__span_of(at->text);
	while (xpt__span_next_word(&rest, &word))
		if (!xpt__names_add(&names, word.at, word.length))
			abort();
	*ret_names = names;
	return 0;
}

static int fake_link(struct source *source, const char *path, char **ret_target,
		struct xpt_error **ret_error)
{
	const struct fake *at = answer(source, FAKE_LINK, path);
	int rc = refused(at, path, ret_error);

	if (!rc)
		*ret_target = strdup(at->text);
	return rc;
}

static void fake_free(struct source *source)
{
	(void)source;
}

static void fake_announce(struct source *source, const char *path)
{
	(void)source;
	if (strlen(announced) + strlen(path) + 2 < sizeof(announced))
		strcat(strcat(announced, " "), path);
}

const char *fake_announced(void)
{
	return announced;
}

static const struct source_ops ops = { fake_read, fake_list, fake_link, fake_free, fake_announce };

struct xpt_host *fake_host_of(const struct fake *const *tables, unsigned int detail)
{
	struct fake_source fake = { { &ops }, tables };
	struct xpt_host *host = NULL;

	questions = 0;
	announced[0] = '\0';
	return xpt__read_host(&fake.source, detail, 0, &host, NULL) ? NULL : host;
}

struct xpt_host *fake_host(const struct fake *answers, unsigned int detail)
{
	const struct fake *const tables[] = { answers, NULL };

	return fake_host_of(tables, detail);
}

struct xpt_host *fake_host_traced(const struct fake *answers, unsigned int detail,
		void (*told)(void *data, const struct xpt_trace *trace), void *data)
{
	const struct fake *const tables[] = { answers, NULL };
	struct fake_source fake = { { &ops }, tables };
	auto_of(source) struct source *source = NULL;
	struct xpt_host *host = NULL;

	questions = 0;
	if (xpt__source_trace(&fake.source, told, data, &source, NULL))
		return NULL;
	return xpt__read_host(source, detail, 0, &host, NULL) ? NULL : host;
}

struct xpt_device *fake_device(struct xpt_host *host, const char *address)
{
	struct xpt_bdf bdf;

	return host && xpt__bdf_read(xpt__span_of(address), &bdf) ? xpt__model_device(host, bdf) :
								    NULL;
}

bool texts_have(const struct texts *texts, const char *text)
{
	for (size_t i = 0; i < texts->count; i++)
		if (!strcmp(texts->items[i], text))
			return true;
	return false;
}
