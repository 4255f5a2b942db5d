/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing to sysfs, and the permissions that follow from what sysfs says of a device. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "../../base/error.h"
#include "../../base/text.h"
#include "../../formats/resource.h"
#include "../../source/paths.h"
#include "live.h"

#define RESOURCES 7 /* six BARs and the expansion ROM: what libxl grants */
#define PAGE_BITS 12
#define FILE_BYTES 4096

/*
 * One write, one answer: the kernel acts within it, for as long as a driver takes, and no time limit
 * could end that.
 */
int xpt__live_write_file(struct writer *writer, const char *path, const char *text,
		struct xpt_error **ret_error)
{
	auto_free char *full = NULL;
	auto_fd int fd = -1;
	ssize_t r;

	(void)writer;
	if (!strncmp(path, PATH_NET_LINK "/", strlen(PATH_NET_LINK "/")))
		return xpt__live_net_link(path, text, ret_error);
	if (!strncmp(path, PATH_NVME_ADMIN "/", strlen(PATH_NVME_ADMIN "/")))
		return xpt__live_nvme_admin(path, text, ret_error);
	if (asprintf(&full, LIVE_ROOT "%s", path) < 0)
		return xpt__error_no_memory(ret_error);
	fd = open(full, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno == ENOENT)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"there is no %s: is the module loaded?", full);
	if (fd < 0)
		return xpt__error_errno(ret_error, errno == EACCES ? XPT_DENIED : XPT_REFUSED,
				errno, "cannot open %s", full);
	r = write(fd, text, strlen(text));
	if (r == (ssize_t)strlen(text))
		return 0;
	return xpt__error_errno(ret_error, XPT_REFUSED, r < 0 ? errno : EIO,
			"writing \"%s\" to %s failed", *text == '\n' ? "" : text, full);
}

/* A small file of a device; "" where it is not to be had. */
static void read_device_file(const char *address, const char *file, char text[FILE_BYTES])
{
	auto_free char *path = NULL;
	auto_fd int fd = -1;
	ssize_t r = -1;

	if (asprintf(&path, LIVE(PATH_DEVICES) "/%s/%s", address, file) >= 0)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		r = read(fd, text, FILE_BYTES - 1);
	text[r > 0 ? r : 0] = '\0';
}

static uint64_t device_irq(const char *address)
{
	char text[FILE_BYTES];
	uint64_t irq;

	read_device_file(address, "irq", text);
	return xpt__span_number(xpt__span_trim(xpt__span_of(text)), 10, &irq) ? irq : 0;
}

static void revoke_resource(xc_interface *xc, unsigned int domid, struct span line)
{
	struct resource_line region;

	if (!xpt__resource_read(line, &region) || !region.start || region.end < region.start)
		return;
	if (region.flags & RESOURCE_IO)
		(void)xc_domain_ioport_permission(xc, domid, (uint32_t)region.start,
				(uint32_t)(region.end - region.start + 1), 0);
	else if (region.flags & RESOURCE_MEMORY)
		(void)xc_domain_iomem_permission(xc, domid, region.start >> PAGE_BITS,
				(region.end >> PAGE_BITS) - (region.start >> PAGE_BITS) + 1, 0);
}

/* Another function in pciback on the same line may be the same guest's: the line stays its. */
static bool irq_is_shared(const char *address, uint64_t irq)
{
	auto_dir DIR *folder = opendir(LIVE(PATH_PCIBACK));
	const struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		if (strchr(entry->d_name, ':') && strcmp(entry->d_name, address) != 0 &&
				device_irq(entry->d_name) == irq)
			return true;
	return false;
}

/*
 * libxl before 4.18 never takes back what an HVM guest was granted. What is not granted (any more), and
 * a domain that is gone, are refused by Xen, and that is as good.
 */
int xpt__live_revoke(struct writer *writer, unsigned int domid, struct xpt_bdf bdf,
		struct xpt_error **ret_error)
{
	char text[FILE_BYTES], address[XPT_BDF_TEXT];
	struct span rest, line;
	xc_interface *xc;
	uint64_t irq;
	int rc = xpt__live_xc(live_of(writer), &xc, ret_error);

	if (rc)
		return rc;
	xpt_bdf_format(bdf, address);
	read_device_file(address, "resource", text);
	rest = xpt__span_of(text);
	for (size_t i = 0; i < RESOURCES && xpt__span_next_line(&rest, &line); i++)
		revoke_resource(xc, domid, line);
	irq = device_irq(address);
	if (irq && irq < UINT32_MAX && !irq_is_shared(address, irq)) {
		(void)xc_physdev_unmap_pirq(xc, domid, (int)irq);
		(void)xc_domain_irq_permission(xc, domid, (uint32_t)irq, false);
	}
	return 0;
}
