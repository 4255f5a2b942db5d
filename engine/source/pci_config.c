/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci_config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "paths.h"
#include "pci_decode.h"

struct config_file {
	int fd;
	int number; /* errno of the last that could not be read */
};

static bool read_config(void *data, unsigned int at, uint8_t *ret_bytes, unsigned int length)
{
	struct config_file *file = data;
	ssize_t r = pread(file->fd, ret_bytes, length, at);

	if (r < 0)
		file->number = errno;
	return r == (ssize_t)length;
}

static int open_config(const char *path)
{
	char address[XPT_BDF_TEXT], place[sizeof(LIVE(PATH_DEVICES)) + XPT_BDF_TEXT + 16];
	struct xpt_bdf bdf;

	if (strncmp(path, PATH_PCI "/", strlen(PATH_PCI "/")) != 0 ||
			xpt_bdf_parse(path + strlen(PATH_PCI "/"), &bdf, NULL)) {
		errno = ENOENT;
		return -1;
	}
	snprintf(place, sizeof(place), LIVE(PATH_DEVICES) "/%s/config",
			xpt_bdf_format(bdf, address));
	return open(place, O_RDONLY | O_CLOEXEC);
}

int xpt__pci_no_answer(const char *path, int number, struct xpt_error **ret_error)
{
	switch (number) {
	case 0:
	case ENOENT:
	case ENODEV:
	case ENXIO:
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	default:
		return xpt__error_errno(ret_error,
				number == EACCES || number == EPERM ? XPT_DENIED : XPT_UNREADABLE,
				number, "cannot read %s", path);
	}
}

int xpt__pci_config_read(const char *path, struct blob *ret_blob, struct xpt_error **ret_error)
{
	auto_fd int fd = open_config(path);
	struct config_file file = { fd, fd < 0 ? errno : 0 };
	const struct config_space space = { read_config, &file };
	auto_blob struct blob blob = { 0 };
	bool decoded, whole;
	FILE *to;

	if (fd < 0)
		return xpt__pci_no_answer(path, file.number, ret_error);
	to = open_memstream(&blob.bytes, &blob.length);
	if (!to)
		return xpt__error_no_memory(ret_error);
	decoded = xpt__pci_decode(&space, to);
	whole = !ferror(to);
	if (fclose(to) || !whole)
		return xpt__error_no_memory(ret_error);
	if (!decoded)
		return xpt__pci_no_answer(path, file.number, ret_error);
	*ret_blob = blob;
	blob = (struct blob){ 0 };
	return 0;
}
