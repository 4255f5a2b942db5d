/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "../base/error.h"
#include "../formats/unfinished.h"
#include "touches.h"

#define SIZE_MAX_BYTES (64L << 20)

void xpt__journal_clear(struct journal *journal)
{
	if (journal->fd >= 0)
		close(journal->fd);
	free(journal->path);
	free(journal->boot);
	free(journal->undone);
	xpt_plan_free(journal->plan);
	*journal = (struct journal)JOURNAL_NONE;
}

static int failed(const char *what, const char *path, struct xpt_error **ret_error)
{
	int number = errno;

	return xpt__error_errno(ret_error,
			number == EACCES || number == EPERM ? XPT_DENIED : XPT_UNREADABLE, number,
			"cannot %s the journal %s", what, path);
}

static bool write_all(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t r = write(fd, bytes, length);

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return false;
		bytes += r;
		length -= (size_t)r;
	}
	return true;
}

/* The folder of @path, to be freed. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
}

/* Make a folder and those above it; only root may look into what did not exist. */
static void make_folder(const char *folder)
{
	auto_free char *part = strdup(folder);

	for (char *slash = part ? strchr(part + 1, '/') : NULL; slash;
			slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(part, 0755);
		*slash = '/';
	}
	(void)mkdir(folder, 0700); /* opening a file in it tells what went wrong */
}

bool xpt__journal_none(const char *path)
{
	auto_free char *folder = folder_of(path);
	auto_dir DIR *dir = folder ? opendir(folder) : NULL;
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct dirent *entry;

	if (!dir)
		return folder && errno == ENOENT;
	for (errno = 0; (entry = readdir(dir)); errno = 0)
		if (!strncmp(entry->d_name, name, strlen(name)))
			return false;
	return !errno;
}

static bool sync_folder(const char *folder)
{
	auto_fd int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 && !fsync(fd);
}

static int not_obeyed(const char *path, const char *why, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_STUCK,
			"the journal %s is not trusted: %s; see with \"xpt list\" where the "
			"devices are, fix that, and remove what root did not write",
			path, why);
}

/* Can nobody write it but root, and who runs this? */
static bool is_private(const struct stat *status)
{
	return (!status->st_uid || status->st_uid == geteuid()) &&
			!(status->st_mode & (S_IWGRP | S_IWOTH));
}

/* Whoever can write the folder can put another file in the journal's place. */
static int check_folder(const char *path, const char *folder, struct xpt_error **ret_error)
{
	struct stat status;

	if (stat(folder, &status))
		return failed("look at the folder of", path, ret_error);
	return is_private(&status) ? 0 :
				     not_obeyed(path,
						     "its folder is owned or writable by others "
						     "than root",
						     ret_error);
}

static int check_file(int fd, const char *path, struct xpt_error **ret_error)
{
	struct stat status;

	if (fstat(fd, &status))
		return failed("look at", path, ret_error);
	if (!S_ISREG(status.st_mode))
		return not_obeyed(path, "it is not a plain file", ret_error);
	return is_private(&status) ?
			0 :
			not_obeyed(path, "it is owned or writable by others than root", ret_error);
}

static int rename_into_place(const char *temporary, const char *path, int fd, const char *text,
		struct xpt_error **ret_error)
{
	auto_free char *folder = folder_of(path);

	if (!folder)
		return xpt__error_no_memory(ret_error);
	if (!write_all(fd, text, strlen(text)) || fsync(fd) || rename(temporary, path) ||
			!sync_folder(folder)) {
		int rc = failed("write", path, ret_error);

		unlink(temporary);
		return rc;
	}
	return 0;
}

static int write_new(const char *path, const char *text, int *ret_fd, struct xpt_error **ret_error)
{
	auto_free char *folder = folder_of(path), *temporary = NULL;
	auto_fd int fd = -1;
	int rc;

	if (!folder || asprintf(&temporary, "%s.new", path) < 0)
		return xpt__error_no_memory(ret_error);
	make_folder(folder);
	rc = check_folder(path, folder, ret_error);
	if (rc)
		return rc;
	fd = open(temporary,
			O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC |
					O_APPEND,
			0600);
	if (fd < 0)
		return failed("write", temporary, ret_error);
	rc = check_file(fd, temporary, ret_error);
	rc = rc ? rc : rename_into_place(temporary, path, fd, text, ret_error);
	if (rc)
		return rc;
	*ret_fd = fd;
	fd = -1;
	return 0;
}

static char *head_of(const char *boot, const struct xpt_plan *plan)
{
	auto_free char *json = xpt__plan_to_json(plan);
	auto_free struct touch *touches = NULL;
	struct arena *arena = xpt__arena_new();
	size_t count;
	const char *title = arena ? xpt__arena_printable(arena, plan->title, strlen(plan->title)) :
				    NULL;
	char *head = NULL;

	if (json && title && xpt__plan_touches(plan, &touches, &count))
		head = xpt__unfinished_head(
				boot, (unsigned int)getpid(), touches, count, title, json);
	xpt__arena_free(arena);
	return head;
}

int xpt__journal_create(const char *path, const char *boot, const struct xpt_plan *plan,
		struct journal *ret_journal, struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	auto_free char *head = head_of(boot, plan);
	int rc;

	journal.path = strdup(path);
	journal.undone = calloc(plan->count + 1, sizeof(*journal.undone));
	if (!head || !journal.path || !journal.undone)
		return xpt__error_no_memory(ret_error);
	rc = write_new(path, head, &journal.fd, ret_error);
	if (rc)
		return rc;
	*ret_journal = journal;
	journal = (struct journal)JOURNAL_NONE;
	return 0;
}

static int add_line(struct journal *journal, enum unfinished_event event, size_t index,
		struct xpt_error **ret_error)
{
	char line[EVENT_TEXT];
	size_t length = xpt__unfinished_event_text(event, index, line);

	if (!write_all(journal->fd, line, length) || fdatasync(journal->fd))
		return failed("write", journal->path, ret_error);
	return 0;
}

int xpt__journal_begin(struct journal *journal, size_t index, struct xpt_error **ret_error)
{
	int rc = add_line(journal, EVENT_BEGIN, index, ret_error);

	if (!rc)
		journal->begun = index + 1;
	return rc;
}

int xpt__journal_undone(struct journal *journal, size_t index, struct xpt_error **ret_error)
{
	journal->undone[index] = true;
	return add_line(journal, EVENT_UNDONE, index, ret_error);
}

int xpt__journal_hold(struct journal *journal, struct xpt_error **ret_error)
{
	if (flock(journal->fd, LOCK_EX | LOCK_NB))
		return failed("lock", journal->path, ret_error);
	return add_line(journal, EVENT_HOLD, journal->begun - 1, ret_error);
}

bool xpt__journal_is_held(const struct journal *journal)
{
	if (!journal->has_hold)
		return false;
	if (flock(journal->fd, LOCK_SH | LOCK_NB))
		return errno == EWOULDBLOCK;
	(void)flock(journal->fd, LOCK_UN);
	return false;
}

bool xpt__journal_is_at(const struct journal *journal, const char *path)
{
	struct stat own, there;

	return !fstat(journal->fd, &own) && !lstat(path, &there) && own.st_dev == there.st_dev &&
			own.st_ino == there.st_ino;
}

int xpt__journal_set_aside(
		const struct journal *journal, const char *path, struct xpt_error **ret_error)
{
	auto_free char *folder = folder_of(path);

	if (!folder)
		return xpt__error_no_memory(ret_error);
	if (rename(journal->path, path) || !sync_folder(folder))
		return failed("set aside", journal->path, ret_error);
	return 0;
}

int xpt__journal_remove(struct journal *journal, struct xpt_error **ret_error)
{
	auto_free char *folder = folder_of(journal->path);

	if (!folder)
		return xpt__error_no_memory(ret_error);
	if (unlink(journal->path) || !sync_folder(folder))
		return failed("remove", journal->path, ret_error);
	return 0;
}

static int read_all(int fd, const char *path, char **ret_text, size_t *ret_length,
		struct xpt_error **ret_error)
{
	auto_free char *text = NULL;
	struct stat status;
	size_t length = 0, size;

	if (fstat(fd, &status))
		return failed("read", path, ret_error);
	if (status.st_size > SIZE_MAX_BYTES)
		return xpt__error_set(ret_error, XPT_STUCK, "%s is not a journal of xpt", path);
	size = (size_t)status.st_size;
	text = malloc(size + 1);
	if (!text)
		return xpt__error_no_memory(ret_error);
	while (length < size) {
		ssize_t r = read(fd, text + length, size - length);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return failed("read", path, ret_error);
		if (!r)
			break;
		length += (size_t)r;
	}
	text[length] = '\0';
	*ret_text = TAKE(text);
	*ret_length = length;
	return 0;
}

static int damaged(const char *path, const char *what, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_STUCK,
			"the journal %s is damaged (%s): see with \"xpt list\" "
			"where the devices are, then remove it",
			path, what);
}

static bool read_events(struct journal *journal, struct span events)
{
	for (;;) {
		size_t index = 0;
		enum unfinished_event event = xpt__unfinished_event(&events, &index);

		if (event == EVENT_END)
			return true;
		if (event == EVENT_DAMAGED || index >= journal->plan->count)
			return false;
		if (event == EVENT_HOLD)
			journal->has_hold = true;
		else if (event == EVENT_UNDONE)
			journal->undone[index] = true;
		else if (index + 1 > journal->begun)
			journal->begun = index + 1;
	}
}

static int read_lines(struct journal *journal, struct span text, struct xpt_error **ret_error)
{
	auto_of(error) struct xpt_error *error = NULL;
	struct unfinished unfinished;
	int rc;

	if (!xpt__unfinished_read(text, &unfinished) || !unfinished.intact)
		return damaged(journal->path, "its first four lines", ret_error);
	rc = xpt__plan_from_json(
			unfinished.plan.at, unfinished.plan.length, &journal->plan, &error);
	if (rc && rc != XPT_NO_MEMORY)
		return damaged(journal->path, xpt_error_message(error), ret_error);
	journal->pid = unfinished.pid;
	journal->boot = strndup(unfinished.boot.at, unfinished.boot.length);
	journal->undone = rc ? NULL : calloc(journal->plan->count + 1, sizeof(*journal->undone));
	if (!journal->boot || !journal->undone)
		return xpt__error_no_memory(ret_error);
	return read_events(journal, unfinished.events) ?
			0 :
			damaged(journal->path, "a line after the plan", ret_error);
}

/* What a crash cut would run into the next line. */
static int cut_torn_line(struct journal *journal, const char *text, size_t *length,
		struct xpt_error **ret_error)
{
	const char *newline = memrchr(text, '\n', *length);
	size_t whole = newline ? (size_t)(newline - text) + 1 : 0;

	if (whole && whole < *length && ftruncate(journal->fd, (off_t)whole))
		return failed("repair", journal->path, ret_error);
	*length = whole;
	return 0;
}

int xpt__journal_read(const char *path, struct journal *ret_journal, struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	auto_free char *text = NULL, *folder = folder_of(path);
	size_t length = 0;
	int rc;

	journal.path = strdup(path);
	if (!journal.path || !folder)
		return xpt__error_no_memory(ret_error);
	journal.fd = open(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (journal.fd < 0 && errno == ENOENT)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no journal");
	if (journal.fd < 0)
		return failed("read", path, ret_error);
	rc = check_folder(path, folder, ret_error);
	rc = rc ? rc : check_file(journal.fd, path, ret_error);
	rc = rc ? rc : read_all(journal.fd, path, &text, &length, ret_error);
	rc = rc ? rc : cut_torn_line(&journal, text, &length, ret_error);
	rc = rc ? rc : read_lines(&journal, (struct span){ text, length }, ret_error);
	if (rc)
		return rc;
	*ret_journal = journal;
	journal = (struct journal)JOURNAL_NONE;
	return 0;
}
