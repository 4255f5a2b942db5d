/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A captured host: the files of a directory, and its manifest for everything else. */
#include <string.h>

#include "../base/error.h"
#include "manifest.h"
#include "source.h"
#include "tree.h"

struct replay {
	struct source source;
	struct tree *tree;
	struct blob bytes;
	struct manifest manifest;
};

static int bad_escape(const struct manifest_entry *entry, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"line %lu of the capture's manifest has a \"\\\" that is not \"\\xHH\"",
			entry->line);
}

static int entry_text(const struct manifest_entry *entry, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	int rc = xpt__manifest_unescape(entry->text, ret_blob);

	if (rc == XPT_NO_MEMORY)
		return xpt__error_no_memory(ret_error);
	return rc ? bad_escape(entry, ret_error) : 0;
}

static bool below_absent(const struct replay *replay, struct span path)
{
	for (size_t i = path.length; i > 0; i--)
		if (path.at[i - 1] == '/' &&
				xpt__manifest_find(&replay->manifest,
						(struct span){ path.at, i - 1 }, ANSWER_ABSENT))
			return true;
	return false;
}

/* What the manifest says against @path; 0 = nothing. */
static int refusal(const struct replay *replay, const char *path, struct span key,
		struct xpt_error **ret_error)
{
	static const struct {
		enum answer answer;
		int code;
	} kinds[] = { { ANSWER_DENIED, XPT_DENIED }, { ANSWER_UNREADABLE, XPT_UNREADABLE } };

	if (xpt__manifest_find(&replay->manifest, key, ANSWER_ABSENT) || below_absent(replay, key))
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const struct manifest_entry *entry =
				xpt__manifest_find(&replay->manifest, key, kinds[i].answer);
		auto_blob struct blob why = { 0 };
		int rc = entry ? entry_text(entry, &why, ret_error) : 0;

		if (rc)
			return rc;
		if (entry && why.length)
			return xpt__error_set(ret_error, kinds[i].code, "%s", why.bytes);
		if (entry)
			return xpt__error_set(ret_error, kinds[i].code, "cannot read %s", path);
	}
	return 0;
}

static int not_held(const char *path, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_UNREADABLE, "%s is not in this capture", path);
}

static int replay_read(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	struct replay *replay = (struct replay *)source;
	auto_free char *key = xpt__manifest_escape_path(xpt__span_of(path));
	auto_of(error) struct xpt_error *error = NULL;
	const struct manifest_entry *value;
	int rc;

	if (!key)
		return xpt__error_no_memory(ret_error);
	value = xpt__manifest_find(&replay->manifest, xpt__span_of(key), ANSWER_VALUE);
	if (value)
		return entry_text(value, ret_blob, ret_error);
	rc = refusal(replay, path, xpt__span_of(key), ret_error);
	if (rc)
		return rc;
	rc = xpt__tree_read(replay->tree, path, ret_blob, &error);
	if (rc == XPT_NOT_FOUND)
		return not_held(path, ret_error);
	return rc ? xpt__error_pass(ret_error, TAKE(error)) : 0;
}

static int list_lines(const struct manifest_entry *entry, struct names *names,
		struct xpt_error **ret_error)
{
	struct span rest = entry->text, line;

	while (xpt__span_next_line(&rest, &line)) {
		auto_blob struct blob name = { 0 };
		int rc;

		if (!xpt__span_starts(line, "\t"))
			continue; /* a comment within the listing */
		rc = xpt__manifest_unescape((struct span){ line.at + 1, line.length - 1 }, &name);
		if (rc == XPT_INVALID)
			return bad_escape(entry, ret_error);
		if (rc || !xpt__names_add(names, name.bytes, name.length))
			return xpt__error_no_memory(ret_error);
	}
	return 0;
}

static int replay_list(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	struct replay *replay = (struct replay *)source;
	auto_free char *key = xpt__manifest_escape_path(xpt__span_of(path));
	auto_names struct names names = { 0 };
	const struct manifest_entry *list;
	int rc;

	if (!key)
		return xpt__error_no_memory(ret_error);
	list = xpt__manifest_find(&replay->manifest, xpt__span_of(key), ANSWER_LIST);
	if (!list) {
		rc = refusal(replay, path, xpt__span_of(key), ret_error);
		return rc ? rc : not_held(path, ret_error);
	}
	rc = list_lines(list, &names, ret_error);
	if (rc)
		return rc;
	xpt__names_sort(&names);
	*ret_names = names;
	names = (struct names){ 0 };
	return 0;
}

static int replay_link(struct source *source, const char *path, char **ret_target,
		struct xpt_error **ret_error)
{
	struct replay *replay = (struct replay *)source;
	auto_free char *key = xpt__manifest_escape_path(xpt__span_of(path));
	const struct manifest_entry *link;
	struct blob target;
	int rc;

	if (!key)
		return xpt__error_no_memory(ret_error);
	link = xpt__manifest_find(&replay->manifest, xpt__span_of(key), ANSWER_LINK);
	if (!link) {
		rc = refusal(replay, path, xpt__span_of(key), ret_error);
		return rc ? rc : not_held(path, ret_error);
	}
	rc = entry_text(link, &target, ret_error);
	if (!rc)
		*ret_target = target.bytes;
	return rc;
}

static void replay_free(struct source *source)
{
	struct replay *replay = (struct replay *)source;

	xpt__tree_free(replay->tree);
	xpt__manifest_clear(&replay->manifest);
	blob_clear(&replay->bytes);
	free(replay);
}

static const struct source_ops replay_ops = {
	.read = replay_read,
	.list = replay_list,
	.link = replay_link,
	.free = replay_free,
};

int xpt__source_replay(
		const char *directory, struct source **ret_source, struct xpt_error **ret_error)
{
	struct replay *replay = calloc(1, sizeof(*replay));
	auto_of(source) struct source *source = (struct source *)replay;
	auto_of(error) struct xpt_error *error = NULL;
	int rc;

	if (!replay)
		return xpt__error_no_memory(ret_error);
	source->ops = &replay_ops;
	rc = xpt__tree_open(directory, TREE_NO_LINKS, &replay->tree, ret_error);
	if (rc)
		return rc;
	rc = xpt__tree_read(replay->tree, MANIFEST_NAME, &replay->bytes, &error);
	if (rc == XPT_NOT_FOUND)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"%s is not a captured host: it has no "
				"manifest; capture one with xpt capture DIRECTORY",
				directory);
	if (rc)
		return xpt__error_pass(ret_error, TAKE(error));
	rc = xpt__manifest_parse((struct span){ replay->bytes.bytes, replay->bytes.length },
			&replay->manifest, ret_error);
	if (rc)
		return rc;
	*ret_source = TAKE(source);
	return 0;
}
