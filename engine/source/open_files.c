/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "open_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>

#include "../base/cleanup.h"
#include "../base/error.h"
#include "paths.h"

#define FILES (1U << 20) /* that are looked at */

struct scan {
	void (*found)(void *data, const struct open_file *file);
	void *data;
	size_t files; /* looked at so far */
};

/* The program ended while it was looked at. */
static bool is_over(int number)
{
	return number == ENOENT || number == ESRCH;
}

static int fails(const char *what, int number, struct xpt_error **ret_error)
{
	return xpt__error_errno(ret_error,
			number == EACCES || number == EPERM ? XPT_DENIED : XPT_UNREADABLE, number,
			"the open files of %s cannot be read", what);
}

static int look_at(struct scan *scan, struct open_file *file, struct xpt_error **ret_error)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(file->folder, file->name, target, sizeof(target) - 1);

	/* closed meanwhile, or no name that a device could have */
	if (length < 0)
		return is_over(errno) || errno == ENAMETOOLONG ?
				0 :
				fails("programs", errno, ret_error);
	target[length] = '\0';
	file->target = target;
	scan->found(scan->data, file);
	return 0;
}

static int scan_files(
		struct scan *scan, struct open_file *file, DIR *files, struct xpt_error **ret_error)
{
	struct dirent *entry;
	int rc = 0;

	for (errno = 0; !rc && (entry = readdir(files)); errno = 0) {
		if (entry->d_name[0] == '.')
			continue;
		if (++scan->files > FILES)
			return xpt__error_set(ret_error, XPT_UNREADABLE,
					"the programs of dom0 have more than %u files open", FILES);
		file->folder = dirfd(files);
		file->name = entry->d_name;
		rc = look_at(scan, file, ret_error);
	}
	return rc || !errno || is_over(errno) ? rc : fails("programs", errno, ret_error);
}

static int scan_program(struct scan *scan, int proc, const char *name, unsigned int pid,
		struct xpt_error **ret_error)
{
	auto_fd int process = openat(proc, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	auto_fd int fd = process < 0 ? -1 :
				       openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_dir DIR *files = fd < 0 ? NULL : fdopendir(fd);
	struct open_file file = { .pid = pid, .process = process };

	if (!files)
		return is_over(errno) ? 0 : fails(name, errno, ret_error);
	fd = -1; /* closed with @files */
	return scan_files(scan, &file, files, ret_error);
}

int xpt__open_files_each(void (*found)(void *data, const struct open_file *file), void *data,
		struct xpt_error **ret_error)
{
	auto_dir DIR *proc = opendir(LIVE(PATH_PROC));
	struct scan scan = { found, data, 0 };
	struct dirent *entry;
	uint64_t pid;
	int rc = 0;

	if (!proc)
		return fails("programs", errno, ret_error);
	for (errno = 0; !rc && (entry = readdir(proc)); errno = 0)
		if (xpt__span_number(xpt__span_of(entry->d_name), 10, &pid) && pid <= INT_MAX)
			rc = scan_program(&scan, dirfd(proc), entry->d_name, (unsigned int)pid,
					ret_error);
	return rc || !errno ? rc : fails("programs", errno, ret_error);
}

struct span xpt__open_file_command(const struct open_file *file, char buffer[COMMAND_TEXT])
{
	auto_fd int fd = openat(file->process, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : read(fd, buffer, COMMAND_TEXT);

	return xpt__span_trim((struct span){ buffer, length > 0 ? (size_t)length : 0 });
}
