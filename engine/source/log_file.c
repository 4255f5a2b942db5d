/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/error.h"
#include "log_charset.h"
#include "log_kind.h"
#include "unpacker.h"

#define INPUT_BYTES (64 * 1024)
#define HEAD_BYTES 4096 /* by which a file's kind is told */
#define LEVELS 4	/* a packed log in an archive in an archive */

/* The file itself (without @archive), or what libarchive makes of the level below. */
struct level {
	struct log_file *file;
	struct archive *archive;
	char head[HEAD_BYTES]; /* what was read to tell the kind */
	size_t head_at, head_length;
	char input[INPUT_BYTES]; /* for @archive, of the level below */
};

struct log_file {
	int fd;
	char *path, *member;
	bool begun;   /* the kind of what is being read is known */
	bool skipped; /* it is no text */
	size_t top;
	struct level *levels[LEVELS];
	struct log_charset *charset;
	const struct unpacker *unpacker; /* where something is packed */
};

static int unpacking_failed(
		const struct log_file *file, struct archive *archive, struct xpt_error **ret_error)
{
	const char *why = file->unpacker->archive_error_string(archive);

	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"%s cannot be unpacked (%s): unpack what is left of it by other means and try that",
			file->path, why ? why : "unknown reason");
}

static ssize_t read_fd(const struct log_file *file, char *to, size_t room)
{
	ssize_t r;

	do
		r = read(file->fd, to, room);
	while (r < 0 && errno == EINTR);
	return r;
}

/* The next bytes of level @at; -1: errno, or the archive's own error, says why. */
static ssize_t level_read(struct log_file *file, size_t at, char *to, size_t room)
{
	struct level *level = file->levels[at];
	size_t kept = level->head_length - level->head_at;

	if (kept) {
		kept = kept < room ? kept : room;
		memcpy(to, level->head + level->head_at, kept);
		level->head_at += kept;
		return (ssize_t)kept;
	}
	return level->archive ? file->unpacker->archive_read_data(level->archive, to, room) :
				read_fd(file, to, room);
}

/* libarchive asks for more of the level below. */
static la_ssize_t feed(struct archive *archive, void *context, const void **ret_bytes)
{
	struct level *level = context;
	size_t at = 0;
	ssize_t r;

	while (level->file->levels[at] != level)
		at++;
	r = level_read(level->file, at - 1, level->input, INPUT_BYTES);
	if (r < 0)
		level->file->unpacker->archive_set_error(
				archive, EIO, "what it is packed in cannot be read");
	*ret_bytes = level->input;
	return r;
}

/* No format or filter that runs a program. */
static bool accept_kinds(const struct unpacker *unpacker, struct archive *archive)
{
	int (*const kinds[])(struct archive *) = {
		unpacker->archive_read_support_filter_compress,
		unpacker->archive_read_support_format_tar,
		unpacker->archive_read_support_format_cpio,
		unpacker->archive_read_support_format_zip_streamable,
		unpacker->archive_read_support_format_raw,
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i](archive) != ARCHIVE_OK)
			return false;
	return xpt__unpacker_filters(unpacker, archive);
}

static void pop_level(struct log_file *file)
{
	file->unpacker->archive_read_free(file->levels[file->top]->archive);
	free(file->levels[file->top]);
	file->levels[file->top--] = NULL;
}

static int push_level(struct log_file *file, struct xpt_error **ret_error)
{
	struct level *level;

	file->unpacker = xpt__unpacker();
	if (!file->unpacker)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"%s is packed: install " UNPACKER_LIBRARY ", or unpack it",
				file->path);
	level = calloc(1, sizeof(*level));
	if (!level)
		return xpt__error_no_memory(ret_error);
	level->file = file;
	level->archive = file->unpacker->archive_read_new();
	file->levels[++file->top] = level;
	if (!level->archive || !accept_kinds(file->unpacker, level->archive))
		return xpt__error_no_memory(ret_error);
	if (file->unpacker->archive_read_open(level->archive, level, NULL, feed, NULL) !=
			ARCHIVE_OK)
		return unpacking_failed(file, level->archive, ret_error);
	return 0;
}

/* Enough of the topmost level to tell its kind, where it has so much. */
static int fill_head(struct log_file *file, struct xpt_error **ret_error)
{
	struct level *level = file->levels[file->top];
	ssize_t r;

	level->head_at = level->head_length = 0;
	do {
		r = level->archive ? file->unpacker->archive_read_data(level->archive,
						     level->head + level->head_length,
						     HEAD_BYTES - level->head_length) :
				     read_fd(file, level->head + level->head_length,
						     HEAD_BYTES - level->head_length);
		if (r > 0)
			level->head_length += (size_t)r;
	} while (r > 0 && level->head_length < HEAD_BYTES && level->archive);
	if (r >= 0)
		return 0;
	return level->archive ? unpacking_failed(file, level->archive, ret_error) :
				xpt__error_errno(ret_error, XPT_UNREADABLE, errno, "cannot read %s",
						file->path);
}

/* To the next regular file of the topmost archive. False at its end. */
static int next_entry(struct log_file *file, bool *ret_any, struct xpt_error **ret_error)
{
	struct archive *archive = file->levels[file->top]->archive;
	struct archive_entry *entry;
	const char *name;
	int r;

	do
		r = file->unpacker->archive_read_next_header(archive, &entry);
	while (r == ARCHIVE_RETRY ||
			(r >= ARCHIVE_WARN && r != ARCHIVE_EOF &&
					file->unpacker->archive_format(archive) !=
							ARCHIVE_FORMAT_RAW &&
					file->unpacker->archive_entry_filetype(entry) != AE_IFREG));
	if (r < ARCHIVE_WARN)
		return unpacking_failed(file, archive, ret_error);
	*ret_any = r != ARCHIVE_EOF;
	if (!*ret_any || file->unpacker->archive_format(archive) == ARCHIVE_FORMAT_RAW)
		return 0;
	free(file->member);
	name = file->unpacker->archive_entry_pathname(entry);
	file->member = strdup(name ? name : "?");
	return file->member ? 0 : xpt__error_no_memory(ret_error);
}

/* Down through what is packed to bytes that are text, or are said to be none. */
static int begin(struct log_file *file, struct xpt_error **ret_error)
{
	struct level *level;
	const char *kind;
	bool any;
	int rc;

	for (;;) {
		rc = fill_head(file, ret_error);
		level = file->levels[file->top];
		if (rc || !xpt__log_is_packed(level->head, level->head_length) ||
				file->top + 1 == LEVELS)
			break;
		rc = push_level(file, ret_error);
		if (!rc)
			rc = next_entry(file, &any, ret_error);
		if (rc)
			return rc;
		if (!any) {
			file->begun = file->skipped = true;
			return 0;
		}
	}
	if (rc)
		return rc;
	kind = xpt__log_binary_kind(level->head, level->head_length);
	if (kind && !file->member)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"%s looks like %s, which cannot be read", file->path, kind);
	file->begun = true;
	file->skipped = kind;
	xpt__log_charset_free(file->charset);
	file->charset = NULL;
	return kind ? 0 :
		      xpt__log_charset_new(level->head, level->head_length, &level->head_at,
				      &file->charset, ret_error);
}

static int read_bytes(struct log_file *file, char *to, size_t room, size_t *ret_length,
		struct xpt_error **ret_error)
{
	ssize_t r = level_read(file, file->top, to, room);

	if (r < 0 && file->levels[file->top]->archive)
		return unpacking_failed(file, file->levels[file->top]->archive, ret_error);
	if (r < 0)
		return xpt__error_errno(
				ret_error, XPT_UNREADABLE, errno, "cannot read %s", file->path);
	*ret_length = (size_t)r;
	return 0;
}

int xpt__log_file_read(struct log_file *file, char *to, size_t room, size_t *ret_length,
		struct xpt_error **ret_error)
{
	char raw[HEAD_BYTES];
	size_t length = 0;
	int rc = file->begun ? 0 : begin(file, ret_error);

	*ret_length = 0;
	if (rc || file->skipped)
		return rc;
	if (!file->charset)
		return read_bytes(file, to, room, ret_length, ret_error);
	do {
		*ret_length = xpt__log_charset_take(file->charset, to, room);
		if (*ret_length)
			return 0;
		rc = read_bytes(file, raw, sizeof(raw), &length, ret_error);
		if (rc)
			return rc;
		xpt__log_charset_put(file->charset, raw, length);
	} while (length);
	return 0;
}

int xpt__log_file_next(struct log_file *file, const char **ret_name, struct xpt_error **ret_error)
{
	*ret_name = NULL;
	while (file->top) {
		bool any = false;
		int rc = next_entry(file, &any, ret_error);

		if (rc)
			return rc;
		if (!any) {
			pop_level(file);
			continue;
		}
		file->begun = false;
		*ret_name = file->member ? file->member : file->path;
		return 0;
	}
	return 0;
}

int xpt__log_file_member(struct log_file *file, const char **ret_name, struct xpt_error **ret_error)
{
	int rc = file->begun ? 0 : begin(file, ret_error);

	if (!rc)
		*ret_name = file->member ? file->member : "";
	return rc;
}

int xpt__log_file_open(const char *path, struct log_file **ret_file, struct xpt_error **ret_error)
{
	bool standard_input = !strcmp(path, "-");
	auto_of(log_file) struct log_file *file = calloc(1, sizeof(*file));
	struct stat stat;

	if (!file)
		return xpt__error_no_memory(ret_error);
	file->fd = -1;
	file->path = strdup(standard_input ? "standard input" : path);
	file->levels[0] = calloc(1, sizeof(*file->levels[0]));
	if (!file->path || !file->levels[0])
		return xpt__error_no_memory(ret_error);
	file->fd = standard_input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) :
				    open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (file->fd < 0)
		return xpt__error_errno(ret_error,
				errno == ENOENT			? XPT_NOT_FOUND :
						errno == EACCES ? XPT_DENIED :
								  XPT_UNREADABLE,
				errno, "cannot read %s", path);
	if (fstat(file->fd, &stat) || S_ISDIR(stat.st_mode))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"%s is a directory: name the files in it", path);
	*ret_file = TAKE(file);
	return 0;
}

void xpt__log_file_as_it_is(struct log_file *file)
{
	file->begun = true;
}

void xpt__log_file_free(struct log_file *file)
{
	if (!file)
		return;
	while (file->top)
		pop_level(file);
	free(file->levels[0]);
	xpt__log_charset_free(file->charset);
	if (file->fd >= 0)
		close(file->fd);
	free(file->member);
	free(file->path);
	free(file);
}
