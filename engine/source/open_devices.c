/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which programs have which devices open, from the open files of all of them. */
#include "open_devices.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "../base/error.h"
#include "../formats/open_devices.h"
#include "paths.h"

#define FILES (1U << 20) /* open ones that are looked at */
#define DEVICES 64	 /* kept of one program */
#define COMMAND_TEXT 64	 /* the kernel keeps 15 bytes */

struct scan {
	FILE *file;
	size_t files; /* looked at so far */
};

struct program {
	struct open_device device; /* written for each; pid and command stay */
	dev_t seen[DEVICES];
	size_t seen_count;
	char command[COMMAND_TEXT];
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

/* Memory, terminals without hardware behind them, and what all programs have. */
static bool is_nobodys(dev_t number)
{
	unsigned int major = major(number);

	return major == 1 || major == 5 || major == 10 || (major >= 136 && major <= 143);
}

/*
 * Is it a character device? The name is asked first: to ask a file of a network's what it is may wait for that network
 * for ever. A jailed device model has its node below another root.
 */
static bool is_device(int folder, const char *name, dev_t *ret_number)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(folder, name, target, sizeof(target) - 1);
	struct stat state;

	if (length <= 0)
		return false;
	target[length] = '\0';
	if (!strstr(target, DEVICE_NODES) || fstatat(folder, name, &state, 0) ||
			!S_ISCHR(state.st_mode) || is_nobodys(state.st_rdev))
		return false;
	*ret_number = state.st_rdev;
	return true;
}

static bool is_new(struct program *program, dev_t number)
{
	for (size_t i = 0; i < program->seen_count; i++)
		if (program->seen[i] == number)
			return false;
	if (program->seen_count < DEVICES)
		program->seen[program->seen_count++] = number;
	return true;
}

static void read_command(int process, struct program *program)
{
	auto_fd int fd = openat(process, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : read(fd, program->command, sizeof(program->command));

	program->device.command = xpt__span_trim(
			(struct span){ program->command, length > 0 ? (size_t)length : 0 });
}

static void write_device(struct scan *scan, int process, struct program *program, dev_t number)
{
	if (!program->seen_count)
		read_command(process, program);
	if (!is_new(program, number))
		return;
	program->device.major = major(number);
	program->device.minor = minor(number);
	xpt__open_device_write(&program->device, scan->file);
}

static int scan_files(struct scan *scan, int process, DIR *files, struct program *program,
		struct xpt_error **ret_error)
{
	struct dirent *entry;
	dev_t number;

	while ((entry = readdir(files))) {
		if (entry->d_name[0] == '.')
			continue;
		if (++scan->files > FILES)
			return xpt__error_set(ret_error, XPT_UNREADABLE,
					"the programs of dom0 have more than %u files open", FILES);
		if (is_device(dirfd(files), entry->d_name, &number))
			write_device(scan, process, program, number);
	}
	return 0;
}

static int scan_program(struct scan *scan, int proc, const char *name, unsigned int pid,
		struct xpt_error **ret_error)
{
	auto_fd int process = openat(proc, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	auto_fd int fd = process < 0 ? -1 :
				       openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_dir DIR *files = fd < 0 ? NULL : fdopendir(fd);
	struct program program = { .device.pid = pid };

	if (!files)
		return is_over(errno) ? 0 : fails(name, errno, ret_error);
	fd = -1; /* closed with @files */
	return scan_files(scan, process, files, &program, ret_error);
}

static int scan_programs(struct scan *scan, struct xpt_error **ret_error)
{
	auto_dir DIR *proc = opendir(LIVE(PATH_PROC));
	struct dirent *entry;
	uint64_t pid;
	int rc = 0;

	if (!proc)
		return fails("programs", errno, ret_error);
	while (!rc && (entry = readdir(proc)))
		if (xpt__span_number(xpt__span_of(entry->d_name), 10, &pid) && pid <= INT_MAX)
			rc = scan_program(scan, dirfd(proc), entry->d_name, (unsigned int)pid,
					ret_error);
	return rc;
}

int xpt__open_devices_read(struct blob *ret_blob, struct xpt_error **ret_error)
{
	struct blob blob = { 0 };
	struct scan scan = { .file = open_memstream(&blob.bytes, &blob.length) };
	bool written;
	int rc;

	if (!scan.file)
		return xpt__error_no_memory(ret_error);
	rc = scan_programs(&scan, ret_error);
	written = !ferror(scan.file);
	if ((fclose(scan.file) || !written) && !rc)
		rc = xpt__error_no_memory(ret_error);
	if (rc)
		blob_clear(&blob);
	else
		*ret_blob = blob;
	return rc;
}
