/* SPDX-License-Identifier: GPL-2.0-or-later */
/* {"looked_ms", "trouble", "items": [{"state", "subject", …}, …]}, in milliseconds since the boot; gone with the next one. */
#include "status.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xpt/watch.h>

#include "../base/arena.h"
#include "../base/clock.h"
#include "../base/error.h"
#include "../base/json.h"
#include "../model/field.h"

#define BYTES_MAX (2 << 20) /* some 10000 items */
#define DEPTH_MAX 4
#define OPENS_MAX 3 /* a watch may write it anew while it is opened */

bool xpt__watch_status_is_at(int fd, const char *path)
{
	struct stat open, there;

	return fd >= 0 && !fstat(fd, &open) && !lstat(path, &there) &&
			open.st_ino == there.st_ino && open.st_dev == there.st_dev;
}

/* By the watch that wrote it. */
static bool is_locked(int fd)
{
	if (flock(fd, LOCK_SH | LOCK_NB))
		return errno == EWOULDBLOCK;
	(void)flock(fd, LOCK_UN);
	return false;
}

static int open_file(const char *path)
{
	return open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

/* Writing */

static struct json_object *json_of_item(const struct status_item *item)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json || !xpt__json_add_text(json, "state", item->state) ||
			!xpt__json_add_text(json, "subject", item->subject) ||
			!xpt__json_add_text(json, "domain", item->domain) ||
			!xpt__json_add_text(json, "is", item->is) ||
			!xpt__json_add_text(json, "wanted", item->wanted) ||
			!xpt__json_add_text(json, "text", item->text) ||
			!xpt__json_add_text(json, "file", item->file) ||
			!xpt__json_add_number(json, "line", (long long)item->line) ||
			!xpt__json_add_number(json, "since_ms", item->since_ms))
		return NULL;
	return TAKE(json);
}

/* NULL: memory is out. */
static struct json_object *json_of(const struct watch_status *status, const char *trouble)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *items;

	if (!json || !xpt__json_add_number(json, "looked_ms", status->looked_ms) ||
			!xpt__json_add_text(json, "trouble", trouble))
		return NULL;
	items = json_object_new_array();
	if (!xpt__json_add(json, "items", items))
		return NULL;
	for (size_t i = 0; i < status->items.count; i++)
		if (!xpt__json_append(items, json_of_item(&status->items.items[i])))
			return NULL;
	return TAKE(json);
}

static bool write_text(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t wrote = write(fd, text, left);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return false;
		text += wrote;
		left -= (size_t)wrote;
	}
	return true;
}

/* Does another watch that lives have its own there? */
static bool is_of_another(const struct watch_status *status)
{
	auto_fd int fd = open_file(status->path);

	return fd >= 0 && !xpt__watch_status_is_at(status->fd, status->path) && is_locked(fd);
}

/* Locked before anybody can find it. Return: what is open; -1 with errno: there is nothing new */
static int replace_file(const char *path, char *temporary, const char *text)
{
	int fd = mkostemp(temporary, O_CLOEXEC), number;

	if (fd < 0)
		return -1;
	if (!flock(fd, LOCK_EX | LOCK_NB) && write_text(fd, text) && !rename(temporary, path))
		return fd;
	number = errno;
	(void)unlink(temporary);
	close(fd);
	errno = number;
	return -1;
}

/* Whoever reads the one before reads it to its end. */
static int put(struct watch_status *status, const char *text, struct xpt_error **ret_error)
{
	auto_free char *temporary = NULL;
	int fd;

	if (strlen(text) > BYTES_MAX)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"cannot keep %s: it would be larger than %d bytes", status->path,
				BYTES_MAX);
	if (is_of_another(status))
		return xpt__error_set(ret_error, XPT_BUSY,
				"cannot keep %s: it is that of another watch that runs",
				status->path);
	if (asprintf(&temporary, "%s.XXXXXX", status->path) < 0) {
		temporary = NULL;
		return xpt__error_no_memory(ret_error);
	}
	fd = replace_file(status->path, temporary, text);
	if (fd < 0)
		return xpt__error_errno(
				ret_error, XPT_UNREADABLE, errno, "cannot keep %s", status->path);
	if (status->fd >= 0)
		close(status->fd);
	status->fd = fd;
	return 0;
}

int xpt__watch_status_save(
		struct watch_status *status, const char *trouble, struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *json = status->torn ? NULL : json_of(status, trouble);
	const char *text =
			json ? json_object_to_json_string_ext(json, JSON_C_TO_STRING_PLAIN) : NULL;

	return text ? put(status, text, ret_error) : xpt__error_no_memory(ret_error);
}

/* Reading: what lies there is not trusted. */

struct watch_item {
	const char *state, *subject, *domain, *is, *wanted, *text, *file;
	unsigned int line;
	unsigned long long seconds;
};

struct xpt_watch_status {
	struct arena *arena;
	bool running;
	unsigned long long looked_seconds;
	const char *trouble;
	struct watch_item *items;
	size_t count;
};

#define ITEM(member, form, key, label, help) FIELD(watch_item, member, form, key, label, help)

static const struct field item_fields[] = {
	ITEM(state, FORM_TEXT, "state", "STATE",
			"done, due, left (changed by hand), waits, failed, flaps, or unknown"),
	ITEM(subject, FORM_TEXT, "subject", "SUBJECT", "what a file says something of"),
	ITEM(domain, FORM_TEXT, "domain", "DOMAIN", "whose it is; none: the host's"),
	ITEM(is, FORM_TEXT, "is", "IS", "how it is"),
	ITEM(wanted, FORM_TEXT, "wanted", "WANTED", "how it shall be"),
	ITEM(text, FORM_TEXT, "text", "TEXT", "why it failed"),
	ITEM(file, FORM_TEXT, "file", "FILE", "that says so"),
	ITEM(line, FORM_NUMBER, "line", "LINE", "where in it"),
	ITEM(seconds, FORM_LONG, "seconds", "SECONDS", "how long the state has been so"),
};

static const struct xpt_kind kind_item = { "watch_item", item_fields, COUNT(item_fields) };

#define STATUS(member, form, key, label, help) \
	FIELD(xpt_watch_status, member, form, key, label, help)

static const struct field status_fields[] = {
	STATUS(running, FORM_BOOL, "running", "RUNNING", "the watch that wrote it runs"),
	STATUS(looked_seconds, FORM_LONG, "looked_seconds", "LOOKED",
			"how long ago its last round was"),
	STATUS(trouble, FORM_TEXT, "trouble", "TROUBLE", "what is not as it shall be, and why"),
	OBJECTS(xpt_watch_status, items, count, watch_item, kind_item, "items", "ITEMS",
			"what the files want, and what became of each"),
};

static const struct xpt_kind kind_status = { "watch", status_fields, COUNT(status_fields) };

const struct xpt_kind *xpt_kind_watch_item(void)
{
	return &kind_item;
}

const struct xpt_kind *xpt_kind_watch_status(void)
{
	return &kind_status;
}

static int damaged(const char *path, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_UNREADABLE, "%s is damaged", path);
}

struct reading {
	struct arena *arena;
	bool torn;    /* memory was out */
	bool damaged; /* a number is missing, or makes no sense */
};

/* NULL: there is none, or it is null, or @reading is torn. */
static const char *text_of(struct reading *reading, struct json_object *object, const char *key)
{
	struct json_object *value;
	const char *text;

	if (!json_object_object_get_ex(object, key, &value) ||
			!json_object_is_type(value, json_type_string))
		return NULL;
	text = xpt__arena_printable(reading->arena, json_object_get_string(value),
			(size_t)json_object_get_string_len(value));
	reading->torn |= !text;
	return text;
}

static unsigned long long number_of(
		struct reading *reading, struct json_object *object, const char *key)
{
	struct json_object *value;
	int64_t number = -1;

	if (json_object_object_get_ex(object, key, &value) &&
			json_object_is_type(value, json_type_int))
		number = json_object_get_int64(value);
	reading->damaged |= number < 0;
	return number > 0 ? (unsigned long long)number : 0;
}

static unsigned long long seconds_since(
		struct reading *reading, struct json_object *object, const char *key)
{
	unsigned long long now = (unsigned long long)xpt__clock_since_boot_ms();
	unsigned long long then = number_of(reading, object, key);

	return then < now ? (now - then) / 1000 : 0;
}

static void take_item(
		struct reading *reading, struct json_object *object, struct watch_item *ret_item)
{
	unsigned long long line = number_of(reading, object, "line");

	*ret_item = (struct watch_item){ .state = text_of(reading, object, "state"),
		.subject = text_of(reading, object, "subject"),
		.domain = text_of(reading, object, "domain"),
		.is = text_of(reading, object, "is"),
		.wanted = text_of(reading, object, "wanted"),
		.text = text_of(reading, object, "text"),
		.file = text_of(reading, object, "file"),
		.line = line <= UINT_MAX ? (unsigned int)line : 0,
		.seconds = seconds_since(reading, object, "since_ms") };
	reading->damaged |= !ret_item->state || !ret_item->subject;
}

/* Return: is there nothing against it so far? */
static bool take_next(
		struct xpt_watch_status *status, struct reading *reading, struct json_object *item)
{
	if (json_object_is_type(item, json_type_object))
		take_item(reading, item, &status->items[status->count++]);
	else
		reading->damaged = true;
	return !reading->damaged && !reading->torn;
}

static int take(struct xpt_watch_status *status, const char *path, struct json_object *json,
		struct xpt_error **ret_error)
{
	struct reading reading = { .arena = status->arena };
	struct json_object *items;
	size_t count;
	bool ok = true;

	if (!json_object_is_type(json, json_type_object) ||
			!json_object_object_get_ex(json, "items", &items) ||
			!json_object_is_type(items, json_type_array))
		return damaged(path, ret_error);
	count = (size_t)json_object_array_length(items);
	status->looked_seconds = seconds_since(&reading, json, "looked_ms");
	status->trouble = text_of(&reading, json, "trouble");
	status->items = xpt__arena_array(status->arena, count + 1, sizeof(*status->items));
	if (!status->items)
		return xpt__error_no_memory(ret_error);
	while (ok && status->count < count)
		ok = take_next(status, &reading, json_object_array_get_idx(items, status->count));
	if (reading.torn)
		return xpt__error_no_memory(ret_error);
	return reading.damaged ? damaged(path, ret_error) : 0;
}

/* A plain file of a size that a watch might write. */
static int read_file(int fd, const char *path, struct arena *arena, const char **ret_text,
		struct xpt_error **ret_error)
{
	struct stat stat;
	size_t size = 0;
	char *bytes;
	ssize_t got = 1;

	if (fstat(fd, &stat))
		return xpt__error_errno(ret_error, XPT_UNREADABLE, errno, "cannot read %s", path);
	if (!S_ISREG(stat.st_mode) || stat.st_size > BYTES_MAX)
		return damaged(path, ret_error);
	bytes = xpt__arena_array(arena, (size_t)stat.st_size + 1, 1);
	if (!bytes)
		return xpt__error_no_memory(ret_error);
	while (size < (size_t)stat.st_size && got > 0) {
		got = read(fd, bytes + size, (size_t)stat.st_size - size);
		size += got > 0 ? (size_t)got : 0;
	}
	if (got < 0)
		return xpt__error_errno(ret_error, XPT_UNREADABLE, errno, "cannot read %s", path);
	bytes[size] = '\0';
	if (strlen(bytes) != size)
		return damaged(path, ret_error);
	*ret_text = bytes;
	return 0;
}

DEFINE_AUTO(watch_status, struct xpt_watch_status *, xpt_watch_status_free)
DEFINE_AUTO(tokener, struct json_tokener *, json_tokener_free)

static int parse(struct xpt_watch_status *status, const char *path, const char *text,
		struct xpt_error **ret_error)
{
	auto_of(tokener) struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	auto_of(json) struct json_object *json = NULL;

	if (!tokener)
		return xpt__error_no_memory(ret_error);
	json = json_tokener_parse_ex(tokener, text, (int)strlen(text) + 1);
	if (!json || text[json_tokener_get_parse_end(tokener)])
		return damaged(path, ret_error);
	return take(status, path, json, ret_error);
}

static int cannot_open(const char *path, int number, struct xpt_error **ret_error)
{
	if (number == ENOENT)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"no watch runs on this host, or it has not looked yet (there is no %s)",
				path);
	return xpt__error_errno(ret_error, number == EACCES ? XPT_DENIED : XPT_UNREADABLE, number,
			"cannot read %s", path);
}

/* What a watch that lives wrote, or what lies there: not what one let go of since, as that tells nothing of it. */
static int open_latest(
		const char *path, int *ret_fd, bool *ret_running, struct xpt_error **ret_error)
{
	for (unsigned int i = 0; i < OPENS_MAX; i++) {
		auto_fd int fd = open_file(path);

		if (fd < 0)
			return cannot_open(path, errno, ret_error);
		*ret_running = is_locked(fd);
		if (*ret_running || xpt__watch_status_is_at(fd, path)) {
			*ret_fd = fd;
			fd = -1;
			return 0;
		}
	}
	return xpt__error_set(
			ret_error, XPT_UNREADABLE, "%s was replaced each time it was opened", path);
}

int xpt_watch_status_open(const char *path, struct xpt_watch_status **ret_status,
		struct xpt_error **ret_error)
{
	auto_of(watch_status) struct xpt_watch_status *status = calloc(1, sizeof(*status));
	auto_fd int fd = -1;
	const char *text = NULL;
	int rc;

	if (!status || !(status->arena = xpt__arena_new()))
		return xpt__error_no_memory(ret_error);
	rc = open_latest(path, &fd, &status->running, ret_error);
	rc = rc ? rc : read_file(fd, path, status->arena, &text, ret_error);
	rc = rc ? rc : parse(status, path, text, ret_error);
	if (!rc)
		*ret_status = TAKE(status);
	return rc;
}

void xpt_watch_status_free(struct xpt_watch_status *status)
{
	if (!status)
		return;
	xpt__arena_free(status->arena);
	free(status);
}

struct xpt_object xpt_watch_status_object(const struct xpt_watch_status *status)
{
	return (struct xpt_object){ &kind_status, status };
}
