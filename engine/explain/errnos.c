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
	{ 23, "ENFILE", "Too many open files in system", NULL },
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
		if (!strncmp(text, errnos[i].text, strlen(errnos[i].text)) ||
				!strcmp(text, errnos[i].name))
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

static const struct {
	int code;
	const char *meaning;
} libxl_codes[] = {
	{ -1, "libxl's code is -1 (NONSPECIFIC), which tells nothing more" },
	{ -2, "the program and libxl are of different versions (VERSION)" },
	{ -3, "libxl's code is -3 (FAIL), which most refusals become; a line before it tells why" },
	{ -4, "libxl cannot do this (NI)" },
	{ -5, "there was no memory (NOMEM)" },
	{ -6, "libxl does not accept the request (INVAL)" },
	{ -8, "the guest did not answer in time (GUEST_TIMEDOUT)" },
	{ -9, "something did not answer in time (TIMEDOUT)" },
	{ -11, "something was not ready (NOT_READY)" },
	{ -15, "a lock could not be taken (LOCK_FAIL)" },
	{ -17, "the domain has the device already (DEVICE_EXISTS)" },
	{ -21, "there is no such domain (DOMAIN_NOTFOUND)" },
	{ -22, "it was aborted (ABORTED)" },
	{ -23, "something was not found (NOTFOUND)" },
	{ -24, "the domain was destroyed meanwhile (DOMAIN_DESTROYED)" },
	{ -25, "libxl cannot do this any more (FEATURE_REMOVED)" },
	{ -26, "QEMU did not keep to its protocol (PROTOCOL_ERROR_QMP)" },
	{ -27, "QEMU answered with an unknown error (UNKNOWN_QMP_ERROR)" },
	{ -28, "QEMU refused (QMP_GENERIC_ERROR)" },
	{ -29, "QEMU does not know the command (QMP_COMMAND_NOT_FOUND)" },
	{ -30, "QEMU's device is not active (QMP_DEVICE_NOT_ACTIVE)" },
	{ -31, "QEMU does not have the device (QMP_DEVICE_NOT_FOUND)" },
	{ -32, "QEMU's answer was not as expected (QEMU_API)" },
};

const char *xpt__libxl_code_reason(const char *code)
{
	long number = strtol(code, NULL, 10);

	for (size_t i = 0; i < sizeof(libxl_codes) / sizeof(*libxl_codes); i++)
		if (libxl_codes[i].code == number)
			return libxl_codes[i].meaning;
	return NULL;
}
