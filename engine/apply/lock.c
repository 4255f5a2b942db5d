/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flock() on a file that also holds its holder's pid, for those who wait. The kernel drops the lock when the last process that
 * has it open ends: its holder; or, where that was killed, the program that it ran, and what that leaves running, of which the file
 * holds no pid. And whether dpkg holds its own, which are of fcntl().
 */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/text.h"
#include "../source/paths.h"
#include "progress.h"

#define POLL_MS 100
#define TIMEOUT_DEFAULT_S 30
#define COMMAND_SHOWN 200

static long holder(int fd)
{
	char text[24] = "";
	struct span pid;
	uint64_t number = 0;
	ssize_t r = pread(fd, text, sizeof(text) - 1, 0);

	pid = xpt__span_trim((struct span){ text, r > 0 ? (size_t)r : 0 });
	return xpt__span_number(pid, 10, &number) && number < INT32_MAX ? (long)number : 0;
}

const char *xpt__process_text(struct apply_context *apply_context, long pid, struct arena *arena)
{
	auto_blob struct blob command = { 0 };
	const char *text;
	char path[48];

	if (!pid)
		return "another xpt";
	snprintf(path, sizeof(path), PATH_PROC "/%ld/cmdline", pid);
	if (xpt__source_read(apply_context->source, path, &command, NULL) || !command.length)
		return xpt__arena_text(arena, "pid %ld", pid);
	for (size_t i = 0; i < command.length; i++)
		if (!command.bytes[i])
			command.bytes[i] = ' ';
	text = xpt__arena_printable(arena, command.bytes,
			command.length < COMMAND_SHOWN ? command.length : COMMAND_SHOWN);
	return text ? xpt__arena_text(arena, "%s (pid %ld)", text, pid) : NULL;
}

static int wait_for(struct apply_context *apply_context, int fd, struct xpt_error **ret_error)
{
	unsigned int seconds = apply_context->options->lock_timeout_s ?
			apply_context->options->lock_timeout_s :
			TIMEOUT_DEFAULT_S;
	struct arena *arena = xpt__arena_new();
	const char *who = arena ? xpt__process_text(apply_context, holder(fd), arena) : NULL;
	int rc = who ? XPT_BUSY : xpt__error_no_memory(ret_error);

	for (unsigned int waited_ms = 0; rc == XPT_BUSY && waited_ms < seconds * 1000;
			waited_ms += POLL_MS) {
		if (xpt__progress_wait(apply_context, "", who, waited_ms / POLL_MS,
				    "waiting for %s", who)) {
			rc = xpt__progress_cancelled(apply_context, ret_error);
			break;
		}
		apply_context->writer->ops->wait_ms(apply_context->writer, POLL_MS);
		if (!flock(fd, LOCK_EX | LOCK_NB))
			rc = 0;
	}
	if (rc == XPT_BUSY)
		xpt__error_set(ret_error, XPT_BUSY,
				"%s has been changing this host for more than %u seconds: "
				"try again when it is done",
				who, seconds);
	xpt__arena_free(arena);
	return rc;
}

void xpt__lock_sign(int fd, long pid)
{
	char text[24];
	int length = snprintf(text, sizeof(text), "%ld\n", pid);

	if (fd <= STDERR_FILENO)
		return;
	/* Only for those who wait to be told: failing does no harm. */
	if (ftruncate(fd, 0) || pwrite(fd, text, (size_t)length, 0) != length)
		return;
}

/* Where a program closed its standard streams, the lock is none of them: programs that are run get others there. */
static int open_lock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
	auto_fd int low = fd <= STDERR_FILENO ? fd : -1;

	return low < 0 ? fd : fcntl(low, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

int xpt__lock_take(struct apply_context *apply_context, int *ret_fd, struct xpt_error **ret_error)
{
	const char *path = apply_context->places.lock;
	auto_fd int fd = open_lock(path);
	int rc = 0;

	if (fd < 0)
		return xpt__error_errno(ret_error,
				errno == EACCES || errno == EPERM ? XPT_DENIED : XPT_UNREADABLE,
				errno, "cannot open the lock %s", path);
	if (flock(fd, LOCK_EX | LOCK_NB))
		rc = errno == EWOULDBLOCK ? wait_for(apply_context, fd, ret_error) :
					    xpt__error_errno(ret_error, XPT_UNREADABLE, errno,
							    "cannot lock %s", path);
	if (rc)
		return rc;
	xpt__lock_sign(fd, (long)getpid());
	apply_context->lock = fd;
	*ret_fd = fd;
	fd = -1;
	return 0;
}

void xpt__lock_end(int *fd)
{
	if (*fd < 0)
		return;
	(void)flock(*fd, LOCK_UN);
	close(*fd);
}

int xpt__lock_check_dpkg(const char *path, struct xpt_error **ret_error)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	auto_fd int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (fd < 0 || fcntl(fd, F_GETLK, &lock))
		return xpt__error_errno(ret_error, XPT_BUSY, errno,
				"it is not known whether dpkg is at work: cannot look at the lock %s",
				path);
	if (lock.l_type == F_UNLCK)
		return 0;
	/* none of another container, or of a lock that goes by the open file */
	return lock.l_pid > 0 ? xpt__error_set(ret_error, XPT_BUSY, "dpkg is at work (process %ld)",
						(long)lock.l_pid) :
				xpt__error_set(ret_error, XPT_BUSY, "dpkg is at work");
}
