/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci_vpd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../base/bdf.h"
#include "../base/clock.h"
#include "../base/error.h"
#include "../formats/vpd.h"
#include "paths.h"

/* The kernel waits for four bytes for 0.125 seconds at most. */
#define PIECE 32
#define TIME_MS 2000

static int give(struct span serial, struct blob *ret_blob, struct xpt_error **ret_error)
{
	struct blob blob = { malloc(serial.length + 2), serial.length + 1 };

	if (!blob.bytes)
		return xpt__error_no_memory(ret_error);
	memcpy(blob.bytes, serial.at, serial.length);
	memcpy(blob.bytes + serial.length, "\n", 2);
	*ret_blob = blob;
	return 0;
}

static int unreadable(int number, const char *path, struct xpt_error **ret_error)
{
	if (number == ENOENT || number == ENODEV || number == ENXIO)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the kernel shows no vital product data (VPD) of it");
	return xpt__error_errno(ret_error,
			number == EACCES || number == EPERM ? XPT_DENIED : XPT_UNREADABLE, number,
			"cannot read %s", path);
}

/* One more piece. Return: its bytes; 0: there are no more; < 0: errno says why */
static ssize_t read_piece(int fd, unsigned char *bytes, size_t length)
{
	size_t room = VPD_BYTES - length;
	ssize_t r;

	do
		r = pread(fd, bytes + length, room < PIECE ? room : PIECE, (off_t)length);
	while (r < 0 && errno == EINTR);
	return r;
}

int xpt__pci_vpd_read_from(
		int fd, const char *path, struct blob *ret_blob, struct xpt_error **ret_error)
{
	long long end = xpt__clock_ms() + TIME_MS;
	unsigned char bytes[VPD_BYTES];
	enum vpd vpd = VPD_MORE;
	struct span serial;
	size_t length = 0;

	while (vpd == VPD_MORE) {
		ssize_t r = xpt__clock_ms() < end ? read_piece(fd, bytes, length) : -1;

		if (r < 0 && xpt__clock_ms() >= end)
			return xpt__error_set(ret_error, XPT_UNREADABLE,
					"of its vital product data (VPD) only %zu bytes came in %d seconds",
					length, TIME_MS / 1000);
		if (r < 0)
			return unreadable(errno, path, ret_error);
		if (!r)
			break;
		length += (size_t)r;
		vpd = xpt__vpd_serial(bytes, length, &serial);
	}
	if (vpd == VPD_SERIAL)
		return give(serial, ret_blob, ret_error);
	if (vpd == VPD_NO_SERIAL)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"its vital product data (VPD) has no serial number");
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"its vital product data (VPD) does not hold together");
}

int xpt__pci_vpd_read(const char *path, struct blob *ret_blob, struct xpt_error **ret_error)
{
	char address[XPT_BDF_TEXT], place[sizeof(LIVE(PATH_DEVICES)) + XPT_BDF_TEXT + 16];
	auto_fd int fd = -1;
	struct xpt_bdf bdf;

	if (xpt_bdf_parse(path + strlen(PATH_PCI_VPD "/"), &bdf, NULL))
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	snprintf(place, sizeof(place), LIVE(PATH_DEVICES) "/%s/vpd", xpt_bdf_format(bdf, address));
	fd = open(place, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? unreadable(errno, place, ret_error) :
			xpt__pci_vpd_read_from(fd, place, ret_blob, ret_error);
}
