/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which programs have which devices open, from the open files of all of them. */
#include "open_devices.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "../base/error.h"
#include "../formats/open_devices.h"
#include "open_files.h"
#include "paths.h"

#define DEVICES 64 /* kept of one program */

struct scan {
	FILE *file;
	struct open_device device; /* of the program at hand */
	char command[COMMAND_TEXT];
	dev_t seen[DEVICES];
	size_t seen_count;
};

/* Memory, terminals without hardware behind them, and what all programs have. */
static bool is_nobodys(dev_t number)
{
	unsigned int major = major(number);

	return major == 1 || major == 5 || major == 10 || (major >= 136 && major <= 143);
}

/*
 * A jailed device model has its node below another root, so any name with such a part may be one; a server of that
 * name is not asked, and what refuses root, as a user's own file system does, has no device nodes.
 */
static bool is_device(const struct open_file *file, dev_t *ret_number)
{
	struct statx state;

	if (!strstr(file->target, DEVICE_NODES) ||
			statx(file->folder, file->name, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT,
					STATX_TYPE, &state) ||
			!S_ISCHR(state.stx_mode))
		return false;
	*ret_number = makedev(state.stx_rdev_major, state.stx_rdev_minor);
	return !is_nobodys(*ret_number);
}

static bool is_new(struct scan *scan, dev_t number)
{
	for (size_t i = 0; i < scan->seen_count; i++)
		if (scan->seen[i] == number)
			return false;
	if (scan->seen_count < DEVICES)
		scan->seen[scan->seen_count++] = number;
	return true;
}

static void begin_program(struct scan *scan, const struct open_file *file)
{
	scan->device = (struct open_device){ .pid = file->pid,
		.command = xpt__open_file_command(file, scan->command) };
	scan->seen_count = 0;
}

static void note_file(void *data, const struct open_file *file)
{
	struct scan *scan = data;
	dev_t number;

	if (!is_device(file, &number))
		return;
	if (scan->device.pid != file->pid)
		begin_program(scan, file);
	if (!is_new(scan, number))
		return;
	scan->device.major = major(number);
	scan->device.minor = minor(number);
	xpt__open_device_write(&scan->device, scan->file);
}

int xpt__open_devices_read(struct blob *ret_blob, struct xpt_error **ret_error)
{
	struct blob blob = { 0 };
	struct scan scan = { .file = open_memstream(&blob.bytes, &blob.length) };
	bool written;
	int rc;

	if (!scan.file)
		return xpt__error_no_memory(ret_error);
	rc = xpt__open_files_each(note_file, &scan, ret_error);
	written = !ferror(scan.file);
	if ((fclose(scan.file) || !written) && !rc)
		rc = xpt__error_no_memory(ret_error);
	if (rc)
		blob_clear(&blob);
	else
		*ret_blob = blob;
	return rc;
}
