/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps every answer of another source in a directory, for replay.c. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/arena.h"
#include "../base/error.h"
#include "manifest.h"
#include "paths.h"
#include "redact.h"
#include "source.h"

#define VALUE_BYTES 65536 /* in the manifest; what is larger must be a file */

struct recorder {
	struct source source;
	struct source *inner;
	struct redactor *redactor; /* NULL: nothing is redacted */
	struct arena *arena;	   /* of the manifest's texts */
	struct manifest manifest;
	int root;
	int folder; /* of the file kept last; -1 = none */
	char *folder_path;
	size_t files;
	struct xpt_error *broken; /* the first answer that could not be kept */
};

static void note_broken(struct recorder *recorder, struct xpt_error *error)
{
	if (recorder->broken)
		xpt_error_free(error);
	else
		recorder->broken = error;
}

static void note_no_memory(struct recorder *recorder)
{
	struct xpt_error *error = NULL;

	xpt__error_no_memory(&error);
	note_broken(recorder, error);
}

/* A copy without what identifies the machine; @path NULL: a name, not an answer. */
static int cleaned(struct recorder *recorder, const char *path, struct span text,
		struct blob *ret_blob)
{
	if (recorder->redactor && path)
		return xpt__redact_answer(recorder->redactor, path, text, ret_blob);
	if (recorder->redactor)
		return xpt__redact_name(recorder->redactor, text, ret_blob);
	ret_blob->bytes = malloc(text.length + 1);
	if (!ret_blob->bytes)
		return XPT_NO_MEMORY;
	if (text.length)
		memcpy(ret_blob->bytes, text.at, text.length);
	ret_blob->bytes[text.length] = '\0';
	ret_blob->length = text.length;
	return 0;
}

/* Adds a line to the manifest; @path is cleaned already, @text is escaped and ours to free. */
static void keep_line(struct recorder *recorder, const char *path, enum answer answer, char *text)
{
	auto_free char *owned = text;
	auto_free char *escaped = xpt__manifest_escape_path(xpt__span_of(path));
	struct manifest_entry *entry = vector_push(&recorder->manifest.entries);
	struct manifest_entry line = { .answer = answer, .line = recorder->manifest.entries.count };

	if (entry && escaped && owned) {
		line.path = xpt__span_of(
				xpt__arena_copy(recorder->arena, escaped, strlen(escaped)));
		line.text = xpt__span_of(xpt__arena_copy(recorder->arena, owned, strlen(owned)));
	}
	if (line.path.at && line.text.at) {
		*entry = line;
		return;
	}
	recorder->manifest.entries.count -= entry != NULL;
	note_no_memory(recorder);
}

static bool is_plain_name(struct span name)
{
	if (!name.length || name.length > NAME_MAX)
		return false;
	for (size_t i = 0; i < name.length; i++)
		if (name.at[i] <= ' ' || name.at[i] >= 0x7f)
			return false;
	return true;
}

/* Can the answer be a file of that name? xenstore's keys are files and directories at once. */
static bool wants_file(const char *path)
{
	struct span rest = xpt__span_of(path), name;

	if (xpt__span_starts(rest, PATH_STORE "/"))
		return false;
	while (xpt__span_next_part(&rest, '/', &name))
		if (!is_plain_name(name))
			return false;
	return true;
}

static int enter(int at, struct span name)
{
	char text[NAME_MAX + 1];

	memcpy(text, name.at, name.length);
	text[name.length] = '\0';
	if (mkdirat(at, text, 0700) && errno != EEXIST)
		return -1;
	return openat(at, text, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The directory of @path below the capture's root, made where it is missing. -1 and errno. */
static int make_folder(struct recorder *recorder, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct span rest = { path, slash ? (size_t)(slash - path) : 0 }, name;
	auto_fd int at = -1;

	if (!slash)
		return recorder->root;
	if (recorder->folder >= 0 && strlen(recorder->folder_path) == rest.length &&
			!memcmp(recorder->folder_path, path, rest.length))
		return recorder->folder;
	free(recorder->folder_path);
	recorder->folder_path = strndup(path, rest.length);
	if (!recorder->folder_path)
		return -1;
	cleanup_fd_(&recorder->folder);
	recorder->folder = -1;
	at = fcntl(recorder->root, F_DUPFD_CLOEXEC, 0);
	while (at >= 0 && xpt__span_next_part(&rest, '/', &name)) {
		int next = enter(at, name), before = errno;

		close(at);
		errno = before;
		at = next;
	}
	recorder->folder = at;
	at = -1;
	return recorder->folder;
}

static int write_all(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t r = write(fd, bytes, length);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -1;
		bytes += r;
		length -= (size_t)r;
	}
	return 0;
}

enum kept { KEPT, KEPT_BEFORE, NOT_A_FILE, KEPT_FAILED };

static enum kept keep_file(struct recorder *recorder, const char *path, const struct blob *blob)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	int folder = make_folder(recorder, path);
	auto_fd int fd = folder < 0 ?
			-1 :
			openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
					0600);
	struct stat stat;

	if (fd < 0 && folder >= 0 && errno == EEXIST &&
			!fstatat(folder, name, &stat, AT_SYMLINK_NOFOLLOW) && S_ISREG(stat.st_mode))
		return KEPT_BEFORE;
	if (fd < 0)
		return errno == EEXIST || errno == ENOTDIR || errno == ENAMETOOLONG ? NOT_A_FILE :
										      KEPT_FAILED;
	if (write_all(fd, blob->bytes, blob->length))
		return KEPT_FAILED;
	recorder->files++;
	return KEPT;
}

static void keep_failed(struct recorder *recorder, int number, const char *path)
{
	struct xpt_error *error = NULL;

	xpt__error_errno(&error, XPT_UNREADABLE, number, "cannot keep %s in the capture", path);
	note_broken(recorder, error);
}

static void keep_answer(struct recorder *recorder, const char *path, const struct blob *answer)
{
	auto_blob struct blob clean_path = { 0 }, clean = { 0 };
	struct span text = { answer->bytes, answer->length };
	enum kept kept = NOT_A_FILE;

	if (cleaned(recorder, NULL, xpt__span_of(path), &clean_path) ||
			cleaned(recorder, path, text, &clean)) {
		note_no_memory(recorder);
		return;
	}
	if (wants_file(clean_path.bytes))
		kept = keep_file(recorder, clean_path.bytes, &clean);
	text = (struct span){ clean.bytes, clean.length };
	if (kept == NOT_A_FILE && clean.length <= VALUE_BYTES)
		keep_line(recorder, clean_path.bytes, ANSWER_VALUE,
				xpt__manifest_escape_text(text));
	else if (kept == NOT_A_FILE || kept == KEPT_FAILED)
		keep_failed(recorder, kept == NOT_A_FILE ? ENAMETOOLONG : errno, clean_path.bytes);
}

/* A line with a text of its own: a link's target, a reason. */
static void keep_text(
		struct recorder *recorder, const char *path, enum answer answer, const char *text)
{
	auto_blob struct blob clean_path = { 0 }, clean = { 0 };

	if (cleaned(recorder, NULL, xpt__span_of(path), &clean_path) ||
			cleaned(recorder, NULL, xpt__span_of(text), &clean)) {
		note_no_memory(recorder);
		return;
	}
	keep_line(recorder, clean_path.bytes, answer,
			xpt__manifest_escape_text((struct span){ clean.bytes, clean.length }));
}

static char *list_text(struct recorder *recorder, const struct names *names)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);
	bool whole = true;

	for (size_t i = 0; file && i < names->count; i++) {
		auto_blob struct blob clean = { 0 };
		auto_free char *escaped = NULL;

		if (!cleaned(recorder, NULL, xpt__span_of(names->items[i]), &clean))
			escaped = xpt__manifest_escape_text(
					(struct span){ clean.bytes, clean.length });
		whole = whole && escaped && fprintf(file, "\t%s\n", escaped) > 0;
	}
	if (!file || fclose(file) || !whole) {
		free(text);
		return NULL;
	}
	return text;
}

static void keep_list(struct recorder *recorder, const char *path, const struct names *names)
{
	auto_blob struct blob clean_path = { 0 };

	if (cleaned(recorder, NULL, xpt__span_of(path), &clean_path))
		note_no_memory(recorder);
	else
		keep_line(recorder, clean_path.bytes, ANSWER_LIST, list_text(recorder, names));
}

/* Why there was no answer; what memory did not suffice for is not the host's. */
static int keep_refusal(struct recorder *recorder, const char *path, int rc,
		struct xpt_error *error, struct xpt_error **ret_error)
{
	const char *why = error ? xpt_error_message(error) : "";

	if (rc == XPT_NOT_FOUND)
		keep_text(recorder, path, ANSWER_ABSENT, "");
	else if (rc != XPT_NO_MEMORY)
		keep_text(recorder, path, rc == XPT_DENIED ? ANSWER_DENIED : ANSWER_UNREADABLE,
				why);
	return error ? xpt__error_pass(ret_error, error) : rc;
}

static int record_read(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	struct recorder *recorder = (struct recorder *)source;
	struct xpt_error *error = NULL;
	int rc = xpt__source_read(recorder->inner, path, ret_blob, &error);

	if (rc)
		return keep_refusal(recorder, path, rc, error, ret_error);
	keep_answer(recorder, path, ret_blob);
	return 0;
}

static int record_list(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	struct recorder *recorder = (struct recorder *)source;
	struct xpt_error *error = NULL;
	int rc = xpt__source_list(recorder->inner, path, ret_names, &error);

	if (rc)
		return keep_refusal(recorder, path, rc, error, ret_error);
	keep_list(recorder, path, ret_names);
	return 0;
}

static int record_link(struct source *source, const char *path, char **ret_target,
		struct xpt_error **ret_error)
{
	struct recorder *recorder = (struct recorder *)source;
	struct xpt_error *error = NULL;
	int rc = xpt__source_link(recorder->inner, path, ret_target, &error);

	if (rc)
		return keep_refusal(recorder, path, rc, error, ret_error);
	keep_text(recorder, path, ANSWER_LINK, *ret_target);
	return 0;
}

static void record_free(struct source *source)
{
	struct recorder *recorder = (struct recorder *)source;

	xpt__source_free(recorder->inner);
	xpt__redactor_free(recorder->redactor);
	xpt__manifest_clear(&recorder->manifest);
	xpt__arena_free(recorder->arena);
	xpt_error_free(recorder->broken);
	cleanup_fd_(&recorder->root);
	cleanup_fd_(&recorder->folder);
	free(recorder->folder_path);
	free(recorder);
}

static void record_announce(struct source *source, const char *path)
{
	xpt__source_announce(((struct recorder *)source)->inner, path);
}

static const struct source_ops record_ops = {
	.read = record_read,
	.list = record_list,
	.link = record_link,
	.free = record_free,
	.announce = record_announce,
};

static bool is_empty(int root)
{
	int fd = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_dir DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	size_t count = 0;

	if (fd >= 0 && !dir)
		close(fd);
	while (dir && count < 3 && readdir(dir))
		count++;
	return dir && count < 3; /* "." and ".." */
}

static int open_root(const char *directory, int *ret_root, struct xpt_error **ret_error)
{
	bool made = !mkdir(directory, 0700);
	int before = errno;
	auto_fd int root = -1;

	if (!made && before != EEXIST)
		return xpt__error_errno(ret_error,
				before == EACCES || before == EPERM ? XPT_DENIED : XPT_INVALID,
				before, "cannot make the directory %s", directory);
	root = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return xpt__error_errno(ret_error, XPT_INVALID, errno,
				"cannot write a capture to %s", directory);
	if (!is_empty(root))
		return xpt__error_set(ret_error, XPT_INVALID,
				"%s is not empty: give a directory that does not exist yet",
				directory);
	*ret_root = root;
	root = -1;
	return 0;
}

int xpt__source_record(struct source *inner, const char *directory, bool redact,
		struct source **ret_source, struct xpt_error **ret_error)
{
	struct recorder *recorder = calloc(1, sizeof(*recorder));
	auto_of(source) struct source *source = (struct source *)recorder;
	int rc;

	if (!recorder) {
		xpt__source_free(inner);
		return xpt__error_no_memory(ret_error);
	}
	*recorder = (struct recorder){ .source.ops = &record_ops,
		.inner = inner,
		.root = -1,
		.folder = -1,
		.arena = xpt__arena_new() };
	if (!recorder->arena)
		return xpt__error_no_memory(ret_error);
	rc = open_root(directory, &recorder->root, ret_error);
	if (!rc && redact)
		rc = xpt__redactor_new(inner, &recorder->redactor, ret_error);
	if (rc)
		return rc;
	*ret_source = TAKE(source);
	return 0;
}

int xpt__source_record_finish(
		struct source *source, size_t *ret_answers, struct xpt_error **ret_error)
{
	struct recorder *recorder = (struct recorder *)source;
	auto_blob struct blob text = { 0 };
	size_t answers;
	int rc;

	if (recorder->broken)
		return xpt__error_pass(ret_error, TAKE(recorder->broken));
	xpt__manifest_sort(&recorder->manifest);
	answers = recorder->manifest.entries.count + recorder->files;
	rc = xpt__manifest_write(&recorder->manifest, &text, ret_error);
	if (rc)
		return rc;
	/* Last, so that a capture that was cut short has none and is not taken for a whole one. */
	if (keep_file(recorder, MANIFEST_NAME, &text) != KEPT)
		return xpt__error_errno(ret_error, XPT_UNREADABLE, errno,
				"cannot write the capture's manifest");
	*ret_answers = answers;
	return 0;
}
