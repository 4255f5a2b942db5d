/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an error number from Xen means; each stands for several causes that Xen does not tell apart. */
#include "errnos.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	int number;
	const char *name, *text; /* text as the C library has it, which libxl prints */
	const char *assigning;	 /* what the (de)assign hypercalls mean by it */
} errnos[] = {
	{ 1, "EPERM", "Operation not permitted",
			"it shares reserved memory with other devices, is a host bridge, or a security policy "
			"forbids it" },
	{ 3, "ESRCH", "No such process", "the domain is gone" },
	{ 6, "ENXIO", "No such device or address",
			"the bridge above it, or its memory, does not answer" },
	{ 9, "EBADF", "Bad file descriptor", "Xen marked it broken after a failed flush" },
	{ 12, "ENOMEM", "Cannot allocate memory", "Xen has no memory left for its tables" },
	{ 13, "EACCES", "Permission denied", "the tools and Xen are of different releases" },
	{ 16, "EBUSY", "Device or resource busy",
			"another guest has it, Xen keeps it, or its reserved memory is in the guest's way" },
	{ 17, "EEXIST", "File exists", NULL },
	{ 18, "EXDEV", "Invalid cross-device link",
			"the guest's memory is populated on demand, shared, paged or logged" },
	{ 19, "ENODEV", "No such device", "Xen does not know it, or no IOMMU covers it" },
	{ 22, "EINVAL", "Invalid argument",
			"the domain is dom0 itself or dying, or the request is malformed" },
	{ 28, "ENOSPC", "No space left on device", "the IOMMU has no free domain number" },
	{ 38, "ENOSYS", "Function not implemented", "there is no IOMMU" },
	{ 61, "ENODATA", "No data available", NULL },
	{ 84, "EILSEQ", "Invalid or incomplete multibyte or wide character",
			"its translation entry is not what Xen wrote" },
	{ 95, "EOPNOTSUPP", "Operation not supported",
			"the domain was created without passthrough, or there is no IOMMU" },
	{ 98, "EADDRINUSE", "Address already in use", "its reserved regions overlap" },
	{ 110, "ETIMEDOUT", "Connection timed out", "a flush did not finish" },
	{ 114, "EALREADY", "Operation already in progress", NULL },
};

#define COUNT (sizeof(errnos) / sizeof(*errnos))

int xpt__errno_number(const char *text)
{
	long number = strtol(text, NULL, 10);

	for (size_t i = 0; i < COUNT; i++)
		if (!strncmp(text, errnos[i].text, strlen(errnos[i].text)))
			return errnos[i].number;
	return number > -4096 && number < 4096 ? (int)labs(number) : 0;
}

const char *xpt__errno_reason(struct arena *arena, int number, bool assigning)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (errnos[i].number != number)
			continue;
		return assigning && errnos[i].assigning ?
				xpt__arena_text(arena, "%s (%s)", errnos[i].assigning,
						errnos[i].name) :
				xpt__arena_text(arena, "%s (%s)", errnos[i].text, errnos[i].name);
	}
	return xpt__arena_text(arena, "error %d", number);
}
