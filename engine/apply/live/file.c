/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that outlive a reboot, written whole and at once, and the programs that read those of the boot loader. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>

#include "../../base/clock.h"
#include "../../base/error.h"
#include "../../base/text.h"
#include "../../source/paths.h"
#include "../lock.h"
#include "live.h"

#define MSDOS_MAGIC 0x4d44
#define OUTPUT_BYTES 65536
#define PROGRAM_TIMEOUT_S 600 /* an initramfs for each of several kernels, on a slow disk */
#define WORDS_MAX 6

static bool write_all(int fd, const char *text, size_t length)
{
	while (length) {
		ssize_t r = write(fd, text, length);

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return false;
		text += r;
		length -= (size_t)r;
	}
	return true;
}

/* Owner and mode as they were; vfat has neither. */
static bool keep_mode(int fd, const struct stat *old)
{
	struct stat now;

	if (fchmod(fd, old->st_mode & 07777) || fchown(fd, old->st_uid, old->st_gid))
		return !fstat(fd, &now) && now.st_uid == old->st_uid && now.st_mode == old->st_mode;
	return true;
}

static bool sync_folder(const char *folder)
{
	auto_fd int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* vfat cannot, and says so */
	return fd >= 0 && (!fsync(fd) || errno == EINVAL);
}

static bool is_on_vfat(const char *folder)
{
	struct statfs filesystem;

	return !statfs(folder, &filesystem) && filesystem.f_type == MSDOS_MAGIC;
}

static bool copy_all(int from, int to)
{
	char buffer[4096];
	ssize_t r;

	while ((r = read(from, buffer, sizeof(buffer)))) {
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0 || !write_all(to, buffer, (size_t)r))
			return false;
	}
	return true;
}

/* On the disk, or not at all. */
static bool copy_beside(int from, const char *path)
{
	auto_fd int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	return to >= 0 && copy_all(from, to) && !fsync(to);
}

/* A crash may tear a rename on vfat, which has no journal: a copy of the old file stays beside it. */
static bool keep_old(const char *folder, const char *path, const char *kept, const char *beside)
{
	auto_fd int from = open(path, O_RDONLY | O_CLOEXEC);
	int number;

	if (from < 0)
		return errno == ENOENT;
	/* the older copy stays until this one is whole */
	if (copy_beside(from, beside) && !rename(beside, kept) && sync_folder(folder))
		return true;
	number = errno;
	(void)unlink(beside);
	errno = number;
	return false;
}

static int write_failed(
		const char *what, const char *path, int number, struct xpt_error **ret_error)
{
	return xpt__error_errno(ret_error, number == EACCES ? XPT_DENIED : XPT_REFUSED, number,
			"cannot %s %s", what, path);
}

/* The new text under another name, on the disk. */
static bool write_beside(const char *path, const char *text, const struct stat *old)
{
	auto_fd int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	return fd >= 0 && write_all(fd, text, strlen(text)) && keep_mode(fd, old) && !fsync(fd);
}

static int replace(const char *folder, const char *path, const char *text,
		struct xpt_error **ret_error)
{
	struct stat old = { .st_mode = 0644, .st_uid = geteuid(), .st_gid = getegid() };
	auto_free char *beside = NULL, *kept = NULL;
	int number;

	if (asprintf(&beside, "%s.xpt-new", path) < 0 || asprintf(&kept, "%s.old", path) < 0)
		return xpt__error_no_memory(ret_error);
	(void)stat(path, &old);
	(void)unlink(beside); /* a crash left it */
	if (is_on_vfat(folder) && !keep_old(folder, path, kept, beside))
		return write_failed("keep a copy of the file as", kept, errno, ret_error);
	if (write_beside(beside, text, &old) && !rename(beside, path) && sync_folder(folder))
		return 0;
	number = errno;
	(void)unlink(beside);
	return write_failed("write", path, number, ret_error);
}

/* @folder, and the one above it: not every host has /etc/udev. Opening a file in it tells what went wrong. */
static void make_folder(const char *folder)
{
	const char *slash = strrchr(folder, '/');
	auto_free char *above = slash > folder ? strndup(folder, (size_t)(slash - folder)) : NULL;

	if (above)
		(void)mkdir(above, 0755);
	(void)mkdir(folder, 0755);
}

int xpt__live_replace_file(struct writer *writer, const char *path, const char *text,
		struct xpt_error **ret_error)
{
	auto_free char *named = NULL, *full = NULL, *folder = NULL;

	(void)writer;
	if (asprintf(&named, LIVE_ROOT "%s", path) < 0)
		return xpt__error_no_memory(ret_error);
	/* behind a link lies the file that is read */
	full = realpath(named, NULL);
	if (!full)
		full = strdup(named);
	folder = full ? strndup(full, (size_t)(strrchr(full, '/') - full)) : NULL;
	if (!folder)
		return xpt__error_no_memory(ret_error);
	if (text) {
		make_folder(folder);
		return replace(folder, full, text, ret_error);
	}
	if ((unlink(full) && errno != ENOENT) || !sync_folder(folder))
		return xpt__error_errno(ret_error, errno == EACCES ? XPT_DENIED : XPT_REFUSED,
				errno, "cannot remove %s", full);
	return 0;
}

/* Programs */

struct running {
	pid_t pid;
	int output;
	char text[OUTPUT_BYTES + 1]; /* its last bytes */
	size_t length;
};

static void keep_output(struct running *running, const char *bytes, size_t length)
{
	if (length > OUTPUT_BYTES / 2)
		return;
	if (running->length + length > OUTPUT_BYTES) {
		memmove(running->text, running->text + OUTPUT_BYTES / 2,
				running->length - OUTPUT_BYTES / 2);
		running->length -= OUTPUT_BYTES / 2;
	}
	memcpy(running->text + running->length, bytes, length);
	running->length += length;
	running->text[running->length] = '\0';
}

/* Until it closes its output. False: it takes too long. */
static bool listen_to(struct running *running)
{
	long long end = xpt__clock_ms() + PROGRAM_TIMEOUT_S * 1000LL;
	char buffer[4096];

	while (xpt__clock_ms() < end) {
		struct pollfd poll_fd = { running->output, POLLIN, 0 };
		ssize_t r = poll(&poll_fd, 1, 1000) > 0 ?
				read(running->output, buffer, sizeof(buffer)) :
				-1;

		if (!r)
			return true;
		if (r > 0)
			keep_output(running, buffer, (size_t)r);
	}
	return false;
}

static int start(char **words, int lock, struct running *running, struct xpt_error **ret_error)
{
	static char *const environment[] = {
		(char *)(uintptr_t) "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
		(char *)(uintptr_t) "LC_ALL=C",
		/* LVM's tools, which such programs ask, would speak of the lock */
		(char *)(uintptr_t) "LVM_SUPPRESS_FD_WARNINGS=1", NULL
	};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int pipes[2], r;

	if (pipe2(pipes, O_CLOEXEC))
		return xpt__error_errno(ret_error, XPT_REFUSED, errno, "cannot run %s", words[0]);
	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, LIVE("dev/null"), O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], 1);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], 2);
	if (lock > STDERR_FILENO)
		posix_spawn_file_actions_adddup2(&actions, lock, lock);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	/* an interrupt from the terminal must not kill it half-way */
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	r = posix_spawnp(&running->pid, words[0], &actions, &attributes, words, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	close(pipes[1]);
	running->output = pipes[0];
	if (!r)
		return 0;
	close(pipes[0]);
	return xpt__error_errno(ret_error, XPT_REFUSED, r, "cannot run %s", words[0]);
}

/* The last lines are what matters. */
static const char *tail(const char *text)
{
	const char *at = text + strlen(text);

	for (int lines = 0; at > text && lines < 4; at--)
		lines += at[-1] == '\n';
	return at;
}

int xpt__live_run_program(
		struct writer *writer, const char *program, int lock, struct xpt_error **ret_error)
{
	auto_free struct running *running = calloc(1, sizeof(*running));
	auto_free char *line = strdup(program);
	char *words[WORDS_MAX + 1] = { NULL }, *rest = line;
	int status = 0, rc;

	(void)writer;
	if (!running || !line)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < WORDS_MAX && rest; i++)
		words[i] = strsep(&rest, " ");
	rc = start(words, lock, running, ret_error);
	if (rc)
		return rc;
	xpt__lock_sign(lock, (long)running->pid);
	if (!listen_to(running))
		(void)kill(-running->pid, SIGKILL);
	close(running->output);
	while (waitpid(running->pid, &status, 0) < 0 && errno == EINTR)
		;
	xpt__lock_sign(lock, (long)getpid());
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	return xpt__error_set(ret_error, XPT_REFUSED, "%s failed: %s", program,
			running->length ? tail(running->text) : "it printed nothing");
}
